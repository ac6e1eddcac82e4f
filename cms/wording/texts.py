"""The words of a page, field by field, as plain text: every paragraph and every row of a list is a line."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.text import capfirst
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

LINE_END = re.compile(r"</(?:p|li|h[1-6]|div|tr)>|<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Part:
    """What one field of a page says."""

    field: str
    label: str
    text: str


def parts_of(page: models.Model, fields: Iterable[str]) -> list[Part]:
    """The named fields that say anything."""
    found = []
    for name in fields:
        field = page._meta.get_field(name)
        value = getattr(page, name)
        if isinstance(field, StreamField):
            text = "\n".join(line for child in value or () for line in _lines_of(child.block, child.value))
        elif isinstance(field, RichTextField):
            text = plain(value)
        else:
            text = value or ""
        if text.strip():
            found.append(Part(name, capfirst(str(field.verbose_name)), text.strip()))
    return found


def plain(rich_text: str | None) -> str:
    """Rich text without its marks, one line for each paragraph, heading and row of a list."""
    lines = html.unescape(TAG.sub("", LINE_END.sub("\n", rich_text or ""))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _lines_of(block: blocks.Block, value: object) -> Iterator[str]:
    """Words only: addresses, choices and numbers are not read as sentences."""
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _lines_of(child, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for each in value or ():
            yield from _lines_of(block.child_block, each)
    elif isinstance(block, blocks.StreamBlock):
        for each in value or ():
            yield from _lines_of(each.block, each.value)
    elif isinstance(block, blocks.RichTextBlock):
        yield from plain(value.source if value else "").splitlines()
    elif type(block) in (blocks.CharBlock, blocks.TextBlock) and value:
        yield from value.splitlines()
