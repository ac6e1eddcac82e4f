"""What cases need in the background: mails to staff, the sweeper of deadlines, the end of free text."""

from datetime import time, timedelta

from django.db import transaction
from django.utils import timezone

from cms.accounts.models import User
from cms.organisation.hours import Hours
from cms.organisation.models import Department
from cms.outbox.actions import send_later
from cms.outbox.errors import PutOff
from cms.outbox.registry import job, loop, recurring
from workflows.citizens.jobs import LETTER_ATTEMPTS

from . import actions, files, mails, new_hours, people, retention, sweeper
from .absence_models import stand_ins
from .models import Case, Message, WorkItem
from .rosters import Roster


@job("tell_department", lane="mail", attempts=LETTER_ATTEMPTS)
def tell_department(*, item: int, occasion: str) -> None:
    """Tell a department's mailbox about an item, unless it is done by now; outside service hours a reminder waits."""
    found = _open_item(item)
    if found is not None and found.department.mailbox:
        _wait_for_opening(found.department, occasion)
        key = f"item:{item}:{occasion}:department:{found.department_id}"
        mails.send(
            found,
            occasion=occasion,
            to=found.department.mailbox,
            key=key,
            by_mail=found.department.works_by_mail,
        )


@job("tell_person", lane="mail", attempts=LETTER_ATTEMPTS)
def tell_person(*, item: int, person: int, occasion: str) -> None:
    """Tell somebody about an item, and whoever stands in for her, unless it is done by now or she has left.

    Outside service hours it waits.
    """
    found, recipient = _open_item(item), User.objects.filter(pk=person, is_active=True).first()
    if found is None or recipient is None:
        return
    _wait_for_opening(found.department, occasion)
    for each in [recipient, *_standing_in(recipient, found)]:
        mails.send(found, occasion=occasion, to=each.email, key=f"item:{item}:{occasion}:person:{each.pk}")


@job("tell_informed", lane="mail", attempts=LETTER_ATTEMPTS)
def tell_informed(*, item: int) -> None:
    """Tell a department that it should know of a case: its mailbox, else everybody in that function."""
    found = WorkItem.objects.select_related("case__version__case_type", "department").get(pk=item)
    recipients = [found.department.mailbox]
    if not found.department.mailbox:
        recipients = [person.email for person in people.with_function(found.department, found.function)]
    for address in recipients:
        mails.send(
            found,
            occasion="informed",
            to=address,
            key=f"item:{item}:informed:{address}",
            by_mail=found.department.works_by_mail,
        )


@job("tell_of_reply", lane="mail", attempts=LETTER_ATTEMPTS)
def tell_of_reply(*, item: int, message: int) -> None:
    """Tell whoever has the item, else the department's mailbox: the citizen has replied, or a letter came back."""
    found = _open_item(item)
    if found is None:
        return
    came_back = Message.objects.filter(pk=message, kind=Message.Kind.UNDELIVERED).exists()
    has_it = found.assignee is not None and found.assignee.is_active
    if has_it:
        addresses = [person.email for person in (found.assignee, *_standing_in(found.assignee, found))]
    else:
        addresses = [found.department.mailbox] if found.department.mailbox else []
    for address in addresses:
        mails.send(
            found,
            occasion="undelivered" if came_back else "replied",
            to=address,
            key=f"item:{item}:replied:{message}:{address}",
            by_mail=not has_it and found.department.works_by_mail,
        )


@job("send_new_link", lane="mail", attempts=LETTER_ATTEMPTS)
def send_new_link(*, case: int, department: int, asked: int) -> None:
    """Another link to the case for whoever reads the department's mailbox, if the work is still done by mail."""
    found = Case.objects.select_related("version__case_type").get(pk=case)
    here = Department.objects.get(pk=department)
    if here.works_by_mail and not found.is_confidential:
        mails.send_link(found, here, key=f"case:{case}:link:{department}:{asked}")


