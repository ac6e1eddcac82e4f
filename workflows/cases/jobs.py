"""What cases need in the background: mails to staff, the sweeper of deadlines, the end of free text."""

from datetime import time, timedelta

from cms.accounts.models import User
from cms.outbox.registry import job, loop, recurring

from . import mails, retention, sweeper
from .models import WorkItem


@job("tell_department", lane="mail", attempts=8)
def tell_department(*, item: int, occasion: str) -> None:
    """Tell a department's mailbox about an item, unless it is done by now."""
    found = _open_item(item)
    if found is not None and found.department.mailbox:
        key = f"item:{item}:{occasion}:department:{found.department_id}"
        mails.send(found, occasion=occasion, to=found.department.mailbox, key=key)


@job("tell_person", lane="mail", attempts=8)
def tell_person(*, item: int, person: int, occasion: str) -> None:
    """Tell somebody about an item, unless it is done by now or she has left."""
    found, recipient = _open_item(item), User.objects.filter(pk=person, is_active=True).first()
    if found is not None and recipient is not None:
        mails.send(found, occasion=occasion, to=recipient.email, key=f"item:{item}:{occasion}:person:{person}")


@loop("deadlines", every=timedelta(seconds=1))
def sweep_deadlines() -> None:
    sweeper.sweep()


@recurring("empty_expired_text", at=time(3, 15))
def empty_expired_text() -> None:
    retention.empty_expired_text()


def _open_item(pk: int) -> WorkItem | None:
    return WorkItem.objects.open().select_related("case__version__case_type", "department").filter(pk=pk).first()
