"""Who looks again at which service when: the people responsible, and what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import CharField, IntegerField, OuterRef, Subquery
from django.db.models.functions import Cast
from wagtail.models import Revision

from cms.accounts import groups

from .models import ServicePage

AHEAD = timedelta(days=7)  # a weekly mail also names what is due before the next one

User = get_user_model()


def with_author(services: models.QuerySet) -> models.QuerySet:
    """The services, each with the key of the person who wrote in it last (``author``)."""
    written = Revision.page_revisions.filter(object_id=Cast(OuterRef("pk"), CharField()), user__isnull=False).order_by(
        "-created_at", "-pk"
    )
    return services.annotate(author=Subquery(written.values("user")[:1], output_field=IntegerField()))


def editors() -> set[int]:
    """The keys of everybody who may write in the library now."""
    people = User.objects.filter(is_active=True, groups__name=groups.CENTRAL_EDITOR)
    return set(people.values_list("pk", flat=True))


def responsible(services: Iterable[ServicePage]) -> Mapping[int, set[int]]:
    """Who looks again, by the key of the service: who wrote in it last, else its owner, else all central editors.

    Somebody who left or changed her work is not asked any more. The services come ``with_author``.
    """
    everybody = editors()
    found = {}
    for service in services:
        names = (service.author, service.owner_id)
        found[service.pk] = next(({key} for key in names if key in everybody), everybody)
    return found


def due_by_person(today: date) -> Mapping[int, list[ServicePage]]:
    """What each person finds in this week's mail; nobody is in it for whom nothing is due."""
    services = list(with_author(ServicePage.objects.due_for_review(today + AHEAD)))
    lists: dict[int, list[ServicePage]] = defaultdict(list)
    people = responsible(services)
    for service in services:
        for person in people[service.pk]:
            lists[person].append(service)
    return lists
