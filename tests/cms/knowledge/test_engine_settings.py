"""The settings of the engine beside the database: each that cannot be meant is refused with a sentence."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cms.accounts.groups import ADMINISTRATOR
from cms.knowledge.checks import engine_can_be_asked
from cms.knowledge.engines import beside
from cms.knowledge.engines.trouble import Trouble
from cms.knowledge.models import Following
from tests.factories.accounts import UserFactory

URL = "https://search.example.org:9200"


def said() -> str:
    return " ".join(f"{message.msg} {message.hint}" for message in engine_can_be_asked())


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"ELASTICSEARCH_URL": [], "ELASTICSEARCH_API_KEY": "key"}, "ELASTICSEARCH_API_KEY is set and"),
        ({"ELASTICSEARCH_URL": [], "ELASTICSEARCH_CA_FILE": "ca.pem"}, "ELASTICSEARCH_CA_FILE is set and"),
        ({"ELASTICSEARCH_URL": ["search.example.org"]}, "ELASTICSEARCH_URL is not an address."),
        ({"ELASTICSEARCH_URL": ["https://search.example.org:door"]}, "ELASTICSEARCH_URL is not an address."),
        ({"ELASTICSEARCH_URL": [URL, "https://me:secret@other.example.org"]}, "holds a name or a password"),
        ({"ELASTICSEARCH_URL": ["http://other.example.org"], "ELASTICSEARCH_API_KEY": "key"}, "sent unencrypted"),
        ({"ELASTICSEARCH_URL": ["http://other.example.org"], "ELASTICSEARCH_CA_FILE": "ca.pem"}, "without TLS"),
        ({"ELASTICSEARCH_CA_FILE": "/nowhere/ca.pem"}, "ELASTICSEARCH_CA_FILE cannot be read: No such file"),
        ({"ELASTICSEARCH_CA_FILE": __file__}, "holds no certificate"),
        ({"ELASTICSEARCH_PREFIX": "Kümmerer"}, "ELASTICSEARCH_PREFIX cannot begin"),
    ],
)
def test_what_cannot_be_meant_is_refused(settings, changed, sentence):
    settings.ELASTICSEARCH_URL = [URL]
    for name, value in changed.items():
        setattr(settings, name, value)

    assert sentence in said()
    assert "secret" not in said()


def test_an_address_alone_or_with_a_key_over_tls_is_well(settings):
    assert said() == ""
    settings.ELASTICSEARCH_URL = [URL]
    settings.ELASTICSEARCH_API_KEY = "key"
    assert said() == ""


@pytest.mark.django_db
def test_administrators_read_since_when_and_why_the_engine_is_away(client, settings):
    settings.ELASTICSEARCH_URL = [URL]
    client.force_login(UserFactory(groups=[ADMINISTRATOR]))
    assert "answers searches" in text(client) or "beantwortet" in text(client)
    Following.objects.create(pk=1, is_whole=True)
    well = text(client)
    beside.note(Trouble.KEY_REFUSED)
    beside.note(Trouble.KEY_REFUSED)

    assert "ELASTICSEARCH_API_KEY" not in well
    assert f"{timezone.localtime(Following.objects.get().away_since):%H:%M:%S}" in text(client)
    assert "ELASTICSEARCH_API_KEY" in text(client)
    beside.note(None)
    assert "ELASTICSEARCH_API_KEY" not in text(client)


@pytest.mark.django_db
def test_readyz_says_it_too_and_goes_on_serving(client, settings, worker):
    settings.ELASTICSEARCH_URL = [URL]
    beside.note(Trouble.AWAY)

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert str(Trouble.AWAY.label) in " ".join(answer.json()["remarks"])


@pytest.fixture
def worker(db):
    from cms.outbox.models import Worker

    return Worker.objects.create(last_seen=timezone.now())


def text(client) -> str:
    return client.get(reverse("knowledge_engine")).content.decode()
