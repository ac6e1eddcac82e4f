"""The monthly letter about dead links: to a partner's editors about its pages, to the centre's about the library."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import models, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext, override

from cms.accounts import groups
from cms.organisation.models import Partner
from cms.organisation.querysets import ALL_PARTNERS
from cms.outbox.actions import send_later

from .models import LinkLetter, LinkPlace

JOB = "mail_dead_links"
SHOWN = 40

User = get_user_model()


def tell(today: date) -> None:
    """Once a month, on its first day or as soon as the worker runs again: a job for each person concerned."""
    with transaction.atomic():
        _letter, is_new = LinkLetter.objects.get_or_create(month=today.replace(day=1))
        if is_new:
            for key in concerned():
                send_later(JOB, key=str(key), to=key)


def concerned() -> list[int]:
    """Who has dead links on the pages she looks after."""
    dead = LinkPlace.objects.dead()
    partners = dead.filter(partner__isnull=False).values("partner")
    people = User.objects.filter(groups__in=Partner.objects.filter(pk__in=partners).values("editors"))
    if dead.filter(partner__isnull=True).exists():
        people = people | User.objects.filter(groups__name=groups.CENTRAL_EDITOR)
    return sorted(set(people.filter(is_active=True).values_list("pk", flat=True)))


def hers(person: models.Model) -> models.QuerySet:
    """The dead links that concern her: the centre's people write in the library, a partner's on their own pages."""
    dead = LinkPlace.objects.dead().select_related("target", "page")
    own = Partner.objects.filter(editors__user=person)
    mine = dead.filter(partner__in=own)
    if person.has_perm(ALL_PARTNERS):
        mine = mine | dead.filter(partner__isnull=True)
    return mine.order_by("page__title", "pk")


def mail(to: int) -> None:
    """One mail with her list as it is now; nothing if it has emptied meanwhile."""
    person = User.objects.filter(pk=to, is_active=True).first()
    places = list(hers(person)) if person else []
    if not places:
        return
    profile = getattr(person, "wagtail_userprofile", None)
    with override(profile.get_preferred_language() if profile else "de"):
        subject = ngettext("%(number)d dead link on your pages", "%(number)d dead links on your pages", len(places))
        text = render_to_string(
            "links/mail.txt",
            {
                "person": person,
                "places": places[:SHOWN],
                "more": max(0, len(places) - SHOWN),
                "address": settings.WAGTAILADMIN_BASE_URL + reverse("links_report"),
            },
        )
        send_mail(subject % {"number": len(places)}, text, None, [person.email])
