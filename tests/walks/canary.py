"""A canary: words that only agents may read, and every place outside the desk where they could turn up."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cms.knowledge import loading
from cms.knowledge.models import Audience
from cms.organisation import recall
from cms.outbox import registry
from kuemmerer.logs import JsonLines
from tests.factories.citizens import ERIKA
from tests.factories.outbox import run_jobs
from tests.walks.addresses import filled
from tests.walks.ways import Way
from tests.walks.ways.citizens import SEARCHES
from tests.walks.world import World
from townhall import page_cache

# Nobody else writes these words: in notes, in the staff directory, in the news of the desk.
SONG = "zwitschulibri"
NOTE, COLLEAGUE, BULLETIN = f"Notiz{SONG}", f"Kollege{SONG}", f"Neues{SONG}"
# Where each of them lies; whatever else holds them has got too much.
HOMES = {
    NOTE: {"catalogue_agentnote", "knowledge_entry", "knowledge_change"},
    COLLEAGUE: {"organisation_colleague", "organisation_registerlogentry", "knowledge_entry", "knowledge_change"},
    BULLETIN: {"pages_bulletin", "wagtailcore_modellogentry", "knowledge_entry", "knowledge_change"},
}
# Agents' words and citizens' stand in the same tables of the search.
WHAT_CITIZENS_FIND = {
    "public entry": "SELECT concat_ws(' ', title, teaser, record, words, tokens::text) FROM knowledge_entry"
    " WHERE audience = 'public'",
    "public words": "SELECT public FROM knowledge_change",
}
HOSTS = ("a.localhost", "b.localhost", "unbekannt.localhost")
LANGUAGES = ("de", "de-simple", "en")
# Addresses that name no language: a header does.
WITHOUT_LANGUAGE = ("/api/", "/dokumente/")


def let_in(world: World) -> None:
    """Write the words where agents read them, through the screens on which this is done."""
    note = reverse("desk:add_note", args=[world.partner.slug, world.pages["service"].slug])
    agent = world.at_desk("agent")
    for everywhere in ({}, {"everywhere": "on"}):
        agent.post(note, {"text": f"{NOTE}: erst im Keller fragen", **everywhere})
    first = world.pages["service"].agent_notes.filter(text__startswith=NOTE).first()
    agent.post(f"{note}{first.pk}/", {"text": f"{NOTE}: doch im Keller fragen"})
    news = "/admin/pages/bulletin/create/"
    central, editor = world.at_desk("central"), world.at_desk("editor")
    times = {"starts_at": "2020-01-01 08:00", "ends_at": "2099-01-01 08:00", "important": "on"}
    central.post(news, filled(central.get(news), title=BULLETIN, text=f"Heute {BULLETIN}", **times))
    person = "/admin/organisation/colleague/create/"
    details = {"name": COLLEAGUE, "tasks": f"{COLLEAGUE} im Keller", "room": SONG, "email": f"{COLLEAGUE}@example.org"}
    department = world.rows["department"].pk
    editor.post(person, filled(editor.get(person), department=department, phone="069 739", **details))


@dataclass
class Walk:
    """What the outside has seen, heard and kept."""

    answers: dict[str, HttpResponse] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    letters: list[mail.EmailMessage] = field(default_factory=list)

    def get(self, client: Client, asked: str, **headers: str) -> HttpResponse:
        response = client.get(asked, headers=headers)
        self.answers[" ".join([client.defaults.get("SERVER_NAME", ""), asked, *headers.values()])] = response
        return response


def visitor(host: str) -> Client:
    return Client(raise_request_exception=False, SERVER_NAME=host)


def read_everything(walk: Walk, ways: dict[str, list[tuple[str, Way]]]) -> None:
    """Every way, in every town hall and in every language, by somebody without a name."""
    for host in HOSTS:
        client = visitor(host)
        for asked, _way in (each for found in ways.values() for each in found):
            for language in LANGUAGES:
                if asked.startswith(WITHOUT_LANGUAGE):
                    walk.get(client, asked, accept_language=language)
                else:
                    walk.get(client, asked if language == "de" else f"/{language}{asked}")
            if asked.startswith("/api/v2/"):
                walk.get(client, f"{asked}{'&' if '?' in asked else '?'}fields=*")


def ask_and_be_answered(walk: Walk, world: World) -> None:
    """Erika asks about the service beside which the note stands, gets her mails and reads the answer."""
    erika = visitor("a.localhost")
    asked = "/anliegen/neu/?leistung=carport-bauen"
    typed = {"concern": "Darf ich?", "reply_channel": "email", **ERIKA}
    read_over = erika.post(asked, {**typed, "step": "check"})
    walk.answers["read over"] = read_over
    walk.answers["sent"] = erika.post(asked, {**typed, "step": "send", "seal": read_over.context["seal"]})
    shown = walk.get(erika, "/anliegen/gesendet/")
    sent = shown.context["sent"]
    case = reverse("desk:case", args=[sent["reference"]])
    clerk = world.at_desk("clerk of the service")
    item = clerk.get(case).context["item"]
    clerk.post(reverse("desk:take", args=[item.pk]))
    clerk.post(case, {"deed": "answer", "item": item.pk, "text": "Ja."})
    walk.answers["status"] = erika.post("/anliegen/", {"reference": sent["reference"], "code": sent["code"]})


def look_for_it(world: World) -> None:
    """Agents and citizens type the words, also wrongly: of a search is remembered only what citizens may know."""
    agent, citizen = world.at_desk("agent"), visitor("a.localhost")
    for word in (NOTE, COLLEAGUE, BULLETIN, NOTE[:-1]):
        agent.post("/desk/wissen/", {"partner": world.partner.slug, "q": word})
        for address in SEARCHES:
            citizen.get(f"{address}{word}")


def let_time_pass() -> None:
    """Whatever waits is done, and everything that is done every so often."""
    run_jobs()
    for name in registry.recurring_jobs:
        handler = registry.definition(name).handler
        if not handler.__module__.startswith("tests."):  # other tests register errands of their own
            handler()
    run_jobs()


@contextmanager
def listening(lines: list[str]) -> Iterator[None]:
    """Everything that any logger is told, at every level: as it was said and as production writes it."""

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.name} {record.getMessage()} {JsonLines().format(record)}")

    named = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    before = {one: (one.level, one.propagate, one.disabled) for one in (logging.root, *named)}
    ear = Ear()
    logging.root.addHandler(ear)
    try:
        for one in before:
            one.level, one.propagate, one.disabled = logging.DEBUG, True, False
            one.manager._clear_cache()
        yield
    finally:
        logging.root.removeHandler(ear)
        for one, (one.level, one.propagate, one.disabled) in before.items():
            one.manager._clear_cache()


def sings(content: bytes | str) -> bool:
    return SONG in (content if isinstance(content, str) else content.decode(errors="replace")).lower()


def whole(response: HttpResponse) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + "\n".join(f"{name}: {value}" for name, value in response.headers.items())


# Where it turned up: each of these finds it in one kind of place


def in_answers(walk: Walk) -> list[str]:
    return [asked for asked, response in walk.answers.items() if sings(whole(response))]


def in_lines(walk: Walk) -> list[str]:
    return [line for line in walk.lines if sings(line)]


def in_letters(walk: Walk) -> list[str]:
    return [f"{letter.subject} to {letter.to}" for letter in walk.letters if sings(letter.message().as_string())]


def in_kept_pages(walk: Walk) -> list[str]:
    """The memory in which a worker keeps whole pages, by their addresses."""
    return [str(key) for key, kept in page_cache.memory._pages.items() if sings(kept.body) or sings(str(kept.headers))]


def in_what_is_remembered(walk: Walk) -> list[str]:
    """Facts of a town hall that a worker remembers while nothing changes."""
    facts = [(host, key, fact) for host, (_version, known) in recall._facts.items() for key, fact in known.items()]
    return [f"{host} {key}" for host, key, fact in facts if sings(_written_out(fact))]


def _written_out(fact: object) -> bytes | str:
    """Everything in it; what cannot be pickled shows at least itself."""
    try:
        return pickle.dumps(fact)
    except (pickle.PicklingError, AttributeError, TypeError):
        return repr(fact)


def in_caches(walk: Walk) -> list[str]:
    return [key for cache in caches.all() for key, value in cache._cache.items() if sings(value) or sings(key)]


def in_the_public_index(walk: Walk) -> list[str]:
    """The words that the search of citizens knows, from which it also guesses what somebody meant."""
    return [word for word in loading.current(Audience.PUBLIC).lexicon.words if sings(word)]


def in_tables(walk: Walk) -> list[str]:
    """Every row of every table: the audit, jobs, revisions, sessions, the search engine, all but where it lives."""
    with connection.cursor() as cursor:
        found = [
            f"{word} in {table}"
            for table in connection.introspection.table_names(cursor)
            for word, homes in HOMES.items()
            if table not in homes and _lines_with(cursor, word, f"SELECT line::text FROM {quoted(table)} AS line")
        ]
        for name, lines in WHAT_CITIZENS_FIND.items():
            found += [f"{name}: {line}" for line in _lines_with(cursor, SONG, lines)]
    return found


def quoted(table: str) -> str:
    return connection.ops.quote_name(table)


def _lines_with(cursor, word: str, lines: str) -> list[str]:
    cursor.execute(f"SELECT line FROM ({lines}) AS each(line) WHERE line ILIKE %s", [f"%{word}%"])
    return [line for (line,) in cursor.fetchall()]


PLACES: dict[str, Callable[[Walk], list[str]]] = {
    "an answer": in_answers,
    "a log line": in_lines,
    "a mail": in_letters,
    "a kept page": in_kept_pages,
    "a remembered fact": in_what_is_remembered,
    "a cache": in_caches,
    "the public index": in_the_public_index,
    "a table": in_tables,
}
