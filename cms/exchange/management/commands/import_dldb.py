"""Imports the services and locations of a DLDB export, for example Munich's."""

from argparse import ArgumentParser
from pathlib import Path

from cms.exchange import dldb
from cms.exchange.management.importing_command import ImportCommand
from cms.exchange.records import Export


class Command(ImportCommand):
    """Offices, responsibilities and services."""

    help = "Import services and locations from the JSON files of a DLDB export. Repeating it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--services", type=Path, required=True, help="services_de.json of the export")
        parser.add_argument("--locations", type=Path, required=True, help="locations_de.json of the export")
        super().add_arguments(parser)

    def read(self, *, services: Path, locations: Path, **options) -> Export:
        return dldb.read(services, locations)
