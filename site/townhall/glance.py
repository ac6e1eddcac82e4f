"""What a page says at a glance: cost, what to bring, who is there and until when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from cms.catalogue.effective import Fee
from cms.catalogue.languages import active
from cms.organisation.hours import Hours
from cms.organisation.models import ContactPoint, Office
from cms.organisation.recall import recall

from . import words

WEEKS_AHEAD = 8


@dataclass(frozen=True)
class FeeLine:
    """One fee in words; no amount means that the note says what it costs."""

    label: str
    amount: str
    note: str
    language: str


@dataclass(frozen=True)
class PhoneLine:
    """A telephone number with whether somebody answers now."""

    label: str
    number: str
    dial: str
    opening: words.Opening
    hours: Hours = field(repr=False)


@dataclass(frozen=True)
class OfficeCard:
    """An office as its card shows it: where, when, and under which number."""

    office: Office
    opening: words.Opening
    week: list[words.DayLine]
    is_coming_week: bool
    phones: list[PhoneLine]
    hours: Hours = field(repr=False)
    today: datetime = field(repr=False)

    @property
    def address(self) -> list[str]:
        """Its lines; a building that is called by its street says it once."""
        location = self.office.location
        town = f"{location.postcode} {location.town}".strip()
        lines = (location.name, location.street, town)
        return list(dict.fromkeys(line for line in lines if line))

    @cached_property
    def special_days(self) -> list[words.SpecialLine]:
        """Holidays, closures and other hours of the coming weeks."""
        return words.special_days(self.hours, timezone.localdate(self.today), weeks=WEEKS_AHEAD)

    @cached_property
    def markup(self) -> SafeString:
        return render_to_string("townhall/_office.html", {"card": self})

    @cached_property
    def changes_at(self) -> datetime | None:
        """The first moment at which the card says something else: it opens or closes, or somebody answers."""
        moments = [self.opening.holds_until, *(phone.opening.holds_until for phone in self.phones)]
        return min(filter(None, moments), default=None)


def fee_lines(fees: list[Fee]) -> list[FeeLine]:
    return [FeeLine(fee.label, _amount(fee), fee.note, fee.language) for fee in fees]


def _amount(fee: Fee) -> str:
    return "" if fee.amount is None else words.range_of_euros(fee.amount, fee.amount_until)


def office_cards(offices: Iterable[Office], now: datetime) -> list[OfficeCard]:
    """Offices with their hours, in five queries for all of them and their telephones."""
    offices = list(offices)
    return recall(
        ("cards", active(), timezone.localdate(now), *(office.pk for office in offices)),
        lambda: _cards(offices, now),
        holds=lambda cards: all(card.changes_at is None or card.changes_at > now for card in cards),
    )


def _cards(offices: list[Office], now: datetime) -> list[OfficeCard]:
    contacts = [contact for office in offices for contact in office.contact_points.all()]
    hours = Hours.of_all([*offices, *contacts])
    today = timezone.localdate(now)
    return [
        OfficeCard(
            office=office,
            opening=words.opening(hours[office], now),
            week=words.week(hours[office], today) if hours[office].is_known else [],
            is_coming_week=today.weekday() == 6,
            phones=[_phone(contact, hours[contact], now) for contact in office.contact_points.all()],
            hours=hours[office],
            today=now,
        )
        for office in offices
    ]


def _phone(contact: ContactPoint, hours: Hours, now: datetime) -> PhoneLine:
    return PhoneLine(
        contact.label, contact.phone, words.dial(contact.phone), words.opening(hours, now, words.TELEPHONE), hours
    )
