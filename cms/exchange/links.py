"""Sorts links into laws, online services, forms and the rest; exports often list all of them under one name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from .records import Link, ServiceRecord

LONGEST_NAME = 250
LONGEST_ADDRESS = 2000

_LAW_HOSTS = {"gesetze-im-internet.de", "gesetze-bayern.de", "gesetze.berlin.de", "eur-lex.europa.eu", "dejure.org"}
_LAW_HOSTS |= {"buzer.de"}
_ONLINE_HOST = re.compile(r"serviceportal|service-portal|verwaltungsservice|^service\.|bafoeg-digital|bewacherregister")
_ONLINE_NAME = re.compile(r"\bonline\b|online-|\btermin\b.*\b(?:vereinbaren|buchen)|wunschkennzeichen", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(?:allgemeine )?(?:information|infos?\b|infoblatt|merkblatt|flyer|hinweis|muster|broschüre|liste)|"
    r"ausweisfunktion|online-ausweis",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|odt)$|/d[ma]s/|/dam/", re.IGNORECASE)
_FORM_NAME = re.compile(
    r"antrag|formular|vordruck|vollmacht|erklärung|bestätigung|einwilligung|einverständnis|zustimmung|anzeige|"
    r"anmeld(?:ung|ebogen)|abmeldung|bogen\b|fragebogen|entbindung|zusatzblatt|beiblatt|lastschrift|sepa|\(pdf\)",
    re.IGNORECASE,
)
_NO_FORM = re.compile(
    r"verordnung|gesetz\b|satzung|richtlinie|checkliste|wegweiser|anleitung|ausfüllhilfe", re.IGNORECASE
)


@dataclass
class Sorted:
    """The links of one service by kind, each address once; `left_out` are the names of those that lead nowhere."""

    laws: list[Link] = field(default_factory=list)
    online: list[Link] = field(default_factory=list)
    forms: list[Link] = field(default_factory=list)
    further: list[Link] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def sort(record: ServiceRecord) -> Sorted:
    """What the export says about a kind holds; the rest is told apart by host and name."""
    found = Sorted()
    known = (
        (record.laws, lambda link: found.laws),
        (record.online, lambda link: found.online),
        (record.forms, lambda link: found.forms),
        (record.further, lambda link: found.further),
        (record.links, lambda link: _place(link, found)),
    )
    seen: set[str] = set()
    for links, place in known:
        for link in _valid(links, found, without_address=links is record.laws):
            if link.url not in seen or not link.url:
                place(link).append(link)
            seen.add(link.url)
    return found


def _valid(links: Iterable[Link], found: Sorted, *, without_address: bool) -> Iterable[Link]:
    for link in links:
        link = Link(" ".join(link.name.split())[:LONGEST_NAME] or link.url[:LONGEST_NAME], link.url)
        if is_web(link.url) or (without_address and not link.url and link.name):
            yield link
        else:
            found.left_out.append(_("A link without a valid address is left out: %(name)s") % {"name": link.name[:80]})


def _place(link: Link, found: Sorted) -> list[Link]:
    if _is_law(link):
        return found.laws
    if _is_online(link):
        return found.online
    if _is_form(link):
        return found.forms
    return found.further


def _is_law(link: Link) -> bool:
    """By the host: a name with “Gesetz” in it is as often another service."""
    return _host(link) in _LAW_HOSTS or link.name.startswith("§")


def _is_online(link: Link) -> bool:
    if _ABOUT.search(link.name) or _FILE.search(link.url):
        return False
    return bool(_ONLINE_HOST.search(_host(link)) or _ONLINE_NAME.search(link.name))


def _is_form(link: Link) -> bool:
    """A file that is called what forms are called."""
    if not _FILE.search(urlsplit(link.url).path) or _ABOUT.search(link.name) or _NO_FORM.search(link.name):
        return False
    return bool(_FORM_NAME.search(link.name))


def _host(link: Link) -> str:
    return (urlsplit(link.url).hostname or "").removeprefix("www.")


def is_web(address: str) -> bool:
    """Whether this is a whole address on the web that a citizen can be sent to."""
    if len(address) > LONGEST_ADDRESS:
        return False
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return False
    return True
