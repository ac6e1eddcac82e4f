"""The nightly proof: it finds every app's checks, keeps and mails what they find, and says so at the desk."""

from contextlib import nullcontext
from datetime import timedelta
from io import StringIO
from threading import Thread

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cms.accounts.groups import ADMINISTRATOR, AGENT, CENTRE_LEAD, DEPARTMENT_STAFF
from cms.outbox.models import Job, RecurringRun
from tests.factories.accounts import UserFactory
from tests.factories.cases import item_of, opened, town
from tests.factories.outbox import run_jobs
from workflows.assurance import actions, discovery
from workflows.assurance.models import ProofRun
from workflows.cases.models import WorkItem
from workflows.citizens.models import CallerDetails, Letter

pytestmark = pytest.mark.django_db


def lose_a_case() -> str:
    """Take a case out of every inbox behind the doors' back."""
    case = opened(town()).case
    WorkItem.objects.filter(case=case).update(done_at=timezone.now())
    return case.reference


def command() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("prove_nobody_lost", stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_the_checks_of_every_app_are_found():
    names = {str(proof) for proof in discovery.proofs()}

    assert {"cases.open_cases_have_an_open_item", "outbox.jobs_are_done_or_due", "citizens.details_end"} <= names
    assert not [name for name in names if name.endswith(("_", "counted"))]


@pytest.mark.both
def test_the_empty_list_is_printed_with_what_was_looked_at():
    opened(town())

    status, printed = command()

    assert status == 0
    assert "Nobody is lost: []" in printed
    assert "1  offene Anliegen" in printed


@pytest.mark.both
def test_a_lost_case_is_named_and_the_exit_status_is_1():
    reference = lose_a_case()

    status, printed = command()

    assert status == 1
    assert f"Anliegen {reference}: ist offen, wartet aber in keinem Eingang." in printed
    assert ProofRun.objects.last().found >= 1


def test_what_is_lost_reaches_the_administrators_by_mail_and_nobody_else():
    administrator, agent = UserFactory(groups=[ADMINISTRATOR]), UserFactory(groups=[AGENT])
    reference = lose_a_case()

    actions.prove()
    run_jobs()

    letters = [letter for letter in mail.outbox if "Nachweis" in letter.subject]
    assert [letter.to for letter in letters] == [[administrator.email]]
    assert agent.email not in str(mail.outbox[-1].to)
    assert reference in letters[0].body


def test_an_empty_list_leaves_without_a_mail():
    UserFactory(groups=[ADMINISTRATOR])

    actions.prove()

    assert not Job.objects.filter(name="tell_what_is_lost").exists()


def test_a_check_that_fails_itself_is_a_fault(monkeypatch):
    def broken():
        raise ZeroDivisionError
        yield

    monkeypatch.setattr(discovery, "proofs", lambda: [discovery.Proof("cases", "broken", broken)])

    run = actions.prove()

    assert [(fault["proof"], fault["sentence"]) for fault in run.faults] == [
        ("cases.broken", "konnte nicht geprüft werden.")
    ]


def test_only_so_many_faults_are_kept_and_all_are_counted(monkeypatch):
    monkeypatch.setattr(actions, "MOST_FAULTS", 2)
    lindenfurt = town()
    for _number in range(3):
        WorkItem.objects.filter(case=opened(lindenfurt).case).update(done_at=timezone.now())

    run = actions.prove()

    assert len(run.faults) == 2
    assert run.not_shown == run.found - 2 > 0


def faults() -> set[str]:
    return {fault["proof"] for fault in actions.prove().faults}


def test_a_job_that_was_set_aside_is_named():
    Job.objects.create(name="send_letter", lane="mail", state=Job.State.SET_ASIDE)

    assert "outbox.jobs_are_done_or_due" in faults()


def test_a_job_nobody_does_is_named():
    Job.objects.create(name="send_letter", lane="mail", run_at=timezone.now() - timedelta(hours=2))

    assert "outbox.jobs_are_done_or_due" in faults()


def test_a_job_whose_worker_died_is_named():
    long_ago = timezone.now() - timedelta(hours=2)
    Job.objects.create(name="send_letter", lane="mail", state=Job.State.RUNNING, leased_by="x", lease_until=long_ago)

    assert "outbox.jobs_are_done_or_due" in faults()


def test_a_recurring_job_that_did_not_recur_is_named():
    long_ago = timezone.now() - timedelta(days=3)
    RecurringRun.objects.create(
        name="delete_expired_details", schedule="at 03:00:00", known_since=long_ago, next_run=long_ago
    )

    assert "outbox.recurring_jobs_recur" in faults()


def details(**changes) -> CallerDetails:
    day = timezone.localdate() + timedelta(days=30)
    return CallerDetails.objects.create(**{"email": "erika@example.org", "delete_after": day, **changes})


def test_a_letter_that_nothing_sends_is_named():
    Letter.objects.create(details=details(), key="case:1:received", subject="x", body="y")

    assert "citizens.letters_have_their_job" in faults()


def test_details_past_their_end_are_named():
    details(delete_after=timezone.localdate() - timedelta(days=9))

    assert "citizens.details_end" in faults()


def test_a_case_at_work_is_no_fault():
    item_of(opened(town()).case)

    assert faults() == set()


def write_in_another_transaction() -> None:
    def write():
        now = timezone.now()
        ProofRun.objects.create(started_at=now, finished_at=now)
        connection.close()

    thread = Thread(target=write)
    thread.start()
    thread.join()


def sees_something_move():
    """What a check would say that reads twice while others work."""
    before = ProofRun.objects.count()
    write_in_another_transaction()
    if ProofRun.objects.count() != before:
        yield ProofRun.objects.first(), "moved on"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("one_moment", "found"), [(actions._one_moment, 0), (nullcontext, 1)])
def test_all_checks_read_one_moment(monkeypatch, one_moment, found):
    """Without it, what moves on meanwhile would be a false alarm."""
    monkeypatch.setattr(discovery, "proofs", lambda: [discovery.Proof("cases", "moving", sees_something_move)])
    monkeypatch.setattr(actions, "_one_moment", one_moment)

    assert actions.prove().found == found


def test_the_lead_reads_the_last_proof_and_an_agent_does_not(client):
    reference = lose_a_case()
    actions.prove()
    page = reverse("desk:proof")

    client.force_login(UserFactory(groups=[CENTRE_LEAD]))
    assert reference in client.get(page).content.decode()

    client.force_login(UserFactory(groups=[AGENT]))
    refused = client.get(page)
    assert refused.status_code == 403
    assert reference not in refused.content.decode()

    client.logout()
    assert client.get(page).status_code == 302


def test_the_lead_of_a_department_reads_whether_anybody_is_lost_and_nothing_of_other_departments(client):
    lindenfurt = town()
    lindenfurt.lena.groups.add(Group.objects.get(name=DEPARTMENT_STAFF))
    client.force_login(lindenfurt.lena)
    page = reverse("desk:lead")
    assert "noch nicht gelaufen" in client.get(page).content.decode()

    actions.prove()
    assert "Niemand. Nachgewiesen" in client.get(page).content.decode()

    reference = lose_a_case()
    actions.prove()
    told = client.get(page).content.decode()
    assert "Fehler" in told
    assert reference not in told


def test_a_night_without_a_proof_is_said(client):
    run = actions.prove()
    ProofRun.objects.filter(pk=run.pk).update(finished_at=timezone.now() - timedelta(days=2))
    client.force_login(UserFactory(groups=[CENTRE_LEAD]))

    assert "ist seit" in client.get(reverse("desk:proof")).content.decode()
