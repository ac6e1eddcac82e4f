"""Where the links inside our own pages lead, and which of them lead nowhere any more."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.apps import apps
from django.db import models
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.IGNORECASE | re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
TAG = re.compile(r"<[^>]*>")
SERVICE_PATH = re.compile(r"^(?:/en|/de-simple)?/leistungen/([\w-]+)/?$")

PAGE, DOCUMENT, SERVICE = "page", "document", "service"


@dataclass(frozen=True)
class Target:
    """Something of ours that a link leads to; ``words`` are what the reader clicks on."""

    kind: str
    key: int | str
    words: str
    host: str = ""


def plain(rich_text: str) -> str:
    """Rich text without its marks; what stood in two elements stays two words."""
    return html.unescape(TAG.sub(" ", rich_text or ""))


def targets_in(rich_text: str) -> Iterator[Target]:
    """The pages, documents and services of ours that this text links to."""
    for attributes, inside in LINK.findall(rich_text or ""):
        found = dict(ATTRIBUTE.findall(attributes))
        words = " ".join(plain(inside).split())
        kind = found.get("linktype", "")
        if kind in (PAGE, DOCUMENT):
            if found.get("id", "").isdigit():
                yield Target(kind, int(found["id"]), words)
        elif target := target_of(found.get("href", ""), words):
            yield target


def target_of(address: str, words: str) -> Target | None:
    """The service an address names, with the host before it if there is one."""
    try:
        parts = urlsplit(html.unescape(address))
        host = parts.hostname or ""
    except ValueError:
        return None
    match = SERVICE_PATH.match(parts.path)
    return Target(SERVICE, match[1], words, host) if match else None


def that_are_gone(targets: Iterable[Target]) -> set[tuple[str, int | str]]:
    """Those that do not exist or are not live, by kind and key: one query for each kind that occurs.

    A path like ours under somebody else's host is none of ours.
    """
    targets = list(targets)
    ours = {""}
    if any(target.host for target in targets):
        ours.update(Site.objects.values_list("hostname", flat=True))
    wanted: dict[str, set] = {}
    for target in targets:
        if target.host in ours:
            wanted.setdefault(target.kind, set()).add(target.key)
    gone: set[tuple[str, int | str]] = set()
    for kind, keys in wanted.items():
        gone |= {(kind, key) for key in keys - _there(kind, keys)}
    return gone


def _there(kind: str, keys: set) -> set:
    if kind == SERVICE:
        services: models.Manager = apps.get_model("catalogue", "ServicePage").objects
        return set(services.live().filter(slug__in=keys).values_list("slug", flat=True))
    rows = Page.objects.live() if kind == PAGE else get_document_model().objects.all()
    return set(rows.filter(pk__in=keys).values_list("pk", flat=True))
