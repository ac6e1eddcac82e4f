"""Rich text for those who have neither our style sheet nor our host: few tags, whole links, and the words alone."""

from __future__ import annotations

from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag
from django.http import HttpRequest
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from wagtail.rich_text import expand_db_html

from cms.organisation.models import Partner

from . import addresses

# tag: the attributes it keeps
KEPT = {
    "p": (),
    "h2": (),
    "h3": (),
    "h4": (),
    "b": (),
    "strong": (),
    "i": (),
    "em": (),
    "ul": (),
    "ol": (),
    "li": (),
    "br": (),
    "hr": (),
    "a": ("href",),
    "img": ("src", "alt", "width", "height"),
}
DROPPED = ["script", "style", "template"]  # with what stands in them
SCHEMES = {"http", "https", "mailto", "tel"}
BLOCKS = {"p", "h2", "h3", "h4", "li", "ul", "ol", "hr"}


class WrittenText(serializers.Serializer):
    """A formatted text."""

    html = serializers.CharField(help_text="Paragraphs, headings, lists, bold and links, whole addresses; no styles.")
    text = serializers.CharField(help_text="The same words without any markup, a line for each paragraph.")


@extend_schema_field(WrittenText)
class RichTextField(serializers.Field):
    """Stored rich text as HTML anybody can show, and as words; empty strings where nothing is written.

    The serializer's context holds the request, and the partner into whose town hall paths lead.
    """

    def to_representation(self, value: object) -> dict[str, str]:
        soup = cleaned(str(value or ""), self.context["request"], self.context.get("partner"))
        return {"html": str(soup).strip(), "text": words(soup)}


def cleaned(stored: str, request: HttpRequest, partner: Partner | None) -> BeautifulSoup:
    """Stored rich text with its links made whole and everything taken off that is not in ``KEPT``."""
    soup = BeautifulSoup(expand_db_html(stored), "html.parser")
    for tag in soup.find_all(DROPPED):
        tag.decompose()
    for tag in soup.find_all(True):
        kept = KEPT.get(tag.name)
        if kept is None:
            tag.unwrap()
            continue
        tag.attrs = {name: tag.attrs[name] for name in kept if name in tag.attrs}
        for name in {"href", "src"} & tag.attrs.keys():
            link = addresses.whole(tag.attrs[name], request, partner)
            if urlsplit(link).scheme in SCHEMES:
                tag.attrs[name] = link
            else:
                del tag.attrs[name]
        if (tag.name == "a" and "href" not in tag.attrs) or (tag.name == "img" and "src" not in tag.attrs):
            tag.unwrap()
    return soup


def words(soup: BeautifulSoup) -> str:
    """The words alone, a line for each paragraph, heading, item or break."""
    lines = [""]
    _collect(soup, lines)
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def _collect(tag: Tag, lines: list[str]) -> None:
    for child in tag.children:
        if isinstance(child, Tag):
            if child.name in BLOCKS or child.name == "br":
                lines.append("")
            _collect(child, lines)
            if child.name in BLOCKS:
                lines.append("")
        elif isinstance(child, NavigableString):
            lines[-1] += str(child)
