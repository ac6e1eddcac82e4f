"""Reads the rows of hours of one or many owners with at most four queries and gives their calendars."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from ..hours_models import Closure, HoursException, HoursKind, OpeningSpan
from .calendar import Calendar, ClosedFromTo, OtherHours, WeeklyHours

if TYPE_CHECKING:
    from ..models import ContactPoint, Department, Office, Partner

    Owner = Office | ContactPoint | Department | Partner
    Row = OpeningSpan | HoursException | Closure

KINDS = {
    "office": HoursKind.VISITING,
    "contactpoint": HoursKind.TELEPHONE,
    "department": HoursKind.SERVICE,
    "partner": HoursKind.SERVICE,
}
WAYS_TO_DEPARTMENT = {"office": "department__", "contactpoint": "office__department__", "department": ""}
FIELDS = {"office": "office", "contactpoint": "contact_point", "department": "department", "partner": "partner"}


class Hours(Calendar):
    """The calendar of an owner, from the database."""

    @classmethod
    def of(cls, owner: Owner, *, supposing: Row | None = None, without: Row | None = None) -> Hours:
        """Visiting hours of an office, telephone hours of a contact point, service hours of a department or partner.

        A department without service hours of its own has its partner's. Closures of a department hold for everything
        below it. ``supposing`` takes a row as if it were saved, ``without`` as if it were gone: for forms.
        """
        return cls.of_all([owner], supposing=supposing, without=without)[owner]

    @classmethod
    def of_all(
        cls, owners: Iterable[Owner], *, supposing: Row | None = None, without: Row | None = None
    ) -> dict[Owner, Hours]:
        """The calendars of many owners of one kind or several, with four queries per kind at most."""
        by_kind: dict[str, list[Owner]] = {}
        for owner in owners:
            by_kind.setdefault(owner._meta.model_name, []).append(owner)
        found: dict[Owner, Hours] = {}
        for model, rows in by_kind.items():
            found |= cls._of_one_kind(model, rows, supposing, without)
        return found

    @classmethod
    def _of_one_kind(
        cls, model: str, owners: list[Owner], supposing: Row | None, without: Row | None
    ) -> dict[Owner, Hours]:
        kind, field = KINDS[model], FIELDS[model]
        places = _places(model, owners)
        wanted = Q(**{f"{field}__in": [owner.pk for owner in owners]})
        if model == "department":
            wanted |= Q(partner__in={place.partner for place in places.values()})
        departments = {pk for place in places.values() for pk in place.departments}
        spans = _suppose(OpeningSpan, OpeningSpan.objects.filter(wanted, kind=kind), supposing, without)
        exceptions = _suppose(HoursException, HoursException.objects.filter(wanted, kind=kind), supposing, without)
        closed = Closure.objects.filter(department__in=departments) if departments else []
        closures = _suppose(Closure, closed, supposing, without)

        found = {}
        for owner in owners:
            place = places[owner.pk]
            weekly = [row for row in spans if getattr(row, f"{field}_id") == owner.pk]
            special = [row for row in exceptions if getattr(row, f"{field}_id") == owner.pk]
            if model == "department" and not weekly:
                own_dates = {row.date for row in special}
                weekly = [row for row in spans if row.partner_id == place.partner]
                special += [row for row in exceptions if row.partner_id == place.partner and row.date not in own_dates]
            found[owner] = cls(
                weekly=tuple(
                    WeeklyHours(row.weekday, row.opens, row.closes, row.valid_from, row.valid_until, row.note)
                    for row in weekly
                ),
                exceptions=tuple(OtherHours(row.date, row.opens, row.closes, row.reason) for row in special),
                closures=tuple(
                    ClosedFromTo(row.starts_at, row.ends_at, row.reason)
                    for row in closures
                    if row.department_id in place.departments
                ),
                land=place.land,
                kind=kind.value,
            )
        return found


def _suppose(model: type[Row], rows: Iterable[Row], supposing: Row | None, without: Row | None) -> list[Row]:
    """The rows of a query, with one put in or taken out that belongs to this model."""
    changed = {row.pk for row in (supposing, without) if isinstance(row, model)}
    found = [row for row in rows if row.pk not in changed]
    if isinstance(supposing, model):
        found.append(supposing)
    return found


class Place:
    """Where an owner stands: its Land, its partner, its department and the ones above."""

    def __init__(self, land: str, partner: int, *departments: int | None):
        self.land = land
        self.partner = partner
        self.departments = {pk for pk in departments if pk is not None}


def _places(model: str, owners: list[Owner]) -> dict[int, Place]:
    if model == "partner":
        return {owner.pk: Place(owner.land, owner.pk) for owner in owners}
    way = WAYS_TO_DEPARTMENT[model]
    rows = (
        type(owners[0])
        ._default_manager.filter(pk__in=[owner.pk for owner in owners])
        .values_list(
            "pk",
            f"{way}partner__land",
            f"{way}partner",
            f"{way}pk",
            f"{way}parent",
            f"{way}parent__parent",
        )
    )
    return {pk: Place(*rest) for pk, *rest in rows}
