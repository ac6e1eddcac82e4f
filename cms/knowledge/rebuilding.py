"""Writes the whole index anew beside the old one and swaps: searchable all the time, changes in between are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cms.catalogue.models import ServicePage

from . import loading, writing
from .compounds import Compounds
from .engines import engine
from .entries import Draft, drafts
from .lexicon import Difference, Lexicon, contribution
from .models import Audience, Change, Entry, EntryPartner, Rebuild, Snapshot
from .records import word_counts

AT_ONCE = 50
GIVEN_UP_AFTER = timedelta(minutes=2)  # without a step: counting the words of 10,000 services takes half a minute

Totals = dict[Audience, Difference]
Write = Callable[[int, list[Draft]], None]


class Overtaken(Exception):
    """Another rebuild was quicker; its generation is in force and this one has been dropped."""


def rebuild(told: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Fill a new generation in small transactions and put it in force in one; returns the number of its entries.

    Must not run inside a transaction. One that was killed is taken up where it stood. `told` hears how many services
    of how many are done.
    """
    run = taken_up() or begun()
    counts = count_words()
    compounds = {audience: Compounds.of(counts[audience]) for audience in Audience}
    total = {audience: Difference() for audience in Audience}
    count_what_is_there(run, total)

    def write(service_id: int, wanted: list[Draft]) -> None:
        for audience in Audience:
            difference = writing.write_drafts(
                service_id,
                [draft for draft in wanted if draft.audience == audience],
                audience=audience,
                generation=run.generation,
                compounds=compounds[audience],
            )
            add(total[audience], difference)

    for some in batches(run.last_service):
        with transaction.atomic():
            for service in some:
                write(service.pk, drafts(service))
            note_progress(run, some)
        told(run.done, run.of)
    swap(run.generation, run.began_generation, run.began_version, total, write)
    remove_before(run.generation)
    return Entry.objects.filter(generation=run.generation).count()


def begun() -> Rebuild:
    """A generation after all there are, those of rebuilds that still run too."""
    began_generation, began_version, *_ = loading.stand()
    with transaction.atomic():
        writing.lock()  # two that begin at once take two numbers
        numbers = (
            began_generation,
            Entry.objects.aggregate(Max("generation"))["generation__max"] or 0,
            Rebuild.objects.aggregate(Max("generation"))["generation__max"] or 0,
        )
        return Rebuild.objects.create(
            generation=max(numbers) + 1,
            began_generation=began_generation,
            began_version=began_version,
            of=ServicePage.objects.german().live().count(),
            beat_at=timezone.now(),
        )


def taken_up() -> Rebuild | None:
    """One that nobody works at any more, if the index it began with is still in force."""
    now = timezone.now()
    left = Rebuild.objects.filter(began_generation=loading.stand().generation, beat_at__lt=now - GIVEN_UP_AFTER)
    for run in left.order_by("-done"):
        if left.filter(pk=run.pk, beat_at=run.beat_at).update(beat_at=now):
            run.beat_at = now
            return run
    return None


def count_what_is_there(run: Rebuild, total: Totals) -> None:
    """What the entries that were written before say to the lexicon."""
    for audience in Audience:
        there = Entry.objects.filter(generation=run.generation, audience=audience).order_by("service")
        for _, entries in groupby(there.iterator(), key=lambda entry: entry.service_id):
            add(total[audience], contribution(map(writing.stored, entries)))


def note_progress(run: Rebuild, some: list[ServicePage]) -> None:
    """In the transaction of what was done. Raises ``Overtaken`` if another rebuild was quicker."""
    run.last_service, run.done, run.beat_at = some[-1].pk, run.done + len(some), timezone.now()
    mine = Rebuild.objects.filter(pk=run.pk)
    if not mine.update(last_service=run.last_service, done=run.done, beat_at=run.beat_at):
        raise Overtaken


def count_words() -> dict[Audience, Counter[str]]:
    """How often each word stands in the corpus: the dictionary of compounds is made before anything is analysed."""
    counts: dict[Audience, Counter[str]] = {audience: Counter() for audience in Audience}
    for some in batches():
        for service in some:
            mine: dict[Audience, Counter[str]] = {audience: Counter() for audience in Audience}
            for draft in drafts(service):
                mine[draft.audience] |= word_counts(draft.text)  # the highest count of any partner's text
            for audience in Audience:
                counts[audience].update(mine[audience])
    return counts


def batches(after: int = 0) -> Iterator[list[ServicePage]]:
    """All live services from there on, some at a time."""
    last = after
    while some := list(ServicePage.objects.german().live().filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = some[-1].pk
        yield some


@transaction.atomic
def swap(generation: int, began_generation: int, began_version: int, total: Totals, write: Write) -> None:
    """Put the new generation in force, after what was published since it was begun."""
    index = writing.lock()
    if index.generation != began_generation:
        raise Overtaken
    since = Change.objects.filter(version__gt=began_version, version__lte=index.version, service_id__isnull=False)
    for service_id in since.order_by().values_list("service_id", flat=True).distinct():
        service = ServicePage.objects.german().filter(pk=service_id).first()
        write(service_id, drafts(service) if service else [])
    index.generation = generation
    writing.go_on(index, {})
    Snapshot.objects.all().delete()
    for audience in Audience:
        Snapshot.objects.create(
            audience=audience,
            generation=generation,
            version=index.version,
            lexicon=loading.packed(Lexicon.of(total[audience])),
        )
    Change.objects.filter(version__lt=index.version).delete()
    Rebuild.objects.filter(began_generation__lte=began_generation).delete()
    writing.ask_for_vectors()


@transaction.atomic
def remove_before(generation: int) -> None:
    """Remove the generations that nobody sees any more. A search that still read the old one looks again."""
    numbers = list(Entry.objects.filter(generation__lt=generation).values_list("pk", flat=True))
    engine().remove(numbers)
    EntryPartner.objects.filter(entry__generation__lt=generation).delete()
    Entry.objects.filter(generation__lt=generation).delete()


def add(total: Difference, difference: Difference) -> None:
    """Add in place: the sum over a whole corpus is not copied for every service."""
    total.services += difference.services
    total.lengths = [mine + more for mine, more in zip(total.lengths, difference.lengths, strict=True)]
    for rows, more in ((total.words, difference.words), (total.stems, difference.stems)):
        for key, added in more.items():
            row = [one + other for one, other in zip(rows.get(key) or [0] * len(added), added, strict=True)]
            if any(row):
                rows[key] = row
            else:
                rows.pop(key, None)
    for trigram, count in difference.trigrams.items():
        total.trigrams[trigram] = total.trigrams.get(trigram, 0) + count
        if not total.trigrams[trigram]:
            del total.trigrams[trigram]
