"""Nothing incomplete is submitted or released, whichever way the request comes."""

from __future__ import annotations

from collections.abc import Callable

from django.db import models
from wagtail.models import Revision, TaskState

from .errors import NotReady
from .preflight import Missing, preflight

Check = Callable[[models.Model], list[Missing]]

_checks: dict[type[models.Model], Check] = {}


def release_asks(model: type[models.Model], check: Check) -> None:
    """An upper app says what its own rows still lack before a second person may release them."""
    _checks[model] = check


def refuse_incomplete(revision: Revision) -> None:
    """Raises ``NotReady`` with everything the page or row lacks as it stands in this revision."""
    row = revision.as_object()
    check = _checks.get(type(row), preflight)
    if missing := check(row):
        raise NotReady(row, missing)


def refuse_to_submit(sender: type, instance: TaskState, **kwargs: object) -> None:
    """A receiver: a page is submitted for release, or submitted again."""
    refuse_incomplete(instance.revision)
