"""What holds for a partner: the shared page and the partner's local page in one. Nothing else merges them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import CharField, Expression, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from cms.organisation.models import Department, Office, Partner, ServiceLevel
from cms.organisation.recall import recall
from cms.prepared import Blank, Prepared

from .instead import who_does_it
from .models import LifeSituation, LocalServicePage, Mode, Notice, ServicePage, Topic
from .news import news_of

GERMAN = "de"
AS_MAPPED = ("mappings__position", "mappings__pk")
SIMPLE = "de-simple"
LOCAL_TEXTS = {GERMAN: "local_text", "en": "local_text_en", SIMPLE: "local_text_simple"}


@dataclass(frozen=True)
class Document:
    """Something the citizen brings: the original, a copy, or either; perhaps a form that is filled in first."""

    name: str
    kind: str = ""
    note: str = ""
    form_url: str = ""
    language: str = GERMAN


@dataclass(frozen=True)
class Fee:
    """What something costs; no amount means that the note says it, 0 means free, two amounts are a range."""

    label: str
    amount: Decimal | None = None
    amount_until: Decimal | None = None
    note: str = ""
    language: str = GERMAN


@dataclass(frozen=True)
class Deadline:
    """A time to keep, or that the office needs."""

    label: str
    text: str
    language: str = GERMAN


@dataclass(frozen=True)
class Step:
    """One step of the procedure; the text is rich text."""

    title: str
    text: str = ""


@dataclass(frozen=True)
class Form:
    """A form to fill in, at an address of its own or as a document of ours."""

    name: str
    url: str
    language: str = GERMAN


@dataclass(frozen=True)
class Law:
    """A law or by-law the service rests on."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class OnlineService:
    """Where the service can be done online."""

    name: str
    url: str
    language: str = GERMAN


@dataclass(frozen=True)
class Related:
    """Another service of the same partner that people often need with this one."""

    title: str
    slug: str
    language: str = GERMAN


@dataclass(frozen=True)
class Whose:
    """Who does what this partner does not."""

    name: str
    phone: str = ""
    url: str = ""


@dataclass(frozen=True)
class Words:
    """What a service's page says, with what one partner's local page says otherwise: all that a search reads of it.

    ``page`` is the German page, which has the facts without a language; ``text`` the page whose words are read, and
    ``language`` theirs. Rows and texts that are only there in German say so in a language of their own.
    """

    page: ServicePage
    text: ServicePage
    local: LocalServicePage | None
    offered: bool
    language: str
    title: str
    everyday_title: str
    teaser: str
    spoken_answer: str
    spoken_answer_language: str
    short_text: str
    full_text: str
    target_group: str
    prerequisites: str
    documents: list[Document]
    documents_none_needed: bool
    fees: list[Fee]
    is_free: bool
    ways_to_pay: list[str]
    processing_time: str
    processing_time_language: str
    deadlines: list[Deadline]
    visit_minutes: int | None
    steps: list[Step]
    forms: list[Form]
    remedies: str
    notes: str
    legal_basis: list[Law]
    online_services: list[OnlineService]
    local_text: str
    local_text_language: str
    topics: list[Topic]
    life_situations: list[LifeSituation]
    professionally_released_by: str
    professionally_released_on: date | None
    review_on: date | None
    checked_on: date | None


@dataclass(frozen=True)
class EffectiveService(Words):
    """A service as one partner's citizens and agents see it."""

    partner: Partner
    offices: list[Office]
    related_services: list[Related]
    whose: Whose | None
    notices: list[Notice]

    @property
    def department(self) -> Department | None:
        """The department of the first office; often there is none."""
        return self.offices[0].department if self.offices else None

    @property
    def service_level(self) -> ServiceLevel:
        """How far the service centre goes with a concern about it."""
        return self.partner.level_for(self.department)

    @property
    def deviates(self) -> bool:
        """Whether this partner says anything else than the shared page."""
        return self.local is not None


_LOCAL = Prepared(lambda: LocalServicePage.objects.live().filter(service=Blank("service"), partner=Blank("partner")))


