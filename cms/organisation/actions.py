"""What other packages may do with the organisation. Facts edited in Wagtail have their form as their door."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from wagtail.models import Site

from cms.audit.actions import record
from cms.audit.models import Actor
from cms.outbox.actions import send_later

from . import ending, mailboxes, setup
from .errors import DepartmentHasEnded, DepartmentStillNeeded, NoMailbox, NoSuchTarget
from .models import Colleague, Department, Function, Membership, Office, Partner
from .turns import take_turn
from .where_used import by_kind

__all__ = [
    "ask_to_confirm_mailbox",
    "confirm_mailbox",
    "end_department",
    "mailbox_to_confirm",
    "move_department",
    "open_partner",
    "reopen_department",
]


@transaction.atomic
def open_partner(
    *, name: str, slug: str, prefix: str, land: str, phone: str = "", hostname: str = "", by: Actor
) -> Partner:
    """Take a partner in: its row and its group of editors.

    Its pages and its site are made by ``cms.pages.actions.open_town_hall``; a site that stands under this host name
    already becomes the partner's. Raises ``ValidationError`` for what a form would refuse too.
    """
    partner = Partner(name=name, slug=slug, prefix=prefix, land=land, phone=phone)
    if hostname:
        partner.site = Site.objects.filter(hostname=hostname, partner__isnull=True).first()
    partner.full_clean()
    partner.editors = setup.editors_of(name)
    partner.save()
    record("partner_opened", partner, by=by, new={"slug": slug, "land": land})
    return partner


@transaction.atomic
def end_department(department: Department, *, on: date, by: Actor) -> None:
    """From this day on the department is chosen nowhere and shown nowhere; its row and its past stay.

    Raises ``DepartmentStillNeeded`` with everything that still leads to it, ``DepartmentHasEnded`` the second time.
    """
    department = _locked(department)
    if department.ended_on is not None:
        raise DepartmentHasEnded
    if kinds := by_kind(ending.what_holds(department)):
        names = get_text_list([f"{kind.name} ({kind.total})" for kind in kinds], _("and"))
        raise DepartmentStillNeeded(
            _("%(department)s is still needed: %(uses)s.") % {"department": department, "uses": names}
        )
    if words := ending.veto(department):
        raise DepartmentStillNeeded(words)
    department.ended_on = on
    department.save(update_fields=["ended_on"])
    record("department_ended", department, by=by, new={"ended_on": on})


@transaction.atomic
def reopen_department(department: Department, *, by: Actor) -> None:
    """Take the end back: what it had has gone elsewhere, but it can be chosen again."""
    department = _locked(department)
    if department.ended_on is None:
        return
    record("department_reopened", department, by=by, old={"ended_on": department.ended_on})
    department.ended_on = None
    department.save(update_fields=["ended_on"])


@transaction.atomic
def move_department(department: Department, *, to: Department, on: date, by: Actor) -> None:
    """Give another department of the same partner everything for which this one is needed, in one step.

    Offices go with their numbers, hours and mappings, people with their function, open work with its promise as it is.
    Raises ``NoSuchTarget``, ``DepartmentStillNeeded`` where something cannot be moved, and ``ValidationError``.
    """
    department = _locked(department)
    target = ending.other_departments(department, on).select_for_update(of=("self",)).filter(pk=to.pk).first()
    if target is None:
        raise NoSuchTarget
    stuck = [use for use in ending.what_holds(department) if not use.moves]
    if stuck:
        names = get_text_list([use.label for use in stuck], _("and"))
        raise DepartmentStillNeeded(_("Only you can change this first: %(uses)s.") % {"uses": names})
    for mover in ending.movers:
        mover(department, target, by)
    _move(Office.objects.filter(department=department), "department", department, target, by)
    _move(Colleague.objects.filter(department=department), "department", department, target, by)
    _move(Department.objects.filter(parent=department), "parent", department, target, by)
    _move(Partner.objects.filter(triage_department=department), "triage_department", department, target, by)
    _move_people(department, target, by)
    record("department_moved", department, by=by, new={"to": target.pk})


@transaction.atomic
def ask_to_confirm_mailbox(department: Department, *, by: Actor) -> None:
    """Let a link leave to the mailbox; what is confirmed already stays so. Raises ``NoMailbox``."""
    if not department.mailbox:
        raise NoMailbox
    send_later("confirm_mailbox", key=str(department.pk), department=department.pk)
    record("mailbox_asked", department, by=by, fields=["mailbox"])


def mailbox_to_confirm(token: str) -> Department:
    """Whose mailbox a link asks about; looking changes nothing. Raises ``MailboxLinkEnded``."""
    return mailboxes.department_of(token)


@transaction.atomic
def confirm_mailbox(token: str) -> Department:
    """Whoever reads the mailbox says that it is the department's: from now on it counts. Twice is once.

    Raises ``MailboxLinkEnded``.
    """
    department = _locked(mailboxes.department_of(token))
    mailboxes.department_of(token)  # the mailbox may just have been changed
    if department.confirmed_mailbox:
        return department
    department.mailbox_confirmed = department.mailbox
    department.save(update_fields=["mailbox_confirmed"])
    record("mailbox_confirmed", department, by=Actor.mailbox(department), fields=["mailbox"])
    return department


def _locked(department: Department) -> Department:
    take_turn(department)
    return Department.objects.select_for_update(of=("self",)).select_related("partner").get(pk=department.pk)


def _move(rows, field: str, department: Department, to: Department, by: Actor) -> None:
    """Row by row, since each has to be right where it comes to stand, and each gets its event."""
    for row in rows:
        setattr(row, field, to)
        try:
            row.full_clean()
        except ValidationError as refusal:
            raise ValidationError(f"{row}: {' '.join(refusal.messages)}") from refusal
        row.save()
        record(f"{row._meta.model_name}_changed", row, by=by, old={field: department.pk}, new={field: to.pk})


def _move_people(department: Department, to: Department, by: Actor) -> None:
    """Who belongs to both already keeps one membership, as a lead if she was one in either."""
    there = {row.user_id: row for row in Membership.objects.filter(department=to)}
    for row in Membership.objects.filter(department=department).select_related("department"):
        known = there.get(row.user_id)
        if known is None:
            Membership.objects.filter(pk=row.pk).update(department=to)
            old, new = {"department": department.pk}, {"department": to.pk}
            record("membership_changed", row, by=by, old=old, new=new)
            continue
        record("membership_deleted", row, by=by)
        row.delete()
        if row.function == Function.LEAD and known.function != Function.LEAD:
            Membership.objects.filter(pk=known.pk).update(function=Function.LEAD)
            record("membership_changed", known, by=by, old={"function": known.function}, new={"function": row.function})
