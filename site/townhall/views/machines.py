"""What machines read: where search engines may look, which pages there are, a partner's colours and sign."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms.catalogue.languages import ALL, prefix
from townhall import appearance
from townhall.page_cache import keep
from townhall.sitemap import Sitemap

XML = "application/xml; charset=utf-8"
A_YEAR = 365 * 24 * 60 * 60
NOT_FOR_SEARCH_ENGINES = ("anmelden/", "desk/", "suche/", "anliegen/")


@require_safe
@keep()
def robots(request: HttpRequest) -> HttpResponse:
    closed = ["/admin/", *(f"{prefix(language)}/{path}" for language in ALL for path in NOT_FOR_SEARCH_ENGINES)]
    context = {"closed": closed, "sitemap": request.build_absolute_uri("/sitemap.xml")}
    return render(request, "townhall/robots.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page of this partner with the day of its last change; an index of parts where they are too many."""
    site = Sitemap(request)
    if site.number_of_parts > 1:
        parts = [
            request.build_absolute_uri(reverse("townhall:sitemap_part", args=[number]))
            for number in range(1, site.number_of_parts + 1)
        ]
        return render(request, "townhall/sitemap_index.xml", {"parts": parts}, content_type=XML)
    return render(request, "townhall/sitemap.xml", {"entries": site.part(1)}, content_type=XML)


@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    site = Sitemap(request)
    if not 1 <= number <= site.number_of_parts:
        raise Http404
    return render(request, "townhall/sitemap.xml", {"entries": site.part(number)}, content_type=XML)


@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """A partner's own colours; under the address that names them they never change."""
    response = HttpResponse(appearance.stylesheet(request.partner), content_type="text/css; charset=utf-8")
    named = request.GET.get("v") == appearance.fingerprint(request.partner)
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if named else "no-cache"
    return response


@require_safe
def sign(request: HttpRequest) -> HttpResponse:
    """What a browser shows beside the name of the page."""
    response = HttpResponse(appearance.sign_of(request.partner), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look that have not read the page."""
    return HttpResponseRedirect(reverse("townhall:sign"))
