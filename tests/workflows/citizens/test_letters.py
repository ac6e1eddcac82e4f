"""Letters: in the citizen's language, written once, sent at least once under one Message-ID."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import transaction

from cms.outbox.models import Job
from tests.factories.citizens import CallerDetailsFactory, LetterFactory
from workflows.citizens import letters
from workflows.citizens.actions import write_letter
from workflows.citizens.jobs import send_letter
from workflows.citizens.models import Letter

CONTEXT = {
    "name": "Erika & Söhne <GmbH>",
    "reference": "LIN-7K4-93P",
    "code": "2345-6789",
    "partner": "Lindenfurt",
    "department": "Bauaufsicht",
    "service": "Baugenehmigung",
    "status_url": "https://lindenfurt.example.org/anliegen/",
    "promised_at": datetime(2099, 11, 24, 13, 0, tzinfo=UTC),
    "opened_at": datetime(2099, 11, 20, 13, 0, tzinfo=UTC),
    "answer": "Ja.",
}


@transaction.atomic
def written(details, **fields) -> Letter:
    return write_letter(
        details, **{"key": "case:1:received", "template": "case_received", "context": CONTEXT, **fields}
    )


def test_every_letter_exists_in_german_and_english():
    names = {path.name.split(".")[0] for path in letters.FOLDER.iterdir()}

    assert names == {
        *("case_received", "case_answered", "case_question", "case_question_again"),
        *("case_closed", "case_reopened", "case_new_date"),
    }
    assert all(letters.languages(name) == ["de", "en"] for name in names)


def test_a_letter_is_plain_text_in_the_citizens_language_and_local_time():
    subject, body = letters.render("case_received", "de", CONTEXT)
    assert subject == "Ihr Anliegen LIN-7K4-93P ist eingegangen"
    assert "bis Dienstag, 24. November 2099, 14:00 Uhr" in body
    assert "Erika & Söhne <GmbH>" in body
    assert "https://lindenfurt.example.org/anliegen/" in body

    subject, body = letters.render("case_received", "en", CONTEXT)
    assert subject == "We have received your concern LIN-7K4-93P"
    assert "Tuesday, 24 November 2099" in body


def test_a_language_we_do_not_write_becomes_german():
    assert letters.render("case_answered", "fr", CONTEXT)[0] == "Antwort auf Ihr Anliegen LIN-7K4-93P"


@pytest.mark.django_db
def test_the_same_key_is_one_letter_and_one_job():
    details = CallerDetailsFactory()

    assert written(details) == written(details)
    assert Job.objects.filter(name="send_letter").count() == 1


@pytest.mark.django_db
def test_a_sent_letter_is_marked_and_emptied():
    letter = LetterFactory()

    send_letter(letter=letter.pk)

    letter.refresh_from_db()
    assert letter.sent_at is not None
    assert letter.body == ""
    assert mail.outbox[0].body == "Guten Tag"
    send_letter(letter=letter.pk)
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_one_killed_before_the_mark_is_sent_again_under_the_same_id():
    letter = LetterFactory()
    send_letter(letter=letter.pk)
    Letter.objects.filter(pk=letter.pk).update(sent_at=None, body="Guten Tag")

    send_letter(letter=letter.pk)

    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second
    assert letter.key not in first


@pytest.mark.django_db
def test_a_letter_goes_with_its_details():
    letter = LetterFactory()
    letter.details.delete()

    send_letter(letter=letter.pk)

    assert not mail.outbox


@pytest.mark.django_db
def test_a_letter_that_cannot_be_sent_stays(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    letter = LetterFactory()

    with pytest.raises(ConnectionRefusedError):
        send_letter(letter=letter.pk)

    letter.refresh_from_db()
    assert (letter.sent_at, letter.body) == (None, "Guten Tag")
