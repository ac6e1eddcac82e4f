"""Nothing incomplete is submitted or released, whichever way the request comes."""

from __future__ import annotations

from wagtail.models import Revision, TaskState

from .errors import NotReady
from .preflight import preflight


def refuse_incomplete(revision: Revision) -> None:
    """Raises ``NotReady`` with everything the page lacks as it stands in this revision."""
    page = revision.as_object()
    if missing := preflight(page):
        raise NotReady(page, missing)


def refuse_to_submit(sender: type, instance: TaskState, **kwargs: object) -> None:
    """A receiver: a page is submitted for release, or submitted again."""
    refuse_incomplete(instance.revision)
