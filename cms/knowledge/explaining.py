"""Why a page stands where it stands: the ranker's terms and the query's words, as an editor understands them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.organisation.models import Partner

from . import analysis, ranker, search, weights
from .drafted import Drafted
from .everyday import Everyday
from .models import Audience
from .plan import Alternative, Group
from .rank import Bag, Query, bag_value, best, found_stems, page_value
from .records import FIELDS, Record, Text, stems_of
from .sayings import nearness

SHOWN = 10
POINTS = 10  # a point of the model is shown as ten
WORDS_AT_MOST = 3  # written words named beside one word of the query


class Term(models.TextChoices):
    """What makes the order, each of several terms of the model."""

    WORDS = "words", _("words")
    COVERAGE = "coverage", _("coverage")
    TITLE = "title", _("title")
    SENTENCE = "sentence", _("sentence")
    SAID = "said", _("everyday expressions")


WHAT_TERMS_SAY = {
    Term.WORDS: _("How well the page has the words that were typed, or what everyday words make of them."),
    Term.COVERAGE: _("How much of the query the page explains at all."),
    Term.TITLE: _("How much of the page's title was asked for."),
    Term.SENTENCE: _("How like the page is to the query as a sentence; it counts more the longer the query is."),
    Term.SAID: _("How much the query sounds like an everyday expression that leads here."),
}
TERM_OF = {
    **dict.fromkeys(("words", "words*unsure", "words*long"), Term.WORDS),
    "coverage": Term.COVERAGE,
    "title": Term.TITLE,
    **dict.fromkeys(("far", "near", "near*unsure", "near*long", "likest", "likest*long"), Term.SENTENCE),
    **dict.fromkeys(("said", "said*unsure", "said*long"), Term.SAID),
    **dict.fromkeys(("shared", "shared*unsure", "shared*long"), Term.SAID),
}


class Place(models.TextChoices):
    """Where on a page a word stands."""

    TITLE = "title", _("in the title")
    KEYWORDS = "keywords", _("in the everyday title")
    BODY = "body", _("in the text")
    REQUIREMENTS = "requirements", _("under who can use it")
    DOCUMENTS = "documents", _("under what to bring or what it costs")


class Way(models.TextChoices):
    """How a word of the query comes to what stands on the page."""

    ITSELF = "itself", _("the word itself")
    EVERYDAY = "everyday", _("an everyday word")
    PAGE = "page", _("an everyday word that means this page")
    SIMILAR = "similar", _("a part of it, or a word like it")
    NOWHERE = "nowhere", _("nowhere on the page")


@dataclass(frozen=True)
class WordOfQuery:
    """One word (or phrase) that was typed, and what of the page it found."""

    typed: str
    way: Way
    found: tuple[str, ...] = ()  # the page's words as they are written
    place: str = ""
    counts_little: bool = False  # a word of every question, or of the story


@dataclass(frozen=True)
class Row:
    """One page in the order, with its points by term."""

    rank: int
    title: str
    points: int
    by_term: Mapping[Term, int]
    is_draft: bool

    @property
    def terms(self) -> list[tuple[str, int]]:
        """In the order of the columns."""
        return [(term.label, self.by_term.get(term, 0)) for term in Term]


@dataclass(frozen=True)
class Explanation:
    """Where a draft would stand for a query, which pages stand before it, and why."""

    query: str
    rows: list[Row]  # the first ones, and the draft's wherever it is
    rank: int | None  # None: it is not found
    of: int
    words: list[WordOfQuery]
    sounds_like: list[str]
    with_sentences: bool
    is_sure: bool

    @property
    def terms(self) -> list[tuple[str, str]]:
        return [(term.label, str(WHAT_TERMS_SAY[term])) for term in Term]


def explain(query: str, draft: Drafted, text: Text, *, partner: Partner) -> Explanation:
    """Search as citizens of this partner do, with the draft in the place of its page. Nothing is logged."""
    loaded = draft.loaded
    gathered = search.gather(query, loaded, partner=partner, audience=Audience.PUBLIC, draft=draft)
    rows = rows_of(gathered, draft)
    by_words = best(gathered.evidence.ranked)
    everyday = loaded.words.of(partner.pk)
    return Explanation(
        query=query,
        rows=[row for row in rows if row.rank <= SHOWN or row.is_draft],
        rank=next((row.rank for row in rows if row.is_draft), None),
        of=len(rows),
        words=[
            word_of_query(query, group, draft, text, everyday, Query(gathered.plan, loaded.lexicon))
            for group in gathered.plan.groups
            if not group.bonus
        ],
        sounds_like=expressions_for(gathered, draft),
        with_sentences=gathered.with_sentences,
        is_sure=bool(by_words) and by_words[0].confidence >= weights.UNSURE_BELOW,
    )


def rows_of(gathered: search.Gathered, draft: Drafted) -> list[Row]:
    """All that is found, best first, as the search orders it."""
    evidence = gathered.evidence
    if gathered.with_sentences:
        ordered, scores = ranker.order(evidence), evidence.scores
        parts = {each.key: by_term(row) for each, row in zip(evidence.ranked, ranker.features(evidence), strict=True)}
    else:
        ordered, parts = best(evidence.ranked), {}
        scores = {each.key: each.score for each in ordered}
    return [
        Row(
            rank,
            gathered.entries[gathered.recalled[each.key].digest].title,
            round(scores[each.key] * POINTS),
            parts.get(each.key, {}),
            is_draft=each.key == draft.subject,
        )
        for rank, each in enumerate(ordered, 1)
    ]


def by_term(row: tuple[float, ...]) -> dict[Term, int]:
    """The model's terms summed up to those that are shown."""
    total = dict.fromkeys(Term, 0.0)
    for name, weight, value in zip(ranker.TERMS, ranker.fitted(), row, strict=True):
        total[TERM_OF[name]] += weight * value * POINTS
    return {term: round(points) for term, points in total.items()}