def effective(
    service: ServicePage,
    partner: Partner,
    *,
    local: LocalServicePage | None = None,
    language: str = GERMAN,
    translation: ServicePage | None = None,
    at: datetime | None = None,
) -> EffectiveService:
    """Merge a German service page for a partner in five queries, in another language in six.

    Where there is no page in that language the German words are given. Drafts of the local page and of a translation
    may be handed in for a preview. ``at`` is the moment for which notices are wanted.
    """
    now = at or timezone.now()
    if local is None:
        local = _LOCAL.first(service=service.pk, partner=partner.pk)
    if translation is None and language != GERMAN:
        translation = (
            ServicePage.objects.live()
            .filter(translation_key=service.translation_key, locale__language_code=language)
            .first()
        )
    text = translation or service
    spoken_in = language if translation is not None else GERMAN
    offices = _offices(service, partner, local)
    offered = local.offered if local else bool(offices) and not service.is_not_ours
    topics, situations, related = _where_it_stands(service, partner, language)
    return EffectiveService(
        partner=partner,
        local=local,
        offered=offered,
        offices=offices,
        topics=topics,
        life_situations=situations,
        related_services=related,
        whose=None if offered else _whose(service, partner, local),
        notices=news_of(partner, now).about(now, offices=offices, services=[service]),
        **_where_partners_agree(service, text, spoken_in),
        **_where_partners_differ(service, text, local, spoken_in, language),
    )


def words_of(service: ServicePage, topics: list[Topic], life_situations: list[LifeSituation]) -> Words:
    """The shared German words, for partners that have the service and say nothing otherwise; without a query."""
    return Words(
        local=None,
        offered=not service.is_not_ours,
        topics=topics,
        life_situations=life_situations,
        **_where_partners_agree(service, service, GERMAN),
        **_where_partners_differ(service, service, None, GERMAN, GERMAN),
    )


def words_with(words: Words, local: LocalServicePage | None) -> Words:
    """The same German words with those of a local page, or without any; whatever is no words stays as it was."""
    return replace(
        words,
        local=local,
        offered=local.offered if local else not words.page.is_not_ours,
        **_where_partners_differ(words.page, words.text, local, GERMAN, GERMAN),
    )


def _where_partners_agree(service: ServicePage, text: ServicePage, spoken_in: str) -> dict[str, object]:
    """Everything that no local page says otherwise."""
    return {
        "page": service,
        "text": text,
        "language": spoken_in,
        "title": text.title,
        "everyday_title": text.everyday_title,
        "teaser": text.teaser,
        "short_text": text.short_text,
        "full_text": text.full_text,
        "target_group": text.target_group,
        "prerequisites": text.prerequisites,
        "ways_to_pay": list(service.ways_to_pay or []),
        "deadlines": [
            Deadline(row["label"] or "", row["text"], lang)
            for row, lang in _shared_rows(service, text, "deadlines", spoken_in)
        ],
        "visit_minutes": service.visit_minutes,
        "steps": [Step(row["title"], row["text"].source if row["text"] else "") for row in _rows(text.steps)],
        "forms": [
            Form(row["name"], row["url"] or (row["document"].url if row["document"] else ""), lang)
            for row, lang in _shared_rows(service, text, "forms", spoken_in)
        ],
        "remedies": text.remedies,
        "notes": text.notes,
        "legal_basis": [Law(row["name"], row["url"] or "") for row in _rows(service.legal_basis)],
        "online_services": [
            OnlineService(row["name"], row["url"], lang)
            for row, lang in _shared_rows(service, text, "online_services", spoken_in)
        ],
        "professionally_released_by": service.professionally_released_by,
        "professionally_released_on": service.professionally_released_on,
        "review_on": service.review_on,
        "checked_on": timezone.localdate(text.last_published_at) if text.last_published_at else None,
    }


def _where_partners_differ(
    service: ServicePage, text: ServicePage, local: LocalServicePage | None, spoken_in: str, wanted: str
) -> dict[str, object]:
    """Everything that a local page may say otherwise; ``wanted`` is the reader's language, ``spoken_in`` the page's."""
    local_text, local_text_language = _local_text(local, wanted)
    time, time_language = _processing_time(service, text, local, spoken_in)
    documents, fees = _documents(service, text, local, spoken_in), _fees(service, text, local, spoken_in)
    own_spoken_answer = local.spoken_answer if local else ""
    return {
        "spoken_answer": own_spoken_answer or text.spoken_answer,
        "spoken_answer_language": GERMAN if own_spoken_answer else spoken_in,
        "documents": documents,
        "documents_none_needed": not documents and _is_nothing(service, local, "documents"),
        "fees": fees,
        "is_free": not fees and _is_nothing(service, local, "fees"),
        "processing_time": time,
        "processing_time_language": time_language,
        "local_text": local_text,
        "local_text_language": local_text_language,
    }


def _offices(service: ServicePage, partner: Partner, local: LocalServicePage | None) -> list[Office]:
    """The partner's other office if its local page names one, else the mapped ones in their order."""
    if local and local.office_id:
        return recall(("office", local.office_id), lambda: _whole(Q(pk=local.office_id)))
    if service.responsibility_id:
        mapped = Q(mappings__partner=partner, mappings__responsibility=service.responsibility_id)
        key = ("offices", partner.pk, service.responsibility_id)
        return recall(key, lambda: _whole(mapped, *AS_MAPPED))
    return []


