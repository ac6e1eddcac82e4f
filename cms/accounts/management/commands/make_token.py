"""Makes a token by which a program reads in a person's name; it is shown once and stored nowhere."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.accounts import actions
from cms.accounts.errors import AccountsError
from cms.accounts.models import User
from cms.audit.models import Actor

BY = Actor.system("make_token")


class Command(BaseCommand):
    """For a program that searches as agents do; give it a person of its own, who may do nothing else."""

    help = "Make a token for a program that reads in a person's name. It ends with her next password, too."

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address the person logs in with")
        parser.add_argument("--days", type=int, default=90, help="for how long (90; at most 365)")

    def handle(self, *args, email, days, **options):
        person = User.objects.with_address(email).first()
        if person is None:
            raise CommandError(f"Nobody logs in with {email}.")
        try:
            token = actions.make_token(person, lasting=timedelta(days=days), by=BY)
        except AccountsError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stderr.write(f"Until {timezone.localdate() + timedelta(days=days)}; it is shown this once:")
        self.stdout.write(token)
