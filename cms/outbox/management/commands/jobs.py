"""`manage.py jobs`: show what waits, runs and was set aside, and let what was set aside wait again."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from cms.outbox import actions
from cms.outbox.errors import CannotRetry
from cms.outbox.models import Job


class Command(BaseCommand):
    help = "Shows the jobs by name and state. Set-aside jobs can be listed and tried again."

    def add_arguments(self, parser):
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--set-aside", action="store_true", help="list the jobs that failed for good")
        choice.add_argument("--retry", metavar="ID", help="let this set-aside job wait again; “all” for all of them")

    def handle(self, *args, set_aside, retry, **options):
        if retry:
            self.retry(retry)
        elif set_aside:
            for job in Job.objects.set_aside():
                self.stdout.write(
                    f"{job.pk}  {job.name}  {job.created_at:%Y-%m-%d %H:%M}  {job.attempts} attempts  {job.last_error}"
                )
        else:
            for row in Job.objects.order_by("name", "state").values("name", "lane", "state").annotate(n=Count("pk")):
                self.stdout.write(f"{row['n']:6}  {row['state']:9}  {row['lane']:9}  {row['name']}")

    def retry(self, which: str) -> None:
        if which == "all":
            ids = list(Job.objects.set_aside().values_list("pk", flat=True))
        elif which.isdecimal():
            ids = [int(which)]
        else:
            raise CommandError("Give the number of a set-aside job, or “all”.")
        refused = []
        for job_id in ids:
            try:
                self.stdout.write(f"{actions.retry(job_id)} waits again.")
            except CannotRetry as refusal:
                refused.append(str(refusal))
        if refused:
            raise CommandError("\n".join(refused))
