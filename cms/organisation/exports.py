"""Lists as spreadsheets: what a person may see there, in words, and nothing that a spreadsheet would run."""

import csv
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.contrib.admin.utils import label_for_field, lookup_field
from django.db.models import Manager, Model, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from wagtail.admin.views.mixins import Echo

# What the table programs of this country expect when one opens a file by a double click.
DELIMITER = ";"
BYTE_ORDER_MARK = "\ufeff"
# A cell that begins with one of these is reckoned as a formula, which may call programs or other addresses.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
GUARD = "'"


def guarded(text: str) -> str:
    """An apostrophe in front of what a spreadsheet would take for a formula; ``unguarded`` takes it away again."""
    return f"{GUARD}{text}" if text.startswith(BEGINS_A_FORMULA) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith(GUARD) and text[1:].startswith(BEGINS_A_FORMULA) else text


class PlainTable:
    """A CSV as our table programs open it by a double click, in which nothing is reckoned as a formula.

    For every list that Wagtail exports: titles and what citizens typed stand in them too.
    """

    def stream_csv(self, queryset: Iterable) -> Iterator[bytes]:
        writer = csv.writer(Echo(), delimiter=DELIMITER)
        yield BYTE_ORDER_MARK.encode()
        yield writer.writerow(guarded(self.get_heading(queryset, field)) for field in self.list_export)
        for item in queryset:
            cells = self.to_row_dict(item).items()
            yield writer.writerow(
                guarded(_written(self.preprocess_field_value(field, value, self.FORMAT_CSV))) for field, value in cells
            )


class Spreadsheet(PlainTable):
    """What a list of wagtail-modeladmin adds to its export: words for keys, dates as we write them, no formulas."""

    def get_filename(self) -> str:
        return f"{slugify(str(self.opts.verbose_name_plural))}-{timezone.localdate().isoformat()}"

    def get_heading(self, queryset: QuerySet, field: str) -> str:
        # wagtail-modeladmin writes Every Word Large.
        name = self.opts.verbose_name if field == "__str__" else label_for_field(field, self.model, self.model_admin)
        return capfirst(str(name))

    def to_row_dict(self, item: Model) -> OrderedDict:
        return OrderedDict((field, self.in_words(item, field)) for field in self.list_export)

    def in_words(self, item: Model, name: str):
        """What a person reads in the list; numbers and dates stay what they are."""
        shown = getattr(item, f"get_{name}_display", None)
        if shown is not None:
            return str(shown())
        _field, _attribute, value = lookup_field(name, item, self.model_admin)
        if value is None:
            return ""
        if isinstance(value, Manager):
            value = list(value.all())
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list | tuple):
            return ", ".join(str(each) for each in value)
        if isinstance(value, datetime):
            return timezone.localtime(value).replace(tzinfo=None)
        return str(value) if isinstance(value, Model) else value


def _written(value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value) if timezone.is_aware(value) else value, "SHORT_DATETIME_FORMAT")
    return str(value)
