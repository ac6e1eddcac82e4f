"""Writes entries, engine and lexicon, service by service, under the lock of the index row."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cms.catalogue.models import ServicePage
from cms.outbox.actions import send_later

from . import loading, sentences
from .compounds import Compounds
from .engines import Engine, engine
from .entries import Draft, digest, drafts
from .lexicon import Difference, contribution
from .models import Audience, Change, Entry, EntryPartner, Index
from .records import Record, record_of, word_counts, word_rows

VECTORS = "write_vectors"  # the job that follows every writing

Rows = Mapping[str, Sequence[int]]
Count = Callable[[str], int]


@dataclass(frozen=True)
class Made:
    """An analysed draft: its record, and its words for the lexicon."""

    draft: Draft
    record: Record
    words: Rows


def lock() -> Index:
    """Take the index row until the end of the transaction.

    Whoever comes second waits here; so versions are committed in their order and no difference is lost. SQLite needs
    no lock: its transactions begin as the only writer.
    """
    Index.objects.get_or_create(pk=1)
    return Index.objects.select_for_update().get(pk=1)


def go_on(index: Index, differences: Mapping[Audience, Difference], service_id: int | None = None) -> None:
    """Take the locked index one version further and leave the difference for the other workers."""
    index.version += 1
    index.token = uuid.uuid4().hex
    index.save(update_fields=["generation", "version", "token"])
    Change.objects.create(
        version=index.version,
        token=index.token,
        service_id=service_id,
        **{audience.value: difference.as_json() if difference else "" for audience, difference in differences.items()},
    )


def write_service(service_id: int) -> None:
    """Bring all that the index has of a service to what the database says now. Needs a transaction."""
    index = lock()
    service = ServicePage.objects.german().filter(pk=service_id).first()
    wanted = drafts(service) if service else []
    differences = {}
    for audience in Audience:
        lexicon = loading.current(audience).lexicon
        differences[audience] = write_drafts(
            service_id,
            [draft for draft in wanted if draft.audience == audience],
            audience=audience,
            generation=index.generation,
            alone=lambda word, words=lexicon.words: words.get(word, (0,))[0],
            compounds=lexicon.compounds,
        )
    go_on(index, differences, service_id)
    ask_for_vectors()


def take_new_words() -> None:
    """Let every worker read the everyday words anew. Needs a transaction."""
    index = lock()
    index.words = uuid.uuid4().hex
    index.save(update_fields=["words"])


def ask_for_vectors() -> None:
    """Texts are read by the sentence model after the commit; until then they are found by their words."""
    if sentences.is_wanted():
        send_later(VECTORS, key=VECTORS)


def remove_service(service_id: int) -> None:
    """Take a service out of the index. Needs a transaction."""
    index = lock()
    differences = {
        audience: write_drafts(service_id, [], audience=audience, generation=index.generation) for audience in Audience
    }
    go_on(index, differences, service_id)


def write_drafts(
    service_id: int,
    wanted: Sequence[Draft],
    *,
    audience: Audience,
    generation: int,
    alone: Count | None = None,
    compounds: Compounds | None = None,
) -> Difference:
    """Write the entries of one service and audience; returns what that changes in the lexicon.

    `alone` tells how often a word stands in the corpus: new words are known to the dictionary of compounds before
    the text they stand in is analysed. Without it the dictionary has been made from these texts and stays.
    """
    store = engine()
    there = {
        entry.source: entry
        for entry in Entry.objects.filter(service=service_id, audience=audience, generation=generation)
    }
    sources = {draft.source: draft for draft in wanted}
    kept = [entry for source, entry in there.items() if source in sources]
    gone = [entry for source, entry in there.items() if source not in sources]
    for entry in kept:
        keep_partners(entry, sources[entry.source].partners, store)
    new = [draft for source, draft in sources.items() if source not in there]
    if not gone and not new:
        return Difference()
    old = contribution(map(stored, there.values()))
    staying = [stored(entry) for entry in kept]
    made = analysed(new, staying, old, alone, compounds or Compounds.of({}))
    forget(gone, store)
    for each in made:
        create(service_id, each, generation, store)
    return contribution([*staying, *((each.record, each.words) for each in made)]).minus(old)


def analysed(
    new: Sequence[Draft],
    staying: Sequence[tuple[Record, Rows]],
    old: Difference,
    alone: Count | None,
    compounds: Compounds,
) -> list[Made]:
    """Analyse drafts with a dictionary that already has their words."""
    counted = [word_counts(draft.text) for draft in new]
    if alone is not None:
        compounds = compounds_with(counted, staying, old, alone, compounds)
    return [
        Made(draft, record_of(draft.text, compounds.split), word_rows(counts, compounds.split))
        for draft, counts in zip(new, counted, strict=True)
    ]


def compounds_with(
    counted: Sequence[Mapping[str, int]],
    staying: Sequence[tuple[Record, Rows]],
    old: Difference,
    alone: Count,
    compounds: Compounds,
) -> Compounds:
    """The dictionary after a service's words were exchanged: each counts as often as in the text that has it most."""
    most: dict[str, int] = {}
    for counts in (*counted, *({word: row[0] for word, row in words.items()} for _, words in staying)):
        for word, count in counts.items():
            most[word] = max(most.get(word, 0), count)
    touched = most.keys() | old.words.keys()
    now = {word: alone(word) + most.get(word, 0) - old.words.get(word, (0,))[0] for word in touched}
    return compounds.changed(now, touched)


def create(service_id: int, made: Made, generation: int, store: Engine) -> None:
    """Write one entry with its partners and its tokens."""
    record = made.record.as_json()
    entry = Entry.objects.create(
        service_id=service_id,
        audience=made.draft.audience,
        generation=generation,
        source=made.draft.source,
        digest=digest(record, vars(made.draft.display)),
        meaning=made.draft.meaning,
        record=record,
        words=json.dumps(made.words, ensure_ascii=False, separators=(",", ":")),
        **vars(made.draft.display),
    )
    EntryPartner.objects.bulk_create(
        EntryPartner(entry=entry, partner_id=partner, offered=offered)
        for partner, offered in made.draft.partners.items()
    )
    store.put(entry, made.record, made.draft.partners)


def keep_partners(entry: Entry, partners: Mapping[int, bool], store: Engine) -> None:
    """Give an entry whose text stays the partners it holds for now."""
    there = dict(entry.partners.values_list("partner", "offered"))
    if there == partners:
        return
    entry.partners.all().delete()
    EntryPartner.objects.bulk_create(
        EntryPartner(entry=entry, partner_id=partner, offered=offered) for partner, offered in partners.items()
    )
    if there.keys() != partners.keys():
        store.put(entry, stored(entry)[0], partners)


def forget(entries: Iterable[Entry], store: Engine) -> None:
    """Delete entries and their tokens."""
    numbers = [entry.pk for entry in entries]
    store.remove(numbers)
    EntryPartner.objects.filter(entry__in=numbers).delete()
    Entry.objects.filter(pk__in=numbers).delete()


def stored(entry: Entry) -> tuple[Record, Rows]:
    return Record.from_json(entry.record), json.loads(entry.words)
