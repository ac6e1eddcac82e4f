"""The door for reading: what people ask, in their words, becomes the services that answer it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from threading import Lock

from cms.organisation.models import Partner

from . import analysis, loading, nearest, ranker, sayings, sentences, weights
from .engines import Recalled, Terms, engine
from .lexicon import Lexicon
from .loading import Loaded
from .models import Audience, Entry, EntryPartner
from .plan import Plan, plan
from .rank import Candidate, Ranked, best, judged
from .records import Record

__all__ = ["Audience", "Hit", "Results", "search"]

REMEMBERED = 3_000
ATTEMPTS = 3
WORDS_OF_EVERY_TOWN = frozenset({"stadt", "gemeinde", "landkreis", "kreis", "bezirk", "verband"})


@dataclass(frozen=True)
class Hit:
    """A service that answers the query, as the partner has it."""

    service_id: int
    slug: str
    title: str
    everyday_title: str
    teaser: str
    score: float
    offered: bool


@dataclass(frozen=True)
class Results:
    """The hits, best first; `unsure` where the first one may well be wrong."""

    hits: list[Hit]
    unsure: bool


class EntriesGone(Exception):
    """The index was swapped or an entry replaced between two reads of one search."""


def search(
    query: str,
    *,
    partner: Partner,
    audience: Audience = Audience.PUBLIC,
    limit: int = 10,
    open_word: bool = False,
) -> Results:
    """Find the partner's services. `open_word` reads the last word as the beginning of one. Never raises on a query.

    Only Audience.AGENT finds words of agent notes.
    """
    for _ in range(ATTEMPTS):
        loaded = loading.current(audience)
        try:
            results = find(query, loaded, partner=partner, audience=audience, limit=limit, open_word=open_word)
        except EntriesGone:
            continue
        if results.hits or loading.stand() == loaded.stand:
            return results
    return Results([], unsure=True)


def find(
    query: str, loaded: Loaded, *, partner: Partner, audience: Audience, limit: int = 10, open_word: bool = False
) -> Results:
    """The pipeline at one version of the index: plan, let the engine recall, judge, order."""
    gathered = gather(query, loaded, partner=partner, audience=audience, open_word=open_word)
    by_words = best(gathered.evidence.ranked)
    ranked = ranker.order(gathered.evidence) if gathered.with_sentences else by_words
    return Results(
        hits=[gathered.hit(each) for each in ranked[:limit]],
        unsure=not by_words or by_words[0].confidence < weights.UNSURE_BELOW,
    )


@dataclass(frozen=True)
class Gathered:
    """The candidates of a query with all that is known of them."""

    evidence: ranker.Evidence
    recalled: Mapping[int, Recalled]
    entries: Mapping[str, Remembered]
    with_sentences: bool

    def hit(self, ranked: Ranked) -> Hit:
        recalled = self.recalled[ranked.key]
        return self.entries[recalled.digest].hit(ranked.key, ranked.score, recalled.offered)


def gather(query: str, loaded: Loaded, *, partner: Partner, audience: Audience, open_word: bool) -> Gathered:
    """Everything but the order."""
    everyday = loaded.words.of(partner.pk)
    where = {"partner": partner.pk, "audience": audience, "generation": loaded.generation}
    known_pages = nearest.pages(partner.pk, loaded)
    alike = (lambda word: known_pages.words_like(sentences.of_word(word))) if known_pages else None
    planned = plan(query, loaded.lexicon, everyday, open_word=open_word, names=names_of(partner), alike=alike)
    similar = known_pages.similar(sentences.of_query(query)) if known_pages else None
    heard = loaded.words.sayings.like(query, everyday) if known_pages else []
    said = sayings.plan_of(heard)
    recalled = {
        each.service_id: each
        for each in (
            *recall(said, loaded, limit=weights.CANDIDATES_SAID, alike=0, **where),
            *recall(planned, loaded, limit=weights.CANDIDATES, alike=weights.CANDIDATES_ALIKE, **where),
        )
    }
    meant = planned.pages | said.pages | (similar.candidates if similar else frozenset())
    recalled |= {each.service_id: each for each in pages(meant - recalled.keys(), **where)}
    entries = remembered([*recalled.values()])
    candidates = [Candidate(each.service_id, entries[each.digest].record) for each in recalled.values()]
    sounds = sayings.shares(judged(said, loaded.lexicon, candidates), heard)
    known = similar.candidates if similar else frozenset()
    ranked = [
        each
        for each in judged(planned, loaded.lexicon, candidates)
        if each.score > 0 or each.key in known or each.key in sounds
    ]
    return Gathered(
        ranker.Evidence(ranked, similar or nearest.NOTHING_NEAR, sounds, length_of(query)),
        recalled,
        entries,
        with_sentences=similar is not None,
    )


def recall(planned: Plan, loaded: Loaded, **options: object) -> list[Recalled]:
    """What the engine finds for a plan."""
    return engine().candidates(terms(planned, loaded.lexicon), **options) if planned.groups or planned.trigrams else []


def length_of(query: str) -> int:
    """How many words were asked."""
    return sum(not word.joined for word in analysis.words(query[: weights.QUERY_LETTERS]))


def pages(services: Set[int], *, partner: int, audience: Audience, generation: int) -> list[Recalled]:
    """Pages by their number, as far as the partner has them."""
    if not services:
        return []
    found = EntryPartner.objects.filter(
        entry__service__in=services, entry__audience=audience, entry__generation=generation, partner=partner
    )
    return [Recalled(*row) for row in found.values_list("entry", "entry__service", "entry__digest", "offered")]


def names_of(partner: Partner) -> frozenset[str]:
    """The partner's own name says nothing about the subject: Lindenfurt, Lindenfurter."""
    own = {word.text for word in analysis.words(partner.name)}
    return frozenset(own | {name + "er" for name in own} | WORDS_OF_EVERY_TOWN)


