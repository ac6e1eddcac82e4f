"""The words of a letter: a partner's own text or the one that comes with the program, in the citizen's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parseaddr
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import letter_html, letter_language
from .models import LetterKind

FOLDER = Path(__file__).parent / "templates" / "letters"
FALLBACK = "de"
LANGUAGES = ("de", "en")
MOMENT = {"de": "l, j. F Y, H:i \\U\\h\\r", "en": "l, j F Y, H:i"}
DAY = {"de": "j. F Y", "en": "j F Y"}
WEEKDAY = {"de": "l, j. F Y", "en": "l, j F Y"}


@dataclass(frozen=True)
class Value:
    """Something a letter can say: what it is, and an example of it in both languages."""

    means: str | Promise
    de: str
    en: str


VALUES = {
    "name": Value(_("name, empty if none was given"), "Erika Mustermann", "Erika Mustermann"),
    "reference": Value(_("case number"), "LIN-7K4-93P", "LIN-7K4-93P"),
    "code": Value(_("code for the status page"), "2345-6789", "2345-6789"),
    "partner": Value(_("partner"), "Lindenfurt", "Lindenfurt"),
    "department": Value(_("department"), "Bauaufsicht", "Bauaufsicht"),
    "service": Value(_("service, empty if it belongs to none"), "Carport bauen", "Building a carport"),
    "status_url": Value(
        _("address of the status page"),
        "https://lindenfurt.example.org/anliegen/LIN-7K4-93P/",
        "https://lindenfurt.example.org/en/anliegen/LIN-7K4-93P/",
    ),
    "opened_at": Value(_("day on which it came in"), "20. November 2026", "20 November 2026"),
    "promised_at": Value(
        _("promised moment"), "Dienstag, 24. November 2026, 14:00 Uhr", "Tuesday, 24 November 2026, 14:00"
    ),
    "old_date": Value(
        _("moment that was promised before"), "Montag, 23. November 2026, 10:00 Uhr", "Monday, 23 November 2026, 10:00"
    ),
    "until": Value(
        _("day until which we wait for the reply"), "Donnerstag, 3. Dezember 2026", "Thursday, 3 December 2026"
    ),
    "answer": Value(
        _("the answer"),
        "für einen Carport bis 36 m² brauchen Sie keine Genehmigung.\n\nBringen Sie bitte den Lageplan mit.",
        "for a carport of up to 36 m² you need no permit.\n\nPlease bring the site plan.",
    ),
    "question": Value(_("our question"), "Wie groß soll der Carport werden?", "How large will the carport be?"),
    "reply_by_mail": Value(
        _("the address that takes replies, empty if none does; only to ask for with “if”"),
        "anliegen@post.example.org",
        "anliegen@post.example.org",
    ),
    "reason": Value(_("the reason"), "Der Plan liegt noch beim Kreis.", "The plan is still with the county."),
}
ALWAYS = ("name", "reference", "partner", "department", "service", "status_url", "reply_by_mail")
# What else each letter can say, and without what nobody could do anything with it.
OFFERS: Mapping[str, tuple[str, ...]] = {
    LetterKind.RECEIVED: ("code", "promised_at"),
    LetterKind.ANSWERED: ("answer", "opened_at"),
    LetterKind.QUESTION: ("question",),
    LetterKind.QUESTION_AGAIN: ("question", "until"),
    LetterKind.CLOSED: ("reason",),
    LetterKind.REOPENED: ("promised_at",),
    LetterKind.NEW_DATE: ("old_date", "promised_at", "reason"),
}
NEEDS: Mapping[str, tuple[str, ...]] = {
    LetterKind.RECEIVED: ("reference", "code"),
    LetterKind.ANSWERED: ("answer",),
    LetterKind.QUESTION: ("question",),
    LetterKind.QUESTION_AGAIN: ("question",),
    LetterKind.CLOSED: ("reason",),
    LetterKind.REOPENED: ("promised_at",),
    LetterKind.NEW_DATE: ("promised_at", "reason"),
}


@dataclass(frozen=True)
class Written:
    """A letter as it leaves."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Wording:
    """The text of a letter before its values are filled in; without HTML of its own that is made of the text."""

    subject: str
    text: str
    html: str = ""


def known_values(letter: str) -> tuple[str, ...]:
    return (*ALWAYS, *OFFERS[letter])


@cache
def shipped(letter: str, language: str) -> Wording:
    """The text that comes with the program; the first line of its file is the subject."""
    subject, _blank, body = (FOLDER / f"{letter}.{language}.txt").read_text(encoding="utf-8").partition("\n")
    return Wording(subject.strip(), body.strip() + "\n")


def spoken(language: str) -> str:
    """The language in which somebody is written to: hers, or German where we do not write it."""
    return language[:2] if language[:2] in LANGUAGES else FALLBACK


def render(letter: str, language: str, context: Mapping[str, object], *, own: Wording | None = None) -> Written:
    """The letter in one of our languages, in the partner's own words or those that come with the program."""
    values = {name: _in_words(name, value, language) for name, value in context.items()}
    values["reply_by_mail"] = settings.MAIL_IN
    return fill(own or shipped(letter, language), values, language)


def sample(found: Wording, language: str, partner: str) -> Written:
    """The letter as it would look, with an example of every value."""
    values = {name: getattr(value, language) for name, value in VALUES.items()}
    return fill(found, {**values, "partner": partner}, language)


def fill(found: Wording, values: Mapping[str, str], language: str) -> Written:
    subject = " ".join(letter_language.filled(found.subject, values).split())[:200]
    text = letter_language.filled(found.text, values).replace("\r\n", "\n").strip() + "\n"
    inside = letter_html.of_plain(text)
    if found.html.strip():
        inside = letter_language.filled(letter_html.tidy(found.html), values, html=True)
    partner = values.get("partner", "")
    return Written(subject, text, letter_html.whole(inside, subject=subject, partner=partner, language=language))


def _in_words(name: str, value: object, language: str) -> str:
    with translation.override(language):
        if isinstance(value, datetime):
            form = {"opened_at": DAY, "until": WEEKDAY}.get(name, MOMENT)
            return date_format(timezone.localtime(value), form[language])
        if isinstance(value, date):
            return date_format(value, DAY[language])
        return str(value)


def is_of_ours(found_id: str, sender: str) -> bool:
    """Whether a mail looks as if we had sent it: it carries one of our Message-IDs, or comes from our own address."""
    own = {parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower(), settings.MAIL_IN.lower()} - {""}
    local, _at, host = sender.lower().partition("@")
    is_our_box = f"{local.partition('+')[0]}@{host}" in own
    return is_our_box or bool(re.fullmatch(rf"<[0-9a-f]{{40}}@{re.escape(_domain())}>", found_id))


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def message_id(key: str) -> str:
    """Always the same for the same key, telling nothing about it, under the domain we send from."""
    return f"<{salted_hmac('workflows.message_id', key, algorithm='sha256').hexdigest()[:40]}@{_domain()}>"
