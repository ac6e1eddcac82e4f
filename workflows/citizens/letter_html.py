"""Letters as HTML: what administrators may write, and what is made of a plain text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from bs4.element import PreformattedString
from django.utils.html import urlize
from django.utils.translation import gettext as _

# Tags and their attributes; nothing that loads, runs or hides.
PLAIN = {"p", "br", "strong", "em", "b", "i", "ul", "ol", "li", "h2", "h3", "hr", "blockquote"}
ALLOWED = {**{tag: set() for tag in PLAIN}, "a": {"href"}}
LOOKS = (
    "font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 38em; margin: 1em auto; padding: 0 1em; "
    "overflow-wrap: anywhere"  # the address of the status page is wider than a telephone
)
STATUS = re.compile(r"\{\{\s*status_url\s*\}\}")
SCHEMES = {"https", "http", "mailto", "tel"}


def faults_of(html: str) -> Iterator[str]:
    """A sentence for everything that has no place in a letter."""
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        if element.name not in ALLOWED:
            yield _("<%(tag)s> has no place in a letter.") % {"tag": element.name}
            continue
        for name in element.attrs:
            if name not in ALLOWED[element.name]:
                yield _("<%(tag)s> may not have “%(name)s”.") % {"tag": element.name, "name": name}
        href = str(element.get("href", ""))
        if element.name == "a" and not STATUS.fullmatch(href) and urlsplit(href).scheme not in SCHEMES:
            yield _("A link leads to an address that begins with https://, mailto: or tel:.")


def tidy(html: str) -> str:
    """The same with every tag closed and without comments: what is half a tag here would be a whole one elsewhere."""
    tree = BeautifulSoup(html, "html.parser")
    for each in tree.find_all(string=lambda text: isinstance(text, PreformattedString)):
        each.extract()
    return tree.decode(formatter="minimal")


def of_plain(text: str) -> str:
    """A plain text as paragraphs with links."""
    paragraphs = (urlize(escape(each.strip())).replace("\n", "<br>\n") for each in text.split("\n\n") if each.strip())
    return "\n".join(f"<p>{each}</p>" for each in paragraphs)


def whole(content: str, *, subject: str, partner: str, language: str) -> str:
    """The letter as a page that asks nobody for anything: no picture, no style from elsewhere."""
    return f"""<!DOCTYPE html>
<html lang="{escape(language)}">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>{escape(subject)}</title></head>
<body style="{LOOKS}">
<p style="font-weight: bold">{escape(partner)}</p>
{content}
</body>
</html>
"""
