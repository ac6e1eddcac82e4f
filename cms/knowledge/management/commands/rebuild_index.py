"""Writes the search index anew beside the old one and swaps; people search all the while."""

import os
import subprocess
import sys
import time

from django.core.management.base import BaseCommand, CommandError

from cms.knowledge.actions import rebuild
from cms.knowledge.engines import beside
from cms.knowledge.rebuilding import Overtaken

SECONDS_BETWEEN_WORDS = 1.0


class Command(BaseCommand):
    help = "Writes the search index anew. Safe at any time; what is published meanwhile is kept."

    def add_arguments(self, parser):
        parser.add_argument("--engine", choices=["database", "elasticsearch"], default="database")
        parser.add_argument("--processes", type=int, default=1, help="with elasticsearch: how many fill it")
        parser.add_argument(
            "--join", action="store_true", help="with elasticsearch: help the one that runs, on another machine for one"
        )
        parser.add_argument(
            "--remove-old", action="store_true", help="with elasticsearch: only remove what was in use before"
        )

    def handle(self, *args, engine: str, processes: int, join: bool, remove_old: bool, **options):
        self.said = 0.0
        if engine == "elasticsearch":
            with beside.for_operators():
                self.beside(processes, join, remove_old)
            return
        if processes != 1 or join or remove_old:
            raise CommandError("--processes, --join and --remove-old belong to --engine elasticsearch.")
        began = time.monotonic()
        try:
            entries = rebuild(self.told)
        except Overtaken as overtaken:
            raise CommandError("Another rebuild was quicker; its index is in force.") from overtaken
        self.stdout.write(f"{entries} entries in {time.monotonic() - began:.1f} s")

    def beside(self, processes: int, join: bool, remove_old: bool) -> None:
        """The engine beside the database, from what the database has."""
        from cms.knowledge.engines.elasticsearch import rebuilding

        if remove_old:
            for name in rebuilding.remove_old():
                self.stdout.write(f"{name} removed")
            return
        if join:
            rebuilding.help_out(self.told_now_and_then)
            return
        began = time.monotonic()
        rebuilding.begin_or_take_up()
        others = [subprocess.Popen(joining(), env=surroundings()) for _ in range(processes - 1)]
        try:
            entries = rebuilding.carry_out(self.told_now_and_then, lambda: [other.wait() for other in others])
        finally:
            for other in others:
                other.kill()
                other.wait()
        self.stdout.write(f"{entries} entries in {time.monotonic() - began:.1f} s")
        for name in rebuilding.old():
            self.stdout.write(f"{name} is kept until rebuild_index --engine elasticsearch --remove-old")

    def told(self, done: int, of: int) -> None:
        self.stdout.write(f"{done} of {of} written")

    def told_now_and_then(self, done: int, of: int) -> None:
        """A million entries take two thousand steps."""
        if done >= of or time.monotonic() - self.said > SECONDS_BETWEEN_WORDS:
            self.said = time.monotonic()
            self.told(done, of)


def joining() -> list[str]:
    return [sys.executable, "-m", "django", "rebuild_index", "--engine", "elasticsearch", "--join"]


def surroundings() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
