"""The door for reading: what people ask, in their words, becomes the services that answer it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.utils import timezone

from cms.catalogue.models import LifeSituation, ServicePage, Topic
from cms.organisation.models import Partner
from cms.pages.models import Bulletin

from . import analysis, lines, loading, nearest, ranker, remembered, sayings, sentences, weights
from .corrections import did_you_mean
from .drafted import Drafted
from .engines import Recalled, Terms, Where, entries_of, searching, summable
from .lexicon import Lexicon
from .loading import Loaded, Stand
from .models import Audience, Kind, Subject
from .plan import NOTHING_PLANNED, Plan, plan
from .rank import Candidate, Ranked, best, judged_by
from .records import Record
from .remembered import EntriesGone, Remembered
from .turns import Turns

if TYPE_CHECKING:
    from cms.accounts.models import User

__all__ = ["Audience", "Hit", "Kind", "Results", "search"]

ATTEMPTS = 3
_turns = Turns(patience=0.2)
OF_SERVICES = {Kind.TOPIC: Topic, Kind.LIFE_SITUATION: LifeSituation}
SHARES = {Kind.SERVICE: 1.0, Kind.COLLEAGUE: weights.COLLEAGUE}
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
    likely: int = 0  # how many of the first hits are, unless others were asked too
    plan: Plan = NOTHING_PLANNED  # how the query was understood
    did_you_mean: str = ""


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
    by: User | None = None,
) -> Results:
    """Find what the partner has. `open_word` reads the last word as the beginning of one. Never raises on a query.

    Only Audience.AGENT finds words of agent notes, colleagues, and the bulletins for the person who asks (`by`).
    `kinds` and `topic` leave out other hits and mere noise; the counts by kind stay those of the whole query. `also`
    widens to other partners: what the first one has comes first.
    """
    options = {"partner": partner, "audience": audience, "limit": limit, "open_word": open_word}
    for _ in range(ATTEMPTS):
        loaded = loading.current(audience)
        try:
            with _turns.one():
                results = find(query, loaded, kinds=kinds, topic=topic, also=also, by=by, **options)
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
    by: User | None = None,
) -> Results:
    """The pipeline at one version of the index: plan, let the engine recall, judge, order."""
    gathered = gather(
        query, loaded, partner=partner, audience=audience, open_word=open_word, kinds=kinds, also=also, by=by
    )
    by_words = best(gathered.evidence.ranked)
    ranked = ranker.order(gathered.evidence) if gathered.with_sentences else by_words
    above = above_noise(gathered, ranked)
    counted = Counter(gathered.kind(each) for each in above)
    if kinds is not None or topic is not None:
        ranked = above = only(gathered, above, kinds, topic)
    if also:
        ranked = own_first(gathered, ranked, above, partner, limit)
    confidence = by_words[0].confidence if by_words else 0.0
    hits = [gathered.hit(each) for each in ranked[:limit]]
    texts = [text for hit in hits for text in (hit.title, hit.everyday_title, hit.teaser)]
    meant = "" if open_word else did_you_mean(query, texts, loaded.lexicon, loaded.words.of(partner.pk))
    return Results(
        hits=hits,
        unsure=confidence < weights.UNSURE_BELOW,
        confidence=confidence,
        kinds=counted,
        likely=len(above),
        plan=gathered.plan,
        did_you_mean=meant,
    )


def above_noise(gathered: Gathered, ranked: Sequence[Ranked]) -> list[Ranked]:
    """Those that may be meant, in their order: not a trace of a word somewhere in a text."""
    if not gathered.with_sentences:
        return [each for each in ranked if each.score >= weights.NOISE_BELOW_SHARE * ranked[0].score]
    scores = gathered.evidence.scores
    return [each for each in ranked if scores[each.key] >= scores[ranked[0].key] - weights.NOISE_BELOW]


def only(gathered: Gathered, ranked: Iterable[Ranked], kinds: Set[Kind] | None, topic: int | None) -> list[Ranked]:
    """Those of some kinds, or of a topic: then services only."""
    found = [each for each in ranked if kinds is None or gathered.kind(each) in kinds]
    if topic is None:
        return found
    found = [each for each in found if gathered.kind(each) == Kind.SERVICE]
    under = ServicePage.topics.through.objects.filter(
        topic=topic, servicepage__in=[each.key.object_id for each in found]
    )
    services = set(under.values_list("servicepage", flat=True))
    return [each for each in found if each.key.object_id in services]


def own_first(
    gathered: Gathered, ranked: Sequence[Ranked], above: Sequence[Ranked], partner: Partner, limit: int
) -> list[Ranked]:
    """What the partner has itself, then the others'; at least half of the places are theirs if they have so much.

    What is noise beside a better hit of another partner is none among its own.
    """
    own = above_noise(gathered, [each for each in ranked if gathered.recalled[each.key].partner_id == partner.pk])
    others = [each for each in above if gathered.recalled[each.key].partner_id != partner.pk]
    first = [*own[: max(limit - len(others), limit - limit // 2)], *others]
    return [*first, *(each for each in ranked if each not in first)]


@dataclass(frozen=True)
class Gathered:
    """The candidates of a query with all that is known of them."""

    evidence: ranker.Evidence
    recalled: Mapping[Subject, Recalled]
    entries: Mapping[str, Remembered]  # by digest
    with_sentences: bool
    plan: Plan
    heard: Sequence[sayings.Heard]

    def kind(self, ranked: Ranked) -> Kind:
        return Kind(ranked.key.kind)

    def hit(self, ranked: Ranked) -> Hit:
        recalled = self.recalled[ranked.key]
        entry = self.entries[recalled.digest]
        return Hit(
            kind=self.kind(ranked),
            object_id=recalled.subject.object_id,
            partner_id=recalled.partner_id,
            slug=entry.slug,
            title=entry.title,
            everyday_title=entry.everyday_title,
            teaser=entry.teaser,
            score=ranked.score,
            offered=recalled.offered,
        )


def gather(
    query: str,
    loaded: Loaded,
    *,
    partner: Partner,
    audience: Audience,
    open_word: bool = False,
    kinds: Set[Kind] | None = None,
    also: Sequence[Partner] = (),
    by: User | None = None,
    draft: Drafted | None = None,
) -> Gathered:
    """Everything but the order. A draft stands in the place of its page; ``loaded`` is then its own."""
    everyday = loaded.words.of(partner.pk)
    partners = tuple(dict.fromkeys((partner.pk, *(other.pk for other in also))))
    everybody = bool(also) and len(partners) == Partner.objects.count()
    where = Where(partners, audience, loaded.generation, timezone.now(), of_everybody=everybody)
    known_pages = nearest.pages(partner.pk, loaded)
    alike = (lambda word: known_pages.words_like(sentences.of_word(word))) if known_pages else None
    planned = plan(query, loaded.lexicon, everyday, open_word=open_word, names=names_of(partner), alike=alike)
    sentence = sentences.towards_pages(query) if known_pages else None
    likenesses = known_pages.likenesses(sentence) if known_pages else None
    heard = loaded.words.sayings.like(query, everyday) if known_pages else []
    hints = sayings.hints(heard)
    in_lines = lines.shared(query, everyday) if known_pages else []
    said, told = (sayings.plan_of(each, loaded.lexicon) for each in (hints, in_lines))
    hinted = said.with_groups_of(told)
    at_most = weights.CANDIDATES_OF_MANY if also else weights.CANDIDATES
    typed = [
        Terms(at_most, stems_of(planned, loaded.lexicon)),
        Terms(weights.CANDIDATES_ALIKE, trigrams=trigrams_of(planned, loaded.lexicon)),
    ]
    guessed = Terms(weights.CANDIDATES_SAID, stems_of(hinted, loaded.lexicon), in_titles=True)
    found = recall([*typed, guessed], where)
    if kinds:  # what the others left no room for
        found += recall(typed, replace(where, kinds=tuple(kinds)))
    recalled = nearest_to_the_partner(partners, found)
    known = likenesses.candidates if likenesses and not known_pages.is_sample else frozenset()
    meant = {Subject(kind, page) for page in planned.pages | hinted.pages for kind in (Kind.SERVICE, Kind.PAGE)}
    recalled |= nearest_to_the_partner(partners, by_number((meant | known) - recalled.keys(), where))
    recalled = without_closed_doors(recalled, loaded, partner, by)
    similar = None
    if likenesses:
        strange = [each for each in recalled.values() if known_pages.is_sample or each.partner_id != partner.pk]
        similar = likenesses.of(recalled.keys(), nearest.vectors_of(strange, sentences.model().name))
    if draft and similar:
        similar = draft.among(similar, sentence)
        known = similar.candidates
    if draft:
        recalled.pop(draft.subject, None)
    entries = remembered.entries([*recalled.values()])
    if draft:
        recalled[draft.subject] = draft.recalled
        entries[draft.recalled.digest] = Remembered("", draft.title, "", "", draft.record)
    candidates = [candidate(each.subject, entries[each.digest].record) for each in recalled.values()]
    by_words, by_said, by_told = judged_by([planned, said, told], loaded.lexicon, candidates)
    sounds, shared = sayings.shares(by_said, hints), sayings.shares(by_told, in_lines)
    ranked = [
        each for each in by_words if each.score > 0 or each.key in known or each.key in sounds or each.key in shared
    ]
    return Gathered(
        ranker.Evidence(ranked, similar or nearest.NOTHING_NEAR, sounds, shared, length_of(query)),
        recalled,
        entries,
        with_sentences=similar is not None,
        plan=planned,
        heard=heard,
    )


def candidate(subject: Subject, record: Record) -> Candidate:
    """An entry for the ranker; everyday words may mean a page."""
    page = subject.object_id if subject.kind in (Kind.SERVICE, Kind.PAGE) else None
    return Candidate(subject, record, page, SHARES.get(subject.kind, weights.OTHER_KIND))


def nearest_to_the_partner(partners: Sequence[int], recalled: Iterable[Recalled]) -> dict[Subject, Recalled]:
    """Each subject once: as the partner has it, or else the first of the others."""
    found: dict[Subject, Recalled] = {}
    for each in recalled:
        known = found.get(each.subject)
        if known is None or partners.index(each.partner_id) < partners.index(known.partner_id):
            found[each.subject] = each
    return found


def without_closed_doors(
    recalled: dict[Subject, Recalled], loaded: Loaded, partner: Partner, by: User | None
) -> dict[Subject, Recalled]:
    """Without topics under which the partner offers nothing, and without bulletins for other people."""
    closed: set[Subject] = set()
    subjects = {subject for subject in recalled if subject.kind in OF_SERVICES}
    if subjects:
        closed |= subjects - subjects_offered(partner, loaded.stand)
    bulletins = {subject.object_id for subject in recalled if subject.kind == Kind.BULLETIN}
    if bulletins:
        hers = Bulletin.objects.for_user(by).filter(pk__in=bulletins) if by else Bulletin.objects.none()
        closed |= {Subject(Kind.BULLETIN, number) for number in bulletins.difference(hers.values_list("pk", flat=True))}
    return {subject: each for subject, each in recalled.items() if subject not in closed}


_offered: dict[int, tuple[Stand, frozenset[Subject]]] = {}


def subjects_offered(partner: Partner, stand: Stand) -> frozenset[Subject]:
    """The topics and life situations under which a partner offers something.

    Remembered as long as the index stands still: whatever changes them changes an entry too.
    """
    known = _offered.get(partner.pk)
    if known and known[0] == stand:
        return known[1]
    services = ServicePage.objects.offered_by(partner).order_by().values("pk")
    found = frozenset(
        Subject(kind.value, number)
        for kind, model in OF_SERVICES.items()
        for number in model.objects.filter(services__in=services).order_by().values_list("pk", flat=True).distinct()
    )
    _offered[partner.pk] = (stand, found)
    return found


def recall(asked: Iterable[Terms], where: Where) -> list[Recalled]:
    """What the engine finds for these."""
    return searching().candidates([terms for terms in asked if terms.stems or terms.trigrams], where)


def length_of(query: str) -> int:
    """How many words were asked."""
    return sum(not word.joined for word in analysis.words(query[: weights.QUERY_LETTERS]))


def by_number(subjects: Set[Subject], where: Where) -> list[Recalled]:
    """What is meant by its number, as far as the partners have it."""
    found = entries_of((subject.object_id for subject in subjects), where)
    return [each for each, _source in found if each.subject in subjects]


def names_of(partner: Partner) -> frozenset[str]:
    """The partner's own name says nothing about the subject: Lindenfurt, Lindenfurter."""
    own = {word.text for word in analysis.words(partner.name)}
    return frozenset(own | {name + "er" for name in own} | WORDS_OF_EVERY_TOWN)


