"""Reads the two JSON files of a DLDB export (services, locations) and checks them whole; writes nothing."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.utils.translation import gettext as _

from .errors import BrokenFile

LONGEST_NAME = 255
LONGEST_OFFICE_NAME = 150


@dataclass(frozen=True)
class Link:
    """A form or a page of information; the format lists both under one name."""

    name: str
    url: str


@dataclass(frozen=True)
class ServiceRecord:
    """One service as the file has it."""

    id: str
    name: str
    description: str = ""
    fees: str = ""
    leika: str = ""
    public: bool = True
    links: tuple[Link, ...] = ()
    locations: tuple[str, ...] = ()


@dataclass(frozen=True)
class LocationRecord:
    """One location as the file has it: an office with its address."""

    id: str
    name: str
    display_name: str = ""
    organisation: str = ""
    unit: str = ""
    public: bool = True
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    town: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    email: str = ""
    phone: str = ""
    priority: int = 0


@dataclass(frozen=True)
class Export:
    """Both files, checked: every id is there once and every service names only locations that exist."""

    services: list[ServiceRecord] = field(default_factory=list)
    locations: list[LocationRecord] = field(default_factory=list)


def read(services: Path, locations: Path) -> Export:
    """Read both files; raises ``BrokenFile`` with everything that is wrong, by record and field."""
    problems: list[str] = []
    export = Export(
        services=_records(services, _service, problems),
        locations=_records(locations, _location, problems),
    )
    problems += _repeated(services, [record.id for record in export.services])
    problems += _repeated(locations, [record.id for record in export.locations])
    if not problems:
        problems += _dangling(services, export)
    if problems:
        raise BrokenFile(problems)
    return export


class _Record:
    """Takes typed values out of one object of the file and writes down what is wrong with them."""

    def __init__(self, where: str, raw: dict, problems: list[str]):
        self.where = where
        self.raw = raw
        self.problems = problems

    def wrong(self, name: str, what: str) -> None:
        self.problems.append(
            _("%(where)s, field “%(field)s”: %(what)s")
            % {
                "where": self.where,
                "field": name,
                "what": what,
            }
        )

    def text(self, name: str, *, required: bool = False, longest: int | None = None) -> str:
        value = self.raw.get(name)
        if value is None and not required:
            return ""
        if not isinstance(value, str):
            self.wrong(name, _("must be text, not %(type)s.") % {"type": _type(value)})
            return ""
        value = value.strip()
        if required and not value:
            self.wrong(name, _("is missing."))
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            self.wrong(name, _("holds a character that no database stores."))
        if longest and len(value) > longest:
            self.wrong(name, _("is longer than %(limit)d characters.") % {"limit": longest})
        return value

    def key(self, name: str) -> str:
        value = self.raw.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self.text(name, required=True, longest=120)

    def flag(self, name: str, default: bool) -> bool:
        value = self.raw.get(name, default)
        if not isinstance(value, bool):
            self.wrong(name, _("must be true or false, not %(type)s.") % {"type": _type(value)})
        return value is True

    def number(self, name: str) -> int:
        value = self.raw.get(name)
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(name, _("must be a whole number, not %(type)s.") % {"type": _type(value)})
            return 0
        return value

    def part(self, name: str) -> _Record:
        """An object inside the record; a missing one is empty."""
        value = self.raw.get(name)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            self.wrong(name, _("must be an object, not %(type)s.") % {"type": _type(value)})
            value = {}
        return _Record(f"{self.where}, {name}", value, self.problems)

    def parts(self, name: str) -> list[_Record]:
        """The objects of a list inside the record; a missing list is empty."""
        value = self.raw.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(name, _("must be a list, not %(type)s.") % {"type": _type(value)})
            return []
        found = []
        for position, item in enumerate(value, start=1):
            if isinstance(item, dict):
                found.append(_Record(f"{self.where}, {name} {position}", item, self.problems))
            else:
                self.wrong(f"{name} {position}", _("must be an object, not %(type)s.") % {"type": _type(item)})
        return found


def _records(path: Path, build, problems: list[str]) -> list:
    try:
        content = json.loads(path.read_bytes(), parse_constant=_no_number)
    except OSError as error:
        problems.append(_("%(file)s cannot be read: %(why)s.") % {"file": path.name, "why": error.strerror})
        return []
    except (ValueError, RecursionError) as error:
        problems.append(_("%(file)s is not JSON: %(why)s.") % {"file": path.name, "why": error})
        return []
    rows = content.get("data") if isinstance(content, dict) else content
    if not isinstance(rows, list):
        problems.append(_("%(file)s must hold a list of records under “data”.") % {"file": path.name})
        return []
    found = []
    for position, raw in enumerate(rows, start=1):
        where = _("%(file)s, record %(number)d") % {"file": path.name, "number": position}
        if not isinstance(raw, dict):
            problems.append(_("%(where)s must be an object, not %(type)s.") % {"where": where, "type": _type(raw)})
            continue
        if isinstance(raw.get("id"), str | int):
            where += f" (id {raw['id']})"
        found.append(build(_Record(where, raw, problems)))
    return found


def _no_number(name: str):
    raise ValueError(f"{name} is no number")


def _service(record: _Record) -> ServiceRecord:
    links = [
        Link(name=link.text("name"), url=link.text("link", required=True))
        for name in ("links", "forms")
        for link in record.parts(name)
    ]
    return ServiceRecord(
        id=record.key("id"),
        name=record.text("name", required=True, longest=LONGEST_NAME),
        description=record.text("description"),
        fees=record.text("fees"),
        leika=record.text("leika"),
        public=record.flag("public", True),
        links=tuple(dict.fromkeys(links)),
        locations=tuple(dict.fromkeys(place.key("location") for place in record.parts("locations"))),
    )


def _location(record: _Record) -> LocationRecord:
    address, geo, contact = record.part("address"), record.part("geo"), record.part("contact")
    return LocationRecord(
        id=record.key("id"),
        name=record.text("name", required=True, longest=LONGEST_OFFICE_NAME),
        display_name=record.text("displayName", longest=LONGEST_OFFICE_NAME),
        organisation=record.text("organization", longest=LONGEST_OFFICE_NAME),
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
    )


def _degrees(geo: _Record, name: str, limit: int) -> Decimal | None:
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


def _repeated(path: Path, ids: list[str]) -> list[str]:
    return [
        _("%(file)s: the id %(id)s is there %(times)d times.") % {"file": path.name, "id": key, "times": times}
        for key, times in Counter(ids).items()
        if times > 1 and key
    ]


def _dangling(path: Path, export: Export) -> list[str]:
    known = {record.id for record in export.locations}
    return [
        _("%(file)s, service %(id)s, field “locations”: there is no location %(location)s.")
        % {"file": path.name, "id": service.id, "location": location}
        for service in export.services
        for location in service.locations
        if location not in known
    ]


def _type(value: object) -> str:
    names = {type(None): "null", bool: "true/false", int: "number", float: "number", str: "text", list: "list"}
    return names.get(type(value), "object")