def terms(planned: Plan, lexicon: Lexicon) -> Terms:
    """The plan for an engine that knows no weights: its most telling sets of stems, and the rarest trigrams."""
    worth: dict[tuple[str, ...], float] = {}
    for group in planned.groups:
        for alternative in group.alternatives:
            known = tuple(stem for stem in alternative.stems if lexicon.knows(stem))
            if known:
                value = alternative.weight * group.weight * max(lexicon.idf(stem) for stem in known)
                worth[known] = max(worth.get(known, 0.0), value)
    stems = sorted(worth, key=lambda each: (-worth[each], each))[: weights.TERMS_AT_MOST]
    if knows_every_word(planned):
        return Terms(stems, [])
    known_trigrams = [trigram for trigram in planned.trigrams if trigram in lexicon.trigram_idfs]
    rarest = sorted(known_trigrams, key=lambda trigram: (-lexicon.trigram_idfs[trigram], trigram))
    return Terms(stems, rarest[: weights.TRIGRAMS_AT_MOST])


def knows_every_word(planned: Plan) -> bool:
    """Whether the corpus has every word as it was written: then titles that merely look alike add nothing."""
    return bool(planned.groups) and all(
        any(alternative.weight >= weights.BASE_FORM for alternative in group.alternatives) for group in planned.groups
    )


@dataclass(frozen=True)
class Remembered:
    """An entry as this worker keeps it; entries never change, so it is never stale."""

    slug: str
    title: str
    everyday_title: str
    teaser: str
    record: Record

    def hit(self, service_id: int, score: float, offered: bool) -> Hit:
        return Hit(service_id, self.slug, self.title, self.everyday_title, self.teaser, score, offered)


_remembered: OrderedDict[str, Remembered] = OrderedDict()
_remembering = Lock()


def remembered(recalled: Sequence[Recalled]) -> dict[str, Remembered]:
    """The candidates' entries by digest, from memory or else from the database in one query."""
    found: dict[str, Remembered] = {}
    with _remembering:
        for each in recalled:
            entry = _remembered.get(each.digest)
            if entry:
                _remembered.move_to_end(each.digest)
                found[each.digest] = entry
    missing = [each.entry_id for each in recalled if each.digest not in found]
    if missing:
        read = Entry.objects.filter(pk__in=missing).values_list(
            "digest", "slug", "title", "everyday_title", "teaser", "record"
        )
        new = {name: Remembered(*shown, Record.from_json(record)) for name, *shown, record in read}
        found |= new
        with _remembering:
            _remembered.update(new)
            while len(_remembered) > REMEMBERED:
                _remembered.popitem(last=False)
    if any(each.digest not in found for each in recalled):
        raise EntriesGone
    return found