def stems_of(planned: Plan, lexicon: Lexicon) -> dict[tuple[str, ...], float]:
    """The most telling sets of stems of a plan, with what they are worth."""
    worth: dict[tuple[str, ...], float] = {}
    for group in planned.groups:
        for alternative in group.alternatives:
            known = tuple(stem for stem in alternative.stems if lexicon.knows(stem))
            if known:
                value = alternative.weight * group.weight * max(lexicon.idf(stem) for stem in known)
                worth[known] = max(worth.get(known, 0.0), value)
    return likeliest(worth, weights.TERMS_AT_MOST)


def trigrams_of(planned: Plan, lexicon: Lexicon) -> dict[str, float]:
    """The rarest trigrams of a plan, unless the corpus has every word."""
    if knows_every_word(planned):
        return {}
    idfs = {trigram: lexicon.trigram_idfs[trigram] for trigram in planned.trigrams & lexicon.trigram_idfs.keys()}
    return likeliest(idfs, weights.TRIGRAMS_AT_MOST)


def likeliest(worth: Mapping, at_most: int) -> dict:
    """Those that are worth most, with what an engine may add up."""
    found = sorted(worth.items(), key=lambda each: (-each[1], each[0]))[:at_most]
    return {each: summable(worth) for each, worth in found}


def knows_every_word(planned: Plan) -> bool:
    """Whether the corpus has every word as it was written: then titles that merely look alike add nothing."""
    return bool(planned.groups) and all(
        any(alternative.weight >= weights.BASE_FORM for alternative in group.alternatives) for group in planned.groups
    )
