"""Turns anybody's HTML into our rich text: paragraphs, small headings, bold, lists and safe links, nothing else."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from bs4.element import PreformattedString

DROPPED = {"script", "style", "iframe", "object", "embed", "form", "head", "noscript", "template", "svg", "math"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = {
    "p",
    "div",
    "section",
    "article",
    "blockquote",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "ul",
    "ol",
    *HEADINGS,
}
SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
BREAK = "<br/>"

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def clean(html: str) -> str:
    """The same text in our tags; plain text becomes paragraphs, and lists beside each other one, as in the editor."""
    return re.sub(r"</(ul|ol)><\1>", "", "".join(_blocks(_parsed(html))))


def lines(html: str) -> list[str]:
    """The text, one string per paragraph, list item or line break; lines in bold alone end with a colon."""
    found = []
    for block in _blocks(_parsed(html)):
        for piece in re.split(r"<br/>|</?(?:p|h3|ul|ol|li)>", block):
            text = _plain(piece)
            if text and re.fullmatch(r"\s*(<b>.*?</b>\s*)+", piece):
                text = text.rstrip(": ") + ":"
            if text:
                found.append(text)
    return found


def first_sentence(html: str, longest: int) -> str:
    """The first sentence of a text, cut at a word if it is too long."""
    for line in lines(html):
        if line.endswith(":"):
            continue
        sentence = re.split(r"(?<=[a-zäöüß)][.!?])\s+(?=[A-ZÄÖÜ„])", line, maxsplit=1)[0]
        if len(sentence) <= longest:
            return sentence
        return sentence[: longest - 1].rpartition(" ")[0] + "…"
    return ""


def is_safe(address: str) -> bool:
    """Whether a link leads to a page, a mailbox or a telephone, and nowhere else."""
    if re.search(r"[\x00-\x1f\x7f\"<>]", address.strip()):
        return False  # browsers drop some of these, and then read another address than we did
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return parts.scheme.lower() in SAFE_SCHEMES and bool(parts.netloc or parts.path)


def _parsed(html: str) -> BeautifulSoup:
    """Old records have an empty line where they mean a new paragraph."""
    return BeautifulSoup(re.sub(r"\r\n[ \t]*\n", f"{BREAK}{BREAK}", html.translate(_INVISIBLE)), "html.parser")


def _plain(piece: str) -> str:
    """The text of a piece of our own markup; its attributes are escaped, so every < begins a tag."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", piece))).strip()


def _blocks(node: Tag) -> list[str]:
    """The blocks a node consists of, as our HTML."""
    found: list[str] = []
    waiting: list[str] = []

    def flush() -> None:
        for paragraph in re.split(rf"(?:\s*{BREAK}\s*){{2,}}", "".join(waiting)):
            found.extend(_wrap("p", paragraph))
        waiting.clear()

    for child in node.children:
        if isinstance(child, Tag) and child.name in BLOCKS:
            flush()
            found += _block(child)
        elif isinstance(child, Tag) and _holds_block(child):
            flush()
            found += _blocks(child)
        else:
            waiting.append(_inline(child))
    flush()
    return found


def _block(tag: Tag) -> list[str]:
    if tag.name in HEADINGS:
        return _wrap("h3", _without_tags(tag))
    if tag.name in ("ul", "ol"):
        return _wrap(tag.name, "".join(_items(tag)))
    if tag.name == "tr":
        edges = rf"^(?:\s|{BREAK})+|(?:\s|{BREAK})+$"
        cells = [re.sub(edges, "", _inline(cell)) for cell in tag.find_all(["td", "th"])]
        return _wrap("p", " – ".join(cell for cell in cells if cell))
    return _blocks(tag)


def _items(tag: Tag) -> list[str]:
    found = []
    for child in tag.children:
        if isinstance(child, Tag) and child.name == "li":
            nested = [inner for inner in child.find_all(["ul", "ol"]) if inner.find_parent("li") is child]
            below = "".join(_wrap(inner.name, "".join(_items(inner)))[0] for inner in nested if _items(inner))
            for inner in nested:
                inner.extract()
            found += _wrap("li", _inline(child), below)
        elif not (isinstance(child, NavigableString) and not child.strip()):
            found += _wrap("li", _inline(child))
    return found


def _holds_block(tag: Tag) -> bool:
    return tag.name not in DROPPED and tag.find(list(BLOCKS)) is not None


def _wrap(name: str, inner: str, below: str = "") -> list[str]:
    """The block around its text without breaks at its edges; none if there is no text."""
    inner = re.sub(r"\s+", " ", inner).strip() if name not in ("ul", "ol") else inner
    inner = re.sub(rf"^(?:\s|{BREAK})+|(?:\s|{BREAK})+$", "", inner)
    inner = re.sub(rf"\s*{BREAK}\s*", BREAK, inner)
    if not below and not _plain(inner):
        return []
    return [f"<{name}>{inner}{below}</{name}>"]


def _inline(node: PageElement) -> str:
    if isinstance(node, PreformattedString):  # comments, CDATA, declarations
        return ""
    if isinstance(node, NavigableString):
        return escape(re.sub(r"\s+", " ", str(node)), quote=False)
    if node.name in DROPPED:
        return ""
    if node.name == "br":
        return BREAK
    inner = "".join(_inline(child) for child in node.children)
    if node.name in BLOCKS or node.name == "li":
        return f"{BREAK}{inner}{BREAK}"
    if node.name in ("b", "strong"):
        return _bold(inner)
    if node.name == "a" and _plain(inner) and is_safe(node.get("href") or ""):
        return f'<a href="{escape(node["href"].strip())}">{inner}</a>'
    return inner


def _bold(inner: str) -> str:
    """Breaks, links and blanks at the edges stay outside, as the editor writes them, and nothing is bold twice."""
    inner = inner.replace("<b>", "").replace("</b>", "")
    return "".join(
        piece if piece.startswith("<") else re.sub(r"^(\s*)(.*\S)(\s*)$", r"\1<b>\2</b>\3", piece)
        for piece in re.split(f"({BREAK}|<a [^>]*>|</a>)", inner)
    )


def _without_tags(tag: Tag) -> str:
    return escape(re.sub(r"\s+", " ", tag.get_text(" ")), quote=False)
