"""What was searched in vain: searches of 30 days that mean the same, until a later one succeeds or somebody decides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from . import analysis, loading
from .everyday import Everyday
from .lexicon import Lexicon
from .loading import Loaded
from .log_models import Face, GapDecision, LoggedSearch
from .models import Audience
from .search_log import UNKNOWN, folded

SPAN = timedelta(days=30)
HALF = timedelta(days=15)
SUBJECTS_REMEMBERED = 100_000

Subject = frozenset[object]


class Why(models.TextChoices):
    """What was wrong with a search, the worst first."""

    NO_HIT = "no_hit", _("nothing found")
    UNSURE = "unsure", _("found something, but unsure")
    NOT_OPENED = "not_opened", _("nothing opened")


# The first hit's card stands beside an agent's list without being opened, and what programs open nobody knows.
SUCCEEDED = Q(rank__isnull=False) | Q(hits__gt=0, unsure=False) & ~Q(face=Face.CITIZEN)


class Key(NamedTuple):
    """Whose gap it is and what was meant."""

    partner: int
    subject: Subject


@dataclass(frozen=True)
class Gap:
    """Searches in vain that mean the same."""

    partner: int
    words: str  # as most said it
    said: tuple[str, ...]  # in how many ways it was said, the most common first
    count: int
    by_reason: dict[Why, int]
    by_face: dict[Face, int]
    last_day: date
    trend: int  # how many more in the second half of the span than in the first
    decision: GapDecision | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every word of it is kept; else nobody knows what it was about."""
        return UNKNOWN not in self.words

    @property
    def why(self) -> Why:
        """The worst that happened."""
        return next(why for why in Why if why in self.by_reason)


def gaps_of(
    partners: Collection[int], *, today: date, decided: bool = False, face: str = "", why: str = ""
) -> list[Gap]:
    """The gaps of these partners that are open, or those somebody has decided about; the most frequent first.

    A gap is what was searched in vain after the last time that the same thing was searched with success.
    """
    searches = LoggedSearch.objects.filter(partner__in=partners, day__gt=today - SPAN, day__lte=today)
    subjects = subjects_now()
    succeeded: dict[Key, int] = {}
    for row in searches.filter(SUCCEEDED).values("partner", "words").annotate(last=Max("pk")).order_by():
        key = subjects.key(row["partner"], row["words"])
        succeeded[key] = max(succeeded.get(key, 0), row["last"])
    in_vain: defaultdict[Key, list[dict]] = defaultdict(list)
    for row in (
        searches.exclude(SUCCEEDED).order_by("pk").values("pk", "partner", "words", "face", "day", "hits", "unsure")
    ):
        if says_something(row["words"]):
            key = subjects.key(row["partner"], row["words"])
            if row["pk"] > succeeded.get(key, 0):
                in_vain[key].append(row)
    decisions = {
        subjects.key(each.partner_id, each.words): each
        for each in GapDecision.objects.in_force().filter(partner__in=partners).select_related("by").order_by("pk")
    }
    found = [gap_of(rows, today, decisions.get(key)) for key, rows in in_vain.items() if (key in decisions) == decided]
    found = [gap for gap in found if (not face or face in gap.by_face) and (not why or why in gap.by_reason)]
    return sorted(found, key=lambda gap: (-gap.count, -gap.last_day.toordinal(), gap.words, gap.partner))


def gap_of(rows: list[dict], today: date, decision: GapDecision | None) -> Gap:
    said = Counter(row["words"] for row in rows)
    ways = tuple(words for words, _count in sorted(said.items(), key=lambda each: (-each[1], each[0])))
    middle = today - HALF
    return Gap(
        partner=rows[0]["partner"],
        words=ways[0],
        said=ways,
        count=len(rows),
        by_reason=dict(Counter(reason(row) for row in rows)),
        by_face=dict(Counter(Face(row["face"]) for row in rows)),
        last_day=max(row["day"] for row in rows),
        trend=sum(1 if row["day"] > middle else -1 for row in rows),
        decision=decision,
    )


def reason(row: dict) -> Why:
    if not row["hits"]:
        return Why.NO_HIT
    return Why.UNSURE if row["unsure"] else Why.NOT_OPENED


def says_something(words: str) -> bool:
    """Whether any word of it is kept."""
    return any(word != UNKNOWN for word in words.split())


class Subjects:
    """What words mean at one version of the index, so that old and new searches are compared by the same words."""

    def __init__(self, loaded: Loaded):
        self.loaded = loaded
        self._known: dict[tuple[Everyday, str], Subject] = {}

    def key(self, partner: int, words: str) -> Key:
        everyday = self.loaded.words.of(partner)  # most partners share one list
        known = self._known.get((everyday, words))
        if known is None:
            known = self._known[everyday, words] = subject(words, self.loaded.lexicon, everyday)
        return Key(partner, known)


_subjects: Subjects | None = None


def subjects_now() -> Subjects:
    """The last ones again while the index stands where it stood: tens of thousands of texts are analysed once."""
    global _subjects
    loaded, known = loading.current(Audience.PUBLIC), _subjects
    if known is None or known.loaded is not loaded or len(known._known) > SUBJECTS_REMEMBERED:
        known = _subjects = Subjects(loaded)
    return known


def subject(words: str, lexicon: Lexicon, everyday: Everyday) -> Subject:
    """What is asked for, after folding, stop words, everyday words and splitting: equal for what means the same."""
    said = folded_words(words)
    telling = [word for word in said if word not in analysis.QUESTION_WORDS] or said
    stems = {everyday.equal(analysis.stem(word)): word for word in telling}
    meant: set[object] = {UNKNOWN} if UNKNOWN in words else set()
    for phrase in everyday.phrases_in(stems):
        meant |= meaning(everyday.phrase_means(phrase))
        stems = {stem: word for stem, word in stems.items() if stem not in phrase}
    for stem, word in stems.items():
        if meanings := everyday.means(stem):
            meant |= meaning(meanings)
        elif parts := lexicon.split(word):
            meant |= {everyday.equal(analysis.stem(part)) for part in parts}
        else:
            meant.add(stem)
    return frozenset(meant)


def folded_words(words: str) -> list[str]:
    return [word for written in words.split() if written != UNKNOWN for word in folded(written)]


def meaning(meanings: Iterable) -> set[object]:
    """One meaning is its words; several are one thing that may be any of them."""
    targets = frozenset((*each.stems, each.page) if each.page is not None else each.stems for each in meanings)
    return set(next(iter(targets))) if len(targets) == 1 else {targets}
