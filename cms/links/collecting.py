"""Writes down which published page links where; Wagtail's choices and typed addresses alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from wagtail.models import Page, Site

from cms.catalogue.models import LocalServicePage, ServicePage, partner_above
from cms.pages.models import EditorialPage, HomePage

from .models import LONGEST_ADDRESS, LinkPlace, LinkTarget
from .own import is_ours
from .walking import DOCUMENT, PAGE, Found, links_of

KINDS_OF_PAGES = (ServicePage, LocalServicePage, HomePage, EditorialPage)
AT_ONCE = 200


def collect_all() -> int:
    """Every published page; returns how many there are."""
    number = 0
    for model in KINDS_OF_PAGES:
        last = 0
        while pages := list(model.objects.live().filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
            collect(pages)
            number, last = number + len(pages), pages[-1].pk
    LinkPlace.objects.exclude(page__live=True).delete()
    LinkTarget.objects.without_place().delete()
    return number


def collect_since(moment: datetime) -> None:
    """The pages that were published or taken down since then."""
    for model in KINDS_OF_PAGES:
        collect(list(model.objects.live().filter(last_published_at__gte=moment)))
    LinkPlace.objects.exclude(page__live=True).delete()
    LinkTarget.objects.without_place().delete()


@transaction.atomic
def collect(pages: Iterable[Page]) -> None:
    """Write down the links of these pages anew."""
    pages = list(pages)
    hosts = set(Site.objects.values_list("hostname", flat=True))
    found = {page: [link for link in links_of(page) if 0 < len(link.address) <= LONGEST_ADDRESS] for page in pages}
    addresses = {link.address for links in found.values() for link in links}
    LinkTarget.objects.bulk_create(
        [LinkTarget(address=address, kind=kind_of(address, hosts)) for address in sorted(addresses)],
        ignore_conflicts=True,
    )
    targets = dict(LinkTarget.objects.filter(address__in=addresses).values_list("address", "pk"))
    LinkPlace.objects.filter(page__in=[page.pk for page in pages]).delete()
    LinkPlace.objects.bulk_create(
        place_of(link, page, targets[link.address], partner)
        for page, links in found.items()
        for partner in ([partner_of(page)] if links else [])
        for link in links
    )


def place_of(link: Found, page: Page, target: int, partner: models.Model | None) -> LinkPlace:
    return LinkPlace(
        target_id=target,
        page_id=page.pk,
        partner=partner,
        field=link.label[:100],
        block=link.block[:200],
        text=link.text[:200],
    )


def partner_of(page: Page) -> models.Model | None:
    return page.partner if isinstance(page, LocalServicePage) else partner_above(page)


def kind_of(address: str, hosts: set[str]) -> str:
    if address.startswith(PAGE):
        return LinkTarget.Kind.PAGE
    if address.startswith(DOCUMENT):
        return LinkTarget.Kind.DOCUMENT
    return LinkTarget.Kind.OWN if is_ours(address, hosts) else LinkTarget.Kind.WEB
