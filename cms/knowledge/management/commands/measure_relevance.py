"""Prints how well our search finds judged services, and on request Wagtail's own on the same texts and database."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cms.knowledge import ablation, judged_files, relevance, stock_search
from cms.knowledge.engines import beside
from cms.knowledge.models import Entry

DATA = Path(__file__).resolve().parents[5] / "shared" / "data"


class Command(BaseCommand):
    help = (
        "Measures the search on judged queries. Nothing stays: on SQLite it works in memory, on PostgreSQL in a "
        "transaction that is rolled back. The last line is one JSON object."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--services", type=Path, default=DATA / "berlin-2024" / "services_de_2024.json")
        parser.add_argument(
            "--queries", type=Path, action="append", help="JSON lines, or keywords as .tsv; may be given several times"
        )
        parser.add_argument(
            "--engine", choices=["database", "elasticsearch"], default="database", help="who returns the candidates"
        )
        parser.add_argument("--without", default="", help=f"steps to leave out: {','.join(ablation.STEPS)}")
        parser.add_argument("--each", action="store_true", help="a table: the search without each step in turn")
        parser.add_argument("--stock", action="store_true", help="measure Wagtail's own search beside it")
        parser.add_argument("--json", action="store_true", help="print the last line only")

    def handle(self, *args, services: Path, queries: list[Path] | None, without: str, engine: str, **options):
        if engine != "database" and options["each"]:
            raise CommandError("--each measures the steps of the search, which are the same whichever engine is asked.")
        queries = queries or [DATA / "relevance" / "dev.jsonl", DATA / "relevance" / "dev-2.jsonl"]
        steps = [step for step in without.split(",") if step]
        if unknown := [step for step in steps if step not in ablation.STEPS]:
            raise CommandError(f"There is no step {unknown[0]}. Steps: {', '.join(ablation.STEPS)}.")
        for path in (services, *queries):
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
        try:
            texts = judged_files.read_services(services)
            sets = {path.stem: judged_files.read_queries(path) for path in queries}
        except judged_files.UnknownFormat as error:
            raise CommandError(str(error)) from error
        if empty := [name for name, judged in sets.items() if not judged]:
            raise CommandError(f"{empty[0]} has no queries.")
        self.quiet = options["json"]
        self.engine = engine
        by_operators = beside.for_operators() if engine != "database" else nullcontext()
        with by_operators, somewhere(), ablation.without(steps), relevance.throw_away():
            result = self.measure(texts, sets, options["stock"])
            if options["each"]:
                result["each"] = self.each(texts, sets)
        result = {"engine": self.name(), "services": len(texts), "without": steps, **result}
        self.stdout.write(json.dumps(result, ensure_ascii=False))

    def measure(self, texts: dict, sets: dict, stock: bool) -> dict:
        """The figures of all sets together, and of each."""
        began = time.perf_counter()
        loaded = relevance.index(texts)
        with self.engine_beside() as one:
            build = time.perf_counter() - began
            self.say(f"{len(texts)} services indexed in {build:.1f} s on {self.name()}")
            search = relevance.ours(loaded)
            searches = {"ours": search}
            if one is not None:
                searches = {"ours": relevance.asking(one, search), "the database's engine": search}
            result = self.asked(searches, texts, sets, stock)
            if one is not None:
                found = {name: relevance.differing(loaded, one, judged) for name, judged in sets.items()}
                result["parity"] = self.parity(found, sets, result["sets"])
        return {**result, "build_s": round(build, 2)}

    def asked(self, searches: dict, texts: dict, sets: dict, stock: bool) -> dict:
        """The figures of these searches."""
        if stock:
            numbers = stock_search.pages(texts)
            searches["Wagtail"] = stock_search.stock(numbers)
            searches["Wagtail, OR"] = stock_search.stock(numbers, operator="or")
        searches["ours"]("Ausweis")  # whatever is read once
        figures = {
            name: {who: relevance.measure(search, judged) for who, search in searches.items()}
            for name, judged in sets.items()
        }
        for name, found in figures.items():
            self.report(name, found)
        together = relevance.Figures([each for found in figures.values() for each in found["ours"].judged])
        return {
            **together.as_dict(),
            "sets": {name: {who: each.as_dict() for who, each in found.items()} for name, found in figures.items()},
        }

    def parity(self, found: dict, sets: dict, figures: dict) -> dict:
        """How far both engines agree on each set, and where not, why."""
        said = {}
        for name, different in found.items():
            mrr = {who: figures[name][who]["mrr@10"] for who in ("ours", "the database's engine")}
            same = 1 - len(different) / len(sets[name])
            said[name] = {
                "same_first": round(same, 4),
                "mrr_difference": round(mrr["ours"] - mrr["the database's engine"], 4),
                "different": [vars(each) for each in different],
            }
            self.say(f"{name}: the same first hit for {same:.1%}, MRR@10 {said[name]['mrr_difference']:+.4f}")
            for each in different:
                self.say(f"  {each.query}: {each.database} or {each.beside}: {each.why}")
        return said

    def name(self) -> str:
        return "Elasticsearch" if self.engine == "elasticsearch" else relevance.engine_name()

    def engine_beside(self):
        """The engine that is measured beside the database's own, if one is."""
        if self.engine == "database":
            return nullcontext()
        from cms.knowledge.engines.elasticsearch.measuring import made_from

        return made_from(relevance.THROW_AWAY)

    def each(self, texts: dict, sets: dict) -> dict:
        """What is lost without each step: the table of docs/search.md."""
        names = "".join(f" | {name}" for name in sets)
        self.say(f"| without{names} | p50 ms |\n|---{'|---' * len(sets)}|---|")
        loaded = relevance.index(texts)
        table = {}
        for step in [None, *ablation.STEPS]:
            with ablation.without([step] if step else []):
                changed = relevance.index(texts) if step in ablation.CHANGES_THE_INDEX else loaded
                search = relevance.ours(relevance.with_fresh_words(changed))
                search("Ausweis")
                found = {name: relevance.measure(search, judged).as_dict() for name, judged in sets.items()}
            if step in ablation.CHANGES_THE_INDEX:
                loaded = relevance.index(texts)
            table[step or "nothing"] = {name: each["mrr@10"] for name, each in found.items()}
            shown = "".join(f" | {each['mrr@10']:.3f}" for each in found.values())
            p50 = max(each["p50_ms"] for each in found.values())
            self.say(f"| {step or 'nothing'}{shown} | {p50:.1f} |")
        return table

    def report(self, name: str, figures: dict[str, relevance.Figures]) -> None:
        for who, found in figures.items():
            ours = found.as_dict()
            shown = "  ".join(f"{each} {ours[each]:.3f} ±{ours['within'][each]:.3f}" for each in relevance.FIGURES)
            self.say(f"{name}, {ours['answerable']} queries, {who}: {shown}")
            self.say(f"  p50 {ours['p50_ms']:.1f} ms, p95 {ours['p95_ms']:.1f} ms")
            if who != "ours":
                continue
            for kind, each in ours["kinds"].items():
                self.say(f"  {kind:12} {each['n']:4}  MRR@10 {each['mrr@10']:.3f}  success@3 {each['success@3']:.3f}")
            none = ours["without_answer"]
            self.say(
                f"  without an answer: {none['n']}, empty {none['empty']:.2f}, unsure {none['unsure']:.2f};"
                f" unsure of those with one {ours['answerable_unsure']:.2f}"
            )
            likely = ours["more_than_noise"]
            self.say(
                f"  more than noise: {likely['of_ten']:.1f} of the first ten, and {likely['of_the_right']:.3f} of the"
                " right pages among them"
            )
        peers = [each for who, each in figures.items() if who.startswith("Wagtail")]
        best = max((each.reciprocal_rank for each in peers), default=0.0)
        if best:
            self.say(f"  ratio of MRR@10 to the better peer: {figures['ours'].reciprocal_rank / best:.1f}")

    def say(self, sentence: str) -> None:
        if not self.quiet:
            self.stdout.write(sentence)


@contextmanager
def somewhere() -> Iterator[None]:
    """A database with tables: in memory on SQLite, on PostgreSQL this one, or one for the moment if this has none."""
    if connection.vendor == "sqlite":
        in_memory()
    if Entry._meta.db_table in connection.introspection.table_names():
        yield
        return
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def in_memory() -> None:
    """Leave the installation's own file alone: SQLite has one writer."""
    connection.close()
    connection.settings_dict["NAME"] = ":memory:"
    call_command("migrate", verbosity=0, skip_checks=True)
