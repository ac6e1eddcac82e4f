"""Imports a plain JSON list of services, for example what others have read off Berlin's service portal."""

from argparse import ArgumentParser
from pathlib import Path

from cms.exchange import plain
from cms.exchange.management.importing_command import ImportCommand
from cms.exchange.records import Export


class Command(ImportCommand):
    """Services only: the list names no offices."""

    help = (
        "Import a JSON list of services (id, name, description, voraussetzungen, unterlagen, link). "
        "Repeating it changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--services", type=Path, required=True, help="the JSON file")
        parser.add_argument(
            "--responsibility",
            help="name of the responsibility that answers for all of them; without it nobody offers them yet",
        )
        super().add_arguments(parser)

    def read(self, *, services: Path, **options) -> Export:
        return plain.read(services)