def answering_department(service: ServicePage, partner: Partner) -> Department | None:
    """The department of the first office, in two queries.

    Never as a town hall remembers it: a case is about to be opened.
    """
    local = LocalServicePage.objects.live().filter(service=service.pk, partner=partner)
    own_office = local.values_list("office_id", flat=True).first()
    if own_office is None and not service.responsibility_id:
        return None
    mapped = Q(mappings__partner=partner, mappings__responsibility=service.responsibility_id)
    wanted, *order = (Q(pk=own_office),) if own_office else (mapped, *AS_MAPPED)
    office = _with_department(wanted, *order).first()
    return office.department if office else None


def _with_department(wanted: Q, *order: str) -> QuerySet[Office]:
    offices = Office.objects.filter(wanted).order_by(*order)
    return offices.select_related("department__partner", "department__parent__parent", "location")


def _whole(wanted: Q, *order: str) -> list[Office]:
    return list(_with_department(wanted, *order).prefetch_related("contact_points"))


def _standing() -> QuerySet:
    """Topics, life situations and the related services a partner offers, in one question."""
    service, nothing, zero = Blank("service"), Value("", CharField()), Value(0, IntegerField())
    same = ServicePage.objects.live().filter(translation_key=OuterRef("translation_key"))
    translated = same.filter(locale__language_code=Blank("language")).values("title")[:1]
    topics = _row("topic", Topic.objects.filter(services=service), "name", "name_en", nothing, zero)
    situations = _row(
        "situation", LifeSituation.objects.filter(services=service), "name", "name_en", "teaser", "position"
    )
    offered = ServicePage.objects.offered_by(Blank("partner")).filter(related_from=service)
    related = _row("related", offered, "title", Coalesce(Subquery(translated), Value("")), nothing, zero)
    return topics.union(situations, related, all=True)


def _row(kind: str, rows: QuerySet, *columns: str | Expression) -> QuerySet:
    """The columns of a union: every kind has as many, of the same types."""
    return rows.order_by().values_list(Value(kind, CharField()), "pk", "slug", *columns)


_STANDING = Prepared(_standing)


def _where_it_stands(
    service: ServicePage, partner: Partner, language: str
) -> tuple[list[Topic], list[LifeSituation], list[Related]]:
    """Topics, life situations and the related services this partner offers; a draft knows its own."""
    if getattr(service, "_cluster_related_objects", None):
        keys = [each.pk for each in service.related_services.all()]
        offered = ServicePage.objects.offered_by(partner).filter(pk__in=keys)
        related = [Related(*row) for row in offered.values_list("title", "slug")]
        return list(service.topics.all()), list(service.life_situations.all()), related
    rows = list(_STANDING.rows(service=service.pk, partner=partner.pk, language=language))
    return (
        *_subjects(rows),
        [
            Related(other or title, slug, language if other else GERMAN)
            for kind, _pk, slug, title, other, _teaser, _position in sorted(rows, key=lambda row: row[3])
            if kind == "related"
        ],
    )


def _subjects(rows: Iterable[tuple]) -> tuple[list[Topic], list[LifeSituation]]:
    """Those among the rows of such a union, in their order."""
    topics, situations = [], []
    for kind, pk, slug, name, name_en, teaser, position in sorted(rows, key=lambda row: (row[6], row[3])):
        if kind == "topic":
            topics.append(Topic(pk=pk, slug=slug, name=name, name_en=name_en))
        elif kind == "situation":
            situations.append(
                LifeSituation(pk=pk, slug=slug, name=name, name_en=name_en, teaser=teaser, position=position)
            )
    return topics, situations


def _subject_rows(**of_these: list[int] | Blank) -> QuerySet:
    nothing, zero = Value("", CharField()), Value(0, IntegerField())
    topics = _row("topic", Topic.objects.filter(**of_these), "name", "name_en", nothing, zero, "services")
    situations = _row(
        "situation", LifeSituation.objects.filter(**of_these), "name", "name_en", "teaser", "position", "services"
    )
    return topics.union(situations, all=True)


_SUBJECTS = Prepared(lambda: _subject_rows(services=Blank("service")))


def subjects_of(services: Iterable[int]) -> dict[int, tuple[list[Topic], list[LifeSituation]]]:
    """The topics and life situations of some German pages, in one query."""
    rows: dict[int, list[tuple]] = {service: [] for service in services}
    found = _SUBJECTS.rows(service=next(iter(rows))) if len(rows) == 1 else _subject_rows(services__in=list(rows))
    for *row, service in found:
        rows[service].append(row)
    return {service: _subjects(mine) for service, mine in rows.items()}


