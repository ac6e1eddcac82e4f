"""What a service page says at a glance: cost, what to bring, who is there and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from cms.catalogue.effective import EffectiveService, Fee
from cms.organisation.hours import Hours
from cms.organisation.models import ContactPoint, Office

from . import words


@dataclass(frozen=True)
class FeeLine:
    """One fee in words; no amount means that the note says what it costs."""

    label: str
    amount: str
    note: str


@dataclass(frozen=True)
class PhoneLine:
    """A telephone number with whether somebody answers now."""

    label: str
    number: str
    dial: str
    opening: words.Opening


@dataclass(frozen=True)
class OfficeCard:
    """An office as its card shows it: where, when, and under which number."""

    office: Office
    opening: words.Opening
    week: list[words.DayLine]
    is_coming_week: bool
    phones: list[PhoneLine]

    @property
    def address(self) -> list[str]:
        """Its lines; a building that is called by its street says it once."""
        location = self.office.location
        town = f"{location.postcode} {location.town}".strip()
        lines = (location.name, location.street, town)
        return list(dict.fromkeys(line for line in lines if line))

    @property
    def changes_at(self) -> datetime | None:
        """The first moment at which the card says something else: it opens or closes, or somebody answers."""
        moments = [self.opening.holds_until, *(phone.opening.holds_until for phone in self.phones)]
        return min(filter(None, moments), default=None)


def fee_lines(fees: list[Fee]) -> list[FeeLine]:
    return [FeeLine(fee.label, "" if fee.amount is None else words.euros(fee.amount), fee.note) for fee in fees]


def office_cards(service: EffectiveService, now: datetime) -> list[OfficeCard]:
    """The responsible offices with their hours, in four queries for all of them and four for their telephones."""
    contacts = [contact for office in service.offices for contact in office.contact_points.all()]
    hours = Hours.of_all([*service.offices, *contacts])
    today = timezone.localdate(now)
    return [
        OfficeCard(
            office=office,
            opening=words.opening(hours[office], now),
            week=words.week(hours[office], today) if hours[office].next_opening(now) else [],
            is_coming_week=today.weekday() == 6,
            phones=[_phone(contact, hours[contact], now) for contact in office.contact_points.all()],
        )
        for office in service.offices
    ]


def _phone(contact: ContactPoint, hours: Hours, now: datetime) -> PhoneLine:
    return PhoneLine(
        contact.label, contact.phone, words.dial(contact.phone), words.opening(hours, now, words.TELEPHONE)
    )
