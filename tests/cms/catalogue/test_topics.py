"""Topics are kept by central editors in a register, by nobody else."""

import pytest
from django.urls import reverse

from cms.accounts.groups import APPROVER, CENTRAL_EDITOR
from cms.audit.models import Event
from cms.catalogue.models import Topic
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import TopicFactory

pytestmark = pytest.mark.django_db

CREATE = "catalogue_topic_modeladmin_create"


def test_a_central_editor_adds_a_topic(client):
    client.force_login(UserFactory(groups=[CENTRAL_EDITOR]))

    client.post(reverse(CREATE), {"name": "Umzug", "slug": "umzug"})

    topic = Topic.objects.get()
    assert (topic.name, topic.slug) == ("Umzug", "umzug")
    assert Event.objects.about(topic).get().verb == "topic_created"
    assert "Umzug" in client.get(reverse("catalogue_topic_modeladmin_index")).content.decode()


@pytest.mark.parametrize("groups", [[APPROVER], []])
def test_nobody_else_does(client, groups):
    topic = TopicFactory(name="Umzug")
    client.force_login(UserFactory(groups=groups))

    client.post(reverse(CREATE), {"name": "Anderes", "slug": "anderes"})
    client.post(reverse("catalogue_topic_modeladmin_edit", args=[topic.pk]), {"name": "Anderes", "slug": "anderes"})

    assert [each.name for each in Topic.objects.all()] == ["Umzug"]
