"""Two partners: one whose every row carries a mark, and another whose people must never see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Page

from cms.accounts.groups import (
    ADMINISTRATOR,
    AGENT,
    APPROVER,
    CENTRAL_EDITOR,
    DEPARTMENT_STAFF,
    PARTNER_ADMINISTRATOR,
)
from cms.accounts.models import User
from cms.accounts.setup import grant
from cms.audit.models import Actor
from cms.catalogue.models import Notice
from cms.links.models import LinkPlace, LinkTarget
from cms.organisation import setup
from cms.organisation.models import Function, Partner
from cms.pages.actions import open_town_hall
from cms.pages.models import Bulletin, EditorialPage
from cms.wording.models import OfficialeseWord
from tests.factories import cases
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import (
    AgentNoteFactory,
    LifeSituationFactory,
    LocalServicePageFactory,
    ServicePageFactory,
    TopicFactory,
)
from tests.factories.organisation import (
    ClosureFactory,
    ColleagueFactory,
    ContactPointFactory,
    DepartmentFactory,
    DialledNumberFactory,
    HoursExceptionFactory,
    LocationFactory,
    MappingFactory,
    MembershipFactory,
    OfficeFactory,
    OpeningSpanFactory,
    PartnerFactory,
    PlaceFactory,
    ResponsibilityFactory,
    open_weekdays,
)
from workflows.cases.models import WorkItem

MARK = "Marke7391"
BERLIN = ZoneInfo("Europe/Berlin")
FAR = datetime(2099, 5, 4, 8, tzinfo=BERLIN)


@dataclass
class World:
    """Rows of the marked partner by the name of their model, the people, and a browser for each of them."""

    partner: Partner
    other: Partner
    rows: dict[str, Model] = field(default_factory=dict)
    spare: dict[str, Model] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    things: dict[str, Model] = field(default_factory=dict)
    _clients: dict[str, Client] = field(default_factory=dict)

    def at_desk(self, who: str) -> Client:
        """The browser of somebody; of nobody, one without a session."""
        if who not in self._clients:
            client = Client()
            if who != "nobody":
                client.force_login(self.people[who])
            self._clients[who] = client
        return self._clients[who]


def make_world() -> World:
    partner, other = (
        _partner(name, slug, prefix) for name, slug, prefix in (("A-Stadt", "a", "AAA"), ("B-Dorf", "b", "BBB"))
    )
    world = World(partner, other)
    _people(world)
    _registers(world)
    _pages(world)
    _cases(world)
    return world


def _partner(name: str, slug: str, prefix: str) -> Partner:
    partner = PartnerFactory(name=name, slug=slug, prefix=prefix, site=None)
    open_town_hall(partner, hostname=f"{slug}.localhost", by=Actor.system("tests"))
    partner.refresh_from_db()
    open_weekdays(partner)
    return partner


def _people(world: World) -> None:
    """Editors who may keep every kind of register, so that only the row decides; approvers, and those of the centre."""
    for who, partner in (("editor", world.partner), ("wrong", world.other)):
        kinds = setup.all_of("membership", "responsibility", "place", "diallednumber", "colleague")
        everything = grant(f"Register {partner.name}", kinds)
        admins = Group.objects.get(name=PARTNER_ADMINISTRATOR)
        mark = MARK if who == "editor" else ""
        groups = [partner.editors, everything, admins]
        world.people[who] = UserFactory(first_name="Edda", last_name=f"Edel{mark}", groups=groups)
        approver = UserFactory(first_name="Frank", last_name=f"Frei{mark}", groups=[partner.editors, APPROVER])
        world.people["approver" if who == "editor" else "wrong approver"] = approver
    world.people["plain"] = UserFactory(groups=[world.other.editors])
    world.people["agent"] = UserFactory(groups=[AGENT])
    world.people["central"] = UserFactory(groups=[CENTRAL_EDITOR])
    world.people["administrator"] = UserFactory(groups=[ADMINISTRATOR])


def _registers(world: World) -> None:
    partner = world.partner
    department = DepartmentFactory(partner=partner, name=f"Bauamt {MARK}")
    location = LocationFactory(partner=partner, name=f"Rathaus {MARK}", street=f"{MARK}straße 1")
    office = OfficeFactory(department=department, location=location, name=f"Beratung {MARK}")
    contact = ContactPointFactory(office=office, label=f"Auskunft {MARK}")
    responsibility = ResponsibilityFactory()
    for owner in (office, contact):
        open_weekdays(owner)
    world.rows = {
        "partner": partner,
        "department": department,
        "location": location,
        "office": office,
        "contactpoint": contact,
        "responsibilitymapping": MappingFactory(office=office, responsibility=responsibility),
        "membership": MembershipFactory(department=department, user__last_name=f"Karl{MARK}"),
        "place": PlaceFactory(partner=partner, name=f"Ortsteil {MARK}"),
        "diallednumber": DialledNumberFactory(partner=partner, label=f"Rathaus {MARK}"),
        "colleague": ColleagueFactory(department=department, name=f"Petra {MARK}"),
        "openingspan": OpeningSpanFactory(partner=partner, weekday=5, note=f"Hinweis {MARK}"),
        "hoursexception": HoursExceptionFactory(partner=partner, date=date(2099, 5, 4), reason=f"Ausflug {MARK}"),
        "closure": ClosureFactory(
            department=department, starts_at=FAR, ends_at=FAR + timedelta(hours=4), reason=f"Umzug {MARK}"
        ),
        "notice": _notice(partner),
        # shared by all partners: to see it is no secret, to change it is the centre's
        "responsibility": responsibility,
        "topic": TopicFactory(name=f"Thema {MARK}"),
        "lifesituation": LifeSituationFactory(name=f"Lebenslage {MARK}"),
        "bulletin": Bulletin.objects.create(title=f"Neues {MARK}", starts_at=FAR, ends_at=FAR + timedelta(hours=1)),
        "officialeseword": OfficialeseWord.objects.first(),
    }
    empty = DepartmentFactory(partner=partner, name=f"Leeres Amt {MARK}")
    elsewhere = LocationFactory(partner=partner, name=f"Leeres Haus {MARK}")
    unused = OfficeFactory(department=department, location=location, name=f"Leere Stelle {MARK}")
    world.spare = {
        "department": empty,
        "location": elsewhere,
        "office": unused,
        "contactpoint": ContactPointFactory(office=unused),
        "responsibility": ResponsibilityFactory(),
        "membership": MembershipFactory(department=empty, user__last_name=f"Kurt{MARK}"),
        "ended department": DepartmentFactory(partner=partner, name=f"Altes Amt {MARK}"),
        "partner": PartnerFactory(name="Ohne alles", triage_department=False, site=None),
    }


def _notice(partner: Partner) -> Notice:
    return Notice.objects.create(
        partner=partner, text=f"Zu {MARK}", starts_at=FAR, ends_at=FAR + timedelta(hours=1), banner=True
    )


def _pages(world: World) -> None:
    """Drafts are secret; what is live everybody may read, so it carries no mark."""
    home = world.partner.site.root_page
    editor = world.people["editor"]
    draft = EditorialPage(title=f"Entwurf {MARK}", slug="entwurf", live=False, owner=editor)
    home.add_child(instance=draft)
    draft.save_revision(user=editor)
    draft.title = f"Entwurf {MARK} zwei"
    world.things["revision"] = draft.save_revision(user=editor)
    waiting = EditorialPage(title=f"Wartend {MARK}", slug="wartend", live=False, owner=editor)
    home.add_child(instance=waiting)
    waiting.save_revision(user=editor)
    state = waiting.get_workflow().start(waiting, editor)
    locked = EditorialPage(title=f"Gesperrt {MARK}", slug="gesperrt", live=False, owner=editor)
    locked.locked, locked.locked_by, locked.locked_at = True, world.people["approver"], timezone.now()
    home.add_child(instance=locked)
    locked.save_revision(user=editor)
    link = f"https://example.org/{MARK}/"
    live = EditorialPage(
        title="Öffentlich", slug="oeffentlich", live=True, owner=editor, body=f'<p><a href="{link}">x</a></p>'
    )
    home.add_child(instance=live)
    live.save_revision(user=editor).publish()
    responsibility = world.rows["responsibility"]
    service = ServicePageFactory(title="Carport bauen", responsibility=responsibility)
    local = LocalServicePageFactory(service=service, partner=world.partner, live=False, local_text=f"<p>{MARK}</p>")
    world.pages = {
        "draft": draft,
        "waiting": EditorialPage.objects.get(pk=waiting.pk),
        "locked": locked,
        "live": EditorialPage.objects.get(pk=live.pk),
        "home": home,
        "folder": local.get_parent(),
        "local": local,
        "service": service,
    }
    collection = Collection.objects.get(name=world.partner.name)
    picture = Image.objects.create(title=f"Bild {MARK}", file=get_test_image_file(), collection=collection)
    paper = Document(title=f"Datei {MARK}", collection=collection)
    paper.file.save(f"{MARK}.txt", ContentFile(b"nur hier"))
    dead = LinkTarget.objects.create(address=link, kind=LinkTarget.Kind.WEB, state=LinkTarget.State.DEAD)
    LinkPlace.objects.create(target=dead, page=live, partner=world.partner, field="body", text=f"{MARK}")
    world.things |= {
        "link": dead,
        "workflow state": state,
        "task state": state.current_task_state,
        "workflow": state.workflow,
        "task": state.current_task_state.task,
        "collection": collection,
        "image": picture,
        "document": paper,
        "note": AgentNoteFactory(service=service, partner=world.partner, text=f"intern {MARK}"),
    }


def _cases(world: World) -> None:
    """A case of the marked partner's department, taken by Karl; and clerks of the other partner."""
    town = cases.town()
    case = cases.opened(town, concern=f"Geheim {MARK}").case
    item = WorkItem.objects.open().get(case=case)
    world.things |= {"case": case, "item": item}
    stranger = DepartmentFactory(partner=world.other, name="Ordnungsamt")
    world.people |= {
        "karl": town.karl,
        "clerk of another department": town.nadia,
        "clerk of another partner": MembershipFactory(department=stranger, function=Function.LEAD).user,
    }
    staff = Group.objects.get(name=DEPARTMENT_STAFF)
    for who in ("karl", "clerk of another department", "clerk of another partner"):
        world.people[who].groups.add(staff)
