"""Lindenfurt's facts: partners, offices, people and services, made through the same doors a town would use."""

from __future__ import annotations

from datetime import time
from urllib.parse import urlsplit

from django.urls import resolve

from cms.audit.models import Actor
from cms.catalogue.languages import GERMAN
from cms.catalogue.models import ServicePage
from cms.organisation import mailboxes
from cms.organisation.actions import confirm_mailbox, open_partner
from cms.organisation.hours_models import HoursKind
from cms.organisation.models import (
    Colleague,
    ContactPoint,
    Department,
    DialledNumber,
    Location,
    Office,
    OpeningSpan,
    Partner,
    Place,
    Responsibility,
    ResponsibilityMapping,
)
from cms.organisation.slugs import slug_of
from cms.pages.actions import open_town_hall
from cms.pages.models import HomePage

from .case_types import load_case_types
from .catalogue import load_services
from .files import read
from .news import load_news
from .people import load_absence, load_person, release
from .texts import load_texts

BY = Actor.system("load_demo")
ABOUT_A_PARTNER = ("kind", "municipality_key", "greeting", "languages", "colour", "colour_dark", "centre_approves")


def load_town(port: int) -> None:
    """Make what is missing of the demo town; what exists already is left as it is."""
    data = read("organisation")
    for partner in data["partner"]:
        load_partner(partner, data["hours"], port)
    for person in data["person"]:
        load_person(person)
    for absence in data["absence"]:
        load_absence(absence)
    load_places(read("places"))
    load_services()
    load_case_types()
    load_texts()
    load_news()
    for partner in data["partner"]:
        choose_frequent_services(partner)


def load_partner(data: dict, hours: dict, port: int) -> Partner:
    """A partner with its town hall, locations, departments, offices and service hours."""
    partner = Partner.objects.filter(slug=data["slug"]).first()
    if partner is None:
        partner = open_partner(
            name=data["name"],
            slug=data["slug"],
            prefix=data["prefix"],
            land="HE",
            phone=data["phone"],
            by=BY,
        )
        for field in ABOUT_A_PARTNER:
            setattr(partner, field, data.get(field, getattr(partner, field)))
        partner.full_clean()
        partner.save()
    # Safe to repeat: it makes what is missing, and another port moves the address.
    open_town_hall(partner, hostname=f"{data['slug']}.localhost", port=port, by=BY)
    partner.refresh_from_db()
    load_hours(HoursKind.SERVICE, hours["service"], partner=partner)
    locations = {row["name"]: load_location(partner, row) for row in data["location"]}
    for row in data["department"]:
        department = load_department(partner, row)
        for office in row["offices"]:
            load_office(department, locations, hours, office)
        if row["name"] == data["triage"] and partner.triage_department is None:
            partner.triage_department = department
            partner.save(update_fields=["triage_department"])
    return partner


def load_location(partner: Partner, data: dict) -> Location:
    """A building; the address is only set when it is made."""
    return Location.objects.get_or_create(
        partner=partner, name=data["name"], defaults={key: data[key] for key in ("street", "postcode", "town")}
    )[0]


def load_department(partner: Partner, data: dict) -> Department:
    """A department, below another one where it names one that stands before it; its mailbox is confirmed at once."""
    parent = Department.objects.get(partner=partner, name=data["parent"]) if "parent" in data else None
    department, made = Department.objects.get_or_create(
        partner=partner,
        name=data["name"],
        defaults={
            "description": data.get("description", ""),
            "parent": parent,
            "service_level": data.get("service_level", ""),
            "mailbox": data.get("mailbox", ""),
        },
    )
    if made and department.mailbox:
        link = resolve(urlsplit(mailboxes.confirmation_address(department)).path)
        confirm_mailbox(link.kwargs["token"])
        department.refresh_from_db()
    return department


def load_office(department: Department, locations: dict[str, Location], hours: dict, data: list) -> None:
    """An office with its visiting hours, its telephone and the responsibilities it holds."""
    name, location, directions, phone, visiting, responsibilities = data
    email = f"{slug_of(name)}@{department.partner.slug}.example.org"
    office = Office.objects.get_or_create(
        department=department,
        name=name,
        defaults={"location": locations[location], "directions": directions, "email": email},
    )[0]
    load_hours(HoursKind.VISITING, hours[visiting], office=office)
    point = ContactPoint.objects.get_or_create(office=office, phone=phone)[0]
    load_hours(HoursKind.TELEPHONE, hours["telefon"], contact_point=point)
    for responsibility in responsibilities:
        ResponsibilityMapping.objects.get_or_create(
            partner=department.partner,
            responsibility=Responsibility.objects.get_or_create(name=responsibility)[0],
            office=office,
        )


def load_hours(kind: str, spans: list[list], **owner) -> None:
    """Weekly hours of an owner that has none yet."""
    if OpeningSpan.objects.filter(kind=kind, **owner).exists():
        return
    for weekday, opens, closes in spans:
        OpeningSpan.objects.create(
            kind=kind, weekday=weekday, opens=time.fromisoformat(opens), closes=time.fromisoformat(closes), **owner
        )


def load_places(data: dict) -> None:
    """Where callers are, what they dial, and whom agents can ask."""
    partners = {partner.slug: partner for partner in Partner.objects.all()}
    for row in data["number"]:
        number = DialledNumber(number=row["number"], label=row["label"], partner=partners.get(row.get("partner")))
        number.clean_fields()  # brings the number into the one form in which it is kept
        if not DialledNumber.objects.filter(number=number.number).exists():
            number.full_clean()
            number.save()
    for row in data["place"]:
        named = {key: row[key] for key in ("name", "kind", "postcode")}
        if not Place.objects.filter(**named).exists():
            served = {key: value for key, value in row.items() if key.startswith("served_by")}
            place = Place(**named, partner=partners.get(row.get("partner")), **served)
            place.full_clean()
            place.save()
    for partner, department, name, tasks, room, phone in data["colleagues"]["rows"]:
        Colleague.objects.get_or_create(
            department=Department.objects.get(partner__slug=partner, name=department),
            name=name,
            defaults={"tasks": tasks, "room": room, "phone": phone},
        )


def choose_frequent_services(data: dict) -> None:
    """Choose for a home page for which nobody has chosen."""
    home = HomePage.objects.get(sites_rooted_here__partner__slug=data["slug"])
    if home.frequent.exists():
        return
    for field in ("intro", "intro_en", "intro_simple"):
        setattr(home, field, data.get(field, ""))
    pages = ServicePage.objects.filter(locale__language_code=GERMAN, slug__in=data["frequent"])
    found = {page.slug: page for page in pages}
    home.ask_often_for(found[slug] for slug in data["frequent"])
    release(home)