@job("tell_watchers", lane="mail", attempts=LETTER_ATTEMPTS)
def tell_watchers(*, case: int, revision: int) -> None:
    """Tell whoever watches a case, and may still see it, that something has happened to it."""
    found = Case.objects.select_related("version__case_type", "department").get(pk=case)
    for watch in found.watches.filter(user__is_active=True).select_related("user"):
        if Case.objects.visible_to(watch.user).filter(pk=case).exists():
            key = f"case:{case}:watched:{revision}:{watch.user_id}"
            mails.send_about(found, to=watch.user.email, key=key)


@job("recompute_deadlines", attempts=8)
def recompute_deadlines(*, kind: str, owner: int, after: int = 0) -> None:
    """Hours have changed: one batch of open items, then the job for the next."""
    last = new_hours.recompute_items(new_hours.of_owner(kind, owner), after)
    if last is not None:
        _go_on("recompute_deadlines", kind, owner, last)


@job("look_at_promises", attempts=8)
def look_at_promises(*, kind: str, owner: int, after: int = 0) -> None:
    """Hours have changed: one batch of promises, then the job for the next."""
    last = new_hours.look_at_promises(new_hours.of_owner(kind, owner), after)
    if last is not None:
        _go_on("look_at_promises", kind, owner, last)


def _go_on(name: str, kind: str, owner: int, last: int) -> None:
    with transaction.atomic():
        send_later(name, key=f"{kind}:{owner}:{last}", kind=kind, owner=owner, after=last)


@job("tell_of_doubts", lane="mail", attempts=LETTER_ATTEMPTS)
def tell_of_doubts(*, department: int) -> None:
    """Tell the leads of a department, and who stands in, that promises wait for them; nothing if none do any more."""
    found = Department.objects.get(pk=department)
    number = new_hours.in_doubt([found]).count()
    if number:
        _where, leads = Roster([found.pk]).leads_for(found.pk)
        told = User.objects.filter(pk__in=leads)
        for lead in {person.pk: person for each in told for person in (each, *_stand_ins_of(each))}.values():
            mails.send_of_doubts(found, number=number, to=lead.email, key=f"doubts:{timezone.now():%Y%m%d%H}:{lead.pk}")


@job("return_items", attempts=8)
def return_items(*, person: int) -> None:
    """Somebody has been deactivated: nothing waits for her any longer."""
    actions.return_items(User.objects.get(pk=person))


@job("end_unanswered", attempts=8)
def end_unanswered(*, item: int) -> None:
    if found := WorkItem.objects.filter(pk=item).first():
        actions.end_unanswered(found)


@job("remind_citizen", attempts=8)
def remind_citizen(*, item: int) -> None:
    if found := WorkItem.objects.filter(pk=item).first():
        actions.remind_citizen(found)


@job("go_on_with_duplicates", attempts=8)
def go_on_with_duplicates(*, case: int) -> None:
    actions.go_on_with_duplicates(Case.objects.get(pk=case))


@loop("deadlines", every=timedelta(seconds=1))
def sweep_deadlines() -> None:
    sweeper.sweep()


@recurring("empty_expired_text", at=time(3, 15))
def empty_expired_text() -> None:
    retention.empty_expired_text()


@recurring("remove_lost_files", every=timedelta(hours=1))
def remove_lost_files() -> None:
    files.remove_lost(timezone.now())


def _wait_for_opening(department: Department, occasion: str) -> None:
    """Put a reminder or an escalation off to the next opening: the mail server may have been away all day."""
    if occasion in {"remind", "escalate"}:
        opening = sweeper.next_service(Hours.of(department), timezone.now())
        if opening is not None:
            raise PutOff(opening)


def _standing_in(person: User, item: WorkItem) -> list[User]:
    """Who stands in for her today, but nobody whom the concern is about."""
    return [each for each in _stand_ins_of(person) if each.pk != item.case.about_id]


def _stand_ins_of(person: User) -> list[User]:
    return list(User.objects.filter(pk__in=stand_ins(person)).order_by("pk"))


def _open_item(pk: int) -> WorkItem | None:
    return (
        WorkItem.objects.open()
        .select_related("case__version__case_type", "department__partner", "department__parent__parent", "assignee")
        .filter(pk=pk)
        .first()
    )
