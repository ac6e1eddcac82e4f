"""Two partners: one whose every row carries a mark, and another whose people must never see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile, File
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.log_actions import log
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    Page,
    ReferenceIndex,
    Site,
    UploadedFile,
    Workflow,
)
from wagtail.search.index import insert_or_update_object
from wagtail.users.models import UserProfile

from cms.accounts.actions import give_full_power
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
from cms.catalogue.setup import library
from cms.knowledge.models import GapDecision, LoggedSearch, Opinion
from cms.links.models import LinkPlace, LinkTarget
from cms.organisation import setup
from cms.organisation.models import Department, Function, Partner
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
    written_in,
)
from tests.factories.files import a_file
from tests.factories.knowledge import EverydayWordFactory
from tests.factories.mails import reply
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
from tests.workflows.cases.type_forms import bulky_waste
from workflows.cases import actions
from workflows.cases.models import CaseType, TextModule, WorkItem
from workflows.cases.shaping import fields_of
from workflows.citizens.models import LetterText
from workflows.mailroom.actions import receive
from workflows.mailroom.models import IncomingMail

# What only the marked partner's people may read carries the first, what all partners share the second.
MARK = "Marke7391"
COMMON = "Gemein7392"
POWER = "full power"
# Rows that all partners share; the centre keeps them.
SHARED = {"responsibility", "topic", "lifesituation", "bulletin", "officialeseword"}
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
    _sessions: dict[str, dict] = field(default_factory=dict)

    def at_desk(self, who: str) -> Client:
        """A browser in which somebody has just logged in; of nobody, one without a session."""
        client = Client(raise_request_exception=False)
        if who != "nobody":
            client.cookies.load(self.cookies_of(who))
        return client

    def cookies_of(self, who: str) -> dict[str, str]:
        """What a browser holds in which she has logged in."""
        return self._sessions.get(who, {})


def make_world() -> World:
    partner, other = (
        _partner(name, slug, prefix) for name, slug, prefix in (("A-Stadt", "a", "AAA"), ("B-Dorf", "b", "BBB"))
    )
    world = World(partner, other)
    _people(world)
    _registers(world)
    _pages(world)
    _cases(world)
    _everyday_words(world)
    for who, person in world.people.items():
        UserProfile.get_for_user(person)
        client = Client()
        client.force_login(person)
        world._sessions[who] = {key: morsel.value for key, morsel in client.cookies.items()}
    return world


def _partner(name: str, slug: str, prefix: str) -> Partner:
    partner = PartnerFactory(name=name, slug=slug, prefix=prefix, site=None, languages=["de", "de-simple", "en"])
    open_town_hall(partner, hostname=f"{slug}.localhost", by=Actor.system("tests"))
    partner.refresh_from_db()
    open_weekdays(partner)
    return partner


def _people(world: World) -> None:
    """Editors who may keep every kind of register, so that only the row decides; approvers, and those of the centre."""
    for who, partner in (("editor", world.partner), ("wrong", world.other)):
        kinds = setup.all_of("membership", "responsibility", "place", "diallednumber", "colleague")
        kinds += [f"cases.{verb}_casetype" for verb in ("view", "add", "change")]
        everything = grant(f"Register {partner.name}", kinds)
        admins = Group.objects.get(name=PARTNER_ADMINISTRATOR)
        world.people[who] = UserFactory(groups=[partner.editors, everything, admins])
        approver = UserFactory(groups=[partner.editors, APPROVER])
        world.people["approver" if who == "editor" else "wrong approver"] = approver
    # Somebody who has been invited and has not come yet
    world.people["newcomer"] = UserFactory(last_name=f"Neu{MARK}", groups=[world.partner.editors], password=None)
    # Her name is a secret as well: she wrote what the marked partner's editor changes.
    world.people["author"] = UserFactory(
        first_name="Edda", last_name=f"Edel{MARK}", email=f"edda.{MARK}@example.org", groups=[world.partner.editors]
    )
    world.people["plain"] = UserFactory(groups=[world.other.editors])
    world.people["centre approver"] = UserFactory(groups=[APPROVER])
    world.people["agent"] = UserFactory(groups=[AGENT])
    world.people["central"] = UserFactory(groups=[CENTRAL_EDITOR])
    world.people["administrator"] = UserFactory(groups=[ADMINISTRATOR])
    # As manage.py break_glass leaves it.
    world.people[POWER] = UserFactory(groups=[ADMINISTRATOR])
    give_full_power(world.people[POWER], reason="Tests", lasting=timedelta(hours=1), by=Actor.system("tests"))
    world.people[POWER].refresh_from_db()


def _registers(world: World) -> None:
    partner = world.partner
    Department.objects.filter(pk=partner.triage_department_id).update(name=f"Poststelle {MARK}")
    department = DepartmentFactory(partner=partner, name=f"Bauamt {MARK}")
    location = LocationFactory(partner=partner, name=f"Rathaus {MARK}", street=f"{MARK}straße 1")
    office = OfficeFactory(department=department, location=location, name=f"Beratung {MARK}")
    contact = ContactPointFactory(office=office, label=f"Auskunft {MARK}")
    responsibility = ResponsibilityFactory(name=f"Bauen {COMMON}")
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
        "lettertext": LetterText.objects.create(
            partner=partner, letter="case_closed", subject=f"Ende {MARK}", text="{{ reason }}"
        ),
        "textmodule": TextModule.objects.create(partner=partner, title=f"Gruß {MARK}", text=f"Grüße {MARK}"),
        "openingspan": OpeningSpanFactory(partner=partner, weekday=5, note=f"Hinweis {MARK}"),
        "hoursexception": HoursExceptionFactory(partner=partner, date=date(2099, 5, 4), reason=f"Ausflug {MARK}"),
        "closure": ClosureFactory(
            department=department, starts_at=FAR, ends_at=FAR + timedelta(hours=4), reason=f"Umzug {MARK}"
        ),
        "notice": _notice(partner),
        # shared by all partners: to see it is no secret, to change it is the centre's
        "responsibility": responsibility,
        "topic": TopicFactory(name=f"Thema {COMMON}"),
        "lifesituation": LifeSituationFactory(name=f"Lebenslage {COMMON}"),
        "bulletin": Bulletin.objects.create(title=f"Neues {COMMON}", starts_at=FAR, ends_at=FAR + timedelta(hours=1)),
        "officialeseword": OfficialeseWord.objects.create(word=f"Wort{COMMON}", instead="Wort"),
    }
    for name, row in world.rows.items():
        by = "central" if name in SHARED else "author"
        log(instance=row, action="wagtail.edit", user=world.people[by])
    empty = DepartmentFactory(partner=partner, name=f"Leeres Amt {MARK}")
    elsewhere = LocationFactory(partner=partner, name=f"Leeres Haus {MARK}")
    unused = OfficeFactory(department=department, location=location, name=f"Leere Stelle {MARK}")
    world.spare = {
        "department": DepartmentFactory(partner=partner, name=f"Neues Amt {MARK}"),
        "unstaffed department": empty,
        "location": elsewhere,
        "office": unused,
        "contactpoint": ContactPointFactory(office=unused),
        "responsibility": ResponsibilityFactory(name=f"Graben {COMMON}"),
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
    author = world.people["author"]
    draft = EditorialPage(title=f"Entwurf {MARK}", slug="entwurf", live=False, owner=author)
    home.add_child(instance=draft)
    draft.save_revision(user=author)
    draft.title = f"Entwurf {MARK} zwei"
    world.things["revision"] = draft.save_revision(user=author)
    waiting = EditorialPage(title=f"Wartend {MARK}", slug="wartend", live=False, owner=author)
    home.add_child(instance=waiting)
    waiting.save_revision(user=author)
    state = waiting.get_workflow().start(waiting, author)
    locked = EditorialPage(title=f"Gesperrt {MARK}", slug="gesperrt", live=False, owner=author)
    locked.locked, locked.locked_by, locked.locked_at = True, world.people["approver"], timezone.now()
    home.add_child(instance=locked)
    locked.save_revision(user=author)
    collection = Collection.objects.get(name=world.partner.name)
    picture, paper = _files(collection, f"Bild {MARK}", f"Datei {MARK}", MARK)
    public_picture, public_paper = _files(collection, "Rathausplatz", "Formular", "formular")
    link = f"https://example.org/{MARK}/"
    body = (
        f'<p><a href="{link}">x</a> <a linktype="document" id="{public_paper.pk}">Formular</a></p>'
        f'<embed embedtype="image" id="{public_picture.pk}" format="fullwidth" alt="Rathausplatz"/>'
    )
    live = EditorialPage(title="Öffentlich", slug="oeffentlich", live=True, owner=author, body=body)
    home.add_child(instance=live)
    live.save_revision(user=author).publish(user=author, skip_permission_checks=True)
    ReferenceIndex.create_or_update_for_object(live)  # a job would do it
    written_in(live, "en", title="Public", body="<p>Public</p>")
    planned = EditorialPage(title=f"Geplant {MARK}", slug="geplant", live=False, owner=author, go_live_at=FAR)
    home.add_child(instance=planned)
    planned.save_revision(user=author).publish()
    responsibility = world.rows["responsibility"]
    service = ServicePageFactory(
        title="Carport bauen",
        responsibility=responsibility,
        topics=[world.rows["topic"]],
        life_situations=[world.rows["lifesituation"]],
        documents=[("document", {"name": "Lageplan", "kind": "copy"})],
        documents_none_needed=False,
    )
    for language, title in (("en", "Building a carport"), ("de-simple", "Ein Dach für das Auto")):
        written_in(service, language, title=title)
    not_offered = ServicePageFactory(title="Pferdesteuer", responsibility=responsibility)
    LocalServicePageFactory(service=not_offered, partner=world.partner, offered=False, whose_name="Landratsamt")
    held = ServicePageFactory(title=f"Gesperrt {COMMON}")
    held.locked, held.locked_by = True, world.people["centre approver"]
    held.save()
    local = LocalServicePageFactory(service=service, partner=world.partner, live=False, local_text=f"<p>{MARK}</p>")
    shelved = ServicePageFactory(title="Carport abbauen", responsibility=responsibility)
    live_local = LocalServicePageFactory(service=shelved, partner=world.partner, processing_time_mode="replace")
    world.pages = {
        "draft": draft,
        "planned": EditorialPage.objects.get(pk=planned.pk),
        "live local": live_local,
        "waiting": EditorialPage.objects.get(pk=waiting.pk),
        "locked": locked,
        "live": EditorialPage.objects.get(pk=live.pk),
        "home": home,
        "library": library(),
        "locked service": held,
        "not offered": not_offered,
        "folder": local.get_parent(),
        "local": local,
        "service": service,
    }
    second, _of_the_other = (_second_collection(partner) for partner in (world.partner, world.other))
    dead = LinkTarget.objects.create(address=link, kind=LinkTarget.Kind.WEB, state=LinkTarget.State.DEAD)
    LinkPlace.objects.create(target=dead, page=live, partner=world.partner, field="body", text=f"{MARK}")
    today = timezone.localdate()
    for words in (f"einhorn {MARK.lower()}", "ungesucht"):
        LoggedSearch.objects.create(day=today, partner=world.partner, face="citizen", words=words, hits=0, unsure=True)
    Opinion.objects.create(day=today, page=service, partner=world.partner, helpful=False, words=f"Es fehlt {MARK}")
    for found in (picture, paper):
        log(instance=found, action="wagtail.create", user=author)
    for found in (*world.pages.values(), picture, paper):
        insert_or_update_object(found)
    world.things |= {
        "uploaded image": _uploaded(Image, get_test_image_file(), by=world.people["editor"]),
        "uploaded document": _uploaded(Document, ContentFile(b"neu", name="neu.txt"), by=world.people["editor"]),
        "spare group": Group.objects.create(name="Leer"),
        "planned revision": planned.latest_revision,
        "redirect": Redirect.objects.create(old_path=f"/alt-{MARK}", site=world.partner.site, redirect_page=live),
        "resting workflow": Workflow.objects.create(name="Ruht", active=False),
        "resting task": GroupApprovalTask.objects.create(name="Ruht", active=False),
        "editing session": _at_work(author, draft),
        "session of the editor": _at_work(world.people["editor"], draft),
        "spare site": Site.objects.create(hostname="leer.localhost", root_page=home),
        "link": dead,
        "gap decision": GapDecision.objects.create(partner=world.partner, words="ungesucht", kind="ignored", by=author),
        "workflow state": state,
        "task state": state.current_task_state,
        "workflow": state.workflow,
        "task": state.current_task_state.task,
        "collection": collection,
        "other collection": second,
        "image": picture,
        "public image": public_picture,
        "public document": public_paper,
        "document": paper,
        "bulletin": Bulletin.objects.create(title=f"Heute {MARK}", starts_at=timezone.now(), ends_at=FAR),
        "note": AgentNoteFactory(service=service, partner=world.partner, text=f"intern {MARK}"),
    }


def _files(collection: Collection, picture: str, paper: str, name: str) -> tuple[Image, Document]:
    document = Document(title=paper, collection=collection)
    document.file.save(f"{name}.txt", ContentFile(b"nur hier"))
    return Image.objects.create(title=picture, file=get_test_image_file(), collection=collection), document


def _second_collection(partner: Partner) -> Collection:
    """With two of them a form asks for which, and a stranger may name one that is not hers."""
    collection = Collection.get_first_root_node().add_child(name=f"Noch eine von {partner}")
    for right in GroupCollectionPermission.objects.filter(group=partner.editors):
        collection.group_permissions.get_or_create(group=right.group, permission=right.permission)
    return collection


def _uploaded(model: type[Model], file: File, by: User) -> UploadedFile:
    kind = ContentType.objects.get_for_model(model)
    return UploadedFile.objects.create(for_content_type=kind, file=file, uploaded_by_user=by)


def _at_work(user: User, page: Page) -> EditingSession:
    kind = ContentType.objects.get_for_model(page)
    return EditingSession.objects.create(user=user, content_type=kind, object_id=page.pk, last_seen_at=timezone.now())


def _cases(world: World) -> None:
    """Two cases of the marked partner's department, one of them taken by Karl; and clerks of the other partner."""
    town = cases.town(world.partner)
    for case, item in (("case", "item"), ("taken case", "taken item")):
        world.things[case] = cases.opened(town, concern=f"Geheim {MARK}").case
        world.things[item] = WorkItem.objects.open().get(case=world.things[case])
    actions.take(world.things["taken item"], by=town.karl)
    paula_stands_in = {"person": town.karl, "substitute": town.paula, "by": town.karl}
    world.things["absence"] = actions.name_substitute(
        from_day=date(2099, 1, 4), until_day=date(2099, 1, 5), **paula_stands_in
    )
    plan = a_file(f"Plan-{MARK}.pdf")
    world.things["file at a case"] = actions.add_file(world.things["case"], plan, by=Actor.citizen())
    _case_types(world)
    _by_mail(world, town)
    _incoming_mail(world, town)
    stranger = DepartmentFactory(partner=world.other, name="Ordnungsamt")
    User.objects.filter(pk=town.paula.pk).update(last_name=f"Weber {MARK}")
    actions.take(WorkItem.objects.get(case=cases.opened(town, concern="Hat Paula").case), by=town.paula)
    people = {
        "karl": town.karl,
        "lead of the service": town.lena,
        "clerk of the service": world.rows["membership"].user,
        "clerk of another department": town.nadia,
        "clerk of another partner": MembershipFactory(department=stranger, function=Function.LEAD).user,
    }
    world.people |= people
    staff = Group.objects.get(name=DEPARTMENT_STAFF)
    for who in (
        "karl",
        "lead of the service",
        "clerk of the service",
        "clerk of another department",
        "clerk of another partner",
    ):
        world.people[who].groups.add(staff)


