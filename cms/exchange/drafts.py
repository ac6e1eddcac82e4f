"""What a record of an export becomes on our pages and offices: values only, nothing is read or written here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.html import escape
from django.utils.translation import gettext as _

from cms.catalogue.models.service import LONGEST_VISIT
from cms.organisation.hours_models import Weekday

from . import fees, links, markup, opening_hours
from .records import Item, Link, LocationRecord, ServiceRecord
from .values import Values, fingerprints, whole

LONGEST_TEASER = 250
LONGEST_PROCESSING_TIME = 250
LONGEST_NAME = 250
LONGEST_NOTE = 500
FURTHER = "Weitere Informationen"
ABOUT_DOCUMENTS = "Zu den Unterlagen"
WHO_ANSWERS = "Zuständigkeit"
PROCESSING_TIME = "Bearbeitungszeit"

_ORIGINAL = re.compile(r"\boriginal(?:e|en|dokumente?)?\b", re.IGNORECASE)
_COPY = re.compile(r"\b(?:foto)?kopien?\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:nicht|keine?n?|oder|ohne|wahlweise)\b", re.IGNORECASE)


@dataclass(frozen=True)
class ServiceDraft:
    """A service page as the file would have it; `locations` are the file's keys of the public ones, best first."""

    values: Values
    public: bool
    locations: tuple[str, ...]
    keywords: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.values["title"]


@dataclass(frozen=True)
class OfficeDraft:
    """An office with its building, its telephone number and its hours as the file would have them."""

    values: Values
    remarks: tuple[str, ...]


def service_draft(record: ServiceRecord, locations: dict[str, LocationRecord]) -> ServiceDraft:
    """Public locations only, the ones with the highest priority first, else in the order of the file."""
    sorted_links = links.sort(record)
    remarks = list(sorted_links.left_out)
    leika = record.leika if re.fullmatch(r"\d{14}", record.leika) else ""
    if record.leika and not leika:
        remarks.append(_("The LeiKa key does not have 14 digits and is left out: %(key)s") % {"key": record.leika[:40]})
    minutes = record.minutes if record.minutes and 0 < record.minutes <= LONGEST_VISIT else None
    if record.minutes and not minutes:
        remarks.append(_("A visit cannot last %(number)d minutes.") % {"number": record.minutes})
    public = [key for key in record.locations if locations[key].public]
    if record.public and record.locations and not public:
        remarks.append(_("No public location is named, so nobody is responsible and the service is not offered."))
    rows = fees.rows(record.fees)
    free = len(rows) == 1 and rows[0] == fees.FeeRow(fees.DEFAULT_LABEL, fees.FREE)
    documents, about_documents = _documents(record.documents)
    time = _flat(record.processing_time)
    values: Values = {
        "title": record.name,
        "teaser": markup.first_sentence(record.description, LONGEST_TEASER),
        "full_text": markup.clean(record.description),
        "prerequisites": markup.clean(_prerequisites(record.prerequisites)),
        "documents": documents,
        "documents_none_needed": record.nothing_to_bring and not documents,
        "fees": [] if free else [[row.label, _figure(row.amount), _figure(row.until), row.note] for row in rows],
        "is_free": free,
        "processing_time": time if len(time) <= LONGEST_PROCESSING_TIME else "",
        "visit_minutes": minutes,
        "forms": [[link.name, link.url, ""] for link in sorted_links.forms],
        "legal_basis": [[law.name, law.url] for law in sorted_links.laws],
        "online_services": [[link.name, link.url] for link in sorted_links.online],
        "notes": markup.clean(
            _section(WHO_ANSWERS, record.responsible)
            + _section(ABOUT_DOCUMENTS, about_documents)
            + _section(PROCESSING_TIME, f"<p>{escape(time)}</p>" if len(time) > LONGEST_PROCESSING_TIME else "")
            + _section(FURTHER, _list_of_links(sorted_links.further))
        ),
        "leika_key": leika,
    }
    return ServiceDraft(
        values=values,
        public=record.public,
        locations=tuple(sorted(public, key=lambda key: -locations[key].priority)),
        keywords=record.keywords,
        remarks=tuple(remarks),
    )


def service_fingerprint(draft: ServiceDraft, responsible: str) -> str:
    """Tells whether anything of a service changed there since it was imported."""
    return whole({**fingerprints(draft.values), "public": str(draft.public), "responsibility": responsible})


