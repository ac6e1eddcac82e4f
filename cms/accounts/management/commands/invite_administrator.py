"""Takes in the first administrator of an installation, who then invites everybody else on the screen."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms.accounts import actions
from cms.accounts.errors import AccountsError
from cms.accounts.groups import ADMINISTRATOR
from cms.accounts.models import User
from cms.audit.models import Actor

BY = Actor.system("invite_administrator")


class Command(BaseCommand):
    """Without a password and without is_superuser: a mail with a link, as for everybody who is invited."""

    help = "Invite an administrator by mail; again for the same address: send the link anew."

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address the person will log in with")
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)

    @transaction.atomic
    def handle(self, *args, email, first_name, last_name, **options):
        home = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        person = User.objects.with_address(email).filter(groups__name=ADMINISTRATOR).first()
        try:
            if person is None:
                administration = [Group.objects.get(name=ADMINISTRATOR)]
                person = actions.make_person(
                    email=email, first_name=first_name, last_name=last_name, groups=administration, by=BY
                )
            actions.send_invitation(
                person, host=home.netloc, secure=home.scheme == "https", language=settings.LANGUAGE_CODE, by=BY
            )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        except AccountsError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"The link leaves for {person.email} as soon as a worker runs.")
