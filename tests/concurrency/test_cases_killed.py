"""kill -9 inside a step and at any moment: no half step, no lost case, the proofs stay empty."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from datetime import time as time_of_day
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from viewflow.workflow.models import Process

from cms.organisation.models import OpeningSpan
from cms.outbox.models import Job, Worker
from tests.factories.cases import item_of, opened, town
from tests.factories.organisation import HoursExceptionFactory, open_weekdays
from tests.factories.outbox import run_jobs
from tests.journeys.conftest import free_port
from workflows.cases import actions, proofs, sweeper
from workflows.cases.models import Case, Deadline, Message, WorkItem
from workflows.citizens.letters import message_id
from workflows.citizens.models import Letter

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).parents[2]
CLERK = Path(__file__).with_name("dying_clerk.py")
KILLED = ["web", "clerk", "worker"]
PROOFS = [
    proofs.open_cases_have_an_open_item,
    proofs.open_items_have_their_engine_task,
    proofs.open_items_have_a_live_deadline,
    proofs.open_items_have_somebody,
]


def clerk(*arguments: object) -> subprocess.Popen:
    return process(str(CLERK), *map(str, arguments))


def process(*command: str, **environment: str) -> subprocess.Popen:
    """A Python of its own, on this test's database."""
    database = connection.settings_dict
    host = database["HOST"] or database["OPTIONS"].get("host", "")
    login = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    address = f"postgresql://{login}@/{database['NAME']}?host={host}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "kuemmerer.settings.test",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
        "DATABASE_URL": address + (f"&port={database['PORT']}" if database["PORT"] else ""),
        **environment,
    }
    # A clerk says that she is ready; what a worker logs nobody reads, and a full pipe would stop it.
    told = subprocess.PIPE if command[0] == str(CLERK) else subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, *command], env=environment, cwd=ROOT, stdout=told, stderr=subprocess.DEVNULL, text=True
    )


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
@pytest.mark.parametrize("_half", range(2))  # of fifty kills, each a few minutes
def test_a_clerk_killed_at_any_moment_loses_no_case_at_length(_half):
    killed_at_any_moment(25)


class Visitor(Thread):
    """Sends concerns over the network, each again under its key until she is told a number."""

    def __init__(self, lindenfurt, port: int):
        super().__init__(daemon=True)
        self.port = port
        self.concern = {
            "partner": lindenfurt.partner.slug,
            "case_type": "frage-an-das-amt",
            "service": lindenfurt.service.slug,
            "reply_channel": "email",
            "details": {"email": "erika@example.org"},
        }
        self.told: dict[str, str] = {}
        self.refused: list[bytes] = []
        self.goes = Event()

    def run(self) -> None:
        while not self.goes.is_set():
            concern, key = f"Darf ich? ({len(self.told)})", str(uuid4())
            while concern not in self.told and not self.goes.is_set():
                try:
                    self.ask(concern, key)
                except (OSError, HTTPException):
                    self.goes.wait(0.05)  # nobody is there just now, or whoever was has died

    def ask(self, concern: str, key: str) -> None:
        link = HTTPConnection("127.0.0.1", self.port, timeout=60)
        # Each concern is another citizen's, at home somewhere else.
        home = ip_address("10.0.0.1") + len(self.told)
        headers = {"Content-Type": "application/json", "Idempotency-Key": key, "X-Forwarded-For": str(home)}
        try:
            link.request("POST", "/api/v1/cases/", json.dumps({**self.concern, "concern": concern}), headers)
            answer = link.getresponse()
            body = answer.read()
        finally:
            link.close()
        if answer.status == HTTPStatus.CREATED:
            self.told[concern] = json.loads(body)["reference"]
        else:
            self.refused.append(body)
            self.goes.set()


