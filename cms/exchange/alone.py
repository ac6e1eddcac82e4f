"""One import at a time on a database, and databases that let nothing be written; both end with their process."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from django.db import connection, transaction
from django.utils.translation import gettext as _

from .errors import AlreadyImporting

NAME = "kuemmerer.exchange.import"
# PostgreSQL's advisory locks are known by a number.
NUMBER = int.from_bytes(hashlib.sha256(NAME.encode()).digest()[:8], "big", signed=True)

_in_this_process = Lock()


@contextmanager
def only_import() -> Iterator[None]:
    """Raises ``AlreadyImporting`` if another process is importing into this database.

    The lock is held by the connection or the open file, so a killed process leaves none behind.
    """
    if not _in_this_process.acquire(blocking=False):
        raise AlreadyImporting(_("Another import is running. Please wait until it has ended."))
    try:
        with _across_processes():
            yield
    finally:
        _in_this_process.release()


@contextmanager
def _across_processes() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [NUMBER])
            _refuse_unless(cursor.fetchone()[0])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [NUMBER])
        return
    path = Path(str(connection.settings_dict["NAME"]))
    if not path.is_file():  # in memory: no other process has it
        yield
        return
    with path.with_name(f"{path.name}.import").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _refuse_unless(False)
        yield


def _refuse_unless(free: bool) -> None:
    if not free:
        raise AlreadyImporting(_("Another import is running. Please wait until it has ended."))


@contextmanager
def only_reading() -> Iterator[None]:
    """Let the database itself refuse whatever would be written meanwhile."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL transaction_read_only = on")
            try:
                yield
            finally:
                transaction.set_rollback(True)  # and with it the setting, for the transaction around this one
        return
    connection.ensure_connection()
    connection.connection.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        # Not by a cursor of Django's, which refuses to work in a transaction that something has broken.
        connection.connection.execute("PRAGMA query_only = OFF")
