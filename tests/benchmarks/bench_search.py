"""How long a search takes among 1,000 services, beside Wagtail's own search on the same texts, database and machine.

    bench_search.py [services]

On the database that DATABASE_URL names and on SQLite. The services are made up, the same ones in every run.
"""

from __future__ import annotations

import json
import random
import sys

from measuring import on_each_database, p50, p95, times

PUBLISHED = 300
GOAL = {"search_p50_ms": 10, "index_p50_ms": 10}


def words_of(text: str) -> list[str]:
    return text.split()


SUBJECTS = words_of("""
    Ausweis Führerschein Hund Wohnsitz Gewerbe Kind Bau Straße Abfall Wasser Garten Schule Ehe Geburt Tod Auto
    Fahrrad Markt Gaststätte Lärm Baum Grab Wahl Pass Steuer Miete Wohnung Rente Pflege Jugend Sport Musik Archiv
    Fischerei Jagd Waffe Feuer Schornstein Denkmal Grundstück Kanal Parkplatz Anhänger Spielplatz Kita Hort
    Bibliothek Museum
""")
THINGS = words_of("""
    bescheinigung genehmigung erlaubnis urkunde gebühr steuer anmeldung abmeldung änderung verlängerung befreiung
    zuschuss förderung karte plakette auskunft prüfung beratung vermittlung ersatz ausweis nachweis
""")
VERBS = words_of("""
    beantragen anmelden abmelden verlängern ändern ersetzen abholen melden zahlen anzeigen nachweisen
""")
FILLING = words_of("""
    Sie brauchen dafür einen Antrag mit Unterschrift und bringen den gültigen Nachweis der Person mit die Gebühr
    zahlen Sie vor Ort oder online die Bearbeitung dauert einige Wochen bei Fragen hilft das Bürgerbüro wenn eine
    Frist läuft gilt der Tag des Eingangs für Familien gibt es Ermäßigung auf Antrag Unterlagen im Original Kopie
    reicht nicht
""")


def main(count: int) -> int:
    results = on_each_database(__file__, count, measure)
    print(json.dumps({"bench": "search", "services": count, "goal": GOAL, **results}))
    return 0


def measure(count: int) -> dict[str, float]:
    from cms.knowledge import relevance, stock_search

    chance = random.Random(115)
    services = dict(enumerate(made_up(count, chance), 1))
    queries = asked(services.values(), chance)
    with relevance.throw_away():
        searches = {"ours": relevance.ours(relevance.index(services))}
        numbers = stock_search.pages(services)
        searches["Wagtail"] = stock_search.stock(numbers)
        searches["Wagtail, OR"] = stock_search.stock(numbers, operator="or")
        for search in searches.values():  # whatever is read once
            for query in queries[:20]:
                search(query)
        took = {name: times(lambda query, search=search: search(query), queries) for name, search in searches.items()}
        took |= indexing(numbers)
    found: dict[str, float] = {}
    print(f"{relevance.engine_name()}, {count} services, {len(queries)} queries (ms: median, 95th percentile)")
    for name, taken in took.items():
        print(f"  {name:28} {p50(taken):8.2f} {p95(taken):8.2f}")
        key = name.lower().replace(", ", "_").replace(" ", "_")
        found |= {f"{key}_p50_ms": round(p50(taken), 2), f"{key}_p95_ms": round(p95(taken), 2)}
    for peer in ("Wagtail", "Wagtail, OR"):
        print(f"  ours / {peer}: {p50(took['ours']) / p50(took[peer]):.2f} (median)")
    found["ratio_to_or"] = round(p50(took["ours"]) / p50(took["Wagtail, OR"]), 3)
    found["ratio_of_indexing"] = round(p50(took["ours, one publication"]) / p50(took["Wagtail, one publication"]), 3)
    return found


def indexing(numbers: dict[int, int]) -> dict[str, list[float]]:
    """What the index costs in a publication: all our rows for both audiences and the lexicon, and Wagtail's."""
    from wagtail.search.backends import get_search_backend

    from cms.catalogue.models import ServicePage
    from cms.knowledge import actions
    from tests.factories.organisation import MappingFactory

    pages = list(numbers)[:PUBLISHED]
    ServicePage.objects.filter(pk__in=pages).update(responsibility=MappingFactory().responsibility)
    actions.index_services(pages)
    index = get_search_backend().get_index_for_model(ServicePage)
    changed = ServicePage.objects.in_bulk(pages[:50])
    for number, page in enumerate(changed.values()):
        page.short_text += f" Geändert am {number}. Tag, Neuerung{number}"
        ServicePage.objects.filter(pk=page.pk).update(short_text=page.short_text)
    return {
        "ours, one publication": times(actions.index_service, list(changed)),
        "Wagtail, one publication": times(lambda page: index.add_items(ServicePage, [page]), list(changed.values())),
    }


def made_up(count: int, chance: random.Random) -> list:
    """Services of a town that does everything: titles of compounds and verbs, texts of 60 to 200 words."""
    from cms.knowledge.records import Text

    made = []
    for number in range(count):
        subject, thing, verb = chance.choice(SUBJECTS), chance.choice(THINGS), chance.choice(VERBS)
        own = [f"{chance.choice(SUBJECTS)}{chance.choice(THINGS)}" for _ in range(12)]
        words = chance.choices(FILLING + own + SUBJECTS, k=chance.randrange(60, 200))
        made.append(
            Text(
                title=f"{subject}{thing} {verb}" if number % 3 else f"{thing.capitalize()} für {subject} {verb}",
                body=" ".join(words),
                requirements=" ".join(chance.choices(FILLING + own, k=20)),
                documents=" ".join(chance.choices(own, k=5)),
            )
        )
    return made


def asked(services, chance: random.Random) -> list[str]:
    """A quarter each: the title, with a typo, begun, and as a sentence with a compound."""
    queries = []
    for text in chance.sample(list(services), 50):
        title = text.title
        cut = chance.randrange(2, len(title) - 2)
        queries += [
            title,
            title[:cut] + title[cut + 1] + title[cut] + title[cut + 2 :],
            title[: max(4, len(title) // 2)],
            f"Wo kann ich eine {title.split()[0]} bekommen, wenn ich umgezogen bin und Kinder habe?",
        ]
    chance.shuffle(queries)
    return queries


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000))
