"""Makes the demo town Lindenfurt with its partners, people, services and eight weeks of cases."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kuemmerer.demo.files import read
from kuemmerer.demo.people import PASSWORD
from kuemmerer.demo.town import load_town
from kuemmerer.demo.weeks import CASES, play_eight_weeks
from workflows.cases import by_mail
from workflows.cases.models import FOR_THE_CITIZEN, WorkItem


class Command(BaseCommand):
    """Idempotent: a second run adds what is missing and changes nothing else."""

    help = "Load the demo town. A second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--logins", action="store_true", help="only print one login per role")
        parser.add_argument("--cases", type=int, default=CASES, help=f"how many cases to play ({CASES})")

    def handle(self, *args, logins: bool, cases: int, **options):
        if logins:
            self.print_logins()
            return
        if settings.SESSION_COOKIE_SECURE:  # production settings, as in kuemmerer.checks
            raise CommandError(
                "The people of the demo town, administrators among them, have a password that everybody can read."
                " It is loaded with the settings of the demo only."
            )
        load_town(port=urlsplit(settings.WAGTAILADMIN_BASE_URL).port or 80)
        played = play_eight_weeks(timezone.now(), cases=cases)
        self.stdout.write(f"Lindenfurt is there; {played} cases were played.")

    def print_logins(self) -> None:
        """One line per role: role, email address, password; and where nobody has a seat, the link in the mail to it."""
        for person in read("organisation")["person"]:
            if "shows" in person:
                self.stdout.write(f"{person['shows']}: {person['email']} {PASSWORD}")
        for item in WorkItem.objects.open().exclude(step=FOR_THE_CITIZEN).exclude(department__mailbox=""):
            if item.department.works_by_mail:
                link = by_mail.address_of(item.case, item.department)
                self.stdout.write(f"{item.department}, per E-Mail, ohne Anmeldung: {link}")
