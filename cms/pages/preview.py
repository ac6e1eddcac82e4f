"""How a draft of a home page looks to citizens: a face hands in the renderer, cms only calls it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

if TYPE_CHECKING:
    from .models import HomePage

Renderer = Callable[[HttpRequest, "HomePage"], HttpResponse]

_renderer: Renderer | None = None


def show_home_with(renderer: Renderer) -> None:
    """A face calls this once, when it is ready; ``request.partner`` is set by the host, as for a citizen."""
    global _renderer
    _renderer = renderer


def show_home(request: HttpRequest, home: HomePage) -> HttpResponse:
    if _renderer is None:
        return TemplateResponse(request, "pages/home_preview.html", {"home": home})
    return _renderer(request, home)