def word_of_query(
    query: str, group: Group, draft: Drafted, text: Text, everyday: Everyday, asked: Query
) -> WordOfQuery:
    """What a word of the plan found on the page: its best alternative there."""
    written = analysis.as_written(query)
    typed = written.get(group.word) or " ".join(
        word for folded, word in written.items() if everyday.equal(analysis.stem(folded)) in group.word.split()
    )
    little = group.weight < 0.5
    found = best_alternative(group, draft, asked)
    if found is None:
        return WordOfQuery(typed or group.word, Way.NOWHERE, counts_little=little)
    if found.page is not None:
        return WordOfQuery(typed or group.word, Way.PAGE, counts_little=little)
    stems = [stem for stem in found.stems if stem in draft.record.stems]
    place = Place(FIELDS[min(place_of(stem, draft.record) for stem in stems)])
    words = tuple(dict.fromkeys(word for stem in stems for word in as_written_on(text, stem, draft)))[:WORDS_AT_MOST]
    return WordOfQuery(typed or group.word, way_of(group, found, everyday), words, place.label, little)


def best_alternative(group: Group, draft: Drafted, asked: Query) -> Alternative | None:
    """The one that is worth most on this page; None if none is."""
    stems = found_stems(asked.field_values, draft.record, asked.lexicon)

    def value(each: Alternative) -> float:
        if each.page is not None:
            return page_value(asked.lexicon) * each.weight if each.page == draft.service_id else 0.0
        if len(each.stems) > 1:
            worth, _quality = bag_value(Bag.of(each, asked.lexicon), stems)
            return worth
        worth, _quality = stems.get(each.stems[0], (0.0, 0.0))
        return worth * each.weight

    found = max(group.alternatives, key=value, default=None)
    return found if found is not None and value(found) > 0 else None


def way_of(group: Group, found: Alternative, everyday: Everyday) -> Way:
    if found.stems == (analysis.stem(group.word),):
        return Way.ITSELF
    said = [analysis.stem(group.word), *map(analysis.stem, analysis.base_forms(group.word))]
    meanings = [meaning for stem in said for meaning in everyday.means(everyday.equal(stem)) + everyday.means(stem)]
    meanings += everyday.phrase_means(frozenset(group.word.split()))
    return Way.EVERYDAY if any(meaning.stems == found.stems for meaning in meanings) else Way.SIMILAR


def place_of(stem: str, record: Record) -> int:
    """The first field that has it: the title before all others."""
    return next(at for at, count in enumerate(record.stems[stem]) if count)


def as_written_on(text: Text, stem: str, draft: Drafted) -> list[str]:
    """A word of the page that is found by this stem, as it is written in the field that counts most."""
    split = draft.loaded.lexicon.split
    for folded, written in analysis.as_written(text.fields[place_of(stem, draft.record)]).items():
        if stem in stems_of(folded, split):
            return [written]
    return []


def expressions_for(gathered: search.Gathered, draft: Drafted) -> list[str]:
    """The everyday expressions the query sounds like, as far as they lead to this page."""
    if not gathered.evidence.said.get(draft.subject):
        return []
    found = []
    for cosine, everyday, place in gathered.heard:
        saying = everyday.heard[place]
        leads_here = any(
            meaning.page == draft.service_id
            or (meaning.stems and all(stem in draft.record.stems for stem in meaning.stems))
            for meaning in saying.meanings
        )
        if leads_here and nearness(cosine) > 0:
            found.append(saying.written)
    return found[:WORDS_AT_MOST]
