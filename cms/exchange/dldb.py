"""Reads the two JSON files of a DLDB export (services, locations) and checks them whole; writes nothing.

Munich's export fills the fewest fields, Berlin's the most; both keep to the same names.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.utils.translation import gettext as _

from .errors import BrokenFile
from .jsonfile import Fields, records, repeated
from .opening_hours import DAYS
from .records import Export, Item, Link, LocationRecord, ServiceRecord

SYSTEM = "dldb"
LONGEST_NAME = 255
LONGEST_OFFICE_NAME = 150
LONGEST_KEYWORD = 100


def read(services: Path, locations: Path) -> Export:
    """Read both files; raises ``BrokenFile`` with everything that is wrong, by record and field."""
    problems: list[str] = []
    export = Export(
        SYSTEM,
        services=records(services, _service, problems),
        locations=records(locations, _location, problems),
    )
    problems += repeated(services, (record.id for record in export.services))
    problems += repeated(locations, (record.id for record in export.locations))
    if not problems:
        problems += _dangling(services, export)
    if problems:
        raise BrokenFile(problems)
    return export


def _service(record: Fields) -> ServiceRecord:
    links, forms = _links(record, "links"), _links(record, "forms")
    return ServiceRecord(
        id=record.key("id"),
        name=record.text("name", required=True, longest=LONGEST_NAME),
        description=record.text("description"),
        fees=record.text("fees"),
        processing_time=record.text("process_time"),
        responsible=record.text("responsibility"),
        leika=record.text("leika"),
        public=record.flag("public", True),
        minutes=record.number("duration", None),
        # Munich lists everything under both names; only what is no link at the same time is known to be a form.
        links=tuple(dict.fromkeys((*links, *_links(record, "publications")))),
        forms=tuple(link for link in dict.fromkeys(forms) if link not in links),
        laws=tuple(Link(item.name, item.url) for item in _items(record, "legal")),
        online=_online(record),
        documents=_items(record, "requirements"),
        prerequisites=_items(record, "prerequisites"),
        locations=tuple(dict.fromkeys(place.key("location") for place in record.parts("locations"))),
        keywords=_keywords(record.part("meta")),
    )


def _links(record: Fields, name: str) -> tuple[Link, ...]:
    return tuple(Link(link.text("name"), link.text("link", required=True)) for link in record.parts(name))


def _items(record: Fields, name: str) -> tuple[Item, ...]:
    return tuple(
        Item(item.text("name", required=True), item.text("description"), item.text("link"))
        for item in record.parts(name)
    )


def _online(record: Fields) -> tuple[Link, ...]:
    if not record.has("onlineprocessing"):
        return ()
    online = record.part("onlineprocessing")
    address = online.text("link")
    return (Link(online.text("description") or record.text("name"), address),) if address else ()


def _keywords(meta: Fields) -> tuple[str, ...]:
    """Search words of the other side's editors, each once, in their order."""
    words = (" ".join(word.split()) for word in meta.text("keywords").split(","))
    return tuple(dict.fromkeys(word[:LONGEST_KEYWORD] for word in words if word))


def _location(record: Fields) -> LocationRecord:
    address, geo, contact = record.part("address"), record.part("geo"), record.part("contact")
    return LocationRecord(
        id=record.key("id"),
        name=record.text("name", required=True, longest=LONGEST_OFFICE_NAME),
        display_name=record.text("displayName", longest=LONGEST_OFFICE_NAME),
        organisation=record.text("organization", longest=LONGEST_OFFICE_NAME) or _authority(record),
        unit=record.text("organizationUnit", longest=LONGEST_OFFICE_NAME),
        public=record.flag("public", True),
        street=address.text("street", longest=130),
        house_number=address.text("house_number", longest=19),
        postcode=address.text("postal_code"),
        town=address.text("city", longest=100),
        latitude=_degrees(geo, "lat", 90),
        longitude=_degrees(geo, "lon", 180),
        email=contact.text("email", longest=254),
        phone=contact.text("phone", longest=40),
        priority=record.number("prio"),
        hours=_hours(record),
    )


def _authority(record: Fields) -> str:
    return record.part("authority").text("name", longest=LONGEST_OFFICE_NAME) if record.has("authority") else ""


def _hours(record: Fields) -> tuple[tuple[str, str], ...]:
    """Texts by day, or one text for the week."""
    if isinstance(record.raw.get("opening_times"), str):
        return (("week", record.text("opening_times")),)
    if not record.has("opening_times"):
        return ()
    times = record.part("opening_times")
    return tuple((name, text) for name in (*DAYS, "special") if (text := times.text(name)))


def _degrees(geo: Fields, name: str, limit: int) -> Decimal | None:
    raw = geo.raw.get(name)
    if raw in (None, ""):
        return None
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        value = Decimal("NaN")
    if isinstance(raw, bool) or not value.is_finite() or abs(value) > limit:
        geo.wrong(name, _("must be a number of degrees."))
        return None
    return value.quantize(Decimal("0.000001"))


def _dangling(path: Path, export: Export) -> list[str]:
    known = {record.id for record in export.locations}
    return [
        _("%(file)s, service %(id)s, field “locations”: there is no location %(location)s.")
        % {"file": path.name, "id": service.id, "location": location}
        for service in export.services
        for location in service.locations
        if location not in known
    ]
