"""Questions and status codes: as often as a library full of people needs, not as often as a program can."""

import pytest
from django.test import Client

from cms.accounts.attempts import CODES_FROM_HERE, QUESTIONS_FROM_HERE
from tests.townhall.test_asking import ASK, TYPED, ask, read_over
from workflows.cases.models import Case

pytestmark = pytest.mark.django_db


def test_one_network_address_sends_so_many_questions_and_no_more(lindenfurt):
    for _ in range(QUESTIONS_FROM_HERE.most):
        ask(Client(HTTP_HOST=lindenfurt.host))
    citizen = Client(HTTP_HOST=lindenfurt.host)

    refused = citizen.post(ASK, read_over(citizen))

    page = refused.content.decode()
    assert "Bitte warten Sie 15 Minuten" in page
    assert TYPED["concern"] in page
    assert Case.objects.count() == QUESTIONS_FROM_HERE.most

    elsewhere = Client(HTTP_HOST=lindenfurt.host, REMOTE_ADDR="198.51.100.9")
    assert elsewhere.post(ASK, read_over(elsewhere)).status_code == 302


def test_reading_and_correcting_the_form_counts_nothing(lindenfurt):
    for _ in range(QUESTIONS_FROM_HERE.most + 1):
        lindenfurt.citizen.post(ASK, {**TYPED, "step": "check"})

    assert lindenfurt.citizen.post(ASK, read_over(lindenfurt.citizen)).status_code == 302


def test_codes_are_not_guessed_from_one_network_address(lindenfurt):
    sent = ask(lindenfurt.citizen)
    visitor = Client(HTTP_HOST=lindenfurt.host)
    for _ in range(CODES_FROM_HERE.most):
        visitor.post("/anliegen/", {"reference": "LIN-AAA-AAA", "code": "AAAA-AAAA"})

    right = {"reference": sent["reference"], "code": sent["code"]}
    refused = visitor.post("/anliegen/", right)

    assert "Bitte warten Sie 15 Minuten" in refused.content.decode()
    elsewhere = Client(HTTP_HOST=lindenfurt.host, REMOTE_ADDR="198.51.100.9")
    assert sent["reference"] in elsewhere.post("/anliegen/", right).content.decode().replace(" ", "-")


def test_looking_at_ones_own_question_counts_nothing(lindenfurt):
    sent = ask(lindenfurt.citizen)
    visitor = Client(HTTP_HOST=lindenfurt.host)
    for _ in range(CODES_FROM_HERE.most + 1):
        page = visitor.post("/anliegen/", {"reference": sent["reference"], "code": sent["code"]})

    assert "case" in page.context
