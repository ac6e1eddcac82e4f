"""The catalogue's recurring job: planned releases and ends."""

from datetime import timedelta

from django.core.management import call_command

from cms.outbox.registry import recurring


@recurring("publish_scheduled", every=timedelta(minutes=1))
def publish_scheduled() -> None:
    """Publish and take down what is due."""
    call_command("publish_scheduled")
