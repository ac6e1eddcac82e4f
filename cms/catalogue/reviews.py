"""Who looks again at which service when: the people responsible, and what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import models, transaction
from django.db.models import CharField, IntegerField, OuterRef, Subquery
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext, override
from wagtail.models import Revision

from cms.accounts import groups
from cms.audit.actions import record
from cms.audit.models import Actor, Event
from cms.outbox.actions import send_later

from .models import ServicePage

AHEAD = timedelta(days=7)  # a weekly mail also names what is due before the next one
REMINDED = "reviews_reminded"
JOB = "mail_reviews"

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


def remind(today: date) -> None:
    """Write a job for each person for whom something is due, unless she has had a mail in the last week.

    A week after the last one the hour may be a few minutes earlier; that still is a week.
    """
    lately = timezone.now() - AHEAD + timedelta(hours=1)
    for key in due_by_person(today):
        with transaction.atomic():
            person = User.objects.select_for_update().get(pk=key)
            if not Event.objects.about(person).filter(verb=REMINDED, at__gt=lately).exists():
                send_later(JOB, key=str(key), to=key)
                record(REMINDED, person, by=Actor.system(JOB))


def mail(to: int, today: date) -> None:
    """One mail with her list as it is now; nothing if it has emptied meanwhile."""
    person = User.objects.filter(pk=to, is_active=True).first()
    services = due_by_person(today).get(to)
    if person is None or not services:
        return
    with override(person.wagtail_userprofile.get_preferred_language() if _has_profile(person) else "de"):
        overdue = sum(service.review_on < today for service in services)
        subject = ngettext("%(number)d page to review", "%(number)d pages to review", len(services))
        text = render_to_string(
            "catalogue/mail_reviews.txt",
            {
                "person": person,
                "services": services,
                "overdue": overdue,
                "today": today,
                "address": settings.WAGTAILADMIN_BASE_URL + reverse("catalogue_reviews") + "?show=mine",
            },
        )
        send_mail(subject % {"number": len(services)}, text, None, [person.email])


def _has_profile(person: models.Model) -> bool:
    return hasattr(person, "wagtail_userprofile")
