"""What migrations put into the database, kept in a second set of tables beside it.

A test with real transactions ends by emptying every table. Django's own way back goes through models and their signals,
meets rows that may never change and content types made on the way; a copy in SQL meets nobody and takes a moment.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import Page

PREFIX = "starting_rows_of_"


def remember() -> None:
    """Copy every table that is not empty."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _remembered(cursor):
            cursor.execute(f"DROP TABLE {_quote(PREFIX + table)}")
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT 1 FROM {_quote(table)} LIMIT 1")
            if cursor.fetchone():
                cursor.execute(f"CREATE TABLE {_quote(PREFIX + table)} AS SELECT * FROM {_quote(table)}")


def bring_back() -> None:
    """Fill the tables again if a flush has emptied them; foreign keys are looked at in the end.

    The root of Wagtail's pages tells: content types come back by themselves as soon as somebody asks for one, and such
    strays have to go before the rows that they would stand in the way of.
    """
    if Page.objects.filter(depth=1).exists():
        return
    with transaction.atomic(), connection.cursor() as cursor:
        tables = _remembered(cursor)
        for table in tables:
            cursor.execute(f"SELECT 1 FROM {_quote(table)} LIMIT 1")
            if cursor.fetchone():
                cursor.execute(f"DELETE FROM {_quote(table)}")
        for table in tables:
            columns = ", ".join(_quote(column) for column in _written_columns(cursor, table))
            source = _quote(PREFIX + table)
            cursor.execute(f"INSERT INTO {_quote(table)} ({columns}) SELECT {columns} FROM {source}")
            _count_on_from_here(cursor, table)
    ContentType.objects.clear_cache()


def _count_on_from_here(cursor, table: str) -> None:
    """Let new rows be numbered after those that came back; somebody may have reset the numbers."""
    if connection.vendor != "postgresql":
        return
    for sequence in connection.introspection.get_sequences(cursor, table):
        column = _quote(sequence["column"])
        cursor.execute(
            f"SELECT setval(%s, greatest(max({column}), nextval(%s))) FROM {_quote(table)}",
            [sequence["name"], sequence["name"]],
        )


def _remembered(cursor) -> list[str]:
    names = connection.introspection.table_names(cursor)
    return sorted(name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX))


def _written_columns(cursor, table: str) -> list[str]:
    """The columns of a table except those that the database computes."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
    else:
        cursor.execute("SELECT name FROM pragma_table_info(%s)", [table])  # leaves generated columns out by itself
    return [name for (name,) in cursor.fetchall()]


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
