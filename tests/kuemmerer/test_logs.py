"""What reaches the log: the route and the outcome; never an address, a code or a query string."""

import io
import json
import logging
import logging.config

import pytest
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from kuemmerer import logs
from kuemmerer.request_log import RequestLogMiddleware

SECRETS = {
    "an address": "erika.mustermann@example.org",
    "a telephone number": "0 61 99 / 555-0142",
    "a reference": "LIN-7K4-93P",
    "a code": "7K4P-93XW-QM2T",
    "a name": "Erika Mustermann",
}


@pytest.fixture(params=["json", "lines"])
def written(request):
    """The log as production would write it, as text."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    formatter = logs.configuration(request.param)["formatters"]["ours"]["()"]
    handler.setFormatter(formatter())
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers, root.level = [handler], logging.DEBUG
    yield stream
    root.handlers, root.level = before, level


@pytest.fixture
def lines(written):
    """The log as production would write it, line by line."""
    return lambda: [json.loads(line) for line in written.getvalue().splitlines() if line.startswith("{")]


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
@pytest.mark.parametrize("name", ["cms.outbox", "django.request", "elsewhere"])
def test_an_argument_that_could_be_personal_is_hidden(written, secret, name):
    logging.getLogger(name).error("Not found: %s for %r", f"/suche/?q={secret}", {"who": secret})

    assert "Not found: … for …" in written.getvalue()
    assert secret not in written.getvalue()


@pytest.mark.parametrize(
    "secret", [SECRETS[kind] for kind in ("an address", "a telephone number", "a reference", "a code")]
)
def test_even_a_careless_sentence_keeps_them(written, secret):
    logging.getLogger("cms.outbox").warning(f"Mail to {secret} failed, see /anliegen/?code={secret}")

    assert "Mail to" in written.getvalue()
    assert secret not in written.getvalue()


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
def test_an_error_is_told_by_its_type_and_place(written, secret):
    try:
        raise IntegrityError(f"duplicate key: ({secret})")
    except IntegrityError:
        logging.getLogger("workflows.cases").exception("could not keep it")

    text = written.getvalue()
    assert "IntegrityError" in text and "test_logs.py" in text
    assert secret not in text


def test_a_value_that_others_quote_is_hidden(written):
    logging.getLogger("django.security.DisallowedHost").error("Invalid HTTP_HOST header: 'erika.example.org'.")

    assert "Invalid HTTP_HOST header: …." in written.getvalue()


def test_numbers_and_our_own_names_are_told(written):
    logging.getLogger("cms.outbox").info("Job %d %s done in %.2f s", 17, "send_letter", 0.25)

    assert "Job 17 send_letter done in 0.25 s" in written.getvalue()


def test_other_facts_than_those_on_the_list_stay_out(written):
    logging.getLogger("cms.outbox").info("sent", extra={"email": SECRETS["an address"], "attempt": 2})

    assert SECRETS["an address"] not in written.getvalue()
    assert "attempt" in written.getvalue()


@pytest.mark.parametrize("message", ["%d of %s", "100 %", "%(missing)s"])
def test_a_malformed_message_is_no_second_failure(message):
    record = logging.LogRecord("elsewhere", logging.ERROR, __file__, 1, message, ("a", "b"), None)

    assert logs.sentence(record) == message


urlpatterns = [
    path("anliegen/<str:code>/", lambda request, code: HttpResponse(status=204), name="status"),
    path("kaputt/<str:code>/", lambda request, code: 1 / 0, name="broken"),
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "route", "status"), [("anliegen", "status", 204), ("kaputt", "broken", 500), ("nichts", "none", 404)]
)
def test_a_request_is_logged_by_its_route(client, written, settings, address, route, status):
    settings.MIDDLEWARE = ["kuemmerer.request_log.RequestLogMiddleware"]
    client.raise_request_exception = False

    answer = client.get(
        f"/{address}/7K4P-93XW-QM2T/?q=erika@example.org",
        headers={"referer": "https://example.org/?mail=erika", "x-request-id": "erika", "user-agent": "Erika/1.0"},
    )

    text = written.getvalue()
    assert answer.status_code == status
    assert route in text and str(status) in text
    for secret in ("7K4P", "erika", "Erika", "127.0.0.1"):
        assert secret not in text


def test_every_line_of_a_request_carries_its_number(lines, request):
    if "json" not in request.node.name:
        return

    def view(request):
        logging.getLogger("workflows.cases").info("opened")
        return HttpResponse()

    response = RequestLogMiddleware(view)(RequestFactory().get("/"))
    logging.getLogger("workflows.cases").info("afterwards")

    opened, request_line, afterwards = lines()
    assert opened["request"] == request_line["request"] == response["X-Request-ID"]
    assert "request" not in afterwards
    assert request_line["ms"] >= 0


def test_the_configuration_is_complete():
    """Every logger of ours speaks, and none of Django's mails a traceback to anybody."""
    configured = logs.configuration("json")

    assert set(configured["handlers"]) == {"console"}
    assert all(configured["loggers"][name]["level"] == "INFO" for name in logs.OURS)
    logging.config.DictConfigurator(configured)
