"""The API does what its description says: schemathesis asks every address for what it allows and for what it does not.

It asks the application itself, with real rows. Questions that keep to the description are given names that exist, so
that they are answered and not only refused.
"""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import schemathesis
from django.contrib.auth.models import Permission
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from api.schema import description
from api.v1 import partners
from cms.accounts import attempts
from cms.accounts.tokens import token_for
from cms.audit.models import Actor
from tests.factories import cases
from tests.factories.accounts import UserFactory
from tests.factories.files import a_file
from tests.factories.organisation import MembershipFactory, open_weekdays
from workflows.cases import actions

pytestmark = pytest.mark.django_db

REAL = {
    "partner": "lindenfurt",
    "topic": "tiere",
    "life_situation": "hund-halten",
    "department": "buergerdienste",
    "municipality_key": "06534014",
    "changed_since": "2026-01-01T00:00:00+01:00",
}
SLUGS = {
    "/api/v1/partners/{slug}/": "lindenfurt",
    "/api/v1/services/{slug}/": "hund-anmelden",
    "/api/v1/departments/{slug}/": "buergerdienste",
    "/api/v1/offices/{slug}/": "buergerbuero",
    "/api/v1/case-types/{slug}/": "frage-an-das-amt",
}
CHANNEL = {"channel": "web", "service": "hund-anmelden"}
ANSWERS = {"answers": {}}  # their own schema is the kind's
# What keeps to the form and is refused for what it says: a call without a number, work that is done.
REFUSED = {409, 422}
# Any bytes have the form of a file, and only those of a few kinds are taken; an empty one this transport does not send.
# What is meant to break a form is sent as a file all the same, now and then as one that is taken.
FILES, NO_FILE = "/api/v1/files/", {400}


@pytest.fixture(autouse=True)
def rows(town, settings, monkeypatch):
    """What there is to read; it stays in the transaction of the test, whatever ends a request."""
    settings.API_REQUESTS_PER_MINUTE = 10**6
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    unlimited = attempts.Limit("unlimited", 10**9, timedelta(minutes=15))
    for limit in ("QUESTIONS_FROM_HERE", "CODES_FROM_HERE", "FILES_FROM_HERE"):
        monkeypatch.setattr(attempts, limit, unlimited)
    open_weekdays(town.partner)
    agent = UserFactory()
    agent.user_permissions.set(Permission.objects.filter(codename__in=["open_call_desk", "open_inbox"]))
    MembershipFactory(user=agent, department=town.department)
    opened = cases.opened(SimpleNamespace(partner=town.partner, service=town.service))
    file = actions.add_file(opened.case, a_file(), by=Actor.citizen())
    real.update(reference=opened.case.reference, code=opened.code, id=cases.item_of(opened.case).pk, file=file.pk)
    by_token["Authorization"] = f"Bearer {token_for(agent, ends_at=timezone.now() + timedelta(hours=1))}"
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


by_token: dict[str, str] = {}
real: dict[str, str | int] = {}
described = schemathesis.openapi.from_dict(dict(description()))
described.app = get_wsgi_application()


def ask(case: schemathesis.Case) -> int:
    """Send a question, after giving it names that exist if it keeps to the description."""
    keeps = case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE
    if keeps:
        case.query = {name: REAL.get(name, value) for name, value in case.query.items() if name != "cursor"}
        if case.path.startswith("/api/v1/case-types/"):
            case.query |= CHANNEL
        if case.path_parameters:
            case.path_parameters = {name: real.get(name, SLUGS.get(case.path)) for name in case.path_parameters}
        if case.path.startswith(("/api/v1/agents/", "/api/v1/items/")):
            case.headers.update(by_token)
        if isinstance(case.body, dict):
            known = {name: value for name, value in (REAL | CHANNEL | real | ANSWERS).items() if name in case.body}
            case.body = {name: value for name, value in case.body.items() if name != "promise"} | known
    by_form = [positive_data_acceptance, negative_data_rejection]
    answer = case.call_and_validate(excluded_checks=by_form if case.path == FILES else [])
    if keeps:
        refused = (REFUSED if case.method == "POST" else set()) | (NO_FILE if case.path == FILES else set())
        expected = {200, 201} | refused
        assert answer.status_code in expected, answer.text
    return answer.status_code


def some(number: int) -> settings:
    return settings(max_examples=number, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@described.parametrize()
@some(20)
def test_every_address_keeps_to_its_description(case):
    ask(case)


@pytest.mark.slow
@described.parametrize()
@some(200)
def test_every_address_keeps_to_its_description_for_long(case):
    ask(case)


def test_an_answer_that_breaks_the_description_is_found(monkeypatch):
    """Proves that the tests above can fail."""
    monkeypatch.setattr(partners.PartnerSerializer, "get_url", lambda self, partner: partner.pk)

    with pytest.raises(FailureGroup):
        described["/api/v1/partners/"]["GET"].Case().call_and_validate()
