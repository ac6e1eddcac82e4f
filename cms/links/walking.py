"""Every link of a page, in texts, rows and choices: looked at, or replaced on the way."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.text import capfirst
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

LINK = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.IGNORECASE | re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
TAG = re.compile(r"<[^>]*>")
NOT_LOOKED_AT = ("mailto:", "tel:", "sms:", "#")

PAGE, DOCUMENT = "page:", "document:"


@dataclass(frozen=True)
class Found:
    """A link as it stands on a page."""

    address: str
    field: str  # the name of the field, for the editor's anchor
    label: str
    block: str = ""
    text: str = ""
    is_chosen: bool = False  # picked from a list; there is no address to write over


# Gets what was found and says which address shall stand there: the same one to leave it.
Visit = Callable[[Found], str]


def links_of(page: Page) -> list[Found]:
    """Every link of a page as it is in memory."""
    found: list[Found] = []

    def remember(link: Found) -> str:
        found.append(link)
        return link.address

    walk(page, remember)
    return found


def walk(page: Page, visit: Visit) -> list[str]:
    """Show every link of the page to the visitor, and write what it answers; returns the fields that changed."""
    changed = []
    for field in own_fields(page):
        label = capfirst(str(field.verbose_name))
        if isinstance(field, models.ManyToManyField):
            if issubclass(field.related_model, Page):
                for other in getattr(page, field.name).all():
                    visit(Found(f"{PAGE}{other.pk}", field.name, label, text=str(other), is_chosen=True))
            continue
        before = getattr(page, field.attname)
        if isinstance(field, RichTextField):
            after = _in_text(before or "", Found("", field.name, label), visit)
        elif isinstance(field, StreamField):
            data = before.get_prep_value() if before else []
            new = _in_block(field.stream_block, data, Found("", field.name, label), visit, "")
            after = before if new == data else field.stream_block.to_python(new)
        elif isinstance(field, models.URLField):
            after = visit(Found(before, field.name, label)) if before else before
        else:
            continue
        if after is not before and after != before:
            setattr(page, field.attname, after)
            changed.append(field.name)
    for found in _chosen_in_rows(page):
        visit(found)
    return changed


def own_fields(page: Page) -> Iterator[models.Field]:
    """The fields of our own model, not those of every page."""
    meta = page._meta
    common = {field.name for field in Page._meta.get_fields()}
    for field in (*meta.concrete_fields, *meta.many_to_many):
        if field.name not in common and not field.primary_key:
            yield field


def _chosen_in_rows(page: Page) -> Iterator[Found]:
    for relation in get_all_child_relations(page._meta.model):
        label = capfirst(str(relation.related_model._meta.verbose_name))
        for number, row in enumerate(getattr(page, relation.get_accessor_name()).all(), 1):
            for field in row._meta.concrete_fields:
                key = getattr(row, field.attname) if isinstance(field, models.ForeignKey) else None
                if key is None or field.name == relation.field.name:
                    continue
                if issubclass(field.related_model, Page):
                    address = f"{PAGE}{key}"
                elif issubclass(field.related_model, get_document_model()):
                    address = f"{DOCUMENT}{key}"
                else:
                    continue
                yield Found(address, relation.get_accessor_name(), label, str(number), is_chosen=True)


def _in_block(block: blocks.Block, value: object, at: Found, visit: Visit, row: str) -> object:
    """The stored form of a block, with what the visitor wants in it."""
    if isinstance(block, blocks.StreamBlock):
        return [
            {**each, "value": _in_block(child, each["value"], at, visit, _row(row, str(number)))}
            if (child := block.child_blocks.get(each["type"]))
            else each
            for number, each in enumerate(value or [], 1)
        ]
    if isinstance(block, blocks.ListBlock):
        return [
            {**each, "value": _in_block(block.child_block, each["value"], at, visit, _row(row, str(number)))}
            for number, each in enumerate(value or [], 1)
        ]
    if isinstance(block, blocks.StructBlock):
        return {
            name: _in_block(block.child_blocks[name], inner, at, visit, _row(row, str(block.child_blocks[name].label)))
            if name in block.child_blocks
            else inner
            for name, inner in (value or {}).items()
        }
    here = Found(at.address, at.field, at.label, row)
    if isinstance(block, blocks.RichTextBlock):
        return _in_text(value or "", here, visit)
    if isinstance(block, blocks.URLBlock) and value:
        return visit(Found(value, here.field, here.label, here.block))
    if isinstance(block, blocks.PageChooserBlock | DocumentChooserBlock) and value:
        kind = PAGE if isinstance(block, blocks.PageChooserBlock) else DOCUMENT
        visit(Found(f"{kind}{value}", here.field, here.label, here.block, is_chosen=True))
    return value


def _in_text(text: str, at: Found, visit: Visit) -> str:
    """Rich text as it is stored, with what the visitor wants in its links."""

    def one(match: re.Match) -> str:
        attributes = dict(ATTRIBUTE.findall(match[1]))
        address = address_of(attributes)
        if not address or address.lower().startswith(NOT_LOOKED_AT):
            return match[0]
        words = " ".join(html.unescape(TAG.sub(" ", match[2])).split())
        wanted = visit(Found(address, at.field, at.label, at.block, words))
        return match[0] if wanted == address else f"<a {_attributes(wanted)}>{match[2]}</a>"

    return LINK.sub(one, text)


def address_of(attributes: dict[str, str]) -> str:
    kind, key = attributes.get("linktype", ""), attributes.get("id", "")
    if kind in ("page", "document"):
        return f"{kind}:{key}" if key.isdigit() else ""
    return html.unescape(attributes.get("href", "")).strip()


def _attributes(address: str) -> str:
    for kind in (PAGE, DOCUMENT):
        if address.startswith(kind):
            return f'linktype="{kind[:-1]}" id="{int(address.removeprefix(kind))}"'
    return f'href="{html.escape(address)}"'


def _row(above: str, here: str) -> str:
    return f"{above} · {here}" if above else here
