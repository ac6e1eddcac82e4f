"""What agents do with the notes beside a service: doors like those of ``actions``, for what is written at the desk."""

from __future__ import annotations

from django.db import transaction

from cms.audit.actions import record
from cms.audit.models import Actor
from cms.organisation.models import Partner

from .models import AgentNote, ServicePage

__all__ = ["add_note", "change_note", "delete_note"]


@transaction.atomic
def add_note(service: ServicePage, *, partner: Partner | None, text: str, by: Actor) -> AgentNote:
    """Write a note beside a service, for one partner or (without one) for all."""
    note = AgentNote.objects.create(service=service, partner=partner, text=text)
    record("agent_note_added", note, by=by, new={"service": service.pk}, fields=["text"])
    return note


@transaction.atomic
def change_note(note: AgentNote, *, text: str, by: Actor) -> None:
    """Change what a note says; for whom it holds stays."""
    note.text = text
    note.save(update_fields=["text", "changed_at"])
    record("agent_note_changed", note, by=by, fields=["text"])


@transaction.atomic
def delete_note(note: AgentNote, *, by: Actor) -> None:
    """Take a note away; the event keeps which service it stood beside."""
    record("agent_note_deleted", note, by=by, old={"service": note.service_id})
    note.delete()
