"""Prints what differs between the database and the search engine beside it, and mends it."""

from django.core.management.base import BaseCommand

from cms.knowledge.engines import beside


class Command(BaseCommand):
    help = "Compares the search engine beside the database with the database, entry by entry, and mends what differs."

    def add_arguments(self, parser):
        parser.add_argument("--only-say", action="store_true", help="mend nothing")

    def handle(self, *args, only_say: bool, **options):
        with beside.for_operators():
            from cms.knowledge.engines.elasticsearch import comparing
            from cms.knowledge.engines.elasticsearch.documents import IN_USE

            found = []
            for difference in comparing.differences(IN_USE):
                self.stdout.write(f"{difference.audience} {difference.name} {difference.what}")
                found.append(difference)
            if not found:
                self.stdout.write("Nothing differs.")
            elif only_say:
                self.stdout.write(f"{len(found)} documents differ.")
            else:
                self.stdout.write(f"{comparing.mend_in_use(found)} documents differed and were mended.")
