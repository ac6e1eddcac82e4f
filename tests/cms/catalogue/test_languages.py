"""English and Leichte Sprache: written anew beside the German page, which alone has the facts."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.accounts.groups import AGENT, APPROVER, CENTRAL_EDITOR
from cms.audit.models import Event
from cms.catalogue import actions, setup
from cms.catalogue.effective import effective
from cms.catalogue.errors import MayNotEdit, NotTranslatable
from cms.catalogue.languages import NAMES, translations_of
from cms.catalogue.models import ServicePage
from cms.knowledge.models import Entry
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory, TopicFactory, written_in
from tests.factories.organisation import MappingFactory

pytestmark = pytest.mark.django_db

COMMENTS = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}


@pytest.fixture
def karl():
    return UserFactory(groups=[CENTRAL_EDITOR])


@pytest.fixture
def approver():
    return UserFactory(groups=[APPROVER])


def fee(label, amount, note=""):
    return ("fee", {"label": label, "amount": amount, "amount_until": None, "note": note})


def stream(*rows):
    return [{"type": kind, "value": value} for kind, value in rows]


def a_service(**fields):
    mapping = MappingFactory()
    return mapping.partner, ServicePageFactory(responsibility=mapping.responsibility, **fields)


def test_an_editor_begins_an_empty_draft_that_has_nothing_but_the_title(karl):
    german = ServicePageFactory(title="Personalausweis", teaser="Kurz", topics=[TopicFactory()])

    draft = actions.begin_translation(german, "en", by=karl)

    draft = ServicePage.objects.get(pk=draft.pk)
    assert (draft.title, draft.slug, draft.teaser, draft.live) == ("Personalausweis", german.slug, "", False)
    assert draft.translation_key == german.translation_key
    assert draft.language == "en"
    assert draft.get_parent().specific == setup.library("en")
    assert not draft.topics.exists()
    assert draft.alias_of is None
    assert draft.latest_revision.user == karl
    assert Event.objects.about(draft).get().verb == "translation_begun"
    assert actions.begin_translation(german, "en", by=karl).pk == draft.pk


def test_a_translation_begins_at_its_german_page_only(karl):
    german = ServicePageFactory()
    english = written_in(german, "en")

    with pytest.raises(NotTranslatable):
        actions.begin_translation(english, "de-simple", by=karl)
    with pytest.raises(NotTranslatable):
        actions.begin_translation(german, "fr", by=karl)
    assert not ServicePage.can_create_at(setup.library("en"))
    assert ServicePage.can_create_at(setup.library())


@pytest.mark.parametrize("groups", [[AGENT], []])
def test_nobody_else_begins_one(groups, client):
    german, nadia = ServicePageFactory(), UserFactory(groups=groups)

    with pytest.raises(MayNotEdit):
        actions.begin_translation(german, "en", by=nadia)

    client.force_login(nadia)
    client.post(reverse("catalogue_languages", args=[german.pk]), {"language": "en"})
    assert not translations_of(german).exists()


def test_the_page_of_languages_shows_what_there_is_and_begins_what_is_missing(client, karl):
    german = ServicePageFactory(title="Personalausweis")
    written_in(german, "en", title="Identity card")
    client.force_login(karl)

    page = client.get(reverse("catalogue_languages", args=[german.pk])).content.decode()

    assert all(name in page for name in NAMES.values())
    assert page.count('name="language"') == 1
    response = client.post(reverse("catalogue_languages", args=[german.pk]), {"language": "de-simple"})
    simple = german.in_language("de-simple")
    assert response.url == reverse("wagtailadmin_pages:edit", args=[simple.pk])
    assert client.get(response.url).status_code == 200


def test_a_translation_asks_for_words_only_and_shows_the_german_ones(client, karl):
    german = ServicePageFactory(title="Personalausweis", teaser="Sie brauchen ein Foto.")
    draft = actions.begin_translation(german, "en", by=karl)
    client.force_login(karl)

    response = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))

    fields = set(response.context["form"].fields)
    assert set(ServicePage.WORDS) <= fields
    assert not fields & {"responsibility", "topics", "slug", "review_on", "leika_key", "is_free"}
    assert "Sie brauchen ein Foto." in response.content.decode()


def english_form(**fields):
    texts = dict.fromkeys(("everyday_title", "teaser", "short_text", "target_group", "processing_time"), "")
    rich = {name: rich_text("", features=["bold"]) for name in ("full_text", "prerequisites", "remedies", "notes")}
    rows = {name: streamfield([]) for name in ("documents", "fees", "deadlines", "steps", "forms", "online_services")}
    form = {"title": "Identity card", "spoken_answer": "Please come to the citizens' office.", **texts, **rich, **rows}
    form |= {"seo_title": "", "search_description": "", "go_live_at": "", "expire_at": "", "comments": COMMENTS}
    return nested_form_data({**form, **fields})


def test_a_second_person_releases_it(client, karl, approver):
    german = ServicePageFactory(title="Personalausweis")
    draft = actions.begin_translation(german, "en", by=karl)
    client.force_login(karl)
    client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), english_form(**{"action-submit": "1"}))
    page = Page.objects.get(pk=draft.pk)
    state = page.current_workflow_task_state
    assert state is not None

    client.post(reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk)))
    assert not Page.objects.get(pk=draft.pk).live
    client.force_login(approver)
    client.post(reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk)))

    released = ServicePage.objects.get(pk=draft.pk)
    assert (released.live, released.title, released.slug) == (True, "Identity card", german.slug)


def test_words_come_from_the_translation_and_facts_from_the_german_page():
    partner, german = a_service(
        title="Personalausweis",
        fees=stream(fee("Ausweis", "37.00"), fee("Eilig", "69.00")),
        ways_to_pay=["cash"],
        visit_minutes=10,
        processing_time="3 Wochen",
    )
    written_in(
        german, "en", title="Identity card", teaser="Bring a photo.",
        fees=stream(fee("Card", "1.00", "at the counter"), fee("Express", None)),
    )  # fmt: skip

    merged = effective(german, partner, language="en")

    assert (merged.language, merged.title, merged.teaser) == ("en", "Identity card", "Bring a photo.")
    assert merged.offered
    assert merged.page == german
    assert [office.department.partner for office in merged.offices] == [partner]
    assert [(each.label, each.amount, each.language) for each in merged.fees] == [
        ("Card", Decimal("37.00"), "en"),
        ("Express", Decimal("69.00"), "en"),
    ]
    assert (merged.ways_to_pay, merged.visit_minutes) == (["cash"], 10)
    assert (merged.processing_time, merged.processing_time_language) == ("3 Wochen", "de")


def test_german_fees_hold_where_the_rows_of_a_translation_do_not_fit():
    partner, german = a_service(fees=stream(fee("Ausweis", "37.00"), fee("Eilig", "69.00")))
    written_in(german, "en", fees=stream(fee("Card", "1.00")))

    merged = effective(german, partner, language="en")

    assert [(each.label, each.amount, each.language) for each in merged.fees] == [
        ("Ausweis", Decimal("37.00"), "de"),
        ("Eilig", Decimal("69.00"), "de"),
    ]


def test_what_a_partner_does_otherwise_holds_in_every_language():
    partner, german = a_service(fees=stream(fee("Ausweis", "37.00")))
    written_in(german, "en", title="Identity card", fees=stream(fee("Card", None)))
    LocalServicePageFactory(
        service=german, partner=partner, fees_mode="add", fees=stream(fee("Zustellung", "5.00")),
        local_text="<p>Nur dienstags.</p>", local_text_en="<p>Tuesdays only.</p>",
    )  # fmt: skip

    english = effective(german, partner, language="en")
    simple = effective(german, partner, language="de-simple")

    assert [(each.label, each.amount, each.language) for each in english.fees] == [
        ("Card", Decimal("37.00"), "en"),
        ("Zustellung", Decimal("5.00"), "de"),
    ]
    assert (english.local_text, english.local_text_language) == ("<p>Tuesdays only.</p>", "en")
    assert (simple.language, simple.local_text, simple.local_text_language) == ("de", "<p>Nur dienstags.</p>", "de")


def test_a_local_text_is_read_in_its_language_though_the_shared_page_is_not():
    partner, german = a_service()
    LocalServicePageFactory(service=german, partner=partner, local_text="<p>Di</p>", local_text_en="<p>Tue</p>")

    merged = effective(german, partner, language="en")

    assert (merged.language, merged.local_text, merged.local_text_language) == ("de", "<p>Tue</p>", "en")


def test_a_draft_is_read_by_nobody():
    partner, german = a_service(title="Personalausweis")
    written_in(german, "en", title="Identity card", live=False)

    assert effective(german, partner, language="en").title == "Personalausweis"


def test_only_german_pages_are_services():
    topic = TopicFactory()
    partner, german = a_service(title="Personalausweis", topics=[topic])
    english = written_in(german, "en", title="Identity card")
    # Whatever facts a translation may carry, by an import or a script, it is no service of its own.
    english.responsibility = german.responsibility
    english.topics.set([topic])
    english.save_revision().publish()

    assert list(ServicePage.objects.offered_by(partner)) == [german]
    assert list(ServicePage.objects.offered_by(partner).in_topic(topic)) == [german]
    assert list(ServicePage.objects.german()) == [german]
    assert set(Entry.objects.filter(kind="service").values_list("object_id", flat=True)) == {german.pk}
    assert "Identity" not in str(list(Entry.objects.values_list("title", flat=True)))


def test_taking_the_german_page_down_takes_its_translations_along(approver):
    german = ServicePageFactory()
    english, draft = written_in(german, "en"), written_in(german, "de-simple", live=False)

    actions.take_down(german, by=approver)

    assert not translations_of(german).filter(live=True).exists()
    assert Event.objects.about(english).get().verb == "page_taken_down"
    assert not Event.objects.about(draft).exists()


def test_the_end_of_the_german_page_is_the_end_of_its_translations():
    german = ServicePageFactory()
    written_in(german, "en")

    german.unpublish(set_expired=True)

    assert not translations_of(german).filter(live=True).exists()


def test_taking_a_translation_down_leaves_the_german_page(approver):
    german = ServicePageFactory()
    english = written_in(german, "en")

    actions.take_down(english, by=approver)

    assert ServicePage.objects.get(pk=german.pk).live


def test_deleting_the_german_page_deletes_its_translations_and_the_libraries_stay(approver):
    german = ServicePageFactory()
    english = written_in(german, "en")
    written_in(german, "de-simple", live=False)

    actions.delete_page(german, by=approver)

    assert not ServicePage.objects.exists()
    assert Event.objects.filter(verb="page_deleted", object_key=str(english.pk)).exists()
    for language in NAMES:
        library = setup.library(language)
        assert (library.numchild, library.is_leaf()) == (0, True)


def test_a_new_short_name_holds_in_every_language():
    german = ServicePageFactory(title="Perso")
    english = written_in(german, "en", title="Identity card")
    german.slug = "personalausweis"

    german.save_revision().publish()

    english.refresh_from_db()
    assert english.slug == "personalausweis"
    assert english.citizens_path == "/en/leistungen/personalausweis/"
    assert english.url_path == "/bibliothek-en/personalausweis/"


def test_a_translation_is_neither_copied_nor_moved(client, karl):
    english = written_in(ServicePageFactory(), "en")
    client.force_login(karl)

    client.post(
        reverse("wagtailadmin_pages:copy", args=[english.pk]),
        {"new_title": "Noch eine", "new_slug": "noch-eine", "new_parent_page": english.get_parent().pk},
    )

    assert ServicePage.objects.filter(locale=english.locale).count() == 1
    assert not english.can_move_to(setup.library())


def test_links_in_a_text_stay_in_the_language_of_the_reader():
    german = ServicePageFactory(title="Perso")
    english = written_in(german, "en")

    with translation.override("en"):
        assert german.url == "/en/leistungen/perso/"
    assert german.url == "/leistungen/perso/"
    assert english.url == "/en/leistungen/perso/"


def test_who_reads_german_first_learns_that_a_translation_is_older():
    german = ServicePageFactory()
    english = written_in(german, "en")
    assert not english.is_older_than_german

    german.save_revision().publish()

    assert ServicePage.objects.get(pk=english.pk).is_older_than_german
    english.save_revision().publish()
    assert not ServicePage.objects.get(pk=english.pk).is_older_than_german


def test_a_service_page_costs_one_question_more_in_another_language(django_assert_num_queries):
    partner, german = a_service(fees=stream(fee("Ausweis", "37.00")))
    written_in(german, "en", fees=stream(fee("Card", None)))
    german = ServicePage.objects.get(pk=german.pk)

    with django_assert_num_queries(6):
        effective(german, partner, language="en")


def test_the_draft_of_a_translation_is_previewed_with_the_facts_of_its_german_page(rf, karl):
    partner, german = a_service(title="Personalausweis", fees=stream(fee("Ausweis", "37.00")))
    draft = written_in(german, "en", title="Identity card", live=False, fees=stream(fee("Card", None)))

    response = draft.make_preview_request(preview_mode=partner.slug)

    page = response.content.decode()
    assert "Identity card" in page
    assert "37.00" in page or "37,00" in page
    assert '<html lang="en"' in page
