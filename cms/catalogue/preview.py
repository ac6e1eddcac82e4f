"""How a draft looks to citizens: a face hands in the renderer, cms only calls it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

if TYPE_CHECKING:
    from cms.organisation.models import Partner

    from .models import LocalServicePage, ServicePage

Renderer = Callable[[HttpRequest, "ServicePage", "Partner", "LocalServicePage | None"], HttpResponse]

_renderer: Renderer | None = None


def show_with(renderer: Renderer) -> None:
    """A face calls this once, when it is ready; previews then look as its pages do.

    The renderer gets the request, the shared page, the partner and the draft of the local page if that is looked at:
    ``effective(service, partner, local=local)`` merges them.
    """
    global _renderer
    _renderer = renderer


def show(
    request: HttpRequest, service: ServicePage, partner: Partner | None, *, local: LocalServicePage | None = None
) -> HttpResponse:
    """Render a draft for a partner, as if the request had come to this partner's host."""
    request.partner = partner
    if partner is None or _renderer is None:
        return TemplateResponse(request, "catalogue/preview.html", {"service": service, "local": local})
    request._wagtail_site = partner.site
    return _renderer(request, service, partner, local)
