"""Events that are only ever added: who did what to which object, and when."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .errors import AppendOnly


class ActorKind(models.TextChoices):
    PERSON = "person", _("person")
    CITIZEN = "citizen", _("citizen")
    SYSTEM = "system", _("system")
    TOKEN = "token", _("API token")
    MAILBOX = "mailbox", _("mailbox")


@dataclass(frozen=True)
class Actor:
    """Who acts. The key leads to the row (a user's id, a token's id, a job's name), never to a name."""

    kind: ActorKind
    key: str = ""

    @classmethod
    def person(cls, user: models.Model) -> Actor:
        return cls(ActorKind.PERSON, str(user.pk))

    @classmethod
    def citizen(cls) -> Actor:
        """Citizens have no account; there is nothing to lead to."""
        return cls(ActorKind.CITIZEN)

    @classmethod
    def mailbox(cls, department: models.Model) -> Actor:
        """A department without seats: whoever reads its mailbox; the key leads to the department."""
        return cls(ActorKind.MAILBOX, str(department.pk))

    @classmethod
    def system(cls, name: str) -> Actor:
        return cls(ActorKind.SYSTEM, name)

    @property
    def user_id(self) -> int | None:
        return int(self.key) if self.kind == ActorKind.PERSON else None


class EventQuerySet(models.QuerySet):
    def about(self, obj: models.Model):
        """The events of one object, in any order."""
        return self.filter(object_type=obj._meta.label_lower, object_key=str(obj.pk))

    def update(self, **values):
        raise AppendOnly("Audit events are never changed.")

    def bulk_update(self, *args, **options):
        raise AppendOnly("Audit events are never changed.")

    def bulk_create(self, *args, **options):
        raise AppendOnly("Audit events are added through a door that looks at their values.")

    def add_many(self, events: list[Event]) -> None:
        """For that door alone, which has looked at them."""
        super().bulk_create(events)

    def delete(self):
        raise AppendOnly("Audit events are never deleted.")

    def _update(self, values):
        # What save() calls first for a row with a key: refused if there is one, so that a backup can still be loaded.
        if self.exists():
            raise AppendOnly("Audit events are never changed.")
        return 0

    def _raw_delete(self, using):
        # What deleting a related row, or a row without signals, calls.
        raise AppendOnly("Audit events are never deleted.")


class Event(models.Model):
    """One thing that happened. Old and new hold states, dates and keys, never personal data or free text."""

    at = models.DateTimeField(pgettext_lazy("in the record", "at"), default=timezone.now, editable=False)
    actor_kind = models.CharField(_("actor"), max_length=10, choices=ActorKind)
    actor_key = models.CharField(_("actor's key"), max_length=64, blank=True)
    verb = models.CharField(_("what happened"), max_length=64)
    object_type = models.CharField(_("kind of object"), max_length=64)
    object_key = models.CharField(_("object's key"), max_length=64)
    old = models.JSONField(_("before"), default=dict, blank=True)
    new = models.JSONField(_("after"), default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-at", "-pk"]
        base_manager_name = "objects"  # so that save() and delete() meet the refusals above
        indexes = [
            models.Index(fields=["object_type", "object_key", "-at"], name="event_of_object"),
            models.Index(fields=["actor_kind", "actor_key", "-at"], name="event_of_actor"),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.object_type} {self.object_key}"

    def delete(self, *args, **options):
        raise AppendOnly("Audit events are never deleted.")