def _local_text(local: LocalServicePage | None, language: str) -> tuple[str, str]:
    """The local text in this language, else the German one, and which it is."""
    if local is None:
        return "", language
    for each in (language, GERMAN):
        if text := getattr(local, LOCAL_TEXTS.get(each, "local_text")):
            return text, each
    return "", language


def _processing_time(
    service: ServicePage, text: ServicePage, local: LocalServicePage | None, language: str
) -> tuple[str, str]:
    """Added to the shared one after a semicolon: both are read as one sentence."""
    shared, spoken_in = (text.processing_time, language) if text.processing_time else (service.processing_time, GERMAN)
    mode = local.processing_time_mode if local else Mode.INHERIT
    if mode == Mode.REPLACE:
        return local.processing_time, GERMAN
    if mode == Mode.ADD and local.processing_time:
        if not shared:
            return local.processing_time, GERMAN
        return f"{service.processing_time}; {local.processing_time}", GERMAN
    return shared, spoken_in


def _rows(stream) -> list[dict]:
    return [row.value for row in stream]


def _shared_rows(service: ServicePage, text: ServicePage, field: str, language: str) -> list[tuple[dict, str]]:
    """The rows in this language; where nobody has written them anew, the German ones."""
    if text is not service and (rows := _rows(getattr(text, field))):
        return [(row, language) for row in rows]
    return [(row, GERMAN) for row in _rows(getattr(service, field))]


def _merged(
    service: ServicePage, text: ServicePage, local: LocalServicePage | None, field: str, language: str
) -> list[tuple[dict, str]]:
    """The shared rows, the partner's own, or both; the partner's hold in every language and are in German."""
    mode = getattr(local, f"{field}_mode") if local else Mode.INHERIT
    rows = [] if mode == Mode.REPLACE else _shared_rows(service, text, field, language)
    if mode != Mode.INHERIT:
        rows += [(row, GERMAN) for row in _rows(getattr(local, field))]
    return rows


def _documents(
    service: ServicePage, text: ServicePage, local: LocalServicePage | None, language: str
) -> list[Document]:
    return [
        Document(row["name"], row.get("kind") or "", row["note"] or "", row.get("form_url") or "", spoken_in)
        for row, spoken_in in _merged(service, text, local, "documents", language)
    ]


def _fees(service: ServicePage, text: ServicePage, local: LocalServicePage | None, language: str) -> list[Fee]:
    """Amounts are facts: a translation says what each is for, how much it is stands on the German page only."""
    german = _rows(service.fees)
    if text is not service and len(_rows(text.fees)) != len(german):
        text = service  # nobody knows which amount belongs to which words
    amounts = iter(german)
    fees = []
    for row, spoken_in in _merged(service, text, local, "fees", language):
        of = next(amounts) if spoken_in != GERMAN else row
        fees.append(Fee(row["label"], of["amount"], of.get("amount_until"), row["note"] or "", spoken_in))
    return fees


NOTHING_OF = {"documents": "documents_none_needed", "fees": "is_free"}


def _is_nothing(service: ServicePage, local: LocalServicePage | None, field: str) -> bool:
    """Whether somebody has said that there is nothing to bring or to pay: of the page whose rows would hold."""
    replaced = local is not None and getattr(local, f"{field}_mode") == Mode.REPLACE
    return getattr(local if replaced else service, NOTHING_OF[field])


def _whose(service: ServicePage, partner: Partner, local: LocalServicePage | None) -> Whose | None:
    """What the partner says about it, else what the shared page says, else the neighbour of whom we know it."""
    for page in (local, service):
        if page is not None and page.whose_name:
            return Whose(page.whose_name, page.whose_phone, page.whose_url)
    neighbour = who_does_it(service, partner)
    if neighbour is None:
        return None
    root = neighbour.site.root_url if neighbour.site else ""
    return Whose(neighbour.name, neighbour.phone, f"{root}{service.citizens_path}" if root else "")


def whose_of(services: Iterable[int], partner: Partner) -> dict[int, Whose]:
    """For services that a partner does not offer: whose each is, as far as that is known. For a few of them."""
    pages = list(ServicePage.objects.filter(pk__in=services))
    local = {
        page.service_id: page for page in LocalServicePage.objects.live().filter(service__in=pages, partner=partner)
    }
    found = {page.pk: _whose(page, partner, local.get(page.pk)) for page in pages}
    return {key: whose for key, whose in found.items() if whose is not None}
