"""Lindenfurt's services: in German, English and Leichte Sprache, with what partners and agents add."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from cms.catalogue.actions import see_shared_page
from cms.catalogue.languages import GERMAN, locale_for
from cms.catalogue.models import (
    AgentNote,
    LifeSituation,
    LocalServicePage,
    LocalServicesPage,
    ServicePage,
    Topic,
)
from cms.catalogue.setup import library
from cms.organisation.models import Office, Partner, Responsibility, ResponsibilityMapping

from .files import read, read_services, rich
from .people import release, submit

LANGUAGES = ("en", "de-simple")
# Reviews fall due one after the other over the year, the first in ten days: the report has something to say.
FIRST_REVIEW, BETWEEN_REVIEWS, YEAR = timedelta(days=10), timedelta(days=5), timedelta(days=365)


@transaction.atomic  # pages name each other, so a run that is ended halfway leaves none
def load_services() -> None:
    """Make what is missing of topics, life situations, services, translations, local pages and agent notes."""
    data = read("catalogue")
    load_topics(data["topics"])
    load_situations(data["situations"])
    rows = read_services()
    known = pages_by_slug()
    reviews = {
        row["slug"]: timezone.localdate() + FIRST_REVIEW + number * BETWEEN_REVIEWS for number, row in enumerate(rows)
    }
    holders = {name: slug for slug, names in data["one_for_all"].items() for name in names}
    made = [row for row in rows if row["slug"] not in known]
    for row in made:
        known[row["slug"]] = write(row, reviews[row["slug"]], holders)
    for row in made:  # when all are there, since they name each other
        connect(known[row["slug"]], row, known)
    german = {row["slug"]: row for row in rows}
    for language in LANGUAGES:
        for row in read(f"languages/{language}")["service"]:
            load_translation(language, known[row["slug"]], row, german[row["slug"]])
    for row in data["in_review"]:
        if any(row["service"] == each["slug"] for each in made):
            submit_change(row)
    for row in data["local_page"]:
        load_local_page(row, known[row["service"]])
    for row in data["agent_note"]:
        load_agent_note(row, known[row["service"]])


def pages_by_slug() -> dict[str, ServicePage]:
    """The German pages that are there."""
    return {page.slug: page for page in ServicePage.objects.filter(locale__language_code=GERMAN)}


def load_topics(rows: dict) -> None:
    for slug, (name, name_en) in rows.items():
        Topic.objects.get_or_create(slug=slug, defaults={"name": name, "name_en": name_en})


def load_situations(rows: dict) -> None:
    for position, (slug, (name, name_en, teaser)) in enumerate(rows.items()):
        LifeSituation.objects.get_or_create(
            slug=slug, defaults={"name": name, "name_en": name_en, "teaser": teaser, "position": position}
        )


def write(row: dict, review_on: date, holders: dict[str, str]) -> ServicePage:
    """The draft of a service, without the other pages it names."""
    name = row.get("responsibility")
    responsibility = Responsibility.objects.get(name=name) if name else None
    page = ServicePage(
        slug=row["slug"],
        **words(row),
        documents=stream("document", row, "documents", document),
        documents_none_needed=row.get("documents_none_needed", False),
        fees=stream("fee", row, "fees", fee),
        is_free=row.get("is_free", False),
        ways_to_pay=row.get("ways_to_pay", []),
        forms=stream("form", row, "forms", addressed),
        legal_basis=stream("law", row, "laws", addressed),
        online_services=stream("online_service", row, "online", addressed),
        visit_minutes=row.get("visit_minutes"),
        responsibility=responsibility,
        leika_key=row.get("leika", ""),
        is_not_ours="not_ours" in row,
        professionally_released_by=row.get("released_by", ""),
        professionally_released_on=review_on - YEAR if "released_by" in row else None,
        review_on=review_on,
        live=False,
        **(whose(row["not_ours"]) if "not_ours" in row else whose_office(responsibility, holders.get(name, ""))),
    )
    library().add_child(instance=page)
    return page


def connect(page: ServicePage, row: dict, known: dict[str, ServicePage]) -> None:
    """Say where the service is found and what belongs to it, and release it."""
    page.topics.set(Topic.objects.filter(slug__in=row["topics"]))
    page.life_situations.set(LifeSituation.objects.filter(slug__in=row.get("situations", [])))
    page.related_services.set([known[slug] for slug in row.get("related", [])])
    release(page)


def submit_change(row: dict) -> None:
    """A change that somebody has written and somebody else has yet to release."""
    page = ServicePage.objects.get(locale__language_code=GERMAN, slug=row["service"])
    page.teaser = row["teaser"]
    submit(page)


def words(row: dict) -> dict:
    """What every language writes for itself and what has the same form in each."""
    return {
        "title": row["title"],
        "everyday_title": row["everyday_title"],
        "teaser": row["teaser"],
        "spoken_answer": row["spoken_answer"],
        "short_text": row["short_text"],
        "full_text": rich(row.get("full_text", "")),
        "target_group": row.get("target_group", ""),
        "prerequisites": rich(row.get("prerequisites", "")),
        "processing_time": row.get("processing_time", ""),
        "deadlines": stream("deadline", row, "deadlines", lambda label, text: {"label": label, "text": text}),
        "steps": stream("step", row, "steps", lambda title, text: {"title": title, "text": rich(text)}),
        "remedies": rich(row.get("remedies", "")),
        "notes": rich(row.get("notes", "")),
    }


def stream(block: str, row: dict, key: str, read_row) -> list[tuple[str, dict]]:
    """The rows of one field as its blocks store them."""
    return [(block, read_row(*entry)) for entry in row.get(key, [])]


def document(name: str, kind: str, note: str, form_url: str = "") -> dict:
    return {"name": name, "kind": kind, "note": note, "form_url": form_url}


def fee(label: str, amount: str, note: str) -> dict:
    """“46.00” is an amount, “18.00-42.00” a range; an empty one means that the note says it."""
    lowest, _dash, highest = amount.partition("-")
    return {
        "label": label,
        "amount": Decimal(lowest) if lowest else None,
        "amount_until": Decimal(highest) if highest else None,
        "note": note,
    }


def addressed(name: str, url: str) -> dict:
    return {"name": name, "url": url}


def whose(row: dict) -> dict:
    return {f"whose_{key}": row.get(key, "") for key in ("name", "phone", "url")}


def whose_office(responsibility: Responsibility | None, holder: str) -> dict:
    """The office of the partner that holds this responsibility for all; nothing where each has its own."""
    mapping = ResponsibilityMapping.objects.filter(partner__slug=holder, responsibility=responsibility).first()
    return whose_is(mapping.office) if mapping else {}


def whose_is(office: Office) -> dict:
    phone = office.contact_points.values_list("phone", flat=True).first() or ""
    return whose({"name": f"{office.department.partner}, {office}", "phone": phone})


def load_translation(language: str, source: ServicePage, row: dict, german: dict) -> None:
    """A service written anew; kinds, addresses and amounts of its rows are those of the German page."""
    if source.in_language(language) is not None:
        return
    page = ServicePage(
        slug=source.slug,
        locale=locale_for(language),
        translation_key=source.translation_key,
        **words(row),
        documents=[
            ("document", document(name, *theirs[1:2], note, *theirs[3:]))
            for (name, note), theirs in zip(row.get("documents", []), german.get("documents", []), strict=True)
        ],
        fees=[
            ("fee", fee(label, theirs[1], note))
            for (label, note), theirs in zip(row.get("fees", []), german.get("fees", []), strict=True)
        ],
        live=False,
    )
    library(language).add_child(instance=page)
    release(page)


def load_local_page(row: dict, service: ServicePage) -> None:
    """What a partner says differently, published."""
    partner = Partner.objects.get(slug=row["partner"])
    if LocalServicePage.objects.of(service, partner).exists():
        return
    folder = LocalServicesPage.objects.descendant_of(partner.site.root_page).get()
    office = Office.objects.get(department__partner=partner, name=row["office"]) if "office" in row else None
    page = LocalServicePage(
        service=service,
        offered=row.get("offered", True),
        office=office,
        fees_mode=row.get("fees_mode", "inherit"),
        fees=stream("fee", row, "fees", fee),
        documents_mode=row.get("documents_mode", "inherit"),
        documents=stream("document", row, "documents", document),
        documents_none_needed=row.get("documents_none_needed", False),
        processing_time_mode=row.get("processing_time_mode", "inherit"),
        processing_time=row.get("processing_time", ""),
        spoken_answer=row.get("spoken_answer", ""),
        local_text=rich(row["local_text"]),
        local_text_en=rich(row.get("local_text_en", "")),
        local_text_simple=rich(row.get("local_text_simple", "")),
        live=False,
        **local_whose(row),
    )
    folder.add_child(instance=page)
    release(page)
    if row.get("looked_at", True):
        page.service.refresh_from_db(fields=["live_revision"])
        see_shared_page(page)


def local_whose(row: dict) -> dict:
    """Who does it instead: an office of another partner, or a body that is none of ours."""
    if "whose" in row:
        return whose_is(Office.objects.get(department__partner__slug=row["whose"], name=row["whose_office"]))
    return {key: row[key] for key in ("whose_name", "whose_phone", "whose_url") if key in row}


def load_agent_note(row: dict, service: ServicePage) -> None:
    """A note for agents, for every partner unless it names one."""
    AgentNote.objects.get_or_create(
        service=service,
        partner=Partner.objects.get(slug=row["partner"]) if "partner" in row else None,
        text=row["text"],
    )
