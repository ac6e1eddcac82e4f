"""Reads and writes what an import says about an office: its department, building, telephone number and hours."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from cms.organisation.models import ContactPoint, Department, Location, Office, OpeningSpan, Partner

from .values import Values

LABELS = ("name", "street", "postcode", "town", "latitude", "longitude")


def values_of(office: Office) -> Values:
    """The office in the form of a draft, to compare the two. Hours that hold for a time only are nobody's import."""
    point = office.contact_points.first()
    place = office.location
    spans = OpeningSpan.objects.filter(office=office, kind="visiting", valid_from=None, valid_until=None)
    return {
        "department": office.department.name,
        "name": office.name,
        "email": office.email,
        "phone": point.phone if point else "",
        "building": ["" if getattr(place, part) is None else str(getattr(place, part)) for part in LABELS],
        "hours": [
            [span.weekday, f"{span.opens:%H:%M}", f"{span.closes:%H:%M}", span.note]
            for span in spans.order_by("weekday", "opens", "pk")
        ],
    }


def label(field: str) -> str:
    """What editors call a field."""
    if field == "phone":
        return ContactPoint._meta.get_field("phone").verbose_name
    if field == "hours":
        return OpeningSpan._meta.verbose_name_plural
    return Office._meta.get_field("location" if field == "building" else field).verbose_name


def fill(office: Office, values: Values, fields: frozenset[str]) -> None:
    """Set its own fields and refuse what a form would refuse, before anything is written."""
    for name in fields & {"name", "email"}:
        setattr(office, name, values[name])
    office.clean_fields(exclude=["department", "location", "partner", "slug"])


def write(office: Office, values: Values, fields: frozenset[str], partner: Partner) -> None:
    """Save an office that has been filled, and what belongs to it."""
    if "department" in fields:
        office.department, _made = Department.objects.get_or_create(partner=partner, name=values["department"])
    if "building" in fields:
        office.location = _building(values["building"], partner)
    office.full_clean()
    office.save()
    if "phone" in fields:
        _write_phone(office, values["phone"])
    if "hours" in fields:
        _write_hours(office, values["hours"])


def _building(parts: list[str], partner: Partner) -> Location:
    """Offices at one address share a building; one that is shared is never changed, a new address is a new one."""
    known = dict(zip(LABELS, parts, strict=True))
    known |= {part: Decimal(known[part]) if known[part] else None for part in ("latitude", "longitude")}
    found = Location.objects.filter(partner=partner, **known).first()
    if found is None:
        found = Location(partner=partner, **known)
        found.full_clean()
        found.save()
    return found


def _write_phone(office: Office, phone: str) -> None:
    point = office.contact_points.first()
    if phone:
        point = point or ContactPoint(office=office)
        point.phone = phone
        point.save()
    elif point:
        point.delete()


def _write_hours(office: Office, rows: list) -> None:
    """Every row is saved by itself, so that whoever listens to changed hours is told."""
    for span in OpeningSpan.objects.filter(office=office, kind="visiting", valid_from=None, valid_until=None):
        span.delete()
    for weekday, opens, closes, note in rows:
        OpeningSpan.objects.create(
            kind="visiting",
            office=office,
            weekday=weekday,
            opens=time.fromisoformat(opens),
            closes=time.fromisoformat(closes),
            note=note,
        )
