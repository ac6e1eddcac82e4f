"""What people at the desk may do with bulletins: read them, and say so."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from .models import Bulletin, BulletinRead

if TYPE_CHECKING:
    from cms.accounts.models import User

__all__ = ["delete_marks_of_ended", "mark_as_read", "on_top_for", "takes_marks", "unread_by"]


def takes_marks(bulletin: Bulletin) -> bool:
    """Whether it is kept who has read it: an operator can switch that off for good, an author for one bulletin."""
    return settings.READ_MARKS and bulletin.with_read_marks


def unread_by(user: User, at: datetime) -> list[Bulletin]:
    """What this person has not marked as read; one query."""
    if not settings.READ_MARKS:
        return []
    return list(Bulletin.objects.showing(at).for_user(user).unread_by(user))


def on_top_for(user: User, at: datetime) -> list[Bulletin]:
    """The important ones she has still to read; where no marks are kept, until their end.

    Every screen asks and mostly there are none: then one short question says so.
    """
    important = Bulletin.objects.showing(at).filter(important=True)
    if not important.exists():
        return []
    important = important.for_user(user)
    if not settings.READ_MARKS:
        return list(important)
    read = BulletinRead.objects.filter(user=user).values("bulletin")
    return list(important.exclude(pk__in=read, with_read_marks=True))


def mark_as_read(bulletin: Bulletin, *, by: User) -> None:
    """Remember that this person has read it; twice is once, and where no marks are kept nothing is stored."""
    if takes_marks(bulletin):
        BulletinRead.objects.get_or_create(bulletin=bulletin, user=by)


def delete_marks_of_ended(at: datetime) -> int:
    """Delete who has read what nobody sees any more; returns how many."""
    return BulletinRead.objects.filter(bulletin__ends_at__lte=at).delete()[0]
