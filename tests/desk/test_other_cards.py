"""The cards of what is found besides services: what stands on them, whose they are, and who may see them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from cms.accounts.groups import DEPARTMENT_STAFF
from cms.knowledge.search import Kind
from cms.pages.models import Bulletin, EditorialPage
from desk import finding
from tests.factories.catalogue import LifeSituationFactory, ServicePageFactory, TopicFactory, home_of
from tests.factories.organisation import (
    ColleagueFactory,
    ContactPointFactory,
    PartnerFactory,
    open_weekdays,
)


@pytest.fixture
def house(town):
    """The town's office with everything one may ask about it."""
    open_weekdays(town.office)
    town.office.email = "buero@example.org"
    town.office.directions = "zweiter Stock"
    town.office.save()
    ContactPointFactory(office=town.office, phone="06421 5550 100")
    town.colleague = ColleagueFactory(department=town.department, name="Karla Kurz", tasks="Bauanträge", room="2.14")
    return town


def news(**fields):
    now = timezone.now()
    return Bulletin.objects.create(
        **{"title": "Software steht", "starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=1)}
        | fields
    )


def card_at(client, partner, kind, number):
    return client.get(f"/desk/wissen/{partner.slug}/{finding.IN_ADDRESSES[kind]}/{number}/")


def test_every_kind_has_an_address_a_card_and_a_word():
    others = set(Kind) - {Kind.SERVICE}

    assert set(finding.IN_ADDRESSES) == set(finding.MANY) == set(Kind)
    assert set(finding.CALLED) == others


def test_an_office_says_its_number_whether_it_is_open_and_its_hours(house, agent, seat):
    card = card_at(seat(agent), house.partner, Kind.OFFICE, house.office.pk).content.decode()

    assert 'href="tel:064215550100"' in card
    assert "buero@example.org" in card
    assert "zweiter Stock" in card
    assert "Diese Woche" in card
    assert "Karla Kurz" in card
    assert "offen" in card or "geschlossen, öffnet" in card
    assert f"/desk/weiterleiten/{house.partner.slug}/" in card


@pytest.mark.parametrize("kind", [Kind.DEPARTMENT, Kind.LOCATION, Kind.COLLEAGUE])
def test_departments_buildings_and_people_lead_to_the_office(house, agent, seat, kind):
    numbers = {
        Kind.DEPARTMENT: house.department.pk,
        Kind.LOCATION: house.office.location_id,
        Kind.COLLEAGUE: house.colleague.pk,
    }

    card = card_at(seat(agent), house.partner, kind, numbers[kind]).content.decode()

    assert house.office.name in card
    assert 'href="tel:064215550100"' in card
    assert ("Erreichen" in card) == (kind == Kind.COLLEAGUE)


def test_a_topic_and_a_life_situation_list_what_the_partner_offers(town, agent, seat):
    topic, situation = TopicFactory(name="Ausweise"), LifeSituationFactory(name="Umziehen")
    mapped = {"responsibility": town.service.responsibility, "topics": [topic], "life_situations": [situation]}
    service = ServicePageFactory(title="Wohnsitz anmelden", **mapped)
    ServicePageFactory(title="Bietet hier niemand an", topics=[topic], life_situations=[situation])

    for kind, number in ((Kind.TOPIC, topic.pk), (Kind.LIFE_SITUATION, situation.pk)):
        card = card_at(seat(agent), town.partner, kind, number).content.decode()
        assert f'href="/desk/wissen/{town.partner.slug}/{service.slug}/"' in card
        assert "Bietet hier niemand an" not in card


def test_an_editorial_page_of_the_partner_is_read_at_the_desk(town, agent, seat):
    page = home_of(town.partner).add_child(instance=EditorialPage(title="Parken", body="<p>Hinter dem Rathaus.</p>"))
    other = PartnerFactory()
    home_of(other)

    assert "Hinter dem Rathaus." in card_at(seat(agent), town.partner, Kind.PAGE, page.pk).content.decode()
    assert card_at(seat(agent), other, Kind.PAGE, page.pk).status_code == 404


def test_news_for_another_group_and_news_of_yesterday_have_no_card(town, agent, seat):
    now = timezone.now()
    mine = news(title="Für alle")
    of_others = news(title="Nur fürs Amt")
    of_others.groups.set([Group.objects.get(name=DEPARTMENT_STAFF)])
    over = news(title="Vorbei", starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    client = seat(agent)

    assert "Für alle" in card_at(client, town.partner, Kind.BULLETIN, mine.pk).content.decode()
    for hidden in (of_others, over):
        assert card_at(client, town.partner, Kind.BULLETIN, hidden.pk).status_code == 404


def test_what_belongs_to_another_partner_has_no_card_here(house, agent, seat):
    other, client = PartnerFactory(), seat(agent)

    for kind, number in (
        (Kind.OFFICE, house.office.pk),
        (Kind.DEPARTMENT, house.department.pk),
        (Kind.LOCATION, house.office.location_id),
        (Kind.COLLEAGUE, house.colleague.pk),
    ):
        assert card_at(client, other, kind, number).status_code == 404


@pytest.mark.parametrize("address", ["unsinn/1", "leistung/1", "dienststelle/999999999999999999999", "person/0"])
def test_what_is_nothing_has_no_card(town, agent, seat, address):
    assert seat(agent).get(f"/desk/wissen/{town.partner.slug}/{address}/").status_code == 404


def test_people_of_a_department_that_has_ended_have_no_card(house, agent, seat):
    house.department.ended_on = timezone.localdate()
    house.department.save()

    assert card_at(seat(agent), house.partner, Kind.COLLEAGUE, house.colleague.pk).status_code == 404


def test_nobody_and_the_wrong_people_see_no_card(client, house, editor, seat):
    address = f"/desk/wissen/{house.partner.slug}/person/{house.colleague.pk}/"

    assert client.get(address).url.startswith("/anmelden/")
    for person in (editor, house.karl, house.nadia):
        answer = seat(person).get(address)
        assert answer.status_code == 403
        assert "Karla Kurz" not in answer.content.decode()
