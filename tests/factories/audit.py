"""Actors for tests, and the flush between two tests, which the audit would refuse."""

import pytest
from django.db import transaction
from django.db.backends.sqlite3.base import DatabaseWrapper

from cms.audit.models import Actor

NIGHTLY = Actor.system("nightly")


@pytest.fixture(scope="session", autouse=True)
def audit_can_be_flushed():
    """SQLite empties tables by DELETE, which triggers that refuse changes also refuse: lift them for the flush alone.

    PostgreSQL empties tables by TRUNCATE, which fires no trigger of a row.
    """
    operations = DatabaseWrapper.ops_class
    flush = operations.execute_sql_flush

    def flush_with_the_audit(self, statements):
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            # Not only the audit's: whatever else is never changed refuses in the same way.
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(%'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            flush(self, statements)
            for _, definition in triggers:
                cursor.execute(definition)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", flush_with_the_audit)
        yield
