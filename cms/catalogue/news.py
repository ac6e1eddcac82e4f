"""What everybody should know just now: a partner's notices, read once and told apart by what they touch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cms.organisation.models import Department, Office, Partner
from cms.organisation.recall import recall

from .models import Notice, NoticedService, ServicePage


@dataclass(frozen=True)
class News:
    """The notices of a partner that have not ended, with the keys of what each names."""

    rows: list[Notice]
    departments: dict[int, set[int]]
    offices: dict[int, set[int]]
    services: dict[int, set[int]]

    def showing(self, at: datetime) -> list[Notice]:
        return [row for row in self.rows if row.shows(at)]

    def banners(self, at: datetime) -> list[Notice]:
        return [row for row in self.showing(at) if row.banner]

    def about(
        self,
        at: datetime,
        *,
        departments: Iterable[Department] = (),
        offices: Iterable[Office] = (),
        services: Iterable[ServicePage] = (),
    ) -> list[Notice]:
        """Those that name any of these, a department above it, or the department of one of the offices."""
        if not self.rows:
            return []
        offices = list(offices)
        units = [*departments, *(office.department for office in offices)]
        in_units = {each.pk for unit in units for each in (unit, *unit.above())}
        in_offices, in_services = {office.pk for office in offices}, {service.pk for service in services}
        return [
            row
            for row in self.rows
            if row.shows(at)
            and (
                in_units & self.departments[row.pk]
                or in_offices & self.offices[row.pk]
                or in_services & self.services[row.pk]
            )
        ]

    def moments(self, after: datetime) -> list[datetime]:
        """When one of them appears or disappears by itself."""
        return [moment for row in self.rows for moment in (row.starts_at, row.ends_at) if moment > after]


def news_of(partner: Partner, at: datetime) -> News:
    """The partner's notices and those of all partners: one query, three more if there are any."""
    return recall(("news", partner.pk), lambda: _read(partner, at))


def _read(partner: Partner, at: datetime) -> News:
    rows = list(Notice.objects.for_partner(partner).filter(ends_at__gt=at))
    return News(
        rows,
        _named(rows, Notice.departments.through, "department_id"),
        _named(rows, Notice.offices.through, "office_id"),
        _named(rows, NoticedService, "service_id"),
    )


def _named(rows: list[Notice], through: type, column: str) -> dict[int, set[int]]:
    named: dict[int, set[int]] = {row.pk: set() for row in rows}
    if rows:
        for notice, key in through.objects.filter(notice__in=rows).values_list("notice_id", column):
            named[notice].add(key)
    return named
