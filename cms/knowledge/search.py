"""The door for reading: what people ask, in their words, becomes the services that answer it."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from threading import Lock

from cms.catalogue.models import ServicePage
from cms.organisation.models import Partner

from . import analysis, loading, nearest, ranker, sayings, sentences, weights
from .engines import Recalled, Terms, engine
from .lexicon import Lexicon
from .loading import Loaded
from .models import Audience, Entry, EntryPartner, Kind
from .plan import NOTHING_PLANNED, Plan, plan
from .rank import Candidate, Ranked, best, judged
from .records import Record

__all__ = ["Audience", "Hit", "Kind", "Results", "search"]

REMEMBERED = 3_000
ATTEMPTS = 3
WORDS_OF_EVERY_TOWN = frozenset({"stadt", "gemeinde", "landkreis", "kreis", "bezirk", "verband"})


@dataclass(frozen=True)
class Hit:
    """What answers the query, as the partner has it."""

    kind: Kind
    object_id: int
    partner_id: int
    slug: str
    title: str
    everyday_title: str
    teaser: str
    score: float
    offered: bool

    @property
    def service_id(self) -> int | None:
        return self.object_id if self.kind == Kind.SERVICE else None


@dataclass(frozen=True)
class Results:
    """The hits, best first; `unsure` where the first one may well be wrong."""

    hits: list[Hit]
    unsure: bool
    confidence: float = 0.0  # from 0 to 1
    kinds: Mapping[Kind, int] = field(default_factory=dict)  # how many of each kind are more than noise
    plan: Plan = NOTHING_PLANNED  # how the query was understood
    did_you_mean: str = ""


class EntriesGone(Exception):
    """The index was swapped or an entry replaced between two reads of one search."""


def search(
    query: str,
    *,
    partner: Partner,
    audience: Audience = Audience.PUBLIC,
    limit: int = 10,
    open_word: bool = False,
    kinds: Set[Kind] | None = None,
    topic: int | None = None,
    also: Sequence[Partner] = (),
) -> Results:
    """Find what the partner has. `open_word` reads the last word as the beginning of one. Never raises on a query.

    Only Audience.AGENT finds words of agent notes. `kinds` and `topic` leave out other hits and mere noise; the counts
    by kind stay those of the whole query. `also` widens to other partners: what the first one has comes first.
    """
    options = {"partner": partner, "audience": audience, "limit": limit, "open_word": open_word}
    for _ in range(ATTEMPTS):
        loaded = loading.current(audience)
        try:
            results = find(query, loaded, kinds=kinds, topic=topic, also=also, **options)
        except EntriesGone:
            continue
        if results.hits or loading.stand() == loaded.stand:
            return results
    return Results([], unsure=True)


def find(
    query: str,
    loaded: Loaded,
    *,
    partner: Partner,
    audience: Audience,
    limit: int = 10,
    open_word: bool = False,
    kinds: Set[Kind] | None = None,
    topic: int | None = None,
    also: Sequence[Partner] = (),
) -> Results:
    """The pipeline at one version of the index: plan, let the engine recall, judge, order."""
    gathered = gather(query, loaded, partner=partner, audience=audience, open_word=open_word, also=also)
    by_words = best(gathered.evidence.ranked)
    ranked = ranker.order(gathered.evidence) if gathered.with_sentences else by_words
    above = above_noise(gathered, ranked)
    counted = Counter(gathered.kind(each) for each in above)
    if kinds is not None or topic is not None:
        ranked = above = only(gathered, above, kinds, topic)
    if also:
        ranked = own_first(gathered, ranked, above, partner, limit)
    confidence = by_words[0].confidence if by_words else 0.0
    return Results(
        hits=[gathered.hit(each) for each in ranked[:limit]],
        unsure=confidence < weights.UNSURE_BELOW,
        confidence=confidence,
        kinds=counted,
        plan=gathered.plan,
    )


def above_noise(gathered: Gathered, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Those that may be meant, in their order: not a trace of a word somewhere in a text."""
    if not gathered.with_sentences:
        return [each for each in ranked if each.score >= weights.NOISE_BELOW_SHARE * ranked[0].score]
    scores = ranker.scores(gathered.evidence)
    return [each for each in ranked if scores[each.key] >= scores[ranked[0].key] - weights.NOISE_BELOW]


