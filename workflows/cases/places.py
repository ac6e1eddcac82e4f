"""Where a fault of a case type stands, in words: “Schritt 2, Amt 1” for ``steps.2.departments.1.falls_to``."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import pgettext, pgettext_lazy

NUMBERED = {
    "questions": pgettext_lazy("place", "question %(number)s"),
    "steps": pgettext_lazy("place", "step %(number)s"),
    "departments": pgettext_lazy("place", "department %(number)s"),
    "options": pgettext_lazy("place", "answer %(number)s"),
}
NAMED = {
    "ask_back": pgettext_lazy("place", "when the citizen is asked something"),
    "departments": pgettext_lazy("place", "departments"),
    "due": pgettext_lazy("place", "due"),
    "en": pgettext_lazy("place", "English"),
    "escalate": pgettext_lazy("place", "when the lead is told"),
    "for_whom": pgettext_lazy("place", "who may use it"),
    "key": pgettext_lazy("place", "key"),
    "label": pgettext_lazy("place", "words"),
    "name": pgettext_lazy("place", "name"),
    "options": pgettext_lazy("place", "answers"),
    "promise": pgettext_lazy("place", "promise"),
    "questions": pgettext_lazy("place", "questions"),
    "reject_to": pgettext_lazy("place", "where a rejection goes"),
    "remind": pgettext_lazy("place", "reminder"),
    "retention": pgettext_lazy("place", "how long it is kept"),
    "steps": pgettext_lazy("place", "steps"),
    "title": pgettext_lazy("place", "title"),
    "when": pgettext_lazy("place", "condition"),
}


def in_words(faults: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same faults, each with its place as a person calls it."""
    return [(_words(place), sentence) for place, sentence in faults]


def _words(place: str) -> str:
    said, parts = [], place.split(".")
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        if following.isdecimal() and part in NUMBERED:
            said.append(NUMBERED[part] % {"number": following})
        elif part in NAMED:
            said.append(str(NAMED[part]))
    joined = pgettext("place", ", ").join(said)
    return joined[:1].upper() + joined[1:]
