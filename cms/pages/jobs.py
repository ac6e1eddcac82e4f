"""What the pages need in the background: read marks end with their bulletin."""

from datetime import time

from django.utils import timezone

from cms.outbox.registry import recurring

from . import bulletins


@recurring("delete_read_marks", at=time(3, 10))
def delete_read_marks() -> None:
    bulletins.delete_marks_of_ended(timezone.now())
