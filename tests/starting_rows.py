"""What a test with real transactions leaves behind is thrown away, and what migrations made comes back.

Django's own way empties every table by TRUNCATE, for which PostgreSQL makes some seven hundred files anew: a second on
a busy machine, two hundred times. Its way back goes through models and their signals, meets rows that may never change
and content types made on the way; a copy in SQL, kept in a second set of tables, meets nobody and takes a moment.
"""

from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

PREFIX = "starting_rows_of_"


def has_real_transactions(item) -> bool:
    """Whether a test commits, by its mark or by what it asks for."""
    mark = item.get_closest_marker("django_db")
    by_mark = mark and (mark.kwargs.get("transaction") or mark.args[:1] == (True,))
    return bool(by_mark or {"transactional_db", "live_server"} & set(item.fixturenames))


def remember() -> None:
    """Copy every table that is not empty."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _remembered(cursor):
            cursor.execute(f"DROP TABLE {_quote(PREFIX + table)}")
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        for table in _filled(cursor, tables):
            cursor.execute(f"CREATE TABLE {_quote(PREFIX + table)} AS SELECT * FROM {_quote(table)}")


def bring_back() -> None:
    """Delete every row, also those that triggers keep from being changed, and put the remembered ones in their place.

    It waits for whoever still writes. Foreign keys are looked at in the end.
    """
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with transaction.atomic(), connection.cursor() as cursor:
        copies = _copies(connection.settings_dict["NAME"])
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger fires
            # A request still under way would otherwise commit its rows behind the deletion.
            cursor.execute(f"LOCK TABLE {', '.join(map(_quote, tables))} IN EXCLUSIVE MODE")
            triggers = []
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(%'")
            triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        for table in _filled(cursor, tables):
            cursor.execute(f"DELETE FROM {_quote(table)}")
        for copy in copies:
            cursor.execute(copy)
        for _, definition in triggers:
            cursor.execute(definition)
    ContentType.objects.clear_cache()


@cache
def _copies(database: str) -> list[str]:
    """The statements that fill the tables again; they stay the same once the database has been made."""
    with connection.cursor() as cursor:
        statements = []
        for table in _remembered(cursor):
            columns = ", ".join(map(_quote, _written_columns(cursor, table)))
            source = _quote(PREFIX + table)
            statements.append(f"INSERT INTO {_quote(table)} ({columns}) SELECT {columns} FROM {source}")
        return statements


def _filled(cursor, tables: list[str]) -> list[str]:
    """Those of the tables that have a row."""
    looks = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {_quote(table)})" for table in tables]
    cursor.execute(" UNION ALL ".join(looks))
    return [name for (name,) in cursor.fetchall()]


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
