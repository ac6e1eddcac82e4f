"""What other packages may do with the organisation. Facts edited in Wagtail have their form as their door."""

from django.db import transaction
from wagtail.models import Site

from cms.audit.actions import record
from cms.audit.models import Actor

from . import setup
from .models import Partner

__all__ = ["open_partner"]


@transaction.atomic
def open_partner(
    *, name: str, slug: str, prefix: str, land: str, phone: str = "", hostname: str = "", by: Actor
) -> Partner:
    """Take a partner in: its row and its group of editors.

    Its pages and its site are made by ``cms.pages.actions.open_town_hall``; a site that stands under this host name
    already becomes the partner's. Raises ``ValidationError`` for what a form would refuse too.
    """
    partner = Partner(name=name, slug=slug, prefix=prefix, land=land, phone=phone)
    if hostname:
        partner.site = Site.objects.filter(hostname=hostname, partner__isnull=True).first()
    partner.full_clean()
    partner.editors = setup.editors_of(name)
    partner.save()
    record("partner_opened", partner, by=by, new={"slug": slug, "land": land})
    return partner
