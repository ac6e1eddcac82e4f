"""Who does what a partner does not: the body of the same municipality, or its district."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Exists, OuterRef

from cms.organisation.models import Partner, ResponsibilityMapping

if TYPE_CHECKING:
    from .models import ServicePage

DISTRICT_DIGITS = 5  # Land, region and district: the beginning of an AGS and of an ARS


def who_does_it(service: ServicePage, partner: Partner) -> Partner | None:
    """The one partner in the same municipality, else the district, that offers the service; None if that is not clear.

    One query. Without a municipality key nothing is known of neighbours.
    """
    key = partner.municipality_key
    if not key or service.is_not_ours or service.responsibility_id is None:
        return None
    local_pages = apps.get_model("catalogue", "LocalServicePage").objects
    mappings = ResponsibilityMapping.objects.filter(partner=OuterRef("pk"), responsibility=service.responsibility_id)
    refused = local_pages.filter(partner=OuterRef("pk"), service=service.pk, live=True, offered=False)
    offering = (
        Partner.objects.exclude(pk=partner.pk)
        .filter(Exists(mappings), municipality_key__startswith=key[:DISTRICT_DIGITS])
        .exclude(Exists(refused))
        .select_related("site")
    )
    found = list(offering)
    for near in (
        [each for each in found if each.municipality_key == key],
        [each for each in found if each.kind == Partner.Kind.DISTRICT],
    ):
        if len(near) == 1:
            return near[0]
    return None