def only(gathered: Gathered, ranked: Iterable[Ranked], kinds: Set[Kind] | None, topic: int | None) -> list[Ranked]:
    """Those of some kinds, or of a topic: then services only."""
    found = [each for each in ranked if kinds is None or gathered.kind(each) in kinds]
    if topic is None:
        return found
    under = ServicePage.topics.through.objects.filter(topic=topic, servicepage__in=[each.key for each in found])
    services = set(under.values_list("servicepage", flat=True))
    return [each for each in found if each.key in services]


def own_first(
    gathered: Gathered, ranked: Sequence[Ranked], above: Sequence[Ranked], partner: Partner, limit: int
) -> list[Ranked]:
    """What the partner has itself, then the others'; at least half of the places are theirs if they have so much."""
    own = [each for each in above if gathered.recalled[each.key].partner_id == partner.pk]
    others = [each for each in above if gathered.recalled[each.key].partner_id != partner.pk]
    first = [*own[: max(limit - len(others), limit - limit // 2)], *others]
    return [*first, *(each for each in ranked if each not in first)]


@dataclass(frozen=True)
class Gathered:
    """The candidates of a query with all that is known of them."""

    evidence: ranker.Evidence
    recalled: Mapping[int, Recalled]
    entries: Mapping[str, Remembered]
    with_sentences: bool
    plan: Plan

    def kind(self, ranked: Ranked) -> Kind:
        return Kind.SERVICE

    def hit(self, ranked: Ranked) -> Hit:
        recalled = self.recalled[ranked.key]
        return self.entries[recalled.digest].hit(self.kind(ranked), recalled, ranked.score)


def gather(
    query: str, loaded: Loaded, *, partner: Partner, audience: Audience, open_word: bool, also: Sequence[Partner] = ()
) -> Gathered:
    """Everything but the order."""
    everyday = loaded.words.of(partner.pk)
    partners = list(dict.fromkeys((partner.pk, *(other.pk for other in also))))
    where = {"partners": partners, "audience": audience, "generation": loaded.generation}
    known_pages = nearest.pages(partner.pk, loaded)
    alike = (lambda word: known_pages.words_like(sentences.of_word(word))) if known_pages else None
    planned = plan(query, loaded.lexicon, everyday, open_word=open_word, names=names_of(partner), alike=alike)
    similar = known_pages.similar(sentences.of_query(query)) if known_pages else None
    heard = loaded.words.sayings.like(query, everyday) if known_pages else []
    said = sayings.plan_of(heard)
    recalled = nearest_to_the_partner(
        partners,
        (
            *recall(planned, loaded, limit=weights.CANDIDATES, alike=weights.CANDIDATES_ALIKE, **where),
            *recall(said, loaded, limit=weights.CANDIDATES_SAID, alike=0, **where),
        ),
    )
    meant = planned.pages | said.pages | (similar.candidates if similar else frozenset())
    recalled |= nearest_to_the_partner(partners, pages(meant - recalled.keys(), **where))
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
        plan=planned,
    )


def nearest_to_the_partner(partners: Sequence[int], recalled: Iterable[Recalled]) -> dict[int, Recalled]:
    """Each service once: as the partner has it, or else the first of the others."""
    found: dict[int, Recalled] = {}
    for each in recalled:
        known = found.get(each.service_id)
        if known is None or partners.index(each.partner_id) < partners.index(known.partner_id):
            found[each.service_id] = each
    return found


def recall(planned: Plan, loaded: Loaded, **options: object) -> list[Recalled]:
    """What the engine finds for a plan."""
    return engine().candidates(terms(planned, loaded.lexicon), **options) if planned.groups or planned.trigrams else []


def length_of(query: str) -> int:
    """How many words were asked."""
    return sum(not word.joined for word in analysis.words(query[: weights.QUERY_LETTERS]))


def pages(services: Set[int], *, partners: Sequence[int], audience: Audience, generation: int) -> list[Recalled]:
    """Pages by their number, as far as the partners have them."""
    if not services:
        return []
    found = EntryPartner.objects.filter(
        entry__service__in=services, entry__audience=audience, entry__generation=generation, partner__in=partners
    )
    return [
        Recalled(*row) for row in found.values_list("entry", "entry__service", "entry__digest", "offered", "partner")
    ]


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

    def hit(self, kind: Kind, recalled: Recalled, score: float) -> Hit:
        return Hit(
            kind=kind,
            object_id=recalled.service_id,
            partner_id=recalled.partner_id,
            slug=self.slug,
            title=self.title,
            everyday_title=self.everyday_title,
            teaser=self.teaser,
            score=score,
            offered=recalled.offered,
        )


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
