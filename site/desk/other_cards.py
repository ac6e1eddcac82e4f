"""The cards of everything that is found besides services: offices, people, news, what belongs together, pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from cms.accounts.models import User
from cms.catalogue.models import LifeSituation, Notice, ServicePage, Topic
from cms.catalogue.news import news_of
from cms.knowledge.search import Kind
from cms.organisation.hours import Hours
from cms.organisation.models import Colleague, Department, Location, Office, Partner
from cms.pages.models import Bulletin, EditorialPage

from .cards import COLLEAGUES, Place, places_of

CALLED = {
    Kind.LIFE_SITUATION: pgettext_lazy("desk", "life situation"),
    Kind.TOPIC: pgettext_lazy("desk", "topic"),
    Kind.DEPARTMENT: pgettext_lazy("desk", "department"),
    Kind.OFFICE: pgettext_lazy("desk", "office"),
    Kind.LOCATION: pgettext_lazy("desk", "building"),
    Kind.PAGE: pgettext_lazy("desk", "page"),
    Kind.COLLEAGUE: pgettext_lazy("desk", "colleague"),
    Kind.BULLETIN: pgettext_lazy("desk", "bulletin"),
}
OFFICES = 5
SERVICES = 40


@dataclass(frozen=True)
class OtherCard:
    """What the card of a hit says that is no service; what it has nothing of is empty."""

    kind: Kind
    partner: Partner
    title: str
    text: str = ""
    rich_text: str = ""
    url: str = ""
    department: Department | None = None
    places: list[Place] = field(default_factory=list)
    week: list[tuple[str, str]] = field(default_factory=list)  # of the one office it is about
    notices: list[Notice] = field(default_factory=list)
    colleague: Colleague | None = None
    colleagues: list[Colleague] = field(default_factory=list)
    services: list[ServicePage] = field(default_factory=list)
    bulletin: Bulletin | None = None

    template = "desk/_other_card.html"

    @property
    def called(self) -> str | Promise:
        return CALLED[self.kind]


def other_card(kind: Kind, number: int, partner: Partner, *, user: User, at: datetime) -> OtherCard | None:
    """The card of what this partner has under this number; None if it is not there, or not for this person."""
    return CARDS[kind](number, partner, user, at)


def _office(number: int, partner: Partner, user: User, at: datetime) -> OtherCard | None:
    office = _whole(Office.objects.filter(pk=number, partner=partner)).first()
    if office is None:
        return None
    today = timezone.localdate(at)
    return OtherCard(
        kind=Kind.OFFICE,
        partner=partner,
        title=office.name,
        department=office.department,
        places=places_of([office], at),
        week=[(date_format(day.date, "D"), _times(day)) for day in Hours.of(office).week(today)],
        notices=news_of(partner, at).about(at, offices=[office]),
        colleagues=list(office.department.colleagues.all()[:COLLEAGUES]),
    )


def _department(number: int, partner: Partner, user: User, at: datetime) -> OtherCard | None:
    department = _standing(at).filter(pk=number, partner=partner).first()
    if department is None:
        return None
    return OtherCard(
        kind=Kind.DEPARTMENT,
        partner=partner,
        title=department.name,
        text=department.description,
        department=department,
        places=places_of(_whole(department.offices.all())[:OFFICES], at),
        notices=news_of(partner, at).about(at, departments=[department]),
        colleagues=list(department.colleagues.all()[:COLLEAGUES]),
    )


def _location(number: int, partner: Partner, user: User, at: datetime) -> OtherCard | None:
    location = Location.objects.filter(pk=number, partner=partner).first()
    if location is None:
        return None
    offices = list(_whole(location.offices.all())[:OFFICES])
    return OtherCard(
        kind=Kind.LOCATION,
        partner=partner,
        title=location.name,
        text=", ".join(filter(None, (location.street, f"{location.postcode} {location.town}".strip()))),
        places=places_of(offices, at),
        notices=news_of(partner, at).about(at, offices=offices),
    )


def _colleague(number: int, partner: Partner, user: User, at: datetime) -> OtherCard | None:
    rows = Colleague.objects.filter(pk=number, department__partner=partner, department__in=_standing(at))
    colleague = rows.select_related("department__partner").first()
    if colleague is None:
        return None
    return OtherCard(
        kind=Kind.COLLEAGUE,
        partner=partner,
        title=colleague.name,
        text=colleague.tasks,
        department=colleague.department,
        colleague=colleague,
        places=places_of(_whole(colleague.department.offices.all())[:OFFICES], at),
    )


def _bulletin(number: int, partner: Partner, user: User, at: datetime) -> OtherCard | None:
    bulletin = Bulletin.objects.showing(at).for_user(user).filter(pk=number).first()
    if bulletin is None:
        return None
    return OtherCard(Kind.BULLETIN, partner, bulletin.title, text=bulletin.text, bulletin=bulletin)


def _topic(number: int, partner: Partner, user: User, at: datetime) -> OtherCard | None:
    topic = Topic.objects.filter(pk=number).first()
    if topic is None:
        return None
    services = ServicePage.objects.offered_by(partner).filter(topics=topic)[:SERVICES]
    return OtherCard(Kind.TOPIC, partner, topic.name, services=list(services))


def _life_situation(number: int, partner: Partner, user: User, at: datetime) -> OtherCard | None:
    situation = LifeSituation.objects.filter(pk=number).first()
    if situation is None:
        return None
    services = ServicePage.objects.offered_by(partner).filter(life_situations=situation)[:SERVICES]
    return OtherCard(Kind.LIFE_SITUATION, partner, situation.name, text=situation.teaser, services=list(services))


def _page(number: int, partner: Partner, user: User, at: datetime) -> OtherCard | None:
    page = EditorialPage.objects.live().public().filter(pk=number).first()
    if page is None or partner.site is None or not page.path.startswith(partner.site.root_page.path):
        return None
    return OtherCard(Kind.PAGE, partner, page.title, rich_text=page.body, url=page.full_url or "")


CARDS: dict[Kind, Callable[[int, Partner, User, datetime], OtherCard | None]] = {
    Kind.OFFICE: _office,
    Kind.DEPARTMENT: _department,
    Kind.LOCATION: _location,
    Kind.COLLEAGUE: _colleague,
    Kind.BULLETIN: _bulletin,
    Kind.TOPIC: _topic,
    Kind.LIFE_SITUATION: _life_situation,
    Kind.PAGE: _page,
}


def _standing(at: datetime) -> QuerySet:
    return Department.objects.standing(timezone.localdate(at)).select_related("partner")


def _whole(offices: QuerySet) -> QuerySet:
    whole = offices.select_related("department__partner", "department__parent__parent", "location")
    return whole.prefetch_related("contact_points")


def _times(day) -> str:
    """“08:00–12:00, 14:00–18:00”, or why it is closed."""
    times = ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in day.times)
    return " · ".join(filter(None, (times or "–", day.note)))
