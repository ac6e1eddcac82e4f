"""Questions that every page asks: put into SQL once for each process, and only filled in from then on.

Putting one together costs the ORM several times what the database needs to answer it, and everything else a page does.
PostgreSQL keeps the plan of one that a connection asks often (DATABASE_PREPARES): to plan takes longer than to answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from django.db import NotSupportedError, connection, models
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler
from psycopg import Cursor


class Blank(Expression):
    """Stands in a prepared question for a value that is named when it is asked."""

    def __init__(self, name: str):
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, list[Blank]]:
        return "%s", [self]


class Prepared:
    """A queryset with blanks in it; asked, it yields what iterating over the queryset would."""

    def __init__(self, build: Callable[[], models.QuerySet]):
        self._build = build

    def rows(self, **values: int | str) -> Iterator[tuple]:
        """For a queryset of ``values_list``."""
        compiler, converters, sql, parameters = self._written
        filled = [values[each.name] if isinstance(each, Blank) else each for each in parameters]
        try:
            found = _answered(sql, filled)
        except NotSupportedError:  # its plan was made before a migration that changes a column
            if connection.in_atomic_block:
                raise
            connection.close()
            found = _answered(sql, filled)
        return compiler.apply_converters(found, converters) if converters else iter(found)

    def instances(self, **values: int | str) -> list[models.Model]:
        """For a queryset of whole rows of one model."""
        compiler = self._written[0]
        model = compiler.query.model
        names = [column.target.attname for column, _sql, _alias in compiler.select]
        return [model.from_db(connection.alias, names, row) for row in self.rows(**values)]

    def first(self, **values: int | str) -> models.Model | None:
        """For a queryset of at most one row of a model."""
        return next(iter(self.instances(**values)), None)

    @cached_property
    def _written(self) -> tuple[SQLCompiler, dict, str, tuple]:
        compiler = self._build().query.get_compiler(connection.alias)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        return compiler, converters, sql, parameters


def _answered(sql: str, values: list[int | str]) -> list[tuple]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # Django's own writes the values into the text: another one each time
            cursor.cursor = Cursor(connection.connection)
        cursor.execute(sql, values)
        return cursor.fetchall()
