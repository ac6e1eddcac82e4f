"""What an agent waits for: a whole request with hits and card while she types, beside Wagtail's list of hits alone.

    [BENCH_KEEP=folder] bench_desk.py [services] [sqlite | postgresql]

5,000 services with something in every module and ten partners, on the database that DATABASE_URL names or on SQLite.
Through the whole stack of the application (session, rights, search with the sentence model, card with offices, hours,
notes and colleagues, marks, templates), without a server in between. Every query is typed as people type: its first
three letters, half of it, all of it.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time

from bench_search import asked, made_up
from bench_townhall import Library
from measuring import on_each_database, p50, p95, private_memory, times

SERVICES = 5_000
AT_MOST_MS = 50  # the 95th percentile of a request with its card
AT_MOST_MB = 60  # of a worker, for everything about the search but the sentence model, which all workers share
QUERIES = 60


def main(count: int, databases: list[str]) -> int:
    databases = databases or ["postgresql" if os.environ.get("DATABASE_URL") else "sqlite"]
    results = on_each_database(__file__, count, measure, databases)
    goal = {"p95_ms": AT_MOST_MS, "memory_mb": AT_MOST_MB, "rebuild_s_per_10000_entries": 60, "remapped_s": 30}
    print(json.dumps({"bench": "desk", "services": count, "goal": goal, **results}))
    return 0 if all(each["holds"] for each in results.values()) else 1


def measure(count: int) -> dict:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from cms.accounts.groups import AGENT
    from cms.knowledge import relevance, stock_search
    from tests.factories.accounts import UserFactory

    settings.SENTENCE_MODEL, settings.KEEP_PAGES = "use", True  # as deployed; the settings of the tests do without
    chance = random.Random(115)
    began = time.monotonic()
    partner, texts, rebuilt = town_with(count, chance)
    print(f"{relevance.engine_name()}, {count} services, made in {time.monotonic() - began:.0f} s", flush=True)
    client = Client()
    agent = get_user_model().objects.filter(groups__name=AGENT).first()  # of a run before, where the town was kept
    client.force_login(agent or UserFactory(groups=[AGENT]))
    whole = chance.sample(asked(texts, chance), QUERIES)
    typed = [query[:length] for query in whole for length in (3, len(query) // 2, len(query))]
    numbers = {page: page for page in page_numbers()}
    peer = stock_search.stock(numbers, operator="or")

    def request(query: str, **more: str) -> str:
        answer = client.post("/desk/wissen/treffer/", {"partner": partner.slug, "q": query, **more})
        assert answer.status_code == 200
        return answer.content.decode()

    memory = memory_of_search(partner, request, typed)
    for query in typed[:20]:  # whatever is read once
        request(query)
        peer(query)
    with_cards = sum('id="card-title"' in request(query) for query in typed)
    took = {
        "request with card": times(request, typed),
        "the same, everybody": times(lambda query: request(query, auch="1"), typed),
        "Wagtail's hits alone": times(peer, typed),
    }
    print(f"{len(typed)} requests, {with_cards} with a card (ms: median, 95th percentile)")
    for name, taken in took.items():
        print(f"  {name:22} {p50(taken):8.2f} {p95(taken):8.2f}")
    ours, theirs = took["request with card"], took["Wagtail's hits alone"]
    print(f"  ours / Wagtail: {p50(ours) / p50(theirs):.2f} (median), {p95(ours) / p95(theirs):.2f} (95th percentile)")
    print(f"  memory of a worker for the search: {memory} MB beside the sentence model")
    remapped = remapping(partner)
    return {
        "p50_ms": round(p50(ours), 2),
        "p95_ms": round(p95(ours), 2),
        "everybody_p95_ms": round(p95(took["the same, everybody"]), 2),
        "rebuild_s_per_10000_entries": rebuilt,
        "remapped_s": remapped,
        "memory_mb": memory,
        "ratio": round(p50(ours) / p50(theirs), 3),
        "with_a_card": with_cards,
        "holds": p95(ours) <= AT_MOST_MS and with_cards > len(typed) // 2 and memory <= AT_MOST_MB,
    }


def memory_of_search(partner, request, typed: list[str]) -> int:
    """What a worker has more than one that shows cards without searching: both audiences, suggestions."""
    from cms.knowledge import loading, nearest, remembered, search, sharing, suggestions

    pages = random.Random(115).sample(page_numbers(), len(typed))

    def cards() -> None:
        for page in pages:
            request("", hit=f"service-{page}-{partner.pk}")

    def searches() -> None:
        cards()
        for query in typed:
            request(query)
            search.search(query, partner=partner)
            suggestions.suggest(query, partner=partner)

    loading.forget()
    nearest.forget()
    remembered.forget()
    sharing.read_once()  # as deploy/gunicorn.conf.py does before it forks
    return round(private_memory(searches) - private_memory(cards))


def remapping(partner) -> float:
    """How long until every service of a responsibility is found for a partner that has been mapped to it."""
    from cms.knowledge import jobs
    from cms.knowledge.models import EntryPartner
    from cms.organisation.models import ResponsibilityMapping

    another = ResponsibilityMapping.objects.exclude(partner=partner).order_by("pk").first()
    theirs = ResponsibilityMapping.objects.filter(partner=another.partner)
    entries = EntryPartner.objects.filter(partner=another.partner, entry__kind="service")
    before = entries.count()
    for each in theirs:
        each.delete()
    jobs.write_mapped_services()
    left = entries.count()
    began = time.monotonic()
    ResponsibilityMapping(partner=another.partner, office=another.office, responsibility=another.responsibility).save()
    jobs.write_mapped_services()
    took = round(time.monotonic() - began, 1)
    assert left < before == entries.count()
    print(f"  mapped anew: {(before - left) // 2} services found for another partner after {took} s")
    return took


def town_with(count: int, chance: random.Random) -> tuple:
    """A town hall with so many services of different words, its offices open, numbered and staffed, and the index.

    Where it is kept (measuring.on_each_database), a second run goes on with the vectors where the first was stopped.
    """
    from cms.knowledge import actions, embedding, loading
    from cms.knowledge.models import Entry
    from cms.organisation.models import Partner

    texts = made_up(count, chance)
    partner, rebuilt = Partner.objects.filter(slug="stadt-0").first(), None
    if partner is None:
        partner = make_town(count, texts)
    if loading.stand().generation == 0:
        began = time.monotonic()
        actions.rebuild()
        rebuilt = round((time.monotonic() - began) * 10_000 / Entry.objects.count(), 1)
        print(f"{Entry.objects.count()} entries rebuilt: {rebuilt} s for 10,000", flush=True)
    while embedding.write_list():
        pass
    last = 0
    while last is not None:
        last = embedding.write_some(last)
    return partner, texts[: len(page_numbers())], rebuilt


def make_town(count: int, texts: list):
    from cms.catalogue.models import AgentNote, ServicePage
    from cms.organisation.models import Office
    from tests.factories.organisation import ColleagueFactory, ContactPointFactory, open_weekdays

    library = Library()
    library.grow_to(count)
    pages = list(ServicePage.objects.filter(pk__in=page_numbers()).order_by("pk"))
    for page, text in zip(pages, texts, strict=False):
        page.title = page.draft_title = text.title
        page.full_text = f"<p>{text.body}</p>"
        page.prerequisites = f"<p>{text.requirements}</p>"
    ServicePage.objects.bulk_update(pages, ["title", "draft_title", "full_text", "prerequisites"], batch_size=200)
    AgentNote.objects.bulk_create(
        AgentNote(service=page, text="Beim letzten Mal half der Verweis auf das Formular.") for page in pages[::3]
    )
    for office in Office.objects.filter(partner=library.partner):
        open_weekdays(office)
        ContactPointFactory(office=office)
        ColleagueFactory(department=office.department)
    return library.partner


def page_numbers() -> list[int]:
    from cms.catalogue.models import ServicePage

    return list(ServicePage.objects.live().order_by("pk").values_list("pk", flat=True))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SERVICES, sys.argv[2:]))
