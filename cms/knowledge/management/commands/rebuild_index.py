"""Writes the search index anew beside the old one and swaps; people search all the while."""

import time

from django.core.management.base import BaseCommand, CommandError

from cms.knowledge.actions import rebuild
from cms.knowledge.rebuilding import Overtaken


class Command(BaseCommand):
    help = "Writes the search index anew. Safe at any time; what is published meanwhile is kept."

    def handle(self, *args, **options):
        began = time.monotonic()
        try:
            entries = rebuild(self.told)
        except Overtaken as overtaken:
            raise CommandError("Another rebuild was quicker; its index is in force.") from overtaken
        self.stdout.write(f"{entries} entries in {time.monotonic() - began:.1f} s")

    def told(self, done: int, of: int) -> None:
        self.stdout.write(f"{done} of {of} written")
