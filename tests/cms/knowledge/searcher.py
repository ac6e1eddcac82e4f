"""A process of its own that publishes and searches on command: one line of JSON in, one line out."""

from __future__ import annotations

import json
import sys
from itertools import count

import django

django.setup()

from django.db import transaction  # noqa: E402

from cms.catalogue.models import ServicePage  # noqa: E402
from cms.knowledge import loading  # noqa: E402
from cms.knowledge.actions import rebuild  # noqa: E402
from cms.knowledge.models import Audience  # noqa: E402
from cms.knowledge.search import search  # noqa: E402
from cms.organisation.models import Colleague, Office, Partner  # noqa: E402


def say(**answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def search_for(query: str, partner: int, audience: str = Audience.PUBLIC) -> None:
    results = search(query, partner=Partner.objects.get(pk=partner), audience=Audience(audience))
    say(found=[hit.title for hit in results.hits])


def publish(pages: list[int]) -> None:
    """One transaction per page."""
    for page in pages:
        with transaction.atomic():
            ServicePage.objects.get(pk=page).save_revision().publish()
    say(published=pages)


def publish_and_wait(page: int) -> None:
    """Stop before the end of the transaction until somebody says how it ends."""
    with transaction.atomic():
        ServicePage.objects.get(pk=page).save_revision().publish()
        say(written=page)
        if json.loads(sys.stdin.readline()) == "roll back":
            transaction.set_rollback(True)
    say(ended=page)


def change_and_wait(name: str, colleague: int, office: int) -> None:
    """Rename an office and let a colleague go, and stop before the end of the transaction likewise."""
    with transaction.atomic():
        row = Office.objects.get(pk=office)
        row.name = name
        row.save()
        Colleague.objects.get(pk=colleague).delete()
        say(written=name)
        if json.loads(sys.stdin.readline()) == "roll back":
            transaction.set_rollback(True)
    say(ended=name)


def publish_on_and_on(pages: list[int]) -> None:
    """A new word in every title, one page after the other, until somebody kills this process."""
    say(begun=pages)
    for turn in count(1):
        for page in pages:
            service = ServicePage.objects.get(pk=page)
            service.title = f"Leistung {page} wort{page}mal{turn}"
            with transaction.atomic():
                service.save_revision().publish()


def rebuild_on_and_on() -> None:
    """The same with the whole index."""
    say(begun=True)
    while True:
        rebuild()


def rename(page: int, title: str) -> None:
    service = ServicePage.objects.get(pk=page)
    service.title = title
    with transaction.atomic():
        service.save_revision().publish()
    say(renamed=page)


def take_down(page: int) -> None:
    ServicePage.objects.get(pk=page).unpublish()
    say(taken_down=page)


def delete(page: int) -> None:
    ServicePage.objects.get(pk=page).delete()
    say(deleted=page)


def lexicon() -> None:
    loaded = loading.current(Audience.PUBLIC)
    total = loaded.lexicon.total()
    say(version=loaded.version, services=total.services, stems=total.stems, words=total.words)


COMMANDS = {
    "search": search_for,
    "publish": publish,
    "publish and wait": publish_and_wait,
    "change and wait": change_and_wait,
    "publish on and on": publish_on_and_on,
    "rebuild on and on": rebuild_on_and_on,
    "rename": rename,
    "take down": take_down,
    "delete": delete,
    "lexicon": lexicon,
}

say(ready=True)
for line in sys.stdin:
    name, *arguments = json.loads(line)
    COMMANDS[name](*arguments)
