"""Besides services: offices with their telephone, departments, topics, pages; for agents colleagues and bulletins."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.audit.models import Actor
from cms.knowledge import loading
from cms.knowledge.models import AGENTS_ONLY, Entry
from cms.knowledge.rebuilding import rebuild
from cms.knowledge.search import Audience, Kind, search
from cms.organisation.actions import end_department, reopen_department
from cms.organisation.colleague_files import ColleagueFile, plan_import
from cms.organisation.models import Colleague
from cms.pages.actions import open_town_hall
from cms.pages.models import Bulletin, EditorialPage
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import LifeSituationFactory, ServicePageFactory, TopicFactory
from tests.factories.organisation import (
    ColleagueFactory,
    ContactPointFactory,
    DepartmentFactory,
    LocationFactory,
    MappingFactory,
    OfficeFactory,
    PartnerFactory,
    ResponsibilityFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both]

BY = Actor.system("tests")
AGENT = Audience.AGENT


def hits(query, partner, **options):
    return [(hit.kind, hit.title) for hit in search(query, partner=partner, **options).hits]


def first(query, partner, **options):
    return search(query, partner=partner, **options).hits[0]


@pytest.fixture
def office(partner):
    department = DepartmentFactory(partner=partner, name="Fachdienst Personenstand")
    location = LocationFactory(partner=partner, name="Altes Rathaus", street="Zebragasse 7", town="Moorbach")
    office = OfficeFactory(department=department, location=location, name="Standesamt")
    ContactPointFactory(office=office, phone="06421 5550 100")
    return office


def test_an_office_is_found_with_its_telephone(office, partner, responsibility):
    ServicePageFactory(
        title="Ehe anmelden", full_text="<p>Rufen Sie das Standesamt an, Telefon</p>", responsibility=responsibility
    )

    hit = first("Standesamt Telefon", partner)

    assert (hit.kind, hit.object_id, hit.partner_id) == (Kind.OFFICE, office.pk, partner.pk)
    assert (hit.title, hit.slug) == ("Standesamt", office.slug)
    assert hit.teaser == "Telefon 06421 5550 100 · Zebragasse 7, 35999 Moorbach"
    assert not search("Standesamt Telefon", partner=partner).unsure


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("fachdienst personenstand", Kind.DEPARTMENT),
        ("Altes Rathaus", Kind.LOCATION),
        ("zebragasse", Kind.LOCATION),
        ("standesamd", Kind.OFFICE),
    ],
)
def test_departments_and_locations_are_found(query, kind, office, partner):
    assert first(query, partner).kind == kind


def test_who_has_a_number_is_found_by_it(office, partner):
    assert (Kind.OFFICE, "Standesamt") in hits("5550 100", partner)


def test_what_is_of_one_partner_is_not_found_with_another(office):
    other = PartnerFactory()

    assert hits("Standesamt", other) == []
    assert hits("Personenstand", other) == []
    assert hits("Zebragasse", other) == []


def test_an_office_is_found_by_what_it_is_responsible_for(office, partner):
    mapping = MappingFactory(office=office, responsibility=ResponsibilityFactory(name="Namensänderung"))

    assert first("Namensänderung", partner).object_id == office.pk

    mapping.responsibility.name = "Vaterschaft"
    mapping.responsibility.save()

    assert hits("Namensänderung", partner) == []
    assert first("Vaterschaft", partner).object_id == office.pk

    mapping.delete()

    assert hits("Vaterschaft", partner) == []


def test_what_changes_is_found_anew_and_no_more_as_it_was(office, partner):
    office.name = "Trauzimmer"
    office.save()
    office.location.street = "Krokodilweg 1"
    office.location.save()
    office.contact_points.all().delete()

    assert hits("Standesamt", partner) == []
    assert hits("Zebragasse", partner) == []
    assert first("Trauzimmer", partner).teaser == "Krokodilweg 1, 35999 Moorbach"


def test_a_deleted_office_is_not_found(office, partner):
    office.delete()

    assert hits("Standesamt", partner) == []


def test_an_ended_department_is_not_found_from_its_last_day_on(partner):
    department = DepartmentFactory(partner=partner, name="Friedhofsamt")
    today = timezone.localdate()

    end_department(department, on=today + timedelta(days=1), by=BY)
    assert hits("Friedhofsamt", partner) == [(Kind.DEPARTMENT, "Friedhofsamt")]

    reopen_department(department, by=BY)
    end_department(department, on=today, by=BY)
    assert hits("Friedhofsamt", partner) == []
    assert hits("Friedhofsamt", partner, kinds={Kind.DEPARTMENT}) == []

    reopen_department(department, by=BY)
    assert hits("Friedhofsamt", partner) == [(Kind.DEPARTMENT, "Friedhofsamt")]


def test_topics_and_life_situations_are_found_where_something_is_offered_under_them(partner, responsibility):
    topic, situation = TopicFactory(name="Tierhaltung"), LifeSituationFactory(name="Umziehen", teaser="Kisten packen")
    ServicePageFactory(title="Wohnsitz", responsibility=responsibility, topics=[topic], life_situations=[situation])
    stranger = PartnerFactory()

    assert first("Tierhaltung", partner).kind == Kind.TOPIC
    assert first("Umziehen", partner).kind == Kind.LIFE_SITUATION
    assert first("Kisten packen", partner).title == "Umziehen"
    assert hits("Umziehen", stranger) == hits("Tierhaltung", stranger) == []


def test_a_topic_is_found_under_its_new_name_and_by_new_partners(partner, responsibility):
    topic = TopicFactory(name="Tierhaltung")
    ServicePageFactory(title="Wohnsitz", responsibility=responsibility, topics=[topic])
    newcomer = MappingFactory(responsibility=responsibility).partner

    topic.name = "Krokodile"
    topic.save()

    assert (Kind.TOPIC, "Krokodile") in hits("Krokodile", newcomer)
    assert hits("Tierhaltung", partner) == []

    topic.delete()

    assert hits("Krokodile", partner) == []


@pytest.fixture
def town_hall():
    partner = PartnerFactory(name="Gemeinde Moorbach", site=None)
    open_town_hall(partner, hostname="moorbach.localhost", by=BY)
    return partner


def free_page(parent, **values):
    page = EditorialPage(**{"title": "Wochenmarkt", "body": "<p>Jeden Samstag Zebrakraut.</p>"} | values)
    parent.add_child(instance=page)
    return page


def test_pages_of_free_text_are_found_in_their_town_hall(town_hall):
    other = PartnerFactory(name="Gemeinde Erlenfeld", site=None)
    open_town_hall(other, hostname="erlenfeld.localhost", by=BY)
    page = free_page(town_hall.site.root_page)

    hit = first("zebrakraut", town_hall)

    assert (hit.kind, hit.object_id, hit.slug, hit.title) == (Kind.PAGE, page.pk, "wochenmarkt", "Wochenmarkt")
    assert hit.teaser == "Jeden Samstag Zebrakraut."
    assert hits("zebrakraut", other) == []


def test_pages_are_found_as_they_were_released_last(town_hall):
    page = free_page(town_hall.site.root_page, live=False)
    assert hits("Wochenmarkt", town_hall) == []

    page.save_revision().publish()
    assert hits("Wochenmarkt", town_hall) == [(Kind.PAGE, "Wochenmarkt")]

    page.title = "Kirmes"
    revision = page.save_revision()
    assert hits("Kirmes", town_hall) == []
    revision.publish()
    assert hits("Kirmes", town_hall) == [(Kind.PAGE, "Kirmes")]
    assert hits("Wochenmarkt", town_hall) == []

    page.refresh_from_db()
    page.unpublish()
    assert hits("Kirmes", town_hall) == []


def test_deleted_pages_are_not_found_nor_what_stood_below_them(town_hall):
    page = free_page(town_hall.site.root_page)
    free_page(page, title="Krammarkt", slug="krammarkt")

    page.refresh_from_db()
    page.delete()

    assert hits("zebrakraut", town_hall) == []
    assert not Entry.objects.filter(kind=Kind.PAGE, title__in=["Wochenmarkt", "Krammarkt"]).exists()


def test_pages_that_not_everybody_may_read_are_not_found(town_hall):
    page = free_page(town_hall.site.root_page)
    below = free_page(page, title="Krammarkt", slug="krammarkt", body="")

    closed = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert hits("zebrakraut", town_hall) == hits(below.title, town_hall) == []

    closed.delete()
    assert hits("zebrakraut", town_hall) == [(Kind.PAGE, "Wochenmarkt")]
    assert (Kind.PAGE, "Krammarkt") in hits(below.title, town_hall)


def test_colleagues_are_found_by_agents_only_and_go_with_their_row(partner):
    colleague = ColleagueFactory(
        department=DepartmentFactory(partner=partner, name="Friedhofsamt"), name="Anna Zebra", tasks="Krokodilpflege"
    )

    hit = first("krokodilpflege", partner, audience=AGENT)

    assert (hit.kind, hit.object_id, hit.title) == (Kind.COLLEAGUE, colleague.pk, "Anna Zebra")
    assert hit.teaser == f"Telefon {colleague.phone} · Friedhofsamt · Krokodilpflege"
    for query in ("krokodilpflege", "Anna Zebra", "anna zebr", "zebar"):
        assert hits(query, partner) == []
    assert not Entry.objects.filter(audience=Audience.PUBLIC, kind__in=AGENTS_ONLY).exists()

    colleague.delete()

    assert hits("Anna Zebra", partner, audience=AGENT) == []
    assert not Entry.objects.filter(title__contains="Zebra").exists()
    assert "zebra" not in loading.current(AGENT).lexicon.words


def test_colleagues_of_a_file_are_found_and_those_it_leaves_out_are_gone(partner):
    department = DepartmentFactory(partner=partner, name="Friedhofsamt")
    ColleagueFactory(department=department, name="Berta Krokodil")
    keeper = UserFactory()
    keeper.groups.add(partner.editors)
    text = "Amt;Name;Aufgaben;Telefon\nFriedhofsamt;Anna Zebra;Grabpflege;06421 1"

    plan = plan_import(ColleagueFile(text), user=keeper, remove=True)
    plan.carry_out(by=BY)

    assert not plan.errors
    assert [row.name for row in Colleague.objects.all()] == ["Anna Zebra"]
    assert hits("Grabpflege", partner, audience=AGENT) == [(Kind.COLLEAGUE, "Anna Zebra")]
    assert hits("Berta Krokodil", partner, audience=AGENT) == []


def test_a_name_that_is_also_a_word_stands_behind_the_service(partner, responsibility):
    ServicePageFactory(title="Müll abholen lassen", responsibility=responsibility)
    ColleagueFactory(department=DepartmentFactory(partner=partner), name="Müller")

    assert first("müll", partner, audience=AGENT).kind == Kind.SERVICE


def bulletin(**values):
    now = timezone.now()
    times = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=1)}
    return Bulletin.objects.create(
        **{"title": "Zebra entlaufen", "text": "Bitte nach Krokodilen fragen."} | times | values
    )


def test_bulletins_are_found_by_the_people_they_are_for(partner):
    group = Group.objects.create(name="Nachtdienst")
    row = bulletin()
    row.groups.add(group)
    hers, other = UserFactory(), UserFactory()
    hers.groups.add(group)

    assert hits("Krokodil", partner, audience=AGENT, by=hers) == [(Kind.BULLETIN, "Zebra entlaufen")]
    assert hits("Krokodil", partner, audience=AGENT, by=other) == []
    assert hits("Krokodil", partner, audience=AGENT) == []
    assert hits("Krokodil", partner, by=hers) == []

    row.groups.clear()

    assert hits("Krokodil", partner, audience=AGENT, by=other) == [(Kind.BULLETIN, "Zebra entlaufen")]


def test_bulletins_are_found_from_their_beginning_to_their_end(partner):
    agent, now = UserFactory(), timezone.now()
    bulletin(starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    bulletin(starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))

    assert hits("Krokodil", partner, audience=AGENT, by=agent) == []


def test_a_deleted_bulletin_is_not_found(partner):
    bulletin().delete()

    assert hits("Krokodil", partner, audience=AGENT, by=UserFactory()) == []


def test_kinds_are_counted_and_filtered(office, partner, responsibility):
    ServicePageFactory(title="Termin im Standesamt", responsibility=responsibility)
    results = search("Standesamt", partner=partner)

    assert {Kind.SERVICE: 1, Kind.OFFICE: 1}.items() <= results.kinds.items()
    assert hits("Standesamt", partner, kinds={Kind.OFFICE}) == [(Kind.OFFICE, "Standesamt")]
    assert search("Standesamt", partner=partner, kinds={Kind.OFFICE}).kinds == results.kinds


def test_a_kind_is_found_however_many_of_another_one_fit(partner, responsibility):
    for number in range(150):
        ServicePageFactory(title=f"Krokodil {number}", responsibility=responsibility)
    OfficeFactory(department=DepartmentFactory(partner=partner), name="Amt für Umwelt", directions="beim Krokodil")

    found = hits("Krokodil", partner, kinds={Kind.OFFICE}, limit=3)

    assert [kind for kind, _ in found] in ([], [Kind.OFFICE])
    assert hits("Krokodil Amt Umwelt", partner, kinds={Kind.OFFICE}, limit=3) == [(Kind.OFFICE, "Amt für Umwelt")]


def test_what_is_no_service_makes_no_word_of_the_services_common(partner, responsibility):
    ServicePageFactory(title="Standesamt", responsibility=responsibility)
    ServicePageFactory(title="Hund", responsibility=responsibility)
    before = loading.current(Audience.PUBLIC).lexicon

    for _ in range(5):
        OfficeFactory(name="Standesamt")
    after = loading.current(Audience.PUBLIC).lexicon

    assert after.idf("standesamt") == before.idf("standesamt")
    before, after = before.total(), after.total()
    assert (after.services, after.lengths, after.stems) == (before.services, before.lengths, before.stems)
    assert after.trigrams == before.trigrams


def test_a_rebuild_finds_the_same(office, town_hall, partner, responsibility, counted_anew):
    topic = TopicFactory(name="Tierhaltung")
    ServicePageFactory(title="Wohnsitz", responsibility=responsibility, topics=[topic])
    free_page(town_hall.site.root_page)
    ColleagueFactory(department=office.department, name="Anna Krokodil")
    bulletin()
    queries = [
        ("Standesamt Telefon", partner),
        ("Tierhaltung", partner),
        ("zebrakraut", town_hall),
        ("Krokodil", partner),
    ]
    agent = UserFactory()

    def everything():
        return [
            [(hit.kind, hit.object_id, hit.partner_id, hit.title, hit.teaser) for hit in results.hits]
            for query, whose in queries
            for audience in Audience
            for results in [search(query, partner=whose, audience=audience, by=agent)]
        ]

    before = everything()
    assert all(before[:6])

    rebuild()

    assert everything() == before
    for audience in Audience:
        assert loading.current(audience).lexicon.others == counted_anew(audience).others
