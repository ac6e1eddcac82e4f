"""A partner with everything a register can hold, and the people who may and may not reach it."""

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from cms.accounts.groups import ADMINISTRATOR, CENTRAL_EDITOR, DEPARTMENT_STAFF
from cms.accounts.setup import grant
from cms.organisation import setup
from tests.factories import accounts, organisation

BERLIN = ZoneInfo("Europe/Berlin")


def partner_with_everything(name: str, slug: str, prefix: str) -> SimpleNamespace:
    partner = organisation.PartnerFactory(name=name, slug=slug, prefix=prefix)
    department = organisation.DepartmentFactory(partner=partner, name=f"Bauamt {name}")
    location = organisation.LocationFactory(partner=partner, name=f"Rathaus {name}", town=name)
    office = organisation.OfficeFactory(department=department, location=location, name=f"Bauberatung {name}")
    return SimpleNamespace(
        partner=partner,
        place=organisation.PlaceFactory(partner=partner, name=f"Ortsteil {name}"),
        number=organisation.DialledNumberFactory(partner=partner, label=f"Rathaus {name}"),
        colleague=organisation.ColleagueFactory(department=department, name=f"Petra {name}"),
        department=department,
        location=location,
        office=office,
        contact_point=organisation.ContactPointFactory(office=office, label=f"Telefon {name}"),
        mapping=organisation.MappingFactory(office=office),
        membership=organisation.MembershipFactory(department=department, user__last_name=f"Sach-{slug}"),
        span=organisation.OpeningSpanFactory(partner=partner, weekday=2, note=f"Hinweis {name}"),
        second_span=organisation.OpeningSpanFactory(partner=partner, weekday=3),
        exception=organisation.HoursExceptionFactory(partner=partner, date=date(2030, 5, 2), reason=f"Ausflug {name}"),
        closure=organisation.ClosureFactory(
            department=department,
            starts_at=datetime(2030, 5, 2, 8, tzinfo=BERLIN),
            ends_at=datetime(2030, 5, 2, 12, tzinfo=BERLIN),
            reason=f"Umzug {name}",
        ),
    )


@pytest.fixture
def lindenfurt(db):
    return partner_with_everything("Lindenfurt", "lindenfurt", "LIN")


@pytest.fixture
def moorbach(db):
    return partner_with_everything("Moorbach", "moorbach", "MOO")


def local_administrator(partner):
    """Somebody who edits one partner and may, in general, keep every register: only the row decides."""
    rights = setup.all_of("membership", "responsibility", "place", "diallednumber")
    everything = grant(f"Verwaltung {partner.name}", rights)
    return accounts.UserFactory(groups=[partner.editors, everything])


@pytest.fixture
def karl(lindenfurt):
    """Edits Lindenfurt."""
    return local_administrator(lindenfurt.partner)


@pytest.fixture
def nadia(moorbach):
    """Edits Moorbach."""
    return local_administrator(moorbach.partner)


@pytest.fixture
def administrator(db):
    return accounts.UserFactory(groups=[ADMINISTRATOR])


@pytest.fixture
def central_editor(db):
    return accounts.UserFactory(groups=[CENTRAL_EDITOR])


@pytest.fixture
def clerk(db):
    """Has an inbox, but no facts to keep."""
    return accounts.UserFactory(groups=[DEPARTMENT_STAFF])
