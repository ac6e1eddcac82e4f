"""What a page lacks is listed at once, before the release, at the request and at the release itself."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page
from wagtail.rich_text import RichText
from wagtail.test.utils.form_data import rich_text, streamfield

from cms.accounts.groups import APPROVER, CENTRAL_EDITOR
from cms.catalogue import setup
from cms.catalogue.errors import NotReady
from cms.catalogue.models import LocalServicePage, ServicePage
from cms.catalogue.preflight import preflight, shortfalls, suspicious
from tests.cms.catalogue.admin_forms import service_form
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory
from tests.factories.organisation import MappingFactory, PartnerFactory

pytestmark = pytest.mark.django_db

STEPS = [("step", {"title": "Kommen", "text": RichText("<p>Sie kommen vorbei.</p>")})]


def lacking(page, **options) -> list[str]:
    return [missing.field for missing in preflight(page, **options)]


def test_everything_is_named_at_once():
    page = ServicePageFactory(live=False)

    assert lacking(page) == [
        "responsibility",
        "documents",
        "fees",
        "processing_time",
        "topics",
        "spoken_answer",
        "review_on",
    ]


def test_a_complete_page_lacks_nothing():
    assert lacking(ServicePageFactory(complete=True)) == []


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("fees", {"fees": [("fee", {"label": "Karte", "amount": Decimal(5)})]}),
        ("documents", {"documents": [("document", {"name": "Foto"})]}),
        ("review_on", {"review_on": timezone.localdate() + timedelta(days=370)}),
        ("review_on", {"review_on": timezone.localdate() - timedelta(days=1)}),
        ("forms", {"forms": [("form", {"name": "Antrag"})]}),
    ],
)
def test_what_contradicts_itself_or_lies_too_far_is_named(field, fields):
    """The complete page says that it is free and needs no documents."""
    assert lacking(ServicePageFactory(complete=True, **fields)) == [field]


def test_a_fee_of_nothing_is_no_contradiction_to_free():
    page = ServicePageFactory(complete=True, fees=[("fee", {"label": "Karte", "amount": Decimal(0)})])

    assert lacking(page) == []


@pytest.mark.parametrize(
    "words",
    [
        "Lorem ipsum dolor",
        "TODO",
        "Bitte xxx eintragen",
        "[…]",
        "[...]",
        "Text folgt",
        "Inhalt folgt noch",
        "folgt",
        "???",
    ],
)
def test_placeholders_are_found_wherever_they_stand(words):
    for fields in (
        {"teaser": words},
        {"full_text": f"<p>Vorher</p><p><b>{words}</b></p>"},
        {"steps": [("step", {"title": "Erst", "text": RichText(f"<p>{words}</p>")})]},
        {"legal_basis": [("law", {"name": words})]},
    ):
        assert lacking(ServicePageFactory(complete=True, **fields)) == list(fields)


@pytest.mark.parametrize(
    "words",
    [
        "Gehen Sie wie folgt vor",
        "Daraus folgt ein Anspruch",
        "Größe XXL",
        "Auf den Antrag folgt ein Bescheid",
        "Methode",
    ],
)
def test_ordinary_words_are_no_placeholders(words):
    assert lacking(ServicePageFactory(complete=True, full_text=f"<p>{words}</p>")) == []


def test_links_to_what_is_gone_are_found():
    gone, there = ServicePageFactory(live=False), ServicePageFactory(title="Reisepass", slug="reisepass")

    def links(address):
        return lacking(ServicePageFactory(complete=True, notes=f"<p><a {address}>hier</a></p>"))

    assert links(f'linktype="page" id="{gone.pk}"') == ["notes"]
    assert links('linktype="page" id="987654"') == ["notes"]
    assert links('linktype="document" id="987654"') == ["notes"]
    assert links('href="/leistungen/gibt-es-nicht/"') == ["notes"]
    assert links(f'linktype="page" id="{there.pk}"') == []
    assert links('href="/leistungen/reisepass/"') == []
    assert links('href="https://example.org/leistungen/gibt-es-nicht/"') == []


def test_a_link_under_one_of_our_own_hosts_is_ours():
    partner = PartnerFactory()
    address = f"https://{partner.site.hostname}/leistungen/gibt-es-nicht/"

    assert lacking(ServicePageFactory(complete=True, notes=f'<p><a href="{address}">hier</a></p>')) == ["notes"]


def test_a_form_whose_document_was_deleted_is_found():
    document = get_document_model().objects.create(title="Antrag", file=ContentFile(b"x", name="antrag.pdf"))
    page = ServicePageFactory(complete=True, forms=[("form", {"name": "Antrag", "document": document})])
    assert lacking(page) == []

    document.delete()

    assert lacking(ServicePage.objects.get(pk=page.pk)) == ["forms"]


def test_a_page_that_is_not_ours_says_whose_it_is_instead_of_our_facts():
    page = ServicePageFactory(is_not_ours=True, live=False)
    assert lacking(page) == ["whose_name", "topics", "spoken_answer", "review_on"]

    page.whose_name = "Bank"
    assert "whose_name" not in lacking(page)


def test_what_of_it_applies_to_local_pages():
    mapping = MappingFactory()
    service = ServicePageFactory(responsibility=mapping.responsibility)

    def local(**fields):
        LocalServicePage.objects.all().delete()
        return lacking(LocalServicePageFactory(service=service, partner=mapping.partner, **fields))

    assert local() == []
    assert local(fees_mode="replace", documents_mode="add", processing_time_mode="replace") == [
        "fees",
        "documents",
        "processing_time",
    ]
    assert local(fees_mode="replace", is_free=True) == []
    assert local(offered=False) == ["whose_name"]
    assert local(offered=False, whose_name="Kreis") == []
    assert local(local_text="<p>Text folgt.</p>") == ["local_text"]


def test_a_local_page_that_offers_what_nobody_is_mapped_for_needs_an_office():
    assert lacking(LocalServicePageFactory()) == ["office"]


def test_who_is_known_to_do_it_instead_need_not_be_named():
    mapping = MappingFactory(office__department__partner=PartnerFactory(kind="district", municipality_key="06534000"))
    service = ServicePageFactory(responsibility=mapping.responsibility)
    village = PartnerFactory(municipality_key="06534011")

    assert lacking(LocalServicePageFactory(service=service, partner=village, offered=False)) == []


def test_many_pages_need_no_more_queries_than_one(django_assert_num_queries):
    """Topics, the links of all pages, the mappings of all local pages."""
    for number in range(6):
        ServicePageFactory(live=True, notes=f'<p><a linktype="page" id="{900 + number}">hier</a></p>')
        LocalServicePageFactory()
    pages = [*ServicePage.objects.all(), *LocalServicePage.objects.select_related("service", "partner")]

    with django_assert_num_queries(3):
        found = shortfalls(pages)

    assert len(found) == 18


def test_a_review_date_that_has_passed_is_no_gap_of_a_live_page():
    page = ServicePageFactory(complete=True, review_on=timezone.localdate() - timedelta(days=1))

    assert shortfalls([page]) == {}
    assert lacking(page) == ["review_on"]


@pytest.mark.both
def test_the_database_finds_everything_that_may_lack_something():
    ServicePageFactory(title="Vollständig", complete=True, full_text="<p>Alles steht hier.</p>", steps=STEPS)
    for title, fields in {
        "Ohne Zuständigkeit": {"responsibility": None},
        "Ohne Unterlagen": {"documents_none_needed": False},
        "Beides": {"documents": [("document", {"name": "Foto"})]},
        "Ohne Gebühr": {"is_free": False},
        "Ohne Dauer": {"processing_time": ""},
        "Ohne Thema": {"topics": []},
        "Ohne Sprechtext": {"spoken_answer": ""},
        "Ohne Termin": {"review_on": None},
        "Zu spät": {"review_on": timezone.localdate() + timedelta(days=370)},
        "Ohne Wen": {"is_not_ours": True},
        "Platzhalter": {"teaser": "Lorem Ipsum"},
        "Platz in der Zeile": {"legal_basis": [("law", {"name": "[…]"})]},
        "Toter Link": {"notes": '<p><a linktype="page" id="98765">hier</a></p>'},
        "Formular": {"forms": [("form", {"name": "Antrag"})]},
    }.items():
        ServicePageFactory(title=title, **{"complete": True, **fields})
    pages = list(ServicePage.objects.all())

    found = {page.pk for page in suspicious(ServicePage.objects.all())}

    assert found == set(shortfalls(pages))
    assert len(found) == len(pages) - 1


# Where it is asked


@pytest.fixture
def editor():
    return UserFactory(groups=[CENTRAL_EDITOR])


@pytest.fixture
def approver():
    return UserFactory(groups=[APPROVER])


def add(client, person, **fields):
    client.force_login(person)
    address = reverse("wagtailadmin_pages:add", args=("catalogue", "servicepage", setup.library().pk))
    return client.post(address, service_form(**fields))


EMPTY = {
    "responsibility": "",
    "topics": None,
    "spoken_answer": "",
    "processing_time": "",
    "review_on": "",
    "fees": streamfield([]),
    "documents": streamfield([]),
}


def test_a_draft_may_be_saved_however_little_it_says(client, editor):
    assert add(client, editor, **EMPTY).status_code == 302

    page = ServicePage.objects.get()
    screen = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    for missing in preflight(page):
        assert f'href="#{missing.anchor}"' in screen
        assert f'id="{missing.anchor}"' in screen


def test_an_incomplete_page_is_not_submitted_and_nothing_typed_is_lost(client, editor):
    response = add(client, editor, **EMPTY, teaser="Das bleibt stehen.", action="submit")

    screen = response.content.decode()
    assert response.status_code == 200
    assert "Das bleibt stehen." in screen
    assert set(response.context["form"].errors) == {
        "responsibility",
        "documents",
        "fees",
        "processing_time",
        "topics",
        "spoken_answer",
        "review_on",
    }
    for field in response.context["form"].errors:
        assert f'href="#field-{field}"' in screen
    assert not ServicePage.objects.exists()


def test_no_other_way_to_submit_passes_it_by(editor):
    page = ServicePageFactory(live=False)

    with pytest.raises(NotReady):
        page.get_workflow().start(page, editor)


def test_what_went_missing_between_request_and_release_stops_the_release(client, editor, approver):
    other = ServicePageFactory(title="Reisepass")
    link = f'<p><a linktype="page" id="{other.pk}">Reisepass</a></p>'
    add(client, editor, notes=rich_text(link, features=["link"]), action="submit")
    page = ServicePage.objects.get(title="Personalausweis beantragen")
    state = page.current_workflow_task_state
    Page.objects.get(pk=other.pk).specific.unpublish()
    client.force_login(approver)

    address = reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "approve", state.pk))
    screen = client.post(address, follow=True).content.decode()

    page = ServicePage.objects.get(pk=page.pk)
    assert not page.live
    assert page.current_workflow_task_state == state
    assert f"/admin/pages/{page.pk}/edit/#field-notes" in screen
    dialog = client.post(address, headers={"x-requested-with": "XMLHttpRequest"}).json()
    assert dialog["redirect"] == f"/admin/pages/{page.pk}/edit/"


def test_sending_back_needs_no_complete_page(client, editor, approver):
    other = ServicePageFactory()
    add(
        client,
        editor,
        notes=rich_text(f'<p><a linktype="page" id="{other.pk}">x</a></p>', features=["link"]),
        action="submit",
    )
    page = ServicePage.objects.get(title="Personalausweis beantragen")
    other.unpublish()
    client.force_login(approver)

    client.post(
        reverse("wagtailadmin_pages:workflow_action", args=(page.pk, "reject", page.current_workflow_task_state.pk)),
        {"comment": "Der Link ist tot."},
    )

    assert ServicePage.objects.get(pk=page.pk).current_workflow_state.status == "needs_changes"
