"""The two questions of a machine: does the process live, and is the whole fit to serve?"""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from cms.outbox.models import Job, RecurringRun, Worker
from kuemmerer import health


@pytest.fixture
def worker(db):
    """A worker that has just reported, and has done what the migrations left to do however long ago they ran."""
    Job.objects.all().delete()
    return Worker.objects.create(last_seen=timezone.now())


def test_living_needs_no_database(client):
    answer = client.get("/healthz", headers={"host": "whoever-asks"})

    assert (answer.status_code, answer.json()) == (200, {"alive": True})


def test_ready_when_all_is_there(client, worker, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        answer = client.get("/readyz", headers={"host": "whoever-asks"})

    assert (answer.status_code, answer.json()) == (200, {"ready": True, "problems": [], "remarks": []})
    assert answer["Cache-Control"] == "no-store"


def test_no_host_name_and_no_tls_are_needed(client, worker, settings):
    settings.ALLOWED_HOSTS = ["servicecenter.example.org"]
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/readyz", headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 200


def test_not_ready_without_a_worker(client, db):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert "worker" in answer.json()["problems"][0]


def test_a_worker_silent_for_a_minute_does_not_count(client, worker):
    Worker.objects.update(last_seen=timezone.now() - timedelta(seconds=61))

    assert client.get("/readyz").status_code == 503


def test_an_overdue_recurring_job_is_named(client, worker):
    long_ago = timezone.now() - timedelta(days=2)
    RecurringRun.objects.create(name="publish_scheduled", schedule="", known_since=long_ago, next_run=long_ago)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert any("publish_scheduled" in problem for problem in answer.json()["problems"])


def test_a_job_set_aside_is_a_remark_and_stops_nothing(client, worker):
    Job.objects.create(name="send_letter", lane="mail", state=Job.State.SET_ASIDE)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert "send_letter" in answer.json()["remarks"][0]


def test_a_missing_migration_is_named(client, worker):
    MigrationRecorder(connection).record_unapplied("outbox", "0001_initial")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["problems"]) == (503, ["Migrations are missing: outbox.0001_initial."])


def test_a_silent_database_is_named_without_its_address(client, monkeypatch):
    def silent():
        raise OperationalError("connection to server at db.example.org failed: password erika")

    monkeypatch.setattr(health, "migrations_missing", silent)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["problems"]) == (503, ["The database does not answer."])
