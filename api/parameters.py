"""What may stand behind the question mark: every address names its parameters, and refuses all others by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from django.core.validators import slug_re
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from cms.organisation.models import Partner

LONGEST_SLUG = 255
MOST_ROWS = 200
USUAL_ROWS = 50
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


class Query(serializers.Serializer):
    """The parameters of an address; a subclass adds its own."""


class ListQuery(Query):
    """The parameters of every list."""

    limit = serializers.IntegerField(
        min_value=1, max_value=MOST_ROWS, default=USUAL_ROWS, help_text="How many at most on a page."
    )
    cursor = serializers.CharField(
        max_length=2000, required=False, help_text="Where to go on: take it from `next` or `previous`."
    )


def read(query_class: type[Query], request: Request) -> Mapping[str, object]:
    """The parameters as values; raises a ``ValidationError`` that names each one that is wrong."""
    query = query_class(data=request.query_params.dict(), context={"request": request})
    wrong = {name: [_("There is no such parameter here.")] for name in request.query_params if name not in query.fields}
    wrong |= {
        name: [_("Give this parameter once.")] for name, values in request.query_params.lists() if len(values) > 1
    }
    if not query.is_valid():
        wrong = {**query.errors, **wrong}
    if wrong:
        raise serializers.ValidationError(wrong)
    return query.validated_data


@extend_schema_field({"type": "string", "pattern": "^[-a-zA-Z0-9_]{1,255}$"})
class BySlug(serializers.CharField):
    """A row named by its short name; one that does not exist is refused, so that a slip of the pen is seen."""

    default_error_messages = {"unknown": _("There is nothing of this short name.")}

    def __init__(self, rows: QuerySet, **options):
        self.rows = rows
        super().__init__(**options)

    def to_internal_value(self, data: object) -> Model:
        slug = super().to_internal_value(data)
        is_one = len(slug) <= LONGEST_SLUG and slug_re.match(slug)
        row = self.rows.all().filter(slug=slug).first() if is_one else None
        if row is None:
            self.fail("unknown")
        return row


class PartnerField(BySlug):
    """The partner whose facts are asked for."""

    default_error_messages = {
        "required": _("Say which partner, for example ?partner=lindenfurt."),
        "blank": _("Say which partner, for example ?partner=lindenfurt."),
        "unknown": _("No partner has this short name."),
    }

    def __init__(self, **options):
        options.setdefault("help_text", "Short name of the partner, for example `lindenfurt`.")
        super().__init__(Partner.objects.select_related("site"), **options)


@extend_schema_field({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]})
class Moment(serializers.DateTimeField):
    """A moment, or a day, which is then meant from its first minute on; in this century."""

    default_error_messages = {
        "invalid": _("Write a moment like 2026-11-30T08:00:00+01:00, or a day like 2026-11-30."),
        "beyond": _("Give a moment between the years 2000 and 2100."),
    }

    def to_internal_value(self, value: object) -> datetime:
        try:
            day: date | None = parse_date(value) if isinstance(value, str) else None
        except ValueError:
            day = None
        at = timezone.make_aware(datetime.combine(day, time())) if day else super().to_internal_value(value)
        if not EARLIEST <= at < LATEST:
            self.fail("beyond")
        return at
