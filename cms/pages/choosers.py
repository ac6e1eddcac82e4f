"""Which pages the choosers of Wagtail's admin offer: not what another partner is still writing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import PageQuerySet
from wagtail.permissions import page_permission_policy

from cms.catalogue.models import ServiceLibraryPage


def offered_to(user: models.Model) -> Q:
    """What is live, what one may explore, and drafts of shared services: partners prepare local pages for them."""
    offered = Q(live=True) | Q(pk__in=page_permission_policy.explorable_instances(user).values("pk"))
    for library in ServiceLibraryPage.objects.all():
        offered |= Q(path__startswith=library.path)
    return offered


@hooks.register("construct_page_chooser_queryset")
def drafts_of_others_are_not_offered(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """Wagtail offers every page to everybody."""
    return pages.filter(offered_to(request.user))
