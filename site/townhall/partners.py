"""Which partner's town hall a request is for: the host name says it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from cms.organisation.models import Partner
from cms.organisation.recall import recall

# What these serve does not depend on whose town hall it is.
WITHOUT_PARTNER = ("/admin/", "/api/", "/media/", "/static/", "/dokumente/", "/healthz", "/readyz")


@dataclass(frozen=True)
class KnownPartner:
    """What this process remembers of a partner, for the page that says that the database is away."""

    name: str
    phone: str


_known: dict[str, KnownPartner] = {}


class PartnerMiddleware:
    """Sets ``request.partner`` from the host name, or None; citizens' pages under an unknown host say so."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.partner = None
        if not request.path_info.startswith(WITHOUT_PARTNER):
            # Staff's screens never ask; what cannot be found there is told in the look of this town hall.
            request.partner = SimpleLazyObject(lambda: partner_at(host_of(request)))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Without a partner there is no town hall; Wagtail would show another partner's pages instead."""
        if not is_town_hall(request):
            return None
        request.partner = partner_at(host_of(request))
        if request.partner is None:
            return render(request, "townhall/unknown_host.html", status=404)
        return None


def partner_at(host: str) -> Partner | None:
    # Every page of a town hall lists what stands below its root page, and whether one may ask a question.
    rows = Partner.objects.select_related("site__root_page", "triage_department")
    partner = recall("partner", lambda: rows.for_host(host))
    if partner is not None:  # only hosts that are ours: the memory stays as small as their number
        _known[host] = KnownPartner(partner.name, partner.phone)
    return partner


def host_of(request: HttpRequest) -> str:
    host, _port = split_domain_port(request.get_host())
    return host


def known_partner(request: HttpRequest) -> KnownPartner | None:
    """Who it was when the database last said so; None for a host nobody has asked for yet."""
    try:
        return _known.get(host_of(request))
    except DisallowedHost:
        return None


def is_town_hall(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match.namespace == "townhall" or match.url_name == "wagtail_serve"
