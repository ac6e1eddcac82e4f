"""What the commands that import have in common: the partner, the report, progress, what failed."""

from __future__ import annotations

import json
import os
import time
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.audit.models import Actor
from cms.exchange.actions import import_catalogue
from cms.exchange.errors import ExchangeError
from cms.exchange.progress import Progress
from cms.exchange.records import Export
from cms.exchange.report import Report
from cms.organisation.models import Partner, Responsibility


class ImportCommand(BaseCommand):
    """Files are checked whole before the first write."""

    stealth_options = ("responsibility",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--partner", required=True, help="short name of the partner whose records these are")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument(
            "--overwrite", action="store_true", help="take the file's text where somebody changed it here, too"
        )
        parser.add_argument("--report", type=Path, help="where to write the report (JSON); without it, it is printed")

    def read(self, **options) -> Export:
        """The files as records; raises ``BrokenFile``."""
        raise NotImplementedError

    def handle(
        self,
        *args,
        partner: str,
        report: Path | None,
        dry_run: bool,
        overwrite: bool,
        verbosity: int,
        responsibility: str | None = None,
        **options,
    ) -> None:
        owner = Partner.objects.filter(slug=partner).first()
        if owner is None:
            known = ", ".join(Partner.objects.values_list("slug", flat=True)) or "–"
            raise CommandError(
                _("There is no partner “%(slug)s”. There are: %(known)s.") % {"slug": partner, "known": known}
            )
        if report and not report.parent.is_dir():
            raise CommandError(_("The folder %(folder)s does not exist.") % {"folder": report.parent})
        if report and (report.is_dir() or not os.access(report if report.exists() else report.parent, os.W_OK)):
            raise CommandError(_("The report cannot be written to %(file)s.") % {"file": report})
        answering = self._responsibility(responsibility)
        started = time.monotonic()
        try:
            done = import_catalogue(
                self.read(**options),
                partner=owner,
                by=Actor.system(type(self).__module__.rpartition(".")[2]),
                overwrite=overwrite,
                dry_run=dry_run,
                responsibility=answering,
                **({"tell": Progress(self.stderr)} if verbosity else {}),
            )
        except ExchangeError as refused:
            raise CommandError(_("Nothing has been imported:") + f"\n{refused}") from refused
        self._tell(done, report, time.monotonic() - started, dry_run=dry_run)
        if done.failed:
            raise CommandError(_("%(number)d records could not be imported, see the report.") % {"number": done.failed})

    def _responsibility(self, name: str | None) -> Responsibility | None:
        if not name:
            return None
        found = Responsibility.objects.filter(name=name).first()
        if found is None:
            raise CommandError(_("There is no responsibility “%(name)s”.") % {"name": name})
        return found

    def _tell(self, done: Report, report: Path | None, seconds: float, *, dry_run: bool) -> None:
        content = done.as_json()
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        if report is None:
            self.stdout.write(text)
            return
        report.write_text(text, encoding="utf-8")
        if dry_run:
            self.stdout.write(_("Dry run, nothing has been written:"))
        for kind, tally in content.items():
            numbers = ", ".join(
                f"{len(value) if isinstance(value, list) else value} {name}" for name, value in tally.items()
            )
            self.stdout.write(f"{kind}: {numbers}")
        each = seconds / done.records if done.records else 0
        self.stdout.write(
            _("finished after %(seconds)d s, %(each).3f s per record") % {"seconds": round(seconds), "each": each}
        )
