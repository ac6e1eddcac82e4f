"""For whom somebody calls: the number that was dialled says it, else who was chosen last."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.validators import slug_re
from django.http import HttpRequest

from cms.organisation.models import DialledNumber, Partner
from cms.prepared import Blank, Prepared

DIALLED = "gewaehlt"
LONGEST_NUMBER = 40
# Telephone systems put “+49…” into the address as it is, and a plus sign in an address means a blank.
LOST_PLUS = re.compile(r" [1-9][0-9 ]{6,}")

_NAMED = Prepared(lambda: Partner.objects.filter(slug=Blank("slug")))


@dataclass(frozen=True)
class Dialled:
    """The number a telephone system has put into the address; without a partner it is shared, or nobody knows it."""

    number: str
    partner: Partner | None = None
    is_shared: bool = False


def dialled_in(request: HttpRequest) -> Dialled | None:
    """What was dialled, if the address says so. It is a number of ours, never the caller's."""
    typed = request.GET.get(DIALLED, "")[:LONGEST_NUMBER]
    number = typed.strip()
    if not number:
        return None
    if LOST_PLUS.fullmatch(typed):
        number = f"+{number}"
    row = DialledNumber.objects.dialled(number).select_related("partner").first()
    if row is None:
        return Dialled(number)
    return Dialled(row.spoken, row.partner, is_shared=row.partner_id is None)


def chosen_partner(request: HttpRequest, dialled: Dialled | None = None) -> Partner | None:
    """The partner of the dialled number, else the one that was chosen, else the last, the host's, the first."""
    if dialled and dialled.partner:
        remember(request, dialled.partner)
        return dialled.partner
    for slug in (request.POST.get("partner"), request.GET.get("partner"), request.session.get("partner")):
        partner = named(slug or "")
        if partner:
            remember(request, partner)
            return partner
    return getattr(request, "partner", None) or Partner.objects.own_town_first().first()


def named(slug: str) -> Partner | None:
    """The partner of this short name; whatever else stands there is nobody."""
    return _NAMED.first(slug=slug) if slug_re.match(slug) else None


def remember(request: HttpRequest, partner: Partner) -> None:
    """The next search starts with this partner; written only when it changes."""
    if request.session.get("partner") != partner.slug:
        request.session["partner"] = partner.slug
