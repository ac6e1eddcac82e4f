"""Publishes and takes down what is due, in place of Wagtail's command of the same name."""

from django.core.management.base import CommandError
from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command as WagtailsCommand

from cms.catalogue.schedule import publish_due


class Command(WagtailsCommand):
    """Every page in a transaction of its own, so that one broken page holds back no other."""

    help = "Publish and take down what is due."

    def handle(self, *args, **options):
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        refused = publish_due(timezone.now())
        if refused:
            raise CommandError(f"{len(refused)} could not be published or taken down: {', '.join(refused)}")
