"""Imports the services and locations of a DLDB export, for example Munich's."""

import json
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.audit.models import Actor
from cms.exchange.actions import import_dldb
from cms.exchange.dldb import read
from cms.exchange.errors import BrokenFile
from cms.organisation.models import Partner


class Command(BaseCommand):
    """Both files are checked whole before the first write."""

    help = "Import services and locations from the JSON files of a DLDB export. Repeating it changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--services", type=Path, required=True, help="services_de.json of the export")
        parser.add_argument("--locations", type=Path, required=True, help="locations_de.json of the export")
        parser.add_argument("--partner", required=True, help="short name of the partner whose offices these are")
        parser.add_argument("--report", type=Path, help="where to write the report (JSON); without it, it is printed")

    def handle(self, *args, services: Path, locations: Path, partner: str, report: Path | None, **options):
        owner = Partner.objects.filter(slug=partner).first()
        if owner is None:
            known = ", ".join(Partner.objects.values_list("slug", flat=True)) or "–"
            raise CommandError(
                _("There is no partner “%(slug)s”. There are: %(known)s.") % {"slug": partner, "known": known}
            )
        if report and not report.parent.is_dir():
            raise CommandError(_("The folder %(folder)s does not exist.") % {"folder": report.parent})
        try:
            export = read(services, locations)
        except BrokenFile as broken:
            raise CommandError(_("Nothing has been imported:") + f"\n{broken}") from broken
        started = time.monotonic()
        done = import_dldb(export, partner=owner, by=Actor.system("import_dldb"))
        self._tell(done.as_json(), report)
        if report:
            self.stdout.write(f"finished after {time.monotonic() - started:.0f} s")
        if done.failed:
            raise CommandError(_("%(number)d records could not be imported, see the report.") % {"number": done.failed})

    def _tell(self, content: dict, report: Path | None) -> None:
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        if report is None:
            self.stdout.write(text)
            return
        report.write_text(text, encoding="utf-8")
        for kind, tally in content.items():
            numbers = ", ".join(f"{value} {name}" for name, value in tally.items() if name != "problems")
            self.stdout.write(f"{kind}: {numbers}")
