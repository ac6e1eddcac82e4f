"""The lists of what is incomplete or due, for whom they are, and the start page that leads to them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from cms.accounts.groups import AGENT, APPROVER, CENTRAL_EDITOR
from cms.audit.models import Actor
from cms.catalogue import reviews
from cms.catalogue.models import ServicePage
from cms.outbox.models import Job
from cms.pages.actions import open_town_hall
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory, TopicFactory
from tests.factories.organisation import MappingFactory, PartnerFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def renate():
    return UserFactory(first_name="Renate", groups=[CENTRAL_EDITOR])


@pytest.fixture
def moorbach():
    partner = PartnerFactory(name="Moorbach", site=None)
    open_town_hall(partner, hostname="moorbach.localhost", by=Actor.system("tests"))
    return partner


@pytest.fixture
def karl(moorbach):
    return UserFactory(first_name="Karl", groups=[moorbach.editors])


def look(client, person, name, **query) -> str:
    client.force_login(person)
    return client.get(reverse(name), query).content.decode()


def written_by(person, **fields) -> ServicePage:
    page = ServicePageFactory(complete=True, **fields)
    page.save_revision(user=person).publish(user=person, skip_permission_checks=True)
    return ServicePage.objects.get(pk=page.pk)


# Incomplete


@pytest.mark.both
def test_an_incomplete_live_page_stands_there_with_links_to_what_is_missing(client, renate):
    page = ServicePageFactory(title="Angelschein", complete=True, spoken_answer="")
    ServicePageFactory(title="Jagdschein", complete=True)
    ServicePageFactory(title="Entwurf", live=False)

    screen = look(client, renate, "catalogue_incomplete")

    assert f"/admin/pages/{page.pk}/edit/#field-spoken_answer" in screen
    assert "Angelschein" in screen
    assert "Jagdschein" not in screen
    assert "Entwurf" not in screen


def test_it_is_narrowed_to_a_partner_and_a_topic(client, renate, moorbach):
    topic = TopicFactory()
    mapping = MappingFactory(office__department__partner=moorbach)
    ServicePageFactory(title="Angelschein", responsibility=mapping.responsibility, topics=[topic])
    ServicePageFactory(title="Jagdschein")

    for query in ({"partner": moorbach.pk}, {"topic": topic.pk}):
        screen = look(client, renate, "catalogue_incomplete", **query)
        assert "Angelschein" in screen
        assert "Jagdschein" not in screen


def test_it_is_downloaded_as_a_table(client, renate):
    ServicePageFactory(title="Angelschein", complete=True, spoken_answer="")
    client.force_login(renate)

    answer = client.get(reverse("catalogue_incomplete"), {"export": "csv"})

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Seite;Wessen;Es fehlt;Adresse"
    missing = "Schreiben Sie einen Sprechtext: Er wird am Telefon vorgelesen."
    assert lines[1] == f"Angelschein;alle Partner;{missing};/leistungen/angelschein/"


def test_a_partners_editor_sees_what_it_offers_and_its_own_pages(client, karl, moorbach):
    mapping = MappingFactory(office__department__partner=moorbach)
    ServicePageFactory(title="Angelschein", responsibility=mapping.responsibility)
    ServicePageFactory(title="Jagdschein")
    LocalServicePageFactory(
        service=ServicePageFactory(title="Fischereischein"), partner=PartnerFactory(), offered=False
    )
    LocalServicePageFactory(service=ServicePageFactory(title="Hundemarke"), partner=moorbach, offered=False)

    screen = look(client, karl, "catalogue_incomplete")

    assert "Angelschein" in screen
    assert "Hundemarke" in screen
    assert "Jagdschein" not in screen
    assert "Fischereischein" not in screen
    assert "/edit/#field-responsibility" not in screen, "she cannot edit the shared page"


@pytest.mark.parametrize("name", ["catalogue_incomplete", "catalogue_reviews", "catalogue_changed_shared_pages"])
def test_the_wrong_person_and_nobody_see_no_list(client, name):
    ServicePageFactory(title="Angelschein", review_on=TODAY)
    for person in (UserFactory(groups=[AGENT]), UserFactory()):
        assert "Angelschein" not in look(client, person, name)
        assert client.get(reverse(name)).status_code == 302
    client.logout()
    assert client.get(reverse(name)).status_code == 302


# Reviews


def test_reviews_are_listed_by_date_with_who_looks_again(client, renate):
    other = UserFactory(groups=[CENTRAL_EDITOR])
    written_by(renate, title="Angelschein", review_on=TODAY - timedelta(days=3))
    written_by(other, title="Jagdschein", review_on=TODAY + timedelta(days=100))

    everything = look(client, renate, "catalogue_reviews")
    assert everything.index("Angelschein") < everything.index("Jagdschein")
    assert "überfällig" in everything
    assert str(renate) in everything

    for query in ({"show": "mine"}, {"show": "overdue"}):
        screen = look(client, renate, "catalogue_reviews", **query)
        assert "Angelschein" in screen
        assert "Jagdschein" not in screen


def test_reviews_of_my_partner_are_those_of_what_it_offers(client, karl, moorbach, renate):
    mapping = MappingFactory(office__department__partner=moorbach)
    written_by(renate, title="Angelschein", responsibility=mapping.responsibility)
    written_by(renate, title="Jagdschein")

    screen = look(client, karl, "catalogue_reviews", show="partner")

    assert "Angelschein" in screen
    assert "Jagdschein" not in screen


def test_reviews_are_downloaded_as_a_table(client, renate):
    written_by(renate, title="Angelschein", review_on=TODAY)
    client.force_login(renate)

    answer = client.get(reverse("catalogue_reviews"), {"export": "csv"})

    assert "Angelschein" in b"".join(answer.streaming_content).decode()


def test_who_left_is_not_asked_any_more(renate):
    gone = UserFactory(groups=[CENTRAL_EDITOR])
    page = written_by(gone, review_on=TODAY)
    gone.is_active = False
    gone.save()

    assert reviews.responsible(reviews.with_author(ServicePage.objects.all())) == {page.pk: {renate.pk}}


def mails_of(today) -> list:
    """What the worker does on a morning."""
    mail.outbox.clear()
    reviews.remind(today)
    for job in Job.objects.filter(name=reviews.JOB).order_by("pk"):
        reviews.mail(job.payload["to"], today)
        job.delete()
    return mail.outbox


def test_each_person_gets_one_mail_with_her_list(renate):
    edda = UserFactory(first_name="Edda", groups=[CENTRAL_EDITOR])
    overdue = TODAY - timedelta(days=3)
    written_by(renate, title="Angelschein", review_on=overdue)
    written_by(renate, title="Jagdschein", review_on=TODAY + timedelta(days=6))
    written_by(renate, title="Fischereischein", review_on=TODAY + timedelta(days=8))
    written_by(edda, title="Hundemarke", review_on=TODAY)

    mails = {message.to[0]: message for message in mails_of(TODAY)}

    assert mails.keys() == {renate.email, edda.email}
    assert mails[renate.email].subject == "2 Seiten sind zu prüfen"
    assert f"Angelschein – überfällig seit {date_format(overdue, 'j. F Y')}" in mails[renate.email].body
    assert "Jagdschein" in mails[renate.email].body
    assert "Fischereischein" not in mails[renate.email].body
    assert "Hundemarke" not in mails[renate.email].body
    assert mails[edda.email].subject == "1 Seite ist zu prüfen"


def test_nothing_is_mailed_when_nothing_is_due_nor_twice_in_a_week(renate):
    page = written_by(renate, review_on=TODAY + timedelta(days=30))
    assert mails_of(TODAY) == []

    ServicePage.objects.filter(pk=page.pk).update(review_on=TODAY)
    assert len(mails_of(TODAY)) == 1
    assert mails_of(TODAY + timedelta(days=1)) == []


def test_a_mail_whose_list_has_emptied_is_not_sent(renate):
    page = written_by(renate, review_on=TODAY)
    reviews.remind(TODAY)
    ServicePage.objects.filter(pk=page.pk).update(review_on=TODAY + timedelta(days=100))

    reviews.mail(renate.pk, TODAY)

    assert mail.outbox == []


# The start page


@pytest.mark.both
def test_the_start_page_shows_what_waits_and_nothing_else(client, renate):
    written_by(renate, title="Angelschein", review_on=TODAY)
    ServicePageFactory(title="Jagdschein", complete=True, spoken_answer="")

    screen = look(client, renate, "wagtailadmin_home")

    assert "Zu prüfen (1)" in screen
    assert "Veröffentlicht, aber unvollständig (1)" in screen
    for noise in ("Ihre letzten Bearbeitungen", "Gesperrte Seiten", "Seiten</a>"):
        assert noise not in screen


def test_it_says_when_nothing_waits(client, renate):
    assert "Heute wartet nichts auf Sie." in look(client, renate, "wagtailadmin_home")


def test_what_was_sent_back_waits_for_who_submitted_it(client, renate):
    page = ServicePageFactory(live=False, complete=True, title="Angelschein")
    page.save_revision(user=renate)
    state = page.get_workflow().start(page, renate)
    approver = UserFactory(groups=[APPROVER])
    assert "Angelschein" in look(client, approver, "wagtailadmin_home")

    state.current_task_state.specific.task.specific.on_action(state.current_task_state, approver, "reject")

    assert "Zur Überarbeitung zurück an Sie (1)" in look(client, renate, "wagtailadmin_home")
    assert "Angelschein" not in look(client, approver, "wagtailadmin_home")


def test_nothing_of_another_partner_waits(client, karl, moorbach):
    service = ServicePageFactory(title="Angelschein", complete=True)
    LocalServicePageFactory(service=service, partner=PartnerFactory())

    assert "Angelschein" not in look(client, karl, "wagtailadmin_home")
