"""The check in the editor: what stands in the form now, for who may edit the page, and nothing is saved."""

import socket

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import rich_text

from cms.accounts.groups import AGENT, CENTRAL_EDITOR
from cms.audit.models import Actor
from cms.catalogue import setup
from cms.catalogue.models import ServicePage
from cms.organisation.setup import editors_of
from cms.pages.actions import open_town_hall
from cms.pages.models import EditorialPage
from cms.wording.models import OfficialeseWord
from tests.cms.catalogue.admin_forms import service_form
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory, written_in
from tests.factories.organisation import PartnerFactory

pytestmark = pytest.mark.django_db

OFFICIAL = "<p>Der Antragsteller hat die Gebühr unverzüglich zu entrichten.</p>"


@pytest.fixture
def karl():
    return UserFactory(groups=[CENTRAL_EDITOR])


def official_form(**fields):
    return service_form(full_text=rich_text(OFFICIAL, features=["bold"]), **fields)


def test_it_reads_what_stands_in_the_form_and_saves_nothing(client, karl):
    page = ServicePageFactory(full_text="<p>Kommen Sie zu uns.</p>")
    client.force_login(karl)
    before = Revision.objects.count()

    answer = client.post(reverse("wording_check", args=[page.pk]), official_form()).content.decode()

    assert "<mark>Antragsteller</mark>" in answer
    assert "<mark>unverzüglich</mark>" in answer
    assert "sofort" in answer
    assert "<mark>entrichten</mark>" in answer
    assert ServicePage.objects.get(pk=page.pk).full_text == "<p>Kommen Sie zu uns.</p>"
    assert Revision.objects.count() == before


def test_half_a_form_is_read_as_far_as_it_goes(client, karl):
    """No title and a fee without words: neither could be saved, the text is checked all the same."""
    page = ServicePageFactory()
    client.force_login(karl)

    answer = client.post(reverse("wording_check", args=[page.pk]), official_form(title="", review_on="morgen"))

    assert "<mark>Antragsteller</mark>" in answer.content.decode()


def test_a_page_that_is_not_saved_yet_is_read_too(client, karl):
    client.force_login(karl)
    address = reverse("wording_check_new", args=["catalogue", "servicepage", setup.library().pk])

    assert "<mark>Antragsteller</mark>" in client.post(address, official_form()).content.decode()
    assert not ServicePage.objects.exists()


def test_it_shows_the_longest_sentences_and_the_figures(client, karl):
    long = "<p>" + " ".join(["Wort"] * 30) + ".</p>"
    page = ServicePageFactory()
    client.force_login(karl)

    answer = client.post(
        reverse("wording_check", args=[page.pk]), service_form(full_text=rich_text(long, features=["bold"]))
    ).content.decode()

    assert "Die längsten Sätze" in answer
    assert "30 Wörter" in answer
    assert "von 100" in answer


def test_in_leichte_sprache_a_sentence_is_long_sooner(client, karl):
    german = ServicePageFactory()
    simple = written_in(german, "de-simple")
    text = rich_text("<p>" + " ".join(["Wort"] * 14) + ".</p>", features=["bold"])
    client.force_login(karl)

    found = [
        "Die längsten Sätze"
        in client.post(reverse("wording_check", args=[page.pk]), service_form(full_text=text)).content.decode()
        for page in (german, simple)
    ]

    assert found == [False, True]


def test_english_has_no_german_figures(client, karl):
    english = written_in(ServicePageFactory(), "en")
    client.force_login(karl)

    answer = client.post(reverse("wording_check", args=[english.pk]), official_form()).content.decode()

    assert "von 100" not in answer
    assert "<mark>" not in answer


def test_what_was_typed_is_shown_as_text(client, karl):
    page = ServicePageFactory()
    client.force_login(karl)

    answer = client.post(
        reverse("wording_check", args=[page.pk]), service_form(short_text="<script>alert(1)</script> unverzüglich da")
    ).content.decode()

    assert "<script>" not in answer
    assert "&lt;script&gt;" in answer


@pytest.mark.parametrize("groups", [[AGENT], []])
def test_the_wrong_person_checks_nothing(client, groups):
    page = ServicePageFactory()
    client.force_login(UserFactory(groups=groups))
    new = reverse("wording_check_new", args=["catalogue", "servicepage", setup.library().pk])

    for address in (reverse("wording_check", args=[page.pk]), new):
        response = client.post(address, official_form())
        assert response.status_code in (302, 403)
        assert b"<mark>" not in response.content


def test_nobody_checks_nothing(client):
    page = ServicePageFactory()

    assert client.post(reverse("wording_check", args=[page.pk]), {}).status_code == 302


def test_another_partners_editor_checks_no_page_of_this_one(client):
    partner = PartnerFactory(site=None)
    editors_of(partner.name)
    open_town_hall(partner, hostname="moorbach.localhost", by=Actor.system("tests"))
    imprint = EditorialPage.objects.get(slug="impressum")
    form = {"title": "Impressum", "body": rich_text(OFFICIAL, features=["bold"]), "slug": "impressum"}
    answers = {}

    for name, group in (("erika", partner.editors), ("nadia", PartnerFactory().editors)):
        client.force_login(UserFactory(groups=[Group.objects.get(pk=group.pk)]))
        answers[name] = client.post(reverse("wording_check", args=[imprint.pk]), form)

    assert b"<mark>Antragsteller</mark>" in answers["erika"].content
    assert answers["nadia"].status_code in (302, 403)


def test_no_text_leaves_the_machine(client, karl, monkeypatch):
    page = ServicePageFactory()
    client.force_login(karl)
    real, local = socket.socket.connect, []

    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            local.append(address)
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)

    assert client.post(reverse("wording_check", args=[page.pk]), official_form()).status_code == 200
    assert local == []


def test_central_editors_keep_the_list_and_nobody_else_does(client, karl):
    address = reverse("wording_officialeseword_modeladmin_create")
    form = {"word": "Quittierung", "forms": "", "instead": "Quittung"}
    for person in (UserFactory(groups=[AGENT]), UserFactory(groups=[PartnerFactory().editors])):
        client.force_login(person)
        client.post(address, form)
    assert not OfficialeseWord.objects.filter(word="Quittierung").exists()

    client.force_login(karl)
    client.post(address, form)

    assert OfficialeseWord.objects.get(word="Quittierung").kinder == ["Quittung"]
    assert (
        "Quittierung"
        in client.get(reverse("wording_officialeseword_modeladmin_index"), {"q": "Quitt"}).content.decode()
    )
    client.post(address, {**form, "word": "quittierung"})
    assert OfficialeseWord.objects.filter(word__iexact="quittierung").count() == 1
