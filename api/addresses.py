"""Whole addresses for those who read from afar: every link works under the host it belongs to."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest
from django.http.request import split_domain_port
from django.urls import reverse
from wagtail.models import Site

from cms.organisation.models import Partner


def under(hostname: str, request: HttpRequest, path: str) -> str:
    """A path under one of our hosts, by the scheme and port by which we were reached.

    All hosts stand behind the same front: what a site's row says of its port is true of no proxy.
    """
    _host, port = split_domain_port(request.get_host())
    return f"{request.scheme}://{hostname}{f':{port}' if port else ''}{path}"


def of_town_hall(partner: Partner, request: HttpRequest, path: str) -> str:
    """A path in the town hall of a partner; under the host asked if the partner has none of its own."""
    if partner.site is None:
        return request.build_absolute_uri(path)
    return under(partner.site.hostname, request, path)


def of_ours(request: HttpRequest, name: str, *args: object, **query: str) -> str:
    """An address of this API under the host asked."""
    asked = f"?{urlencode(query)}" if query else ""
    return request.build_absolute_uri(reverse(f"v1:{name}", args=args) + asked)


def whole(link: str, request: HttpRequest, partner: Partner | None) -> str:
    """A link as it stands in a text, made whole: a path leads into the partner's town hall.

    Wagtail writes links to pages of another site with that site's port, which is true of no proxy.
    """
    try:
        parts = urlsplit(link)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"} and host in hostnames():
        rest = parts._replace(scheme="", netloc="").geturl()
        return under(host, request, rest or "/")
    if parts.scheme or parts.netloc:
        return link
    if not link.startswith("/"):
        return ""
    if partner is not None:
        return of_town_hall(partner, request, link)
    return request.build_absolute_uri(link)


def hostnames() -> set[str]:
    """The host names of all sites; Wagtail keeps them in its cache."""
    return {urlsplit(path.root_url).hostname for path in Site.get_site_root_paths()}
