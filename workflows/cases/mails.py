"""Mails to staff: reference, step, due and the link to the desk; never a word of the citizen's."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from workflows.citizens.letters import message_id

from . import addresses
from .models import WorkItem

OCCASIONS = ("arrived", "remind", "escalate", "informed", "replied")


def send(item: WorkItem, *, occasion: str, to: str, key: str) -> None:
    """Send one mail about an item; a repetition after a crash carries the same Message-ID."""
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(
            f"cases/mails/{occasion}.txt",
            {
                "reference": item.case.reference,
                "case_type": item.case.version.parsed.words(item.case.version.parsed.name),
                "title": item.title,
                "department": item.department.name,
                "due_at": item.due_at,
                "promised_at": item.case.promised_at,
                "address": addresses.at_the_desk(item.case.reference),
            },
        )
    subject, _blank, body = text.partition("\n")
    EmailMessage(
        subject=subject.strip(),
        body=body.strip() + "\n",
        to=[to],
        headers={"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"},
    ).send()
