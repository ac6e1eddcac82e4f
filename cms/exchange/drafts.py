"""What a record of a DLDB export becomes on our pages: values only, nothing is read or written here."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.html import escape
from django.utils.translation import gettext as _

from . import fees, markup
from .dldb import Link, LocationRecord, ServiceRecord

LONGEST_TEASER = 250
LONGEST_LINK_NAME = 250
FURTHER = "Formulare und weitere Informationen"

_LAW_HOSTS = {"gesetze-im-internet.de", "gesetze-bayern.de", "eur-lex.europa.eu", "dejure.org", "buzer.de"}
_ONLINE_HOST = re.compile(r"serviceportal|service-portal|verwaltungsservice|^service\.|bafoeg-digital|bewacherregister")
_ONLINE_NAME = re.compile(r"\bonline\b|online-|\btermin\b.*\b(?:vereinbaren|buchen)|wunschkennzeichen", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(?:allgemeine )?(?:information|infos?\b|merkblatt|flyer|hinweis|muster)|ausweisfunktion|online-ausweis",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|odt)$|/dms/", re.IGNORECASE)


@dataclass(frozen=True)
class FeeDraft:
    label: str
    amount: str | None
    note: str


@dataclass(frozen=True)
class ServiceDraft:
    """A service page as the file would have it; `locations` are the file's keys of the public ones, best first."""

    title: str
    teaser: str
    full_text: str
    fees: tuple[FeeDraft, ...]
    legal_basis: tuple[Link, ...]
    online_services: tuple[Link, ...]
    leika_key: str
    public: bool
    locations: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        return _fingerprint(asdict(self))


@dataclass(frozen=True)
class OfficeDraft:
    """An office with its building and its telephone number as the file would have them."""

    department: str
    name: str
    email: str
    phone: str
    location: str
    street: str
    postcode: str
    town: str
    latitude: Decimal | None
    longitude: Decimal | None

    @property
    def fingerprint(self) -> str:
        return _fingerprint(asdict(self))


def service_draft(record: ServiceRecord, locations: dict[str, LocationRecord]) -> ServiceDraft:
    """Public locations only, the ones with the highest priority first, else in the order of the file."""
    remarks = []
    laws, online, further = _sorted_links(record.links, remarks)
    leika = record.leika if re.fullmatch(r"\d{14}", record.leika) else ""
    if record.leika and not leika:
        remarks.append(_("The LeiKa key does not have 14 digits and is left out: %(key)s") % {"key": record.leika[:40]})
    public = [key for key in record.locations if locations[key].public]
    if record.public and not public:
        remarks.append(_("No public location is named, so nobody is responsible and the service is not offered."))
    if record.public and not record.description:
        remarks.append(_("Published without a description."))
    return ServiceDraft(
        title=record.name,
        teaser=markup.first_sentence(record.description, LONGEST_TEASER),
        full_text=markup.clean(record.description) + _further(further),
        fees=tuple(
            FeeDraft(row.label, None if row.amount is None else str(row.amount), row.note)
            for row in fees.rows(record.fees)
        ),
        legal_basis=tuple(laws),
        online_services=tuple(online),
        leika_key=leika,
        public=record.public,
        locations=tuple(sorted(public, key=lambda key: -locations[key].priority)),
        remarks=tuple(remarks),
    )


def office_draft(record: LocationRecord, *, partner: str, shared_names: set[str]) -> OfficeDraft:
    """The short name where it is the only one of its kind, else the one with the unit's sign."""
    short = record.display_name
    street = f"{record.street} {record.house_number}".strip()
    name = short if short and short not in shared_names else record.name
    return OfficeDraft(
        department=record.unit or record.organisation or partner,
        name=name,
        email=record.email if _is_email(record.email) else "",
        phone=record.phone,
        location=street or name,
        street=street,
        postcode=record.postcode if re.fullmatch(r"\d{5}", record.postcode) else "",
        town=record.town,
        latitude=record.latitude,
        longitude=record.longitude,
    )


def responsibility_name(offices: Iterable[str]) -> str:
    """What the offices have in common, for example “Bürgerbüro (6 Dienststellen)”."""
    names = list(offices)
    plain = [re.sub(r"\s*\([^()]*\)$", "", name) for name in names]
    if len(names) == 1:
        return names[0]
    words = plain[0].split()
    while words and not all(name.split()[: len(words)] == words for name in plain):
        words.pop()
    common = " ".join(words).rstrip(" -–")
    if common:
        return f"{common} ({len(names)} Dienststellen)"
    return f"{plain[0]} und {len(names) - 1} weitere"


def _sorted_links(links: Iterable[Link], remarks: list[str]) -> tuple[list[Link], list[Link], list[Link]]:
    """Legal bases, online services and everything else; unsafe and broken addresses are left out."""
    laws, online, further = [], [], []
    for link in links:
        link = Link(name=(link.name or link.url)[:LONGEST_LINK_NAME], url=link.url)
        if not _is_web(link.url):
            remarks.append(_("A link without a valid address is left out: %(name)s") % {"name": link.name[:80]})
        elif _is_law(link):
            laws.append(link)
        elif _is_online(link):
            online.append(link)
        else:
            further.append(link)
    return laws, online, further


def _is_law(link: Link) -> bool:
    """By the host: a name with “Gesetz” in it is as often another service."""
    host = urlsplit(link.url).hostname or ""
    return host.removeprefix("www.") in _LAW_HOSTS or link.name.startswith("§")


def _is_online(link: Link) -> bool:
    host = urlsplit(link.url).hostname or ""
    if _ABOUT.search(link.name) or _FILE.search(link.url):
        return False
    return bool(_ONLINE_HOST.search(host.removeprefix("www.")) or _ONLINE_NAME.search(link.name))


def _further(links: list[Link]) -> str:
    if not links:
        return ""
    items = "".join(f'<li><a href="{escape(link.url)}">{escape(link.name)}</a></li>' for link in links)
    return f"<h3>{FURTHER}</h3><ul>{items}</ul>"


def _is_web(address: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return False
    return True


def _is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _fingerprint(values: dict) -> str:
    values = {name: value for name, value in values.items() if name != "remarks"}
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()
