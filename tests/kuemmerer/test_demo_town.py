"""The demo town as it is loaded: complete, releasable, and the same after a second time."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from cms.accounts.models import User
from cms.audit.models import Event
from cms.catalogue.effective import effective
from cms.catalogue.models import AgentNote, LifeSituation, LocalServicePage, Notice, ServicePage
from cms.catalogue.preflight import preflight
from cms.organisation.models import Colleague, Department, DialledNumber, Membership, Partner, Place
from cms.pages.models import Bulletin
from kuemmerer.demo.files import read
from kuemmerer.demo.people import PASSWORD
from kuemmerer.demo.town import load_town
from kuemmerer.demo.weeks import Play, play_eight_weeks
from workflows.assurance.actions import prove
from workflows.cases import by_mail
from workflows.cases.models import Absence, Case, CaseFile, CaseProcess, CaseType, TextModule, WorkItem
from workflows.cases.release_checks import faults_of
from workflows.citizens import letter_html, letter_language, letters
from workflows.citizens.models import LetterText

pytestmark = pytest.mark.xdist_group("demo town")  # loaded by one process only

STREAMS = ("documents", "fees", "deadlines", "steps", "forms", "legal_basis", "online_services")


@pytest.fixture(scope="module", autouse=True)
def town(rows_of_module):
    """Loaded once for all tests here, which only read."""
    load_town(port=8000)


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
    """Every department has somebody who answers and somebody else who approves, or a mailbox that is read."""
    without_seats = Department.objects.filter(memberships__isnull=True)
    assert [(each.name, each.works_by_mail) for each in without_seats] == [("Stadtarchiv", True)]
    for department in Department.objects.exclude(pk__in=without_seats):
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
            Absence,
            TextModule,
            LetterText,
        )
        return [model.objects.count() for model in models]

    before = counts()
    load_town(port=8000)
    assert counts() == before


def test_eight_kinds_of_concerns_are_released_and_would_be_again():
    case_types = list(CaseType.objects.all())
    assert len(case_types) == 8
    for case_type in case_types:
        assert case_type.live and case_type.versions.count() == 1
        assert faults_of(case_type) == [], case_type
        assert case_type.name_en and case_type.current_version().parsed.steps


def test_every_kind_but_the_general_one_was_shaped_by_one_person_and_released_by_another():
    for case_type in CaseType.objects.exclude(slug="frage-an-das-amt"):
        writers = set(Revision.objects.for_instance(case_type).values_list("user__email", flat=True))
        assert writers == {"verwaltung@lindenfurt.example.org"}
        [state] = case_type.workflow_states.all()
        assert state.task_states.get().finished_by.email == "freigabe@lindenfurt.example.org"


def test_people_are_concerned_about_many_things_of_every_kind():
    concerns = read("concerns")["concern"]
    assert len({each["text"] for each in concerns}) >= 60
    kinds = {each.get("type", "frage-an-das-amt") for each in concerns}
    assert kinds == set(CaseType.objects.values_list("slug", flat=True))


def test_departments_have_their_texts_and_partners_their_letters():
    assert TextModule.objects.filter(department=None).exists() and TextModule.objects.exclude(department=None).exists()
    assert TextModule.objects.exclude(text_en="").exists()
    for own in LetterText.objects.all():
        known = letters.known_values(own.letter)
        for text in (own.subject, own.text, own.html):
            assert list(letter_language.faults_of(text, known)) == []
        assert set(letters.NEEDS[own.letter]) <= letter_language.values_in(own.subject + own.text)
        assert list(letter_html.faults_of(own.html)) == []
    assert set(LetterText.objects.values_list("partner__slug", "language")) >= {("moorbach", "de"), ("moorbach", "en")}


def test_somebody_stands_in_for_a_clerk_and_somebody_for_a_lead_today():
    away = Absence.objects.on(timezone.localdate())
    functions = Membership.objects.filter(user__in=away.values("person")).values_list("function", flat=True)
    assert set(functions) == {"member", "lead"}
    shown = {person["email"] for person in read("organisation")["person"] if "shows" in person}
    assert set(away.values_list("substitute__email", flat=True)) <= shown


@pytest.fixture(scope="module")
def nights(town, django_db_blocker):
    """Two weeks with sixty concerns; what the proof found each night."""
    yield from played(django_db_blocker, cases=60, days=14)


def played(blocker, **how):
    found = []

    def look_for_the_lost() -> None:
        found.extend(prove().faults)

    with blocker.unblock(), transaction.atomic():
        play_eight_weeks(timezone.now(), each_night=look_for_the_lost, **how)
        look_for_the_lost()
        yield found
        transaction.set_rollback(True)


def test_nobody_is_lost_in_any_night(nights):
    assert nights == []


def test_concerns_are_answered_and_others_wait(nights):
    states = set(Case.objects.values_list("state", flat=True))
    assert {"open", "answered", "withdrawn"} <= states
    assert WorkItem.objects.open().filter(assignee__isnull=True).exists()
    assert WorkItem.objects.open().filter(assignee__isnull=False).exists()
    assert {"approved", "rejected", "asked"} <= set(WorkItem.objects.values_list("outcome", flat=True))
    steps = set(WorkItem.objects.open().values_list("step", flat=True))
    assert {"answer", "consult", "approve", "wait_for_citizen", "reply_by_hand"} <= steps


def test_the_engine_has_stamps_of_those_days(nights):
    begun, ended = timezone.now() - timedelta(days=15), timezone.now()
    for process in CaseProcess.objects.all():
        assert begun < process.created < ended
        assert process.finished is None or process.created <= process.finished < ended
        for task in process.task_set.all():
            assert process.created <= task.created < ended
            assert task.finished is None or task.created <= task.finished < ended
    case = Case.objects.filter(times_reopened=0).earliest("opened_at")
    assert case.process.created - case.opened_at < timedelta(minutes=1)


def test_the_same_weeks_are_played_every_time():
    now = timezone.now()
    first, second = ([(at, number) for at, number, _turn in plan(now)] for _each in range(2))
    assert first == second


def plan(now):
    days = [(now - timedelta(days=each)).date() for each in range(14)]
    return sorted(Play(now, days, 60, lambda: None).waiting, key=lambda entry: entry[:2])


def test_concerns_come_with_files_and_one_waits_in_a_mailbox(nights):
    assert CaseFile.objects.filter(question="foto", kind="jpg").exists()
    assert CaseFile.objects.filter(question="plan", kind="pdf").exists()
    waits = WorkItem.objects.open().get(department__name="Stadtarchiv", case__concern__contains="Passregister")
    assert waits.department.works_by_mail and waits.assignee is None
    karl = User.objects.get(email="karl.weber@lindenfurt.example.org")
    assert WorkItem.objects.stood_in_for(karl).exists()


def test_the_link_to_the_mailbox_is_said_with_the_logins(nights, capsys):
    call_command("load_demo", "--logins")

    line = next(each for each in capsys.readouterr().out.splitlines() if each.startswith("Stadtarchiv"))
    link = by_mail.read(line.rpartition("/desk/")[2].strip("/").rpartition("/")[2])
    assert link.department.name == "Stadtarchiv" and not link.has_ended


@pytest.mark.slow
def test_in_eight_weeks_everything_happens_and_nobody_is_lost(town, django_db_blocker):
    for found in played(django_db_blocker, cases=400, days=56):
        assert found == []
        assert Case.objects.count() >= 400
        assert set(Case.objects.values_list("version__case_type__slug", flat=True)) == set(
            CaseType.objects.values_list("slug", flat=True)
        )
        assert {"open", "answered", "closed", "withdrawn"} <= set(Case.objects.values_list("state", flat=True))
        assert Case.objects.filter(times_reopened=1).exists()
        assert Case.objects.filter(about__isnull=False).exists()
        outcomes = set(WorkItem.objects.values_list("outcome", flat=True))
        assert {"no_answer", "no_reply", "rejected", "reassigned", "merged", "replied"} <= outcomes
        assert WorkItem.objects.filter(escalated_at__isnull=False).exists()
        assert WorkItem.objects.open().filter(due_at__lt=timezone.now()).exists()
        assert WorkItem.objects.filter(attempts__result="nobody").exists()
        assert WorkItem.objects.filter(done_for__email="paula.pohl@lindenfurt.example.org").exists()
        assert CaseFile.objects.filter(citizen_sees=True, added_by__isnull=False).exists()
        assert Event.objects.filter(actor_kind="mailbox", verb="answer_drafted").exists()
