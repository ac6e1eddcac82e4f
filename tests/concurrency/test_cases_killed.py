"""kill -9 inside a step and at any moment: no half step, no lost case, the proofs stay empty."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from viewflow.workflow.models import Process

from cms.outbox.models import Job
from tests.factories.cases import item_of, opened, town
from workflows.cases import actions, proofs
from workflows.cases.models import Case, Message
from workflows.citizens.models import Letter

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).parents[2]
CLERK = Path(__file__).with_name("dying_clerk.py")
PROOFS = [
    proofs.open_cases_have_an_open_item,
    proofs.open_items_have_their_engine_task,
    proofs.open_items_have_a_live_deadline,
    proofs.open_items_have_somebody,
]


def clerk(*arguments: object) -> subprocess.Popen:
    """The process, on this test's own database."""
    database = connection.settings_dict
    host = database["HOST"] or database["OPTIONS"].get("host", "")
    login = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kuemmerer.settings.test",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        "DATABASE_URL": f"postgresql://{login}@/{database['NAME']}?host={host}"
        + (f"&port={database['PORT']}" if database["PORT"] else ""),
    }
    command = [sys.executable, str(CLERK), *map(str, arguments)]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def nothing_is_wrong() -> None:
    assert [(str(thing), sentence) for proof in PROOFS for thing, sentence in proof()] == []
    for case in Case.objects.all():
        answers = case.messages.filter(kind=Message.Kind.ANSWER).count()
        answered = case.state == Case.State.ANSWERED
        assert answers == (1 if answered else 0)
        letters = Letter.objects.filter(details=case.details)
        assert letters.count() == (2 if answered else 1)
    jobs = Job.objects.filter(name="send_letter").values_list("payload", flat=True)
    assert sorted(payload["letter"] for payload in jobs) == sorted(Letter.objects.values_list("pk", flat=True))
    assert Process.objects.count() == Case.objects.count()


@pytest.mark.parametrize(
    ("place", "at"),
    [("hand_out", "answer"), ("go_on", "answer"), ("send_answer", "approve"), ("close", "approve")],
)
def test_a_clerk_killed_inside_a_step_has_done_nothing(place, at):
    lindenfurt = town()
    case = opened(lindenfurt).case
    if at == "approve":
        actions.answer(item_of(case), text="Ja.", by=lindenfurt.karl)
    item = item_of(case)
    person = lindenfurt.karl if at == "answer" else lindenfurt.paula
    messages = case.messages.count()

    killed = clerk("inside", place, item.pk, person.pk)
    killed.communicate(timeout=60)

    assert killed.returncode == -signal.SIGKILL
    assert item_of(case) == item
    assert case.messages.count() == messages
    nothing_is_wrong()

    if at == "answer":
        actions.answer(item, text="Ja.", by=person)
        actions.approve(item_of(case), by=lindenfurt.paula)
    else:
        actions.approve(item, by=person)
    nothing_is_wrong()


def killed_at_any_moment(times: int) -> None:
    lindenfurt = town()
    for _time in range(times):
        process = clerk("on", lindenfurt.partner.pk, lindenfurt.service.pk, lindenfurt.karl.pk, lindenfurt.paula.pk)
        assert process.stdout.readline() == "ready\n"
        while not Case.objects.exists():  # on a busy machine the first takes longer than any moment
            assert process.poll() is None
            time.sleep(0.02)
        time.sleep(random.uniform(0, 0.9))
        process.kill()
        process.communicate(timeout=60)
        _wait_until_the_server_has_noticed()
        nothing_is_wrong()


def test_a_clerk_killed_at_any_moment_loses_no_case():
    killed_at_any_moment(3)


@pytest.mark.slow
def test_a_clerk_killed_at_any_moment_loses_no_case_at_length():
    killed_at_any_moment(50)


def _wait_until_the_server_has_noticed() -> None:
    """PostgreSQL rolls back what the killed process left open as soon as it sees the connection gone."""
    for _attempt in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.05)
