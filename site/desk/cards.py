"""The card an agent reads from: one service for one partner, with what only colleagues may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.accounts.models import User
from cms.catalogue.effective import EffectiveService, Words, effective, words_with
from cms.catalogue.models import WAYS_TO_PAY, AgentNote, Mode, Notice, ServicePage
from cms.catalogue.news import news_of
from cms.organisation.hours import Hours
from cms.organisation.models import Colleague, Department, Office, Partner
from cms.organisation.recall import recall
from cms.prepared import Blank, Prepared

from . import words

OFFICES_WITH_HOURS = 2
COLLEAGUES = 5

_COLLEAGUES = Prepared(lambda: Colleague.objects.filter(department=Blank("department"))[:COLLEAGUES])
_NOTES = Prepared(lambda: AgentNote.objects.for_service(Blank("service"), Blank("partner")))


@dataclass(frozen=True)
class Place:
    """An office on the card: whether it is open, and until when."""

    office: Office
    is_open: bool | None = None
    hours: str = ""


@dataclass(frozen=True)
class Card:
    """Everything the card says; ``further`` are offices beyond the first, by name and number only.

    ``differs`` are the facts this partner has otherwise, by their words; ``shared`` says what holds without it.
    """

    service: EffectiveService
    shared: Words
    at: datetime
    places: list[Place]
    further: list[Place]
    department: Department | None
    colleagues: list[Colleague]
    notes: list[AgentNote]
    notices: list[Notice]
    differs: dict[str, str]
    may_add_note: bool
    may_change_note: bool
    may_delete_note: bool

    template = "desk/_card.html"

    @property
    def title(self) -> str:
        return self.service.title

    @property
    def partner(self) -> Partner:
        return self.service.partner

    @property
    def deviations(self) -> str:
        return ", ".join(self.differs.values())

    @property
    def speaks_for_itself(self) -> bool:
        """Whether what is read aloud was written for this partner: then nothing has to be minded."""
        return self.service.local is not None and bool(self.service.local.spoken_answer)

    @property
    def instead(self) -> str:
        """What to say where no concern is taken; "" where it can be forwarded."""
        if self.service.service_level.takes_concerns:
            return ""
        return words.turn_to(self.places[0].office if self.places else self.service.partner)

    @property
    def ways_to_pay(self) -> str:
        known = dict(WAYS_TO_PAY)
        return ", ".join(str(known[key]) for key in self.service.ways_to_pay if key in known)

    @property
    def age(self) -> str:
        """How long ago the page was released: “vor 3 Monaten”."""
        return words.ago(self.service.checked_on, self._today) if self.service.checked_on else ""

    @property
    def local_checked_on(self) -> date | None:
        """When what this partner says otherwise was released."""
        local = self.service.local
        return timezone.localdate(local.last_published_at) if local and local.last_published_at else None

    @property
    def _today(self) -> date:
        return timezone.localdate(self.at)

    @property
    def is_overdue(self) -> bool:
        """Whether somebody should have looked by now whether all of this still holds."""
        return self.service.review_on is not None and self.service.review_on < self._today


def card_for(service: ServicePage, partner: Partner, *, user: User, at: datetime) -> Card:
    """Put the card together. Hours are asked of the first offices only: nobody reads twenty over the telephone."""
    merged = effective(service, partner, at=at)
    department = merged.department
    near, far = merged.offices[:OFFICES_WITH_HOURS], merged.offices[OFFICES_WITH_HOURS:]
    return Card(
        service=merged,
        shared=words_with(merged, None),
        at=at,
        places=places_of(near, at),
        further=[Place(office) for office in far],
        department=department,
        colleagues=_COLLEAGUES.instances(department=department.pk) if department else [],
        notes=_notes(service, partner),
        notices=_notices(merged, at),
        differs=_differences(merged),
        may_add_note=user.has_perm("catalogue.add_agentnote"),
        may_change_note=user.has_perm("catalogue.change_agentnote"),
        may_delete_note=user.has_perm("catalogue.delete_agentnote"),
    )


def _notes(service: ServicePage, partner: Partner) -> list[AgentNote]:
    """Those for all, and those for this partner alone."""
    notes = _NOTES.instances(service=service.pk, partner=partner.pk)
    for note in notes:
        if note.partner_id:
            note.partner = partner
    return notes


def _notices(merged: EffectiveService, at: datetime) -> list[Notice]:
    """What citizens read on this page at the moment: what is about the service, then what is about everything."""
    banners = news_of(merged.partner, at).banners(at)
    return [*merged.notices, *(each for each in banners if each not in merged.notices)]


def _differences(merged: EffectiveService) -> dict[str, str]:
    """What this partner does differently, in words: a shared spoken answer may say otherwise."""
    local = merged.local
    if local is None or not local.offered:
        return {}
    known = {
        "spoken_answer": (pgettext("desk", "spoken answer"), bool(local.spoken_answer)),
        "fees": (pgettext("desk", "fees"), local.fees_mode != Mode.INHERIT),
        "documents": (pgettext("desk", "documents"), local.documents_mode != Mode.INHERIT),
        "processing_time": (pgettext("desk", "processing time"), local.processing_time_mode != Mode.INHERIT),
        "office": (pgettext("desk", "office"), local.office_id is not None),
        "local_text": (pgettext("desk", "local text"), bool(local.local_text)),
    }
    return {key: word for key, (word, it_does) in known.items() if it_does}


def places_of(offices: Iterable[Office], at: datetime) -> list[Place]:
    """The offices with whether they are open; their calendars are read together."""
    offices = list(offices)
    key = ("visiting hours", *(office.pk for office in offices))
    calendars = recall(key, lambda: Hours.of_all(offices))
    return [_place(office, calendars[office], at) for office in offices]


def _place(office: Office, hours: Hours, at: datetime) -> Place:
    if hours.is_open(at):
        closes = hours.closes_at(at)
        until = words.weekday_and_clock(closes, at) if closes else ""
        return Place(office, True, _("open until %(time)s") % {"time": until} if until else pgettext("desk", "open"))
    opens = hours.next_opening(at)
    if opens is None:
        if hours.is_known:
            return Place(office, False, _("closed until further notice"))
        return Place(office, None, _("no opening hours on record"))
    return Place(office, False, _("closed, opens %(time)s") % {"time": words.weekday_and_clock(opens, at)})
