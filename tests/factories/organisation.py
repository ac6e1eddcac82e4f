"""Partners, departments, offices and their hours for tests: each with the least that is valid."""

from datetime import time

import factory
from factory.django import DjangoModelFactory
from wagtail.models import Page, Site

from cms.organisation import setup
from cms.organisation.models import (
    Closure,
    Colleague,
    ContactPoint,
    Department,
    DialledNumber,
    HoursException,
    Location,
    Membership,
    Office,
    OpeningSpan,
    Partner,
    Place,
    Responsibility,
    ResponsibilityMapping,
)
from tests.factories.accounts import UserFactory


def letters(n: int) -> str:
    """AAA, AAB, AAC … as a prefix of case numbers."""
    return chr(65 + n // 676 % 26) + chr(65 + n // 26 % 26) + chr(65 + n % 26)


class SiteFactory(DjangoModelFactory):
    """A site on the root of all pages, unless the test names another page."""

    class Meta:
        model = Site

    hostname = factory.Sequence(lambda n: f"partner{n}.localhost")
    port = 80
    root_page = factory.LazyFunction(lambda: Page.objects.get(depth=1))


class PartnerFactory(DjangoModelFactory):
    """A partner in Hesse with a site, editors who may edit, and a triage department; it has no hours yet."""

    class Meta:
        model = Partner
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Gemeinde {n}")
    slug = factory.Sequence(lambda n: f"gemeinde-{n}")
    prefix = factory.Sequence(letters)
    land = "HE"
    site = factory.SubFactory(SiteFactory)
    editors = factory.LazyAttribute(lambda partner: setup.editors_of(partner.name))

    @factory.post_generation
    def triage_department(self, create, chosen, **options):
        """``triage_department=False`` leaves it out."""
        if chosen is False:
            return
        self.triage_department = chosen or Department.objects.create(partner=self, name="Zentrale")
        self.save(update_fields=["triage_department"])


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = Department

    partner = factory.SubFactory(PartnerFactory)
    name = factory.Sequence(lambda n: f"Fachdienst {n}")


class LocationFactory(DjangoModelFactory):
    class Meta:
        model = Location

    partner = factory.SubFactory(PartnerFactory)
    name = factory.Sequence(lambda n: f"Rathaus {n}")
    street = "Marktplatz 1"
    postcode = "35999"
    town = "Lindenfurt"


class OfficeFactory(DjangoModelFactory):
    """A department at a location of the same partner; ``partner=…`` chooses whose."""

    class Meta:
        model = Office

    class Params:
        partner = None

    name = factory.Sequence(lambda n: f"Bürgerbüro {n}")
    department = factory.Maybe(
        "partner",
        yes_declaration=factory.SubFactory(DepartmentFactory, partner=factory.SelfAttribute("..partner")),
        no_declaration=factory.SubFactory(DepartmentFactory),
    )
    location = factory.SubFactory(LocationFactory, partner=factory.SelfAttribute("..department.partner"))


class ContactPointFactory(DjangoModelFactory):
    class Meta:
        model = ContactPoint

    office = factory.SubFactory(OfficeFactory)
    label = "Auskunft"
    phone = "06421 5550 100"


class ResponsibilityFactory(DjangoModelFactory):
    class Meta:
        model = Responsibility

    name = factory.Sequence(lambda n: f"Zuständigkeit {n}")


class MappingFactory(DjangoModelFactory):
    """A partner's office holds a responsibility; the partner follows from the office."""

    class Meta:
        model = ResponsibilityMapping

    office = factory.SubFactory(OfficeFactory)
    partner = factory.SelfAttribute("office.department.partner")
    responsibility = factory.SubFactory(ResponsibilityFactory)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    department = factory.SubFactory(DepartmentFactory)


class PlaceFactory(DjangoModelFactory):
    """A town that a partner serves."""

    class Meta:
        model = Place

    name = factory.Sequence(lambda n: f"Ort {n}")
    partner = factory.SubFactory(PartnerFactory)


class DialledNumberFactory(DjangoModelFactory):
    """A partner's own number."""

    class Meta:
        model = DialledNumber

    number = factory.Sequence(lambda n: f"+49642155{n:05d}")
    partner = factory.SubFactory(PartnerFactory)


class ColleagueFactory(DjangoModelFactory):
    class Meta:
        model = Colleague

    department = factory.SubFactory(DepartmentFactory)
    name = factory.Sequence(lambda n: f"Petra Muster {n}")
    phone = factory.Sequence(lambda n: f"06421 5550 {n:03d}")


class ClosureFactory(DjangoModelFactory):
    class Meta:
        model = Closure

    department = factory.SubFactory(DepartmentFactory)
    reason = "Umzug"


class OpeningSpanFactory(DjangoModelFactory):
    """Service hours of a partner unless the test names another owner and kind."""

    class Meta:
        model = OpeningSpan

    kind = "service"
    weekday = 0
    opens = time(8)
    closes = time(18)


class HoursExceptionFactory(DjangoModelFactory):
    """A closed day unless the test names times."""

    class Meta:
        model = HoursException

    kind = "service"
    reason = "Betriebsausflug"


def open_weekdays(owner, opens: time = time(8), closes: time = time(18), weekdays=range(5)) -> list[OpeningSpan]:
    """Mo–Fr 8–18 for a partner, department, office or contact point; the kind follows from the owner."""
    field = {Partner: "partner", Department: "department", Office: "office", ContactPoint: "contact_point"}[type(owner)]
    kind = {"office": "visiting", "contact_point": "telephone"}.get(field, "service")
    return [
        OpeningSpanFactory(kind=kind, weekday=weekday, opens=opens, closes=closes, **{field: owner})
        for weekday in weekdays
    ]
