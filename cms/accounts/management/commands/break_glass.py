"""Gives a named person full power for a limited time, or ends it; every administrator is told by mail."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.accounts import actions
from cms.accounts.errors import AccountsError
from cms.accounts.models import BreakGlass, User
from cms.audit.models import Actor

BY = Actor.system("break_glass")


class Command(BaseCommand):
    """For the day on which nobody else can help: nobody is a superuser in daily work."""

    help = "Let a person do everything for a limited time. Without a person: who may at the moment."

    def add_arguments(self, parser):
        parser.add_argument("email", nargs="?", help="the address the person logs in with")
        parser.add_argument("--reason", default="", help="why; all administrators read it")
        parser.add_argument("--minutes", type=int, default=60, help="for how long (60; at most 480)")
        parser.add_argument("--end", action="store_true", help="end it now")

    def handle(self, *args, email, reason, minutes, end, **options):
        if not email:
            self.tell_who_may()
            return
        person = User.objects.with_address(email).first()
        if person is None:
            raise CommandError(f"Nobody logs in with {email}.")
        try:
            if end:
                actions.end_full_power(person, by=BY)
                self.stdout.write(f"{person} has no full power any more.")
                return
            power = actions.give_full_power(person, reason=reason, lasting=timedelta(minutes=minutes), by=BY)
        except AccountsError as refusal:
            raise CommandError(str(refusal)) from refusal
        told = actions.administrators().count()
        self.stdout.write(f"{person} may do everything until {self.at(power.ends_at)}. Mails leave to {told} people.")
        if not told:
            self.stderr.write("There is no administrator who could be told.")

    def tell_who_may(self):
        given = BreakGlass.objects.filter(ended_at=None).select_related("user")
        for power in given:
            self.stdout.write(f"{power.user.email} until {self.at(power.ends_at)}: {power.reason}")
        if not given:
            self.stdout.write("Nobody has full power.")

    def at(self, moment) -> str:
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
