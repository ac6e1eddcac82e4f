"""Editorial pages in English and Leichte Sprache: under the address of the German page, marked where they are not."""

import pytest
from django.urls import reverse
from wagtail.models import GroupPagePermission

from cms.audit.models import Actor
from cms.catalogue import actions
from cms.catalogue import setup as catalogue
from cms.catalogue.errors import MayNotEdit
from cms.organisation.setup import editors_of
from cms.pages.actions import open_town_hall
from cms.pages.models import EditorialPage, HomePage, LanguageFolderPage
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import written_in
from tests.factories.organisation import PartnerFactory

pytestmark = pytest.mark.django_db

BY = Actor.system("tests")
HOST = {"headers": {"host": "moorbach.localhost"}}


@pytest.fixture
def partner():
    partner = PartnerFactory(name="Gemeinde Moorbach", site=None, languages=["de", "en", "de-simple"])
    editors_of(partner.name)
    open_town_hall(partner, hostname="moorbach.localhost", by=BY)
    return partner


@pytest.fixture
def imprint(partner):
    return EditorialPage.objects.child_of(partner.site.root_page).get(slug="impressum")


def read(client, path):
    return client.get(path, **HOST).content.decode()


def test_it_is_read_in_the_language_of_the_address_and_in_german_where_it_is_missing(client, imprint):
    written_in(imprint, "en", title="Legal notice", body="<p>Responsible: the mayor.</p>")

    assert "Responsible: the mayor." in read(client, "/en/impressum/")
    simple = read(client, "/de-simple/impressum/")
    assert "Responsible: the mayor." not in simple
    assert '<html lang="de-simple"' in simple
    assert ' lang="de"' in simple
    assert "Herausgeber" in simple
    assert "Responsible: the mayor." not in read(client, "/impressum/")


def test_a_draft_is_read_by_nobody(client, imprint):
    written_in(imprint, "en", title="Legal notice", body="<p>Not yet.</p>", live=False)

    assert "Not yet." not in read(client, "/en/impressum/")


def test_a_translation_has_the_address_of_its_german_page(client, imprint):
    english = written_in(imprint, "en", title="Legal notice")

    assert english.full_url == "http://moorbach.localhost/en/impressum/"
    assert client.get("/en/en/impressum/", **HOST).url.endswith("/en/impressum/")


def test_the_partners_editors_begin_it_in_a_folder_of_their_own_and_a_second_person_releases(partner, imprint):
    erika = UserFactory(groups=[partner.editors])

    draft = actions.begin_translation(imprint, "de-simple", by=erika)

    folder = draft.get_parent().specific
    assert isinstance(folder, LanguageFolderPage)
    assert folder.get_parent().specific == HomePage.objects.get(pk=partner.site.root_page_id)
    assert draft.permissions_for_user(erika).can_edit()
    assert not draft.permissions_for_user(erika).can_publish()
    assert draft.get_workflow() == imprint.get_workflow()
    assert not EditorialPage.can_create_at(folder)


def test_another_partners_editor_begins_nothing(partner, imprint):
    other = PartnerFactory()
    nadia = UserFactory(groups=[other.editors])

    with pytest.raises(MayNotEdit):
        actions.begin_translation(imprint, "en", by=nadia)

    assert not LanguageFolderPage.objects.exists()


def test_pages_of_one_name_at_different_depth_lie_side_by_side(partner, imprint):
    below = EditorialPage(title="Impressum", slug="impressum")
    imprint.add_child(instance=below)
    below.save_revision().publish()
    written_in(imprint, "en", title="Legal notice")

    english = actions.begin_translation(below, "en", by=UserFactory(groups=[partner.editors]))

    assert english.slug == "impressum-2"
    english.save_revision().publish()
    assert english.full_url == "http://moorbach.localhost/en/impressum/impressum/"


def test_what_is_taken_down_in_german_is_down_in_every_language(client, imprint):
    english = written_in(imprint, "en", title="Legal notice")

    imprint.unpublish()

    english.refresh_from_db()
    assert not english.live
    assert client.get("/en/impressum/", **HOST).status_code == 404


def test_deleting_the_german_page_deletes_the_others_with_it(imprint):
    written_in(imprint, "en", title="Legal notice")

    imprint.delete()

    assert not EditorialPage.objects.filter(translation_key=imprint.translation_key).exists()
    assert LanguageFolderPage.objects.get().numchild == 0


def test_the_first_words_of_the_home_page_are_there_in_each_language(client, partner):
    home = HomePage.objects.get(pk=partner.site.root_page_id)
    home.intro, home.intro_en = "Willkommen.", "Welcome."
    home.save_revision().publish()

    assert "Welcome." in read(client, "/en/")
    simple = read(client, "/de-simple/")
    assert "Willkommen." in simple
    assert "Welcome." not in simple


def test_a_home_page_is_previewed_in_each_language(partner):
    home = HomePage.objects.get(pk=partner.site.root_page_id)
    home.intro, home.intro_simple = "Willkommen.", "Hallo."

    shown = {mode: home.make_preview_request(preview_mode=mode).content.decode() for mode, _name in home.preview_modes}

    assert ["Hallo." in shown[mode] for mode in ("de", "de-simple", "en")] == [False, True, False]
    assert all(f'<html lang="{mode}"' in shown[mode] for mode in shown)


def test_the_draft_of_a_translation_is_previewed_in_its_language(imprint):
    draft = written_in(imprint, "en", title="Legal notice", body="<p>Soon.</p>", live=False)

    page = draft.make_preview_request().content.decode()

    assert "Soon." in page
    assert '<html lang="en"' in page


def test_the_folder_itself_is_no_page(client, imprint):
    written_in(imprint, "en", title="Legal notice")

    assert client.get("/en/en/", **HOST).status_code == 404


def test_opening_the_town_hall_again_leaves_the_languages_as_they_are(partner, imprint):
    written_in(imprint, "en", title="Legal notice")
    before = (EditorialPage.objects.count(), GroupPagePermission.objects.count())

    open_town_hall(partner, hostname="moorbach.localhost", by=BY)
    catalogue.set_up()

    assert before == (EditorialPage.objects.count(), GroupPagePermission.objects.count())


def test_the_editor_of_a_translation_shows_the_german_text(client, partner, imprint):
    draft = written_in(imprint, "en", title="Legal notice", live=False)
    client.force_login(UserFactory(groups=[partner.editors]))

    response = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))

    assert "Herausgeber" in response.content.decode()
    assert "slug" not in response.context["form"].fields
