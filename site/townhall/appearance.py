"""How a partner's town hall looks: its colours as a style sheet of its own, its logo, its sign."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from django.urls import reverse
from wagtail.images.models import AbstractRendition, SourceImageIOError

from cms.organisation.models import Partner
from cms.organisation.recall import recall

ACCENTS = 5
LOGO = "max-480x112"  # twice the size it is shown in, for sharp screens
# About the accents of townhall.css, which are KERN's: pictures know no custom properties.
SIGNS = ("#0c3c68", "#27542f", "#52378f", "#0b5270", "#0d5551")
STYLESHEET = """\
:root {{ {light} }}
@media (prefers-color-scheme: dark) {{
  :root {{ {dark} }}
}}
"""


def has_own_colours(partner: Partner) -> bool:
    return bool(partner.colour or partner.colour_dark)


def accent(partner: Partner | None) -> str:
    if partner is None:
        return "0"
    return "own" if has_own_colours(partner) else str(partner.pk % ACCENTS)


def stylesheet_address(partner: Partner) -> str:
    """Nothing for a partner in KERN's own colours."""
    if not has_own_colours(partner):
        return ""
    return f"{reverse('townhall:colours')}?v={fingerprint(partner)}"


def fingerprint(partner: Partner) -> str:
    return blake2b(f"{partner.colour} {partner.colour_dark}".encode(), digest_size=6).hexdigest()


def stylesheet(partner: Partner) -> str:
    """Links, buttons and accents; their contrast was looked at when they were saved: white or black stands on them."""
    return STYLESHEET.format(light=_own(partner.colour, "#fff"), dark=_own(partner.colour_dark, "#000"))


def _own(colour: str, on_it: str) -> str:
    if not colour:
        return ""
    return f"--kern-color-action-default: {colour}; --accent: {colour}; --on-accent: {on_it};"


def logo(partner: Partner) -> AbstractRendition | None:
    """The picture in the size of the header; None where there is none or its file has gone."""
    return recall(("logo", partner.logo_id), lambda: _rendition(partner)) if partner.logo_id else None


def _rendition(partner: Partner) -> AbstractRendition | None:
    try:
        return partner.logo.get_rendition(LOGO)
    except SourceImageIOError:
        return None


def initial(name: str) -> str:
    """“L” for Stadt Lindenfurt."""
    return name.split()[-1][:1].upper()


@lru_cache(maxsize=64)
def sign(letter: str, colour: str) -> str:
    """The sign of the header as a picture of its own; attributes instead of styles, which our policy would refuse."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<path fill="{colour}" d="M3 5a4 4 0 0 1 4-4h18a4 4 0 0 1 4 4v12a13 14 0 0 1-26 0z"/>'
        '<text x="16" y="22" text-anchor="middle" fill="#fff" font-family="Fira Sans, system-ui, sans-serif" '
        f'font-size="19" font-weight="600">{letter}</text></svg>'
    )


def sign_of(partner: Partner) -> str:
    letter = initial(partner.name)
    return sign(letter if letter.isalnum() else "", partner.colour or SIGNS[partner.pk % ACCENTS])
