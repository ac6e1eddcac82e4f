"""Fits the ranker (cms/knowledge/ranker.json) on judged queries, and says how well it does on sets left out."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms.knowledge import fitting, judged_files, ranker, relevance, sentences

from .measure_relevance import DATA, somewhere

SETS = [
    (DATA / "berlin-2024" / "services_de_2024.json", DATA / "relevance" / "dev.jsonl"),
    (DATA / "berlin-2024" / "services_de_2024.json", DATA / "relevance" / "dev-2.jsonl"),
    (DATA / "munich-dldb" / "services_de.json", DATA / "relevance" / "munich_keywords.tsv"),
]


class Command(BaseCommand):
    help = "Fits the order of the search on judged queries and writes the weights. Needs the sentence model."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--set", nargs=2, type=Path, action="append", metavar=("SERVICES", "QUERIES"))
        parser.add_argument("--only-say", action="store_true", help="write nothing")

    def handle(self, *args, only_say: bool, **options):
        if sentences.model() is None:
            raise CommandError("There is no sentence model: SENTENCE_MODEL is none, or its package is missing.")
        chosen = options["set"] or SETS
        for path in {path for pair in chosen for path in pair}:
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
        sets = []
        with somewhere(), relevance.throw_away():
            for services in dict.fromkeys(services for services, _ in chosen):
                loaded = relevance.index(judged_files.read_services(services))
                for queries in [queries for those, queries in chosen if those == services]:
                    sets.append(fitting.judgements(queries.stem, loaded, judged_files.read_queries(queries)))
        if len(sets) > 1:
            for name, figures in fitting.left_out(sets).items():
                self.say(f"{name}, left out", figures)
        weights = [round(weight, 3) for weight in fitting.fit(sets)]
        for judged in sets:
            self.say(f"{judged.name}, with all", fitting.figures(judged.whole, weights))
        named = dict(zip(ranker.TERMS, weights, strict=True))
        self.stdout.write(json.dumps(named))
        if not only_say:
            ranker.WEIGHTS.write_text(json.dumps({"weights": named}, indent=2) + "\n", encoding="utf-8")

    def say(self, name: str, figures: relevance.Figures) -> None:
        found = figures.as_dict()
        shown = "  ".join(f"{each} {found[each]:.3f}" for each in relevance.FIGURES)
        self.stdout.write(f"{name:28} {shown}")
