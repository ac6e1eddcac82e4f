"""Prints how well our search and Wagtail's own find judged services, in the same run on the same database."""

import json
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from kuemmerer import relevance

DATA = Path(__file__).resolve().parents[5] / "shared" / "data"


class Command(BaseCommand):
    help = (
        "Measures the search on judged queries beside Wagtail's own. Nothing stays: on SQLite it works in memory, "
        "on PostgreSQL in a transaction that is rolled back."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--services", type=Path, default=DATA / "berlin-2024" / "services_de_2024.json")
        parser.add_argument("--queries", type=Path, action="append", help="JSON lines; may be given several times")
        parser.add_argument("--without-stock", action="store_true", help="leave out Wagtail's own search")

    def handle(self, *args, services: Path, queries: list[Path] | None, without_stock: bool, **options):
        queries = queries or [DATA / "relevance" / "dev.jsonl", DATA / "relevance" / "dev-2.jsonl"]
        for path in (services, *queries):
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
        try:
            texts = relevance.read_services(services)
        except relevance.UnknownFormat as error:
            raise CommandError(str(error)) from error
        if connection.vendor == "sqlite":
            in_memory()
        result = {}
        with relevance.throw_away():
            searches = {"ours": relevance.ours(texts)}
            if not without_stock:
                numbers = relevance.pages(texts)
                searches["Wagtail"] = relevance.stock(numbers)
                searches["Wagtail, OR"] = relevance.stock(numbers, operator="or")
            for path in queries:
                judged = relevance.read_queries(path)
                figures = {name: relevance.measure(search, judged) for name, search in searches.items()}
                self.report(path.stem, len(judged), figures)
                result[path.stem] = {name: each.as_dict() for name, each in figures.items()}
        self.stdout.write(json.dumps({"engine": relevance.engine_name(), "services": len(texts), "sets": result}))

    def report(self, name: str, count: int, figures: dict[str, relevance.Figures]) -> None:
        best = max((each.reciprocal_rank for peer, each in figures.items() if peer != "ours"), default=0.0)
        self.stdout.write(f"{name}, {count} queries, {relevance.engine_name()}")
        for search, each in figures.items():
            self.stdout.write(
                f"  {search:12} MRR@10 {each.reciprocal_rank:.3f}  success@3 {each.first_three:.3f}"
                f"  p50 {each.p50:.1f} ms  p95 {each.p95:.1f} ms"
            )
        if best:
            self.stdout.write(f"  ratio of MRR@10 to the better peer: {figures['ours'].reciprocal_rank / best:.1f}")


def in_memory() -> None:
    """Leave the installation's own file alone: SQLite has one writer."""
    connection.close()
    connection.settings_dict["NAME"] = ":memory:"
    call_command("migrate", verbosity=0, skip_checks=True)
