"""Letters: in the citizen's language, written once, sent at least once under one Message-ID."""

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import transaction

from cms.organisation.models import Partner
from cms.outbox.models import Job
from tests.factories.citizens import CallerDetailsFactory, LetterFactory
from tests.factories.organisation import PartnerFactory
from workflows.citizens import letters
from workflows.citizens.actions import write_letter
from workflows.citizens.jobs import send_letter
from workflows.citizens.models import Letter, LetterKind

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
    partner = Partner.objects.filter(name="Lindenfurt").first() or PartnerFactory(name="Lindenfurt")
    context = {**CONTEXT, "partner": partner}
    return write_letter(
        details, **{"key": "case:1:received", "template": "case_received", "context": context, **fields}
    )


def test_every_letter_exists_in_german_and_english():
    files = {(path.name.split(".")[0], path.suffixes[0][1:]) for path in letters.FOLDER.iterdir()}

    assert files == {(letter, language) for letter in LetterKind.values for language in ("de", "en")}


def test_a_letter_is_plain_text_and_html_in_the_citizens_language_and_local_time():
    found = letters.render("case_received", "de", CONTEXT)
    assert found.subject == "Ihr Anliegen LIN-7K4-93P ist eingegangen"
    assert "bis Dienstag, 24. November 2099, 14:00 Uhr" in found.text
    assert "Erika & Söhne <GmbH>" in found.text
    assert "https://lindenfurt.example.org/anliegen/" in found.text
    assert "Erika &amp; Söhne &lt;GmbH&gt;" in found.html
    assert '<a href="https://lindenfurt.example.org/anliegen/">' in found.html

    found = letters.render("case_received", "en", CONTEXT)
    assert found.subject == "We have received your concern LIN-7K4-93P"
    assert "Tuesday, 24 November 2099, 14:00" in found.text
    assert '<html lang="en">' in found.html


def test_a_language_we_do_not_write_becomes_german():
    assert letters.spoken("fr") == "de"
    assert letters.spoken("en-GB") == "en"
    assert letters.render("case_answered", "de", CONTEXT).subject == "Antwort auf Ihr Anliegen LIN-7K4-93P"


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


def test_a_question_says_that_one_may_just_reply_where_mail_is_taken_in(settings):
    asked = {**CONTEXT, "question": "Welcher Baum?"}

    settings.MAIL_IN = ""
    assert "Bitte antworten Sie unter https://" in letters.render("case_question", "de", asked).text
    settings.MAIL_IN = "anliegen@post.example.org"
    found = letters.render("case_question", "de", asked).text
    assert "Antworten Sie einfach auf diese E-Mail, oder unter https://" in found
    assert "anliegen@post" not in found