def office_draft(record: LocationRecord, *, partner: str, shared_names: set[str]) -> OfficeDraft:
    """The short name where it is the only one of its kind, else the one with the unit's sign."""
    short = record.display_name
    street = f"{record.street} {record.house_number}".strip()
    name = short if short and short not in shared_names else record.name
    postcode = record.postcode if re.fullmatch(r"\d{5}", record.postcode) else ""
    reading = _hours(record.hours)
    values: Values = {
        "department": record.unit or record.organisation or partner,
        "name": name,
        "email": record.email if _is_email(record.email) else "",
        "phone": record.phone,
        "building": [
            street or name,
            street,
            postcode,
            record.town,
            "" if record.latitude is None else str(record.latitude),
            "" if record.longitude is None else str(record.longitude),
        ],
        "hours": [
            [span.weekday, f"{span.opens:%H:%M}", f"{span.closes:%H:%M}", span.note]
            for span in sorted(reading.spans, key=lambda span: (span.weekday, span.opens))
        ],
    }
    return OfficeDraft(values, tuple(_about_hours(reading)))


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


# Documents and prerequisites


def _documents(items: Iterable[Item]) -> tuple[list[list[str]], str]:
    """Rows of documents; sentences that belong to none and what is too long for a row stand below, in rich text."""
    rows, below = [], ""
    for item in items:
        text = _flat(item.text)
        if not item.name:
            below += f"<p>{escape(text)}</p>"
            continue
        name, rest = _cut(_flat(item.name), LONGEST_NAME)
        note, more = _cut(f"{rest} {text}".strip(), LONGEST_NOTE)
        if more:
            below += f"<p><b>{escape(name)}:</b> {escape(more)}</p>"
        rows.append([name, kind_of(f"{name} {text}"), note, item.url if links.is_web(item.url) else ""])
    return rows, below


def kind_of(text: str) -> str:
    """“original” or “copy” if the text asks for one of them and says nothing else about them."""
    wanted = {
        kind
        for kind, pattern in (("original", _ORIGINAL), ("copy", _COPY))
        for sentence in re.split(r"(?<=[.!?;])\s+", text)
        if pattern.search(sentence)
    }
    denied = any(
        _DENIED.search(sentence)
        for sentence in re.split(r"(?<=[.!?;])\s+", text)
        if _ORIGINAL.search(sentence) or _COPY.search(sentence)
    )
    return wanted.pop() if len(wanted) == 1 and not denied else ""


def _cut(text: str, longest: int) -> tuple[str, str]:
    """As many whole sentences as fit, else whole words; and the rest."""
    if len(text) <= longest:
        return text, ""
    at = max((match.end() for match in re.finditer(r"[.!?](?=\s)", text[:longest])), default=0)
    at = at or text.rfind(" ", 0, longest)
    at = at if at > 0 else longest
    return text[:at].strip(), text[at:].strip()


def _prerequisites(items: Iterable[Item]) -> str:
    rows = []
    for item in items:
        name, text = escape(_flat(item.name)), escape(_flat(item.text))
        if name and links.is_web(item.url):
            name = f'<a href="{escape(item.url)}">{name}</a>'
        if name and text:
            rows.append(f"<b>{name}</b><br/>{text}")
        elif name or text:
            rows.append(name or text)
    if len(rows) == 1:
        return f"<p>{rows[0]}</p>"
    return "<ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul>" if rows else ""


# Hours


def _hours(texts: tuple[tuple[str, str], ...]) -> opening_hours.Reading:
    days = dict(texts)
    return opening_hours.read_week(days["week"]) if "week" in days else opening_hours.read(days)


def _about_hours(reading: opening_hours.Reading) -> Iterable[str]:
    for day, text in reading.unread:
        yield _("Opening hours that could not be read, please enter them by hand: %(text)s") % {
            "text": _on(day, text)[:300]
        }
    for day, text in reading.remarks:
        yield _("Said beside the opening hours and not taken over: %(text)s") % {"text": _on(day, text)[:300]}


def _on(day: str, text: str) -> str:
    return f"{Weekday(opening_hours.DAYS.index(day)).label}: {text}" if day else text


# Pieces of text


def _list_of_links(further: list[Link]) -> str:
    items = "".join(f'<li><a href="{escape(link.url)}">{escape(link.name)}</a></li>' for link in further)
    return f"<ul>{items}</ul>" if items else ""


def _section(heading: str, content: str) -> str:
    return f"<h3>{heading}</h3>{content}" if content else ""


def _flat(html: str) -> str:
    return " ".join(markup.lines(html))


def _figure(amount: object) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True
