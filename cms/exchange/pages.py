"""Reads and writes the fields of a service page that an import fills, as plain values."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models

from cms.catalogue.fields import without_editor_marks
from cms.catalogue.models import ServicePage

from . import markup
from .values import Value, Values

PLAIN = (
    "title",
    "teaser",
    "processing_time",
    "visit_minutes",
    "leika_key",
    "documents_none_needed",
    "is_free",
)
RICH = ("full_text", "prerequisites", "notes")
# The name of the block of each stream and the parts of a row.
ROWS = {
    "documents": ("document", ("name", "kind", "note", "form_url")),
    "fees": ("fee", ("label", "amount", "amount_until", "note")),
    "forms": ("form", ("name", "url", "document")),
    "legal_basis": ("law", ("name", "url")),
    "online_services": ("online_service", ("name", "url")),
}
FIGURES = {"amount", "amount_until"}
# Wagtail's tree and bookkeeping are not the file's.
NOT_FROM_FILES = (
    "path",
    "depth",
    "slug",
    "url_path",
    "content_type",
    "translation_key",
    "locale",
    "owner",
    "responsibility",
)


def values_of(page: ServicePage) -> Values:
    """The page in the form of a draft, to compare the two."""
    found: Values = {name: getattr(page, name) for name in PLAIN}
    found |= {name: normal(getattr(page, name)) for name in RICH}
    for name, (_block, parts) in ROWS.items():
        found[name] = [[_said(row.value.get(part)) for part in parts] for row in getattr(page, name)]
    return found


def label(field: str) -> str:
    """What editors call a field."""
    return ServicePage._meta.get_field(field).verbose_name


def write(page: ServicePage, values: Values, fields: frozenset[str]) -> None:
    """Set the named fields; nothing is saved."""
    for name in fields & values.keys():
        if name in ROWS:
            block, parts = ROWS[name]
            rows = [dict(zip(parts, row, strict=True)) for row in values[name]]
            setattr(page, name, [(block, {part: _stored(part, value) for part, value in row.items()}) for row in rows])
        else:
            setattr(page, name, values[name])
    if "title" in fields:
        page.draft_title = page.title


def check(page: ServicePage) -> None:
    """Refuse what the database or a form would refuse, before anything is written."""
    try:
        page.clean_fields(exclude=NOT_FROM_FILES)
    except ValidationError as error:
        raise ValidationError([f"{name}: {'; '.join(found)}" for name, found in error.message_dict.items()]) from error


def normal(html: str) -> str:
    """Rich text in the form in which files are compared with it: the editor writes the same text in other marks."""
    return markup.clean(without_editor_marks(html))


def _said(value: object) -> Value:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, models.Model):
        return str(value.pk)
    return value or ""


def _stored(part: str, value: Value) -> object:
    if part in FIGURES:
        return Decimal(value) if value else None
    return None if part == "document" else value
