"""Prints which pages each everyday word pulls up, and where words are in each other's way."""

from django.core.management.base import BaseCommand, CommandError

from cms.knowledge.pulls import Pull, pulls
from cms.organisation.models import Partner


class Command(BaseCommand):
    help = "Prints which pages each everyday word pulls up for a partner, and collisions."

    def add_arguments(self, parser):
        parser.add_argument("--partner", help="short name of the partner whose citizens search (the own town)")
        parser.add_argument("--shipped", action="store_true", help="also the shipped list: some minutes")
        parser.add_argument("--containing", default="", help="only words with this text in them")
        parser.add_argument("--collisions", action="store_true", help="only words with which something is wrong")

    def handle(self, *, partner, shipped, containing, collisions, **options):
        number = wrong = 0
        for pull in pulls(self.chosen(partner), with_shipped=shipped, containing=containing):
            number += 1
            wrong += pull.collides
            if pull.collides or not collisions:
                self.stdout.write("\n".join(told(pull)))
        self.stdout.write(f"{number} words, {wrong} with collisions")

    def chosen(self, slug: str | None) -> Partner:
        partner = Partner.objects.filter(slug=slug).first() if slug else Partner.objects.own_town_first().first()
        if partner is None:
            names = ", ".join(Partner.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"There is no partner “{slug}”. There are: {names or 'none'}.")
        return partner


def told(pull: Pull) -> list[str]:
    """A line with the pages, and one for each thing that is wrong."""
    lines = [f"{pull.said} → {' | '.join(pull.pages) or '–'}"]
    if not pull.pages:
        lines.append("    pulls up nothing")
    if pull.means_nothing_here:
        lines.append("    means what no page of this partner has")
    lines += [f"    also means: {meaning}" for meaning in pull.other_meanings]
    lines += [f"    overshadows “{title}”, now in place {place}" for place, title in pull.overshadowed]
    return lines
