"""What a page still lacks before it may be released: everything at once, each with the field it is missing in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, TextField
from django.db.models.functions import Cast, Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.organisation.models import ResponsibilityMapping

from .instead import who_does_it
from .models import LocalServicePage, Mode, ServicePage
from .targets import DOCUMENT, Target, plain, targets_in, that_are_gone

LONGEST_TO_REVIEW = timedelta(days=366)  # twelve months, whichever year they lie in

# What stands in a draft until somebody writes the text. “Wie folgt” is no placeholder, “Text folgt” is.
PLACEHOLDER = re.compile(
    r"lorem ipsum|\bTODO\b|\bTo-do:|\bxxx+\b|\[(?:…|\.\.\.)\]|\?\?\?"
    r"|\b(?:text|inhalt|beschreibung|angaben?|näheres|weiteres|informationen?|details?|ergänzung)\s+folg(?:t|en)\b"
    r"|\bfolgt\s+(?:noch|in\s+kürze|bald|demnächst)\b"
    r"|^\W*folgt\W*$",
    re.IGNORECASE | re.MULTILINE,
)
# Each placeholder has one of these, each link inside our own pages one of the last two; SQLite stores rows escaped.
SIGNS = (
    "lorem ipsum",
    "todo",
    "to-do",
    "xxx",
    "[…]",
    "[\\u2026]",
    "[...]",
    "???",
    "folg",
    "linktype=",
    "/leistungen/",
)
NO_ROWS = "[]"
END_OF_LINE = re.compile(r"</(?:p|li|h\d)>", re.IGNORECASE)

SERVICE_TEXTS = (
    "title",
    "everyday_title",
    "teaser",
    "spoken_answer",
    "short_text",
    "target_group",
    "processing_time",
    "full_text",
    "prerequisites",
    "remedies",
    "notes",
)
SERVICE_ROWS = ("documents", "fees", "deadlines", "steps", "forms", "legal_basis", "online_services")
LOCAL_TEXTS = ("processing_time", "spoken_answer", "local_text", "local_text_en", "local_text_simple", "whose_name")
LOCAL_ROWS = ("documents", "fees")


class Joined(Func):
    """Texts, none of them NULL, one after the other; Django's Concat nests them deeper than SQLite's parser goes."""

    template, arg_joiner, output_field = "(%(expressions)s)", " || ", TextField()


@dataclass(frozen=True)
class Missing:
    """One thing a page lacks: the field in the editor, and a sentence for the editor."""

    field: str
    sentence: str

    @property
    def anchor(self) -> str:
        """The place of the field in the page editor (see ``panels.field``)."""
        return f"field-{self.field}"


@dataclass(frozen=True)
class Known:
    """What the pages that are looked at need to know of others, asked for all of them together."""

    gone: Collection[tuple[str, int | str]] = ()
    filed: Collection[int] = ()
    mapped: Collection[tuple[int, int]] = field(default_factory=set)


def preflight(page: models.Model, *, today: date | None = None, topics: Collection | None = None) -> list[Missing]:
    """Everything this page or draft still lacks; empty for pages that are not released this way.

    ``topics`` are those chosen in a form that is not saved yet.
    """
    if not isinstance(page, ServicePage | LocalServicePage):
        return []
    filed = page.topics.all() if topics is None and isinstance(page, ServicePage) else topics
    known = Known(
        that_are_gone(_targets(page)), {page.pk} if filed else (), _mappings([page]) if _is_local(page) else set()
    )
    return list(_missing(page, known, today or timezone.localdate(), releasing=True))


def shortfalls(pages: Sequence[models.Model], *, today: date | None = None) -> Mapping[int, list[Missing]]:
    """What each of many live pages lacks, in a handful of queries however many they are; complete ones are left out.

    A review date in the past is no gap: it has a list of its own.
    """
    services = [page for page in pages if not _is_local(page)]
    topics = ServicePage.topics.through.objects.filter(servicepage__in=[page.pk for page in services])
    known = Known(
        that_are_gone(target for page in pages for target in _targets(page)),
        set(topics.values_list("servicepage", flat=True)),
        _mappings([page for page in pages if _is_local(page)]),
    )
    day = today or timezone.localdate()
    found = {page.pk: list(_missing(page, known, day, releasing=False)) for page in pages}
    return {key: missing for key, missing in found.items() if missing}


def suspicious(services: models.QuerySet, *, today: date | None = None) -> models.QuerySet:
    """The services that may lack something, as far as the database can tell: none that does is left out.

    Of thousands of complete pages not one has to be read to find the few that are not.
    """
    stored = {f"stored_{name}": Cast(name, TextField()) for name in SERVICE_ROWS}
    words = Lower(Joined(*SERVICE_TEXTS, *stored))
    latest = (today or timezone.localdate()) + LONGEST_TO_REVIEW
    facts = Q(responsibility=None) | Q(processing_time="")
    for rows, nothing in (("documents", "documents_none_needed"), ("fees", "is_free")):
        facts |= Q(**{f"stored_{rows}": NO_ROWS, nothing: False}) | (
            ~Q(**{f"stored_{rows}": NO_ROWS}) & Q(**{nothing: True})
        )
    found = Q(is_not_ours=True, whose_name="") | (Q(is_not_ours=False) & facts)
    found |= Q(spoken_answer="") | Q(review_on=None) | Q(review_on__gt=latest) | ~Q(stored_forms=NO_ROWS)
    found |= ~Exists(ServicePage.topics.through.objects.filter(servicepage=OuterRef("pk")))
    for sign in SIGNS:
        found |= Q(words__contains=sign)
    return services.annotate(**stored).annotate(words=words).filter(found)


def _is_local(page: models.Model) -> bool:
    return isinstance(page, LocalServicePage)


def _mappings(pages: Iterable[LocalServicePage]) -> set[tuple[int, int]]:
    """Which of their partners has an office for which responsibility."""
    partners = {page.partner_id for page in pages}
    rows = ResponsibilityMapping.objects.filter(partner__in=partners) if partners else ()
    return set(rows.values_list("partner", "responsibility")) if partners else set()


def _missing(page: models.Model, known: Known, today: date, *, releasing: bool) -> Iterator[Missing]:
    if _is_local(page):
        yield from _local_gaps(page, known)
    elif page.is_translation:
        if not page.spoken_answer:
            yield Missing("spoken_answer", _("Write a spoken answer in this language too."))
    else:
        yield from _gaps(page, known, today, releasing=releasing)
    yield from _placeholders(page)
    yield from _dead_links(page, known.gone)


def _gaps(page: ServicePage, known: Known, today: date, *, releasing: bool) -> Iterator[Missing]:
    if page.is_not_ours:
        if not page.whose_name:
            yield Missing("whose_name", _("Say whose it is: people shall know whom to ask."))
    else:
        yield from _facts(page)
    if page.pk not in known.filed:
        yield Missing("topics", _("Choose at least one topic under which people look for it."))
    if not page.spoken_answer:
        yield Missing("spoken_answer", _("Write a spoken answer: agents read it aloud."))
    yield from _review(page, today, releasing=releasing)


def _facts(page: ServicePage) -> Iterator[Missing]:
    if page.responsibility_id is None:
        yield Missing("responsibility", _("Choose a responsibility: without one nobody offers the service."))
    if not page.documents and not page.documents_none_needed:
        yield Missing("documents", _("Say what to bring, or tick that nothing needs to be brought."))
    if page.documents and page.documents_none_needed:
        yield Missing("documents", _("You list documents and say that nothing needs to be brought. Which is it?"))
    if not page.fees and not page.is_free:
        yield Missing("fees", _("Say what it costs, or tick that it is free of charge."))
    if page.is_free and _costs_something(page.fees):
        yield Missing("fees", _("You name fees and say that it is free of charge. Which is it?"))
    if not page.processing_time:
        yield Missing("processing_time", _("Say how long it takes."))
    for row in _values(page.forms):
        if not row.get("url") and not row.get("document"):
            yield Missing(
                "forms", _("The form “%(name)s” needs an address or a document.") % {"name": row.get("name", "")}
            )


def _review(page: ServicePage, today: date, *, releasing: bool) -> Iterator[Missing]:
    if page.review_on is None:
        yield Missing("review_on", _("Choose the day on which somebody reviews this page."))
    elif page.review_on > today + LONGEST_TO_REVIEW:
        yield Missing("review_on", _("Choose a review date at most twelve months ahead."))
    elif releasing and page.review_on < today:
        yield Missing("review_on", _("The review date has passed. Choose the next one."))


def _local_gaps(page: LocalServicePage, known: Known) -> Iterator[Missing]:
    if page.service_id is None:
        yield Missing("service", _("Choose the service."))
        return
    if not page.offered:
        if not page.whose_name and not page.service.whose_name and not who_does_it(page.service, page.partner):
            yield Missing("whose_name", _("Say whose it is: people shall know whom to ask."))
        return
    if page.office_id is None and (page.partner_id, page.service.responsibility_id) not in known.mapped:
        yield Missing("office", _("Choose an office: your partner has mapped none for this responsibility."))
    for name, nothing in (("fees", "is_free"), ("documents", "documents_none_needed")):
        mode, rows = getattr(page, f"{name}_mode"), getattr(page, name)
        if (mode == Mode.ADD and not rows) or (mode == Mode.REPLACE and not rows and not getattr(page, nothing)):
            yield Missing(name, _("You replace or add something here but say nothing."))
    if page.processing_time_mode != Mode.INHERIT and not page.processing_time:
        yield Missing("processing_time", _("You replace or add something here but say nothing."))


def _costs_something(fees: Iterable) -> bool:
    return any(row.get("amount") in (None, "") or float(row["amount"]) > 0 for row in _values(fees))


def _placeholders(page: models.Model) -> Iterator[Missing]:
    """At most one per field: who looks at one sees the next one beside it."""
    for name, texts in _texts(page):
        for text in texts:
            if found := PLACEHOLDER.search(plain(END_OF_LINE.sub("\n", text))):
                yield Missing(
                    name, _("“%(words)s” is a placeholder. Write the text or delete it.") % {"words": found[0].strip()}
                )
                break


def _dead_links(page: models.Model, gone: Collection[tuple[str, int | str]]) -> Iterator[Missing]:
    for name, texts in _texts(page):
        for text in texts:
            for target in targets_in(text):
                if (target.kind, target.key) in gone:
                    yield Missing(name, _("The link “%(words)s” leads nowhere any more.") % {"words": target.words})
    if not _is_local(page):
        for row in _values(page.forms):
            if (DOCUMENT, row.get("document")) in gone:
                yield Missing(
                    "forms", _("The document of “%(words)s” does not exist any more.") % {"words": row.get("name", "")}
                )


def _targets(page: models.Model) -> Iterator[Target]:
    for _name, texts in _texts(page):
        for text in texts:
            yield from targets_in(text)
    if not _is_local(page):
        for row in _values(page.forms):
            if row.get("document"):
                yield Target(DOCUMENT, row["document"], row.get("name", ""))


def _texts(page: models.Model) -> Iterator[tuple[str, list[str]]]:
    """Everything on the page that somebody wrote, by field."""
    texts, rows = (LOCAL_TEXTS, LOCAL_ROWS) if _is_local(page) else (SERVICE_TEXTS, SERVICE_ROWS)
    for name in texts:
        yield name, [getattr(page, name) or ""]
    for name in rows:
        yield name, [text for row in _values(getattr(page, name)) for text in row.values() if isinstance(text, str)]


def _values(stream: Iterable) -> list[dict]:
    """The rows as they are stored: no block is built and nothing is asked of the database for them."""
    return [row["value"] for row in stream.raw_data] if stream else []
