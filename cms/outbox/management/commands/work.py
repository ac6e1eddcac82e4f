"""`manage.py work`: run jobs, recurring jobs and loops until told to stop."""

from __future__ import annotations

import os
import signal
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from cms.outbox.registry import LANES
from cms.outbox.worker import WorkerProcess


class Command(BaseCommand):
    help = "Runs jobs, recurring jobs and loops until SIGTERM or Ctrl-C; a second signal ends it at once."

    def add_arguments(self, parser):
        parser.add_argument("--until-idle", action="store_true", help="stop as soon as nothing is due any more")
        parser.add_argument(
            "--lanes",
            default=",".join(LANES),
            help="only these lanes (%(default)s); loops and schedules belong to the last",
        )

    def handle(self, *args, until_idle, lanes, **options):
        names = [name.strip() for name in lanes.split(",") if name.strip()]
        if unknown := sorted(set(names) - set(LANES)):
            raise CommandError(f"There is no lane {', '.join(unknown)}. The lanes are {', '.join(LANES)}.")
        if not names:
            raise CommandError(f"Name at least one of the lanes {', '.join(LANES)}.")
        process = WorkerProcess(names)

        def stop(signum, frame):
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            process.asked_to_stop = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        try:
            clean = process.run(until_idle=until_idle)
        except DatabaseError as trouble:
            raise CommandError(
                f"The database does not answer or lacks its migrations ({type(trouble).__name__}). Is it there, and has"
                " “manage.py migrate” been run?"
            ) from None
        if not clean:
            # Threads that hang cannot be ended any other way; what they held has been handed back.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(75 if process.hangs else 0)
