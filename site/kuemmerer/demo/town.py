"""Lindenfurt's facts: partners, offices, people and services, made through the same doors a town would use."""

from __future__ import annotations

import tomllib
from datetime import time
from decimal import Decimal
from pathlib import Path

from django.contrib.auth.models import Group

from cms.accounts.models import User
from cms.audit.models import Actor
from cms.catalogue.models import AgentNote, LocalServicePage, LocalServicesPage, ServicePage, Topic
from cms.catalogue.setup import library
from cms.organisation.actions import open_partner
from cms.organisation.hours_models import HoursKind
from cms.organisation.models import (
    ContactPoint,
    Department,
    Location,
    Membership,
    Office,
    OpeningSpan,
    Partner,
    Responsibility,
    ResponsibilityMapping,
)
from cms.pages.actions import open_town_hall
from cms.pages.models import HomePage

FOLDER = Path(__file__).parent
BY = Actor.system("load_demo")
PASSWORD = "Lindenfurt-2026"


def read(name: str) -> dict:
    """One of the data files beside this module."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def load_town(port: int) -> None:
    """Make what is missing of the demo town; what exists already is left as it is."""
    data = read("organisation")
    topics = {
        slug: Topic.objects.get_or_create(slug=slug, defaults={"name": name})[0]
        for slug, name in data["topics"].items()
    }
    for partner in data["partner"]:
        load_partner(partner, data["hours"], port)
    for person in data["person"]:
        load_person(person)
    for service in read("services")["service"]:
        load_service(service, topics)
    for local in data["local_page"]:
        load_local_page(local)
    for note in data["agent_note"]:
        load_agent_note(note)
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
    # Safe to repeat: it makes what is missing, and another port moves the address.
    open_town_hall(partner, hostname=f"{data['slug']}.localhost", port=port, by=BY)
    partner.refresh_from_db()
    load_hours(HoursKind.SERVICE, hours["service"], partner=partner)
    locations = {row["name"]: load_location(partner, row) for row in data["location"]}
    for row in data["department"]:
        department = Department.objects.get_or_create(partner=partner, name=row["name"])[0]
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


def load_office(department: Department, locations: dict[str, Location], hours: dict, data: list) -> None:
    """An office with its visiting hours, its telephone and the responsibilities it holds."""
    name, location, directions, phone, visiting, responsibilities = data
    office = Office.objects.get_or_create(
        department=department, name=name, defaults={"location": locations[location], "directions": directions}
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


def load_person(data: dict) -> User:
    """A person with groups and memberships; she keeps a password she has changed."""
    person = User.objects.filter(email=data["email"]).first()
    if person is None:
        person = User.objects.create_user(
            data["email"], PASSWORD, first_name=data["first_name"], last_name=data["last_name"]
        )
        person.groups.set([Group.objects.get(name=name) for name in data["groups"]])
    for partner, department, function in data.get("member", []):
        Membership.objects.get_or_create(
            user=person,
            department=Department.objects.get(partner__slug=partner, name=department),
            defaults={"function": function},
        )
    return person


def load_service(data: dict, topics: dict[str, Topic]) -> None:
    """A service page, published."""
    if ServicePage.objects.filter(slug=data["slug"]).exists():
        return
    page = ServicePage(
        title=data["title"],
        slug=data["slug"],
        everyday_title=data["everyday_title"],
        teaser=data["teaser"],
        spoken_answer=data["spoken_answer"],
        short_text=data["short_text"],
        full_text=data["full_text"],
        prerequisites=data["prerequisites"],
        documents=[("document", {"name": name, "note": note}) for name, note in data["documents"]],
        fees=[("fee", fee(*row)) for row in data["fees"]],
        processing_time=data["processing_time"],
        legal_basis=[("law", {"name": name, "url": url}) for name, url in data["laws"]],
        online_services=[("online_service", {"name": name, "url": url}) for name, url in data["online"]],
        responsibility=Responsibility.objects.get(name=data["responsibility"]),
        leika_key=data["leika"],
        live=False,
    )
    library().add_child(instance=page)
    page.topics.set([topics[slug] for slug in data["topics"]])
    page.save_revision(user=editor()).publish(user=approver(), skip_permission_checks=True)


def fee(label: str, amount: str, note: str) -> dict:
    """A fee as its block stores it; an empty amount means that the note says it."""
    return {"label": label, "amount": Decimal(amount) if amount else None, "note": note}


def load_local_page(data: dict) -> None:
    """What a partner says differently, published."""
    partner = Partner.objects.get(slug=data["partner"])
    service = ServicePage.objects.get(slug=data["service"])
    if LocalServicePage.objects.of(service, partner).exists():
        return
    folder = LocalServicesPage.objects.descendant_of(partner.site.root_page).get()
    page = LocalServicePage(
        service=service,
        offered=data.get("offered", True),
        fees_mode=data.get("fees_mode", "inherit"),
        fees=[("fee", fee(*row)) for row in data.get("fees", [])],
        local_text=data["local_text"],
        live=False,
    )
    folder.add_child(instance=page)
    page.save_revision(user=editor()).publish(user=approver(), skip_permission_checks=True)


def load_agent_note(data: dict) -> None:
    """A note for agents, for every partner unless it names one."""
    AgentNote.objects.get_or_create(
        service=ServicePage.objects.get(slug=data["service"]),
        partner=Partner.objects.get(slug=data["partner"]) if "partner" in data else None,
        text=data["text"],
    )


def choose_frequent_services(data: dict) -> None:
    """Choose for a home page for which nobody has chosen."""
    home = HomePage.objects.get(sites_rooted_here__partner__slug=data["slug"])
    if home.frequent.exists():
        return
    home.intro = data["intro"]
    found = {page.slug: page for page in ServicePage.objects.filter(slug__in=data["frequent"])}
    home.ask_often_for(found[slug] for slug in data["frequent"])
    home.save_revision(user=editor()).publish(user=approver(), skip_permission_checks=True)


def editor() -> User:
    return User.objects.get(email="redaktion@lindenfurt.example.org")


def approver() -> User:
    return User.objects.get(email="freigabe@lindenfurt.example.org")
