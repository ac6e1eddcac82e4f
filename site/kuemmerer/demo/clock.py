"""A moved clock: inside it, Django's now is another moment, also for defaults that were bound at import."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest import mock


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Let ``django.utils.timezone.now()`` answer the given aware moment, for this process and all its threads."""

    class Moved(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    # timezone.now() looks its datetime up in its own module, so this also moves model defaults that hold the function.
    with mock.patch("django.utils.timezone.datetime", Moved):
        yield
