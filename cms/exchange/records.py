"""What an export says, whatever its format: services and locations as values, nothing of ours yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Link:
    """A page, a form or a law on the web."""

    name: str
    url: str


@dataclass(frozen=True)
class Item:
    """One entry of a list with what is said about it: a document to bring, a prerequisite, a law, a form."""

    name: str
    text: str = ""
    url: str = ""


@dataclass(frozen=True)
class ServiceRecord:
    """One service. Texts may be HTML. `links` are whatever the export does not sort, `further` is to be read on."""

    id: str
    name: str
    description: str = ""
    fees: str = ""
    processing_time: str = ""
    responsible: str = ""
    leika: str = ""
    public: bool = True
    minutes: int | None = None
    links: tuple[Link, ...] = ()
    further: tuple[Link, ...] = ()
    forms: tuple[Link, ...] = ()
    laws: tuple[Link, ...] = ()
    online: tuple[Link, ...] = ()
    documents: tuple[Item, ...] = ()
    nothing_to_bring: bool = False
    prerequisites: tuple[Item, ...] = ()
    locations: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True)
class LocationRecord:
    """One office with its address. `hours` are texts by day in English, "special" and "week" hold for all days."""

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
    hours: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Export:
    """Everything, checked: every id is there once and every service names only locations that exist.

    `system` names the format; together with the partner it tells whose keys these are.
    """

    system: str
    services: list[ServiceRecord] = field(default_factory=list)
    locations: list[LocationRecord] = field(default_factory=list)
