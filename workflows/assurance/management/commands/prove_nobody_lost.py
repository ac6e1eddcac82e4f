"""Proves that nobody is lost: prints what was counted and the empty list, or what is wrong and exits with 1."""

import sys

from django.core.management.base import BaseCommand

from workflows.assurance import actions


class Command(BaseCommand):
    help = "Run every app's own checks. Exit status 1 if anything is wrong; the administrators get a mail then."

    def handle(self, *args, **options):
        run = actions.prove()
        for name, number in run.counted:
            self.stdout.write(f"{number:>9}  {name}")
        for fault in run.faults:
            self.stdout.write(f"{fault['thing']}: {fault['sentence']}  [{fault['proof']}]")
        if run.not_shown:
            self.stdout.write(f"… and {run.not_shown} more.")
        seconds = (run.finished_at - run.started_at).total_seconds()
        if run.found:
            self.stdout.write(f"{run.found} lost or in danger of it ({seconds:.1f} s).")
            sys.exit(1)
        self.stdout.write(f"Nobody is lost: [] ({seconds:.1f} s)")
