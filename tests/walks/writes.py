"""Which rows a request changes, told by PostgreSQL's own count of what the running transaction has written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpResponse

# Rows that say that somebody was there, not that something has changed.
TRACES = {"django_session"}
# Rows that say what was changed; they are no change by themselves.
LOGS = {"audit_event", "organisation_registerlogentry", "wagtailcore_modellogentry"}
LOGS |= {"wagtailcore_pagelogentry"}


def changed_by(request: Callable[[], HttpResponse]) -> tuple[HttpResponse, list[str]]:
    """The answer to a request, and the tables whose rows it changed; all of it is taken back.

    The count finds the tables that were written, and only these are compared row by row: a row that was written as it
    stood has not changed.
    """
    with transaction.atomic():
        before = _written()
        response = request()
        now = _written()
        tables = sorted(table for table in now if now[table] != before.get(table) and table not in TRACES)
        left = {table: _rows(table) for table in tables}
        transaction.set_rollback(True)
    return response, [table for table in tables if left[table] != _rows(table)]


def _written() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return dict(cursor.fetchall())


def _rows(table: str) -> Counter:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return Counter(map(repr, cursor.fetchall()))