class Crew:
    """A web server, a clerk who opens, answers and approves, and a worker that sends and sweeps.

    Each is killed and started again.
    """

    def __init__(self, lindenfurt, mails: Path):
        people = (lindenfurt.partner, lindenfurt.service, lindenfurt.karl, lindenfurt.paula)
        environment = {"DJANGO_SETTINGS_MODULE": "tests.concurrency.killed_settings", "MAILS": str(mails)}
        self.port = free_port()
        web = ("manage.py", "runserver", f"127.0.0.1:{self.port}", "--noreload", "--skip-checks")
        self.ways = {
            "web": lambda: process(*web, **environment),
            "clerk": lambda: clerk("on", *(each.pk for each in people)),
            "worker": lambda: process("manage.py", "work", **environment),
            "last worker": lambda: process("manage.py", "work", "--until-idle", **environment),
        }
        self.at_work = {name: self.ways[name]() for name in KILLED}
        for name in self.at_work:
            self.wait_for(name)
        self.visitor = Visitor(lindenfurt, self.port)
        self.visitor.start()

    def wait_for(self, name: str) -> None:
        """Until it works: whoever is killed while she starts has nothing to lose."""
        process = self.at_work[name]
        if name == "clerk":
            assert process.stdout.readline() == "ready\n"
            return
        if name == "web":
            while not _listens(self.port):
                assert process.poll() is None
                time.sleep(0.05)
            return
        while not Worker.objects.filter(name__contains=f":{process.pid}:").exists():
            assert process.poll() is None
            time.sleep(0.05)

    def kill(self, name: str) -> None:
        self.at_work[name].kill()
        self.at_work.pop(name).communicate(timeout=60)

    def kill_and_replace(self, name: str) -> None:
        self.kill(name)
        self.at_work[name] = self.ways[name]()
        self.wait_for(name)

    def finish(self) -> None:
        """Kill whoever is left, wait for the leases of the dead, and let one worker end what is to be done."""
        self.visitor.goes.set()
        self.visitor.join()
        for name in list(self.at_work):
            self.kill(name)
        _wait_until_the_server_has_noticed()
        time.sleep(1.5)
        left = Job.objects.exclude(lane="recurring")
        patience = time.monotonic() + 60
        while left.exists() and time.monotonic() < patience:
            left.filter(state=Job.State.WAITING).update(run_at=timezone.now())
            assert self.ways["last worker"]().wait(120) == 0
        assert [(job.name, job.state, job.attempts, job.last_error) for job in left] == []


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def overdue_cases(lindenfurt, number: int, *, within: float) -> list[WorkItem]:
    """Cases nobody works on, whose reminder and escalation are due at some moment of the next seconds."""
    items = [item_of(opened(lindenfurt).case) for _number in range(number)]
    for deadline in Deadline.objects.filter(item__in=items):
        due_at = timezone.now() + timedelta(seconds=random.uniform(0, within))
        Deadline.objects.filter(pk=deadline.pk).update(due_at=due_at)
    return items


def message_ids_due(lindenfurt, overdue: list[WorkItem]) -> set[str]:
    """Every letter, a reminder to each of the three who could do it, an escalation to the lead."""
    able = (lindenfurt.karl, lindenfurt.paula, lindenfurt.lena)
    told = [("remind", person) for person in able] + [("escalate", lindenfurt.lena)]
    keys = [f"item:{item.pk}:{occasion}:person:{person.pk}" for item in overdue for occasion, person in told]
    return {message_id(key) for key in [*keys, *Letter.objects.values_list("key", flat=True)]}


def always_open(partner) -> None:
    """Whenever the test runs, on a holiday too."""
    OpeningSpan.objects.filter(partner=partner).delete()
    for opens, closes in ((time_of_day(0), time_of_day(12)), (time_of_day(12), time_of_day(0))):
        open_weekdays(partner, opens, closes, weekdays=range(7))
        for day in range(2):
            date = timezone.localdate() + timedelta(days=day)
            HoursExceptionFactory(partner=partner, date=date, opens=opens, closes=closes)
    run_jobs()  # new hours move deadlines; done later, that would move those which a test has set to be due


def all_killed_under_load(mails: Path, kills: int) -> None:
    lindenfurt = town()
    always_open(lindenfurt.partner)
    crew, overdue = Crew(lindenfurt, mails), []
    for _kill in range(kills):
        overdue += overdue_cases(lindenfurt, 4, within=1)
        time.sleep(random.uniform(0, 1))
        crew.kill_and_replace(random.choice(KILLED))
    crew.finish()
    sweeper.sweep(timezone.now())
    crew.finish()

    sent = [
        line.removeprefix("Message-ID: ")
        for each in mails.iterdir()
        for line in each.read_text().splitlines()
        if line.startswith("Message-ID: ")
    ]
    assert set(sent) == message_ids_due(lindenfurt, overdue)
    assert len(sent) - len(set(sent)) <= kills + 1  # and whoever was killed in the end
    assert crew.visitor.refused == []
    assert len(crew.visitor.told) > 0
    for concern, reference in crew.visitor.told.items():
        assert Case.objects.get(concern=concern).reference == reference
    assert not Deadline.objects.filter(item__in=overdue, fired_at__isnull=True).exists()
    assert not Letter.objects.filter(sent_at__isnull=True).exists()
    assert [(str(thing), sentence) for proof in PROOFS for thing, sentence in proof()] == []


def test_web_clerks_and_workers_killed_under_load_lose_nothing(tmp_path):
    all_killed_under_load(tmp_path, 5)


@pytest.mark.slow
@pytest.mark.parametrize("_half", range(2))
def test_web_clerks_and_workers_killed_under_load_lose_nothing_at_length(tmp_path, _half):
    all_killed_under_load(tmp_path, 25)


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