def _by_mail(world: World, town: cases.Town) -> None:
    """A department without members, with a case, and one whose mailbox nobody has confirmed."""
    seatless = cases.seatless(world.partner, f"Forstamt {MARK}")
    way = cases.kind_of_case(cases.step("answer", falls_to=f"department:{seatless.pk}"))
    world.things |= {
        "seatless department": seatless,
        "case by mail": cases.opened(town, case_type=way, concern=f"Geheim {MARK}").case,
        "unconfirmed department": DepartmentFactory(
            partner=world.partner, name=f"Gartenamt {MARK}", mailbox="garten@example.org"
        ),
    }


def _incoming_mail(world: World, town: cases.Town) -> None:
    """A mail that waits for whoever allots the marked partner's concerns."""
    row = receive(reply(text=f"Geheim {MARK}", subject=f"Betreff {MARK}"))
    IncomingMail.objects.filter(pk=row.pk).update(
        partner=world.partner, case=None, state="waiting", reason="forged", raw=reply(text=f"Geheim {MARK}")
    )
    world.things["mail"] = row
    world.people["who allots"] = town.tim
    town.tim.groups.add(Group.objects.get(name=DEPARTMENT_STAFF))


def _case_types(world: World) -> None:
    author = world.people["author"]
    for key, fields in {
        "case type": {"live": False},
        "waiting type": {"live": False},
        "planned type": {"live": False, "go_live_at": FAR},
        "live type": {},
        "locked type": {"locked": True, "locked_by": author, "locked_at": timezone.now()},
    }.items():
        said = {**fields_of(bulky_waste()), "name": f"Art {MARK}", "partner": world.partner, **fields}
        row = CaseType.objects.create(slug=key.replace(" ", "-"), **said)
        world.things[key] = row
        row.save_revision(user=author)
        log(instance=row, action="wagtail.edit", user=author)
    world.things["type revision"] = world.things["case type"].save_revision(user=author)
    world.things["planned type revision"] = world.things["planned type"].latest_revision
    world.things["planned type revision"].publish()
    waiting = world.things["waiting type"]
    state = waiting.get_workflow().start(waiting, author)
    world.things |= {
        "type workflow state": state,
        "type task state": state.current_task_state,
        "type task": state.current_task_state.task,
    }


def _everyday_words(world: World) -> None:
    """Drafts are secret; what is in force says itself in the town hall's search, so it carries no mark."""
    author = world.people["author"]
    for key, fields in {
        "word": {"words": f"Entwurf{MARK}", "live": False},
        "waiting word": {"words": f"Wartend{MARK}", "live": False},
        "planned word": {"words": f"Geplant{MARK}", "live": False, "go_live_at": FAR},
        "live word": {"words": "Wuffwuffschein"},
        "locked word": {
            "words": f"Gesperrt{MARK}",
            "live": False,
            "locked": True,
            "locked_by": author,
            "locked_at": timezone.now(),
        },
    }.items():
        row = EverydayWordFactory(partner=world.partner, means="Carport", **fields)
        world.things[key] = row
        row.save_revision(user=author)
        log(instance=row, action="wagtail.edit", user=author)
    word, planned, waiting = (world.things[key] for key in ("word", "planned word", "waiting word"))
    world.things["word revision"] = word.save_revision(user=author)
    world.things["planned word revision"] = planned.latest_revision
    planned.latest_revision.publish()
    state = waiting.get_workflow().start(waiting, author)
    world.things |= {"word workflow state": state, "word task state": state.current_task_state}
