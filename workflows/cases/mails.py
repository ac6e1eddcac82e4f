"""Mails to staff: reference, step, due and the link to the desk; never a word of the citizen's."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from workflows.citizens.letters import message_id

from . import addresses
from .models import Case, WorkItem

OCCASIONS = ("arrived", "remind", "escalate", "informed", "replied", "watched")


def send(item: WorkItem, *, occasion: str, to: str, key: str) -> None:
    """Send one mail about an item; a repetition after a crash carries the same Message-ID."""
    # The title is asked for where the language is set.
    _send(item.case, occasion, to, key, title=lambda: item.title, department=item.department.name, due_at=item.due_at)


def send_about(case: Case, *, to: str, key: str) -> None:
    """Send one mail to somebody who watches a case."""
    _send(case, "watched", to, key, state=case.get_state_display, department=case.department.name)


def _send(case: Case, template: str, to: str, key: str, **more) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        definition = case.version.parsed
        text = render_to_string(
            f"cases/mails/{template}.txt",
            {
                "reference": case.reference,
                "case_type": definition.words(definition.name),
                "promised_at": case.promised_at,
                "address": addresses.at_the_desk(case.reference),
                **more,
            },
        )
    subject, _blank, body = text.partition("\n")
    EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=[to],
        headers={"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"},
    ).send()
