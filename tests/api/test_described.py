"""The API does what its description says: schemathesis asks every address for what it allows and for what it does not.

It asks the application itself, with real rows. Questions that keep to the description are given names that exist, so
that they are answered and not only refused.
"""

from datetime import timedelta

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

from api.schema import description
from api.v1 import partners
from cms.accounts.tokens import token_for
from tests.factories.accounts import UserFactory

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
}


@pytest.fixture(autouse=True)
def rows(town, settings):
    """What there is to read; it stays in the transaction of the test, whatever ends a request."""
    settings.API_REQUESTS_PER_MINUTE = 10**6
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    agent = UserFactory()
    agent.user_permissions.add(Permission.objects.get(codename="open_call_desk"))
    by_token["Authorization"] = f"Bearer {token_for(agent, ends_at=timezone.now() + timedelta(hours=1))}"
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


by_token: dict[str, str] = {}
described = schemathesis.openapi.from_dict(dict(description()))
described.app = get_wsgi_application()


def ask(case: schemathesis.Case) -> int:
    """Send a question, after giving it names that exist if it keeps to the description."""
    keeps = case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE
    if keeps:
        case.query = {name: REAL.get(name, value) for name, value in case.query.items() if name != "cursor"}
        if case.path_parameters:
            case.path_parameters = {"slug": SLUGS[case.path]}
        if case.path == "/api/v1/agents/search/":
            case.headers.update(by_token)
    answer = case.call_and_validate()
    if keeps:
        assert answer.status_code == 200, answer.text
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
