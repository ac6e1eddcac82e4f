"""What search engines read: where they may look, and which pages there are."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cms.catalogue.models import ServicePage
from cms.pages.models import EditorialPage


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    address = request.build_absolute_uri(reverse("townhall:sitemap"))
    return render(request, "townhall/robots.txt", {"sitemap": address}, content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page of this partner with the day of its last change."""
    lists = [(reverse(f"townhall:{name}"), None) for name in ("home", "services", "topics")]
    services = ServicePage.objects.offered_by(request.partner).values_list("slug", "last_published_at")
    pages = EditorialPage.objects.live().descendant_of(request.partner.site.root_page)
    places = [(reverse("townhall:service", args=[slug]), at) for slug, at in services]
    places += [(page.get_url(request), page.last_published_at) for page in pages]
    entries = [(request.build_absolute_uri(path), at) for path, at in [*lists, *places]]
    return render(request, "townhall/sitemap.xml", {"entries": entries}, content_type="application/xml; charset=utf-8")
