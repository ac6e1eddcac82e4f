"""Gives a partner its digital town hall under a host name of its own."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from cms.audit.models import Actor
from cms.organisation.models import Partner
from cms.pages.actions import open_town_hall


class Command(BaseCommand):
    """Home page, imprint, privacy, accessibility, folder of local pages, and the rights of the partner's editors."""

    help = "Open the town hall of a partner, or move it to another host name. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--partner", required=True, metavar="SLUG", help="the partner's short name in addresses")
        parser.add_argument("--host", required=True, help="the host name citizens type, without https://")
        parser.add_argument("--port", type=int, default=443)

    def handle(self, *args, partner: str, host: str, port: int, **options):
        found = Partner.objects.filter(slug=partner).first()
        if found is None:
            known = ", ".join(Partner.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no partner {partner!r}. There are: {known}.")
        try:
            open_town_hall(found, hostname=host, port=port, by=Actor.system("open_town_hall"))
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(f"{found.name} is at home under {found.site.root_url}/ now; add {host} to ALLOWED_HOSTS.")
