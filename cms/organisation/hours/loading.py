"""Reads the rows of hours of one or many owners with few queries and gives their calendars."""

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
        """The calendars of many owners of one kind or several, with three queries for all and one for each kind."""
        owners = list(owners)
        places = {owner: place for kind in _by_kind(owners).values() for owner, place in _places(kind).items()}
        wanted = Q(pk__in=[])
        for model, rows in _by_kind(owners).items():
            own = Q(**{f"{FIELDS[model]}__in": [owner.pk for owner in rows]})
            if model == "department":
                own |= Q(partner__in={places[owner].partner for owner in rows})
            wanted |= own & Q(kind=KINDS[model])
        departments = {pk for place in places.values() for pk in place.departments}
        spans = _suppose(OpeningSpan, OpeningSpan.objects.filter(wanted), supposing, without)
        exceptions = _suppose(HoursException, HoursException.objects.filter(wanted), supposing, without)
        closed = Closure.objects.filter(department__in=departments) if departments else []
        closures = _suppose(Closure, closed, supposing, without)
        return {owner: cls._of_rows(owner, places[owner], spans, exceptions, closures) for owner in owners}

    @classmethod
    def _of_rows(
        cls,
        owner: Owner,
        place: Place,
        spans: list[OpeningSpan],
        exceptions: list[HoursException],
        closures: list[Closure],
    ) -> Hours:
        """What of all these rows is this owner's; a department without weekly hours has its partner's."""
        model = owner._meta.model_name
        field = f"{FIELDS[model]}_id"
        weekly = [row for row in spans if getattr(row, field) == owner.pk]
        special = [row for row in exceptions if getattr(row, field) == owner.pk]
        if model == "department" and not weekly:
            own_dates = {row.date for row in special}
            weekly = [row for row in spans if row.partner_id == place.partner]
            special += [row for row in exceptions if row.partner_id == place.partner and row.date not in own_dates]
        return cls(
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
            kind=KINDS[model].value,
        )


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


def _by_kind(owners: list[Owner]) -> dict[str, list[Owner]]:
    kinds: dict[str, list[Owner]] = {}
    for owner in owners:
        kinds.setdefault(owner._meta.model_name, []).append(owner)
    return kinds


def _places(owners: list[Owner]) -> dict[Owner, Place]:
    """Where owners of one kind stand."""
    model = owners[0]._meta.model_name
    if model == "partner":
        return {owner: Place(owner.land, owner.pk) for owner in owners}
    if model == "department" and all(_is_read(owner) for owner in owners):
        return {
            owner: Place(
                owner.partner.land, owner.partner_id, owner.pk, owner.parent_id, owner.parent and owner.parent.parent_id
            )
            for owner in owners
        }
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
    found = {pk: Place(*rest) for pk, *rest in rows}
    return {owner: found[owner.pk] for owner in owners}


def _is_read(department: Department) -> bool:
    """Whether its partner and the department above were read with it."""
    model = type(department)
    return model.partner.is_cached(department) and (department.parent_id is None or model.parent.is_cached(department))
