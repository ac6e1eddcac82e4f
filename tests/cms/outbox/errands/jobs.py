"""Errands: each leaves a mark in a file, which outlives a killed worker."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction

from cms.outbox.actions import send_later
from cms.outbox.registry import job, loop, recurring


def mark(*words: object) -> None:
    """One line, written at once, so that lines of several processes do not mix."""
    line = " ".join(str(word) for word in words) + "\n"
    file = os.open(os.environ["ERRAND_MARKS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(file, line.encode())
    finally:
        os.close(file)


@job("errand")
def errand(*, number: int, seconds: float = 0) -> None:
    mark("begun", number, os.getpid())
    time.sleep(seconds)
    mark("done", number, os.getpid())


@job("errand_timed")
def errand_timed(*, number: int) -> None:
    mark("started", number, time.time())


@job("errand_by_mail", lane="mail")
def errand_by_mail(*, number: int) -> None:
    mark("done", number, os.getpid())


@job("errand_that_hangs", lane="mail", attempts=2, limit=timedelta(hours=1))
def errand_that_hangs(*, number: int) -> None:
    mark("hangs", number, os.getpid())
    time.sleep(3600)


@job("errand_over_limit", lane="mail", attempts=1, limit=timedelta(seconds=1))
def errand_over_limit(*, number: int) -> None:
    mark("hangs", number, os.getpid())
    time.sleep(3600)


@job("errand_that_fails", attempts=1)
def errand_that_fails(*, number: int) -> None:
    mark("fails", number, os.getpid())
    raise ValueError("Erika Mustermann, erika@example.org")


@job("errand_that_fails_twice", attempts=3)
def errand_that_fails_twice(*, number: int) -> None:
    mark("tried", number, time.time())
    if len([line for line in Path(os.environ["ERRAND_MARKS"]).read_text().splitlines() if "tried" in line]) < 3:
        raise ConnectionError("no line")
    mark("done", number, os.getpid())


@job("errand_that_kills", attempts=2)
def errand_that_kills(*, number: int) -> None:
    mark("kills", number, os.getpid())
    os.kill(os.getpid(), signal.SIGKILL)


@job("errand_that_stops_half_way")
def errand_that_stops_half_way(*, number: int) -> None:
    """Waits until the file `go` stands beside the marks: the test kills it before that."""
    mark("begun", number, os.getpid())
    while not Path(os.environ["ERRAND_MARKS"]).with_name("go").exists():
        time.sleep(0.02)
    mark("done", number, os.getpid())


@job("errand_that_sends", lane="mail")
def errand_that_sends(*, number: int) -> None:
    with transaction.atomic():
        send_later("errand", number=number)


@job("errand_that_reads")
def errand_that_reads() -> None:
    """Reads the notice on the board, and takes a moment before it says so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT notice FROM board")
        (notice,) = cursor.fetchone()
    time.sleep(0.01)
    mark("read", notice)


@recurring("errand_of_the_day", every=timedelta(hours=24))
def errand_of_the_day() -> None:
    mark("daily", os.getpid())


@loop("errand_round", every=timedelta(seconds=0.1))
def errand_round() -> None:
    mark("round", os.getpid())
