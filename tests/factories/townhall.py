"""A town hall as citizens find it: a partner with its pages, an office that is open, two services and a topic."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from django.db.models import Model
from django.test import Client

from cms.audit.models import Actor
from cms.catalogue.models import ServicePage, Topic
from cms.organisation.models import Department, Office, Partner
from cms.pages.actions import open_town_hall
from cms.pages.models import HomePage
from tests.factories.catalogue import AgentNoteFactory, ServicePageFactory, TopicFactory
from tests.factories.organisation import (
    ContactPointFactory,
    DepartmentFactory,
    LocationFactory,
    MappingFactory,
    OfficeFactory,
    PartnerFactory,
    ResponsibilityFactory,
    open_weekdays,
)

MARKER = "Qwxzvk7391"  # like no word that anybody knows, or the search reads it as that


@dataclass
class TownHall:
    """What a test needs of a partner, and a browser without scripts that comes to its host."""

    partner: Partner
    department: Department
    office: Office
    home: HomePage
    identity_card: ServicePage
    bulky_waste: ServicePage
    topic: Topic
    citizen: Client

    @property
    def host(self) -> str:
        return self.partner.site.hostname

    def afresh(self) -> TownHall:
        """The same town read again, and another visitor: what a test does to its objects stays with the test."""
        rows = {field.name: getattr(self, field.name) for field in fields(self)}
        read = {name: row.__class__.objects.get(pk=row.pk) for name, row in rows.items() if isinstance(row, Model)}
        return replace(self, **read, citizen=Client(HTTP_HOST=self.host))


def make_town_hall(name: str, slug: str, prefix: str, *, services: bool = True) -> TownHall:
    partner = PartnerFactory(name=name, slug=slug, prefix=prefix, phone="115", site=None, languages=["de", "en"])
    home = open_town_hall(partner, hostname=f"{slug}.localhost", by=Actor.system("tests"))
    partner.refresh_from_db()
    open_weekdays(partner)
    department = DepartmentFactory(partner=partner, name="Bürgeramt")
    location = LocationFactory(partner=partner, name="Rathaus")
    office = OfficeFactory(department=department, location=location, name="Bürgerbüro", directions="Zimmer 1 bis 8")
    contact = ContactPointFactory(office=office, phone="069 90009 110")
    open_weekdays(office)
    open_weekdays(contact)
    identity_card = bulky_waste = topic = None
    if services:
        responsibility = ResponsibilityFactory(name="Bürgerbüro")
        MappingFactory(office=office, responsibility=responsibility)
        topic = TopicFactory(name="Ausweise und Papiere", slug="ausweise")
        identity_card = ServicePageFactory(
            title="Personalausweis beantragen",
            slug="personalausweis-beantragen",
            everyday_title="Neuer Perso",
            teaser="Sie brauchen einen neuen Personalausweis.",
            spoken_answer="Bitte kommen Sie selbst ins Bürgerbüro.",
            short_text="Jeder ab 16 Jahren braucht einen.",
            full_text="<p>Sie kommen persönlich.</p><h3>Wenn es eilt</h3><p>Es gibt einen <b>vorläufigen</b>.</p>",
            prerequisites="<ul><li>Sie sind Deutsche oder Deutscher.</li></ul>",
            documents=[("document", {"name": "Alter Ausweis", "note": "auch abgelaufen"})],
            fees=[
                ("fee", {"label": "Ab 24 Jahren", "amount": "37", "note": ""}),
                ("fee", {"label": "Bei Bedürftigkeit", "amount": "0", "note": "mit Bescheid"}),
                ("fee", {"label": "Im Ausland", "amount": None, "note": "je nach Land"}),
            ],
            processing_time="etwa drei Wochen",
            legal_basis=[("law", {"name": "§ 9 PAuswG", "url": "https://www.example.org/pauswg"})],
            online_services=[("online_service", {"name": "Termin buchen", "url": "https://termin.example.org/"})],
            responsibility=responsibility,
            topics=[topic],
        )
        bulky_waste = ServicePageFactory(
            title="Übergroßen Sperrmüll abholen lassen",
            slug="sperrmuell",
            teaser="Große Sachen holen wir bei Ihnen ab.",
            responsibility=responsibility,
        )
        AgentNoteFactory(service=identity_card, text=MARKER)
        home.ask_often_for([bulky_waste, identity_card])
        home.save_revision().publish(skip_permission_checks=True)
    citizen = Client(HTTP_HOST=f"{slug}.localhost")
    return TownHall(partner, department, office, home, identity_card, bulky_waste, topic, citizen)
