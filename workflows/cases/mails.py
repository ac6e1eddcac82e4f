"""Mails to staff: reference, step, due and the link to the desk; never a word of the citizen's."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from cms.organisation.models import Department
from workflows.citizens import plain_mails

from . import addresses
from .by_mail import LINK_LASTS, address_of
from .models import Case, WorkItem

OCCASIONS = ("arrived", "remind", "escalate", "informed", "replied", "returned", "watched")


def send(item: WorkItem, *, occasion: str, to: str, key: str, by_mail: bool = False) -> None:
    """Send one mail about an item; a repetition after a crash carries the same Message-ID.

    ``by_mail`` is for a department without seats: the mail leads to the case without a login.
    """
    _send(
        item.case,
        occasion,
        to,
        key,
        by_mail=item.department if by_mail else None,
        title=lambda: item.title,  # asked for where the language is set
        department=item.department.name,
        due_at=item.due_at,
    )


def send_link(case: Case, department: Department, *, key: str) -> None:
    """Send another link to a department without seats."""
    _send(case, "link", department.mailbox, key, by_mail=department, department=department.name)


def send_about(case: Case, *, to: str, key: str) -> None:
    """Send one mail to somebody who watches a case."""
    _send(case, "watched", to, key, state=case.get_state_display, department=case.department.name)


def send_of_doubts(department: Department, *, number: int, to: str, key: str) -> None:
    """Send one mail to a lead: so many promises wait for her decision."""
    told = {"department": department.name, "number": number, "address": addresses.of_the_lead()}
    plain_mails.send("cases/mails/doubts.txt", told, to=[to], key=key)


def _send(case: Case, template: str, to: str, key: str, *, by_mail: Department | None = None, **more) -> None:
    definition = case.version.parsed
    with translation.override(settings.LANGUAGE_CODE):
        told = {
            "reference": case.reference,
            "case_type": definition.words(definition.name),
            "promised_at": case.promised_at,
            "address": address_of(case, by_mail) if by_mail else addresses.at_the_desk(case.reference),
            "days": LINK_LASTS.days if by_mail else None,
        }
    plain_mails.send(f"cases/mails/{template}.txt", {**told, **more}, to=[to], key=key)
