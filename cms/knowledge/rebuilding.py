"""Writes the whole index anew beside the old one and swaps: searchable all the time, changes in between are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from itertools import groupby

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from . import loading, sources, writing
from .compounds import Compounds
from .engines import engine
from .lexicon import Difference, Lexicon
from .models import Audience, Change, Entry, Kind, Rebuild, Snapshot, Subject
from .records import word_counts
from .writing import Differences

AT_ONCE = 50
GIVEN_UP_AFTER = timedelta(minutes=2)  # without a step: counting the words of 10,000 services takes ten seconds


class Overtaken(Exception):
    """Another rebuild was quicker; its generation is in force and this one has been dropped."""


def rebuild(told: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Fill a new generation in small transactions and put it in force in one; returns the number of its entries.

    Must not run inside a transaction. One that was killed is taken up where it stood. `told` hears how many subjects
    of how many are done.
    """
    run = taken_up() or begun()
    counts = count_words()
    compounds = {audience: Compounds.of(counts[audience]) for audience in Audience}
    total = {audience: Difference() for audience in Audience}
    count_what_is_there(run, total)

    for kind in kinds_from(run.last_kind):
        for some in batches(kind, run.last_object if kind == run.last_kind else 0):
            with transaction.atomic():
                wanted = zip((Subject(kind, row.pk) for row in some), sources.of(kind).drafts(some), strict=True)
                add(total, writing.write_anew(wanted, generation=run.generation, compounds=compounds))
                note_progress(run, kind, some)
            told(run.done, run.of)
    swap(run, total, compounds)
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
            of=sum(sources.of(kind).rows().count() for kind in Kind),
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


def count_what_is_there(run: Rebuild, total: Differences) -> None:
    """What the entries that were written before say to the lexicon."""
    for audience in Audience:
        there = Entry.objects.filter(generation=run.generation, audience=audience).order_by("kind", "object_id")
        for subject, entries in groupby(there.iterator(), key=lambda entry: Subject(entry.kind, entry.object_id)):
            total[audience].add(writing.adds(subject, map(writing.stored, entries)))


def note_progress(run: Rebuild, kind: Kind, some: list[models.Model]) -> None:
    """In the transaction of what was done. Raises ``Overtaken`` if another rebuild was quicker."""
    run.last_kind, run.last_object, run.done, run.beat_at = kind, some[-1].pk, run.done + len(some), timezone.now()
    mine = Rebuild.objects.filter(pk=run.pk)
    if not mine.update(last_kind=run.last_kind, last_object=run.last_object, done=run.done, beat_at=run.beat_at):
        raise Overtaken


def add(total: Differences, more: Differences) -> None:
    for audience, difference in more.items():
        total[audience].add(difference)


def count_words() -> dict[Audience, Counter[str]]:
    """How often each word stands in the services: the dictionary of compounds is made before anything is analysed."""
    counts: dict[Audience, Counter[str]] = {audience: Counter() for audience in Audience}
    for some in batches(Kind.SERVICE):
        for wanted in sources.of(Kind.SERVICE).drafts(some):
            mine: dict[Audience, Counter[str]] = {audience: Counter() for audience in Audience}
            for draft in wanted:
                mine[draft.audience] |= word_counts(draft.text)  # the highest count of any partner's text
            for audience in Audience:
                counts[audience].update(mine[audience])
    return counts


def kinds_from(last: str) -> list[Kind]:
    """The kinds in their order, from this one on; all of them at the beginning."""
    kinds = list(Kind)
    return kinds[kinds.index(Kind(last)) :] if last else kinds


def batches(kind: Kind, after: int = 0) -> Iterator[list[models.Model]]:
    """All rows of a kind that may be found, from there on, some at a time."""
    last = after
    while some := list(sources.of(kind).rows().filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = some[-1].pk
        yield some


@transaction.atomic
def swap(run: Rebuild, total: Differences, compounds: Mapping[Audience, Compounds]) -> None:
    """Put the new generation in force, after what was published since it was begun."""
    index = writing.lock()
    if index.generation != run.began_generation:
        raise Overtaken
    dictionaries = {audience: writing.Dictionary(compounds[audience]) for audience in Audience}
    since = Change.objects.filter(version__gt=run.began_version, version__lte=index.version, object_id__isnull=False)
    for row in since.order_by().values_list("kind", "object_id").distinct():
        subject = Subject(*row)
        changed = writing.write_drafts(
            subject, sources.drafts_of(subject), generation=run.generation, dictionary=dictionaries.__getitem__
        )
        add(total, changed)
    index.generation = run.generation
    writing.go_on(index, {})
    Snapshot.objects.all().delete()
    for audience in Audience:
        Snapshot.objects.create(
            audience=audience,
            generation=run.generation,
            version=index.version,
            lexicon=loading.packed(Lexicon.of(total[audience])),
        )
    Change.objects.filter(version__lt=index.version).delete()
    Rebuild.objects.filter(began_generation__lte=run.began_generation).delete()
    writing.ask_for_vectors()


@transaction.atomic
def remove_before(generation: int) -> None:
    """Remove the generations that nobody sees any more. A search that still read the old one looks again."""
    engine().remove(list(Entry.objects.filter(generation__lt=generation).values_list("pk", flat=True)))
