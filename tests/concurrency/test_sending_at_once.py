"""A program sends a concern twice at the same moment: one case is opened, and without the unique row there are two."""

import json
import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils.crypto import get_random_string

from api import once
from tests.factories.cases import question, town
from workflows.cases.models import Case

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def send_at_once(number: int, key: str) -> list[tuple[int, str]]:
    """The same concern with the same key, each in a thread of its own; statuses and numbers."""
    question()
    place = town()
    body = {"partner": place.partner.slug, "case_type": "frage-an-das-amt", "concern": "Geht das auch samstags?"}
    barrier, answers = threading.Barrier(number), []

    def send() -> None:
        barrier.wait()
        try:
            answer = Client().post(
                "/api/v1/cases/",
                json.dumps(body),
                content_type="application/json",
                headers={"Idempotency-Key": key},
            )
            answers.append((answer.status_code, answer.json()["reference"]))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(number)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return answers


def test_the_same_sent_at_once_opens_one_case(transactional_db):
    for number in range(1, 4):
        answers = send_at_once(4, f"key-of-concern-number-{number}")
        [reference] = {reference for _status, reference in answers}
        assert [status for status, _reference in answers] == [201] * 4
        assert Case.objects.count() == number
        assert Case.objects.filter(reference=reference).exists()


def test_without_the_unique_row_each_would_open_one(transactional_db, monkeypatch):
    """Proves that the test above can fail."""
    monkeypatch.setattr(once, "_fingerprint", lambda kind, text: get_random_string(64))

    send_at_once(4, "the-same-key-for-all")

    assert Case.objects.count() == 4
