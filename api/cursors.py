"""Lists page by page: a cursor holds where a page ended, so what comes or goes meanwhile moves nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from urllib.parse import urlencode

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

SALT = "api.cursor"


class Cursors(BasePagination):
    """The view says in ``ordering`` by which fields; together they are unique and none of them is ever empty.

    The cursor is signed, so whatever can be read out of one was put in here.
    """

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: APIView) -> list[Model]:
        self.request, self.name = request, view.list_name
        self.ordering, self.limit = view.ordering, view.query["limit"]
        cursor = view.query.get("cursor", "")
        direction, position = self._read(cursor) if cursor else ("next", None)
        rows = self._rows(queryset, direction, position)
        more = len(rows) > self.limit
        rows = rows[: self.limit]
        if direction == "previous":
            rows.reverse()
            has_next, has_previous = True, more
        else:
            has_next, has_previous = more, bool(cursor)
        self.next = self._link("next", rows[-1]) if rows and has_next else None
        self.previous = self._link("previous", rows[0]) if rows and has_previous else None
        return rows

    def _rows(self, queryset: QuerySet, direction: str, position: list | None) -> list[Model]:
        """One more than asked for, from the position on into one of the directions."""
        backwards = direction == "previous"
        if position is not None:
            queryset = queryset.filter(beyond(self.ordering, position, "lt" if backwards else "gt"))
        ordering = [f"-{field}" for field in self.ordering] if backwards else self.ordering
        return list(queryset.order_by(*ordering)[: self.limit + 1])

    def _read(self, cursor: str) -> tuple[str, list]:
        try:
            name, direction, *position = signing.loads(cursor, salt=SALT)
        except signing.BadSignature:
            name = None
        if name != self.name:
            raise ValidationError({"cursor": [_("This cursor was not made for this list. Begin without one.")]})
        return direction, position

    def _link(self, direction: str, row: Model) -> str:
        values = [getattr(row, field) for field in self.ordering]
        position = [value.isoformat() if isinstance(value, datetime) else value for value in values]
        cursor = signing.dumps([self.name, direction, *position], salt=SALT)
        query = {**self.request.query_params.dict(), "cursor": cursor}
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(query)}")

    def get_paginated_response(self, data: list) -> Response:
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def get_paginated_response_schema(self, schema: Mapping) -> dict:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "The next page; empty on the last."},
                "previous": {**link, "description": "The page before; empty on the first."},
                "results": schema,
            },
        }


def beyond(ordering: tuple[str, ...], position: list, comparison: str) -> Q:
    """Rows that stand on the other side of a position: (a, b) > (1, 2) is a > 1, or a = 1 and b > 2."""
    steps = []
    for number, field in enumerate(ordering):
        same = dict(zip(ordering[:number], position, strict=False))
        steps.append(Q(**same, **{f"{field}__{comparison}": position[number]}))
    return reduce(Q.__or__, steps)
