"""The demo town as it is loaded: complete, releasable, and the same after a second time."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from cms.accounts.models import User
from cms.catalogue.effective import effective
from cms.catalogue.models import AgentNote, LifeSituation, LocalServicePage, Notice, ServicePage
from cms.catalogue.preflight import preflight
from cms.organisation.models import Colleague, Department, DialledNumber, Membership, Partner, Place
from cms.pages.models import Bulletin
from kuemmerer.demo.files import read
from kuemmerer.demo.people import PASSWORD
from kuemmerer.demo.town import load_town
from tests import starting_rows

pytestmark = pytest.mark.xdist_group("demo town")  # loaded by one process only

STREAMS = ("documents", "fees", "deadlines", "steps", "forms", "legal_basis", "online_services")


@pytest.fixture(scope="module", autouse=True)
def town(django_db_setup, django_db_blocker):
    """Loaded once for all tests here, which only read, and taken back at their end."""
    with django_db_blocker.unblock():
        starting_rows.bring_back()  # a test with real transactions may have run before
        with transaction.atomic():
            load_town(port=8000)
            yield
            transaction.set_rollback(True)


def services(language: str = "de"):
    return ServicePage.objects.filter(locale__language_code=language)


def test_every_service_and_every_local_page_is_live_and_lacks_nothing():
    pages = [*ServicePage.objects.all(), *LocalServicePage.objects.all()]
    assert len(pages) == 60 + 12 + 6 + 15
    assert [page.slug for page in pages if not page.live] == []
    missing = {page.slug: [each.sentence for each in preflight(page)] for page in pages}
    assert {slug: sentences for slug, sentences in missing.items() if sentences} == {}


def test_every_row_would_pass_the_page_editor():
    for page in [*ServicePage.objects.all(), *LocalServicePage.objects.all()]:
        page.full_clean()
        for name in STREAMS:
            if stream := getattr(page, name, None):
                stream.stream_block.clean(stream)


def test_reviews_fall_due_within_the_next_twelve_months():
    today = timezone.localdate()
    days = sorted(services().values_list("review_on", flat=True))
    assert today < days[0] <= today + timedelta(days=14)
    assert days[-1] <= today + timedelta(days=365)
    released = services().exclude(professionally_released_by="")
    assert released.count() == 25
    assert not released.exclude(professionally_released_on__lte=today).exists()


def test_every_service_was_written_by_one_person_and_released_by_another():
    for page in ServicePage.objects.all():
        writers = set(Revision.objects.for_instance(page).values_list("user__email", flat=True))
        assert writers == {"redaktion@lindenfurt.example.org"}


def test_every_service_is_offered_somewhere_or_says_whose_it_is():
    partners = list(Partner.objects.all())
    for page in services():
        merged = [effective(page, partner) for partner in partners]
        assert any(each.offered and each.offices for each in merged) or all(each.whose for each in merged), page.slug


def test_what_is_not_offered_says_whose_it_is():
    refused = LocalServicePage.objects.filter(offered=False)
    whose = {page.slug: effective(page.service, page.partner).whose for page in refused}
    assert {slug: each and each.name for slug, each in whose.items()} == {
        "fundsachen": "Stadt Lindenfurt, Fundbüro",
        "kita-platz": "Kita-Verband Erlenfeld-Oberau",
        "vhs-kurs": "VHS Region Lindenfurt",
    }
    assert whose["vhs-kurs"].url.startswith("http://vhs.localhost:8000/")


def test_one_local_page_waits_to_be_looked_at():
    waiting = LocalServicePage.objects.behind()
    assert [(page.partner.slug, page.slug) for page in waiting] == [("erlenfeld", "wohnung-anmelden")]


def test_one_change_waits_for_its_release():
    page = services().get(slug="stadtmuseum")
    assert page.workflow_in_progress and page.live
    assert page.get_latest_revision_as_object().teaser != page.teaser
    assert [each.slug for each in services() if each.workflow_in_progress] == [page.slug]


def test_words_in_another_language_keep_the_amounts_of_the_german_page():
    for language in ("en", "de-simple"):
        for page in services(language):
            theirs = [(fee.value["amount"], fee.value["amount_until"]) for fee in page.source.fees]
            assert [(fee.value["amount"], fee.value["amount_until"]) for fee in page.fees] == theirs


def test_five_partners_have_what_they_need():
    assert dict(Partner.objects.values_list("site__hostname", "kind")) == {
        "lindenfurt.localhost": "town",
        "erlenfeld.localhost": "town",
        "moorbach.localhost": "town",
        "vhs.localhost": "school",
        "stadtreiniger.localhost": "company",
    }
    for partner in Partner.objects.all():
        partner.full_clean()
        assert partner.greeting and partner.triage_department and partner.mappings.exists()
        assert partner.site.root_page.specific.frequent.exists()


def test_nobody_is_asked_in_vain():
    """Every department has somebody who answers and somebody else who approves."""
    for department in Department.objects.all():
        functions = set(Membership.objects.filter(department=department).values_list("function", flat=True))
        assert functions == {"member", "lead"}, department
        people = Membership.objects.filter(department=department).values("user").distinct().count()
        assert people >= 2, department


def test_agents_find_colleagues_places_numbers_notes_and_news():
    assert LifeSituation.objects.filter(services__isnull=False).distinct().count() >= 10
    assert Colleague.objects.count() >= 15
    assert Place.objects.filter(partner__isnull=True).exclude(served_by="").exists()
    assert DialledNumber.objects.get(number="115").partner is None
    assert set(Partner.objects.filter(dialled_numbers__isnull=False)) == set(Partner.objects.all())
    assert AgentNote.objects.count() >= 5
    now = timezone.now()
    assert Notice.objects.showing(now).filter(banner=True).exists()
    assert Bulletin.objects.filter(starts_at__lte=now, ends_at__gt=now, important=True).exists()
    assert Notice.objects.filter(starts_at__gt=now).exists() and Bulletin.objects.filter(starts_at__gt=now).exists()


def test_everybody_who_is_shown_can_log_in():
    for person in read("organisation")["person"]:
        assert User.objects.get(email=person["email"]).check_password(PASSWORD)


def test_a_second_time_changes_nothing():
    def counts() -> list[int]:
        models = (
            ServicePage,
            LocalServicePage,
            Revision,
            User,
            Notice,
            Bulletin,
            Place,
            Colleague,
            AgentNote,
            Department,
        )
        return [model.objects.count() for model in models]

    before = counts()
    load_town(port=8000)
    assert counts() == before
