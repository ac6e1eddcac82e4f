"""Writes entries, engine and lexicon, subject by subject, under the lock of the index row."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from django.db import connection

from cms.outbox.actions import send_later
from cms.prepared import Blank, Prepared

from . import loading, sentences, sources
from .compounds import Compounds
from .engines import Engine, beside, engine
from .entries import Draft, digest
from .lexicon import Difference, contribution, contribution_beside
from .models import AGENTS_ONLY, Audience, Change, Entry, EntryPartner, Index, Kind, Subject
from .records import Record, record_of, word_counts, word_rows

VECTORS = "write_vectors"  # the job that follows every writing

# Every release takes the lock and goes on: put together by the ORM, that took longer than the database took for it.
FOR_UPDATE = " FOR UPDATE"
OF_INDEX = [field.attname for field in Index._meta.concrete_fields]
LOCK = f"SELECT {', '.join(OF_INDEX)} FROM {Index._meta.db_table} WHERE id = 1{{for_update}}"
GO_ON = f"UPDATE {Index._meta.db_table} SET generation = %s, version = %s, token = %s WHERE id = %s"
LEAVE = (
    f"INSERT INTO {Change._meta.db_table} (version, token, kind, object_id, public, agent)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)

_THERE = Prepared(lambda: Entry.objects.filter(**{name: Blank(name) for name in ("kind", "object_id", "generation")}))

Rows = Mapping[str, Sequence[int]]
Count = Callable[[str], int]
Differences = dict[Audience, Difference]


class Dictionary(NamedTuple):
    """By what compounds are split.

    `alone` tells how often a word stands in the corpus: then new words are known before the text they stand in is
    analysed. Without it the dictionary has been made from these texts and stays.
    """

    compounds: Compounds
    alone: Count | None = None


@dataclass(frozen=True)
class Made:
    """An analysed draft: its record, and its words for the lexicon; both as they are stored too."""

    draft: Draft
    record: Record
    words: Rows
    stored_record: str
    stored_words: str

    @classmethod
    def of(cls, draft: Draft, record: Record, words: Rows) -> Made:
        return cls(draft, record, words, record.as_json(), json.dumps(words, ensure_ascii=False, separators=(",", ":")))

    def counted(self) -> tuple[Record, Rows]:
        return self.record, self.words


@dataclass(frozen=True)
class Exchange:
    """Which entries of one audience stay, which go, and which drafts have none yet."""

    kept: list[tuple[Entry, Draft]]
    gone: list[Entry]
    new: list[Draft]

    @classmethod
    def of(cls, there: Sequence[Entry], wanted: Sequence[Draft]) -> Exchange:
        drafts, known = {draft.source: draft for draft in wanted}, {entry.source for entry in there}
        return cls(
            [(entry, drafts[entry.source]) for entry in there if entry.source in drafts],
            [entry for entry in there if entry.source not in drafts],
            [draft for source, draft in drafts.items() if source not in known],
        )

    def like(self, other: Step | None) -> Step | None:
        """The step of the other audience, if just the same is exchanged for this one: most texts have no notes.

        To analyse a text is what takes longest of a release.
        """
        if other is None:
            return None
        made = {each.draft.text: each for each in other.made}
        alike = (
            alike_in(entry for entry, _ in self.kept) == alike_in(entry for entry, _ in other.kept)
            and alike_in(self.gone) == alike_in(other.gone)
            and {draft.text for draft in self.new} == made.keys()
        )
        if not alike:
            return None
        return Step(self.kept, self.gone, [replace(made[each.text], draft=each) for each in self.new], other.difference)


def alike_in(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    """What a lexicon has of entries, and nothing of whose they are."""
    return {(entry.record, entry.words) for entry in entries}


@dataclass(frozen=True)
class Step:
    """What becomes of the entries that a subject has for one audience, and what that changes in its lexicon."""

    kept: list[tuple[Entry, Draft]]
    gone: list[Entry]
    made: list[Made]
    difference: Difference


def lock() -> Index:
    """Take the index row until the end of the transaction.

    Whoever comes second waits here; so versions are committed in their order and no difference is lost. SQLite needs
    no lock: its transactions begin as the only writer.
    """
    if index := _locked():
        return index
    Index.objects.get_or_create(pk=1)
    return _locked()


def _locked() -> Index | None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(for_update=FOR_UPDATE if connection.features.has_select_for_update else ""))
        row = cursor.fetchone()
    return Index.from_db(connection.alias, OF_INDEX, row) if row else None


def go_on(index: Index, differences: Mapping[Audience, Difference], subject: Subject | None = None) -> None:
    """Take the locked index one version further and leave the difference for the other workers."""
    go_far(index, [(subject, differences)])


def go_far(index: Index, steps: Sequence[tuple[Subject | None, Mapping[Audience, Difference]]]) -> None:
    """The same for many at once: a version for each of them."""
    index.token = uuid.uuid4().hex
    changes = []
    for subject, differences in steps:
        index.version += 1
        said = [each.as_json() if each else "" for each in map(differences.get, Audience)]
        changes.append([index.version, index.token, *(subject or ("", None)), *said])
    with connection.cursor() as cursor:
        cursor.execute(GO_ON, [index.generation, index.version, index.token, index.pk])
        if len(changes) == 1:  # a release: as one of many it takes twice as long
            cursor.execute(LEAVE, changes[0])
        else:
            cursor.executemany(LEAVE, changes)
    beside.ask_to_follow()


def write(subject: Subject) -> None:
    """Bring all that the index has of a subject to what the database says now. Needs a transaction."""
    write_many([subject])


def write_many(subjects: Sequence[Subject]) -> Index:
    """The same for several under one lock; returns where the index is then."""
    index = lock()
    go_far(index, [(subject, write_now(subject, index)) for subject in subjects])
    if any(subject.kind not in AGENTS_ONLY for subject in subjects):
        ask_for_vectors()
    return index


def write_now(subject: Subject, index: Index) -> Differences:
    """Its entries for each audience, and what they change in the lexicons; the index is locked."""

    def dictionary(audience: Audience) -> Dictionary:
        if not counts(subject):
            return Dictionary(loading.at_hand(audience).lexicon.compounds)
        lexicon = loading.current(audience, index).lexicon
        return Dictionary(lexicon.compounds, lexicon.alone)

    return write_drafts(subject, sources.drafts_of(subject), generation=index.generation, dictionary=dictionary)


def audiences(subject: Subject) -> list[Audience]:
    return [Audience.AGENT] if subject.kind in AGENTS_ONLY else list(Audience)


def counts(subject: Subject) -> bool:
    """Whether it is one of the texts that say how common a word is."""
    return subject.kind == Kind.SERVICE


def adds(subject: Subject, entries: Iterable[tuple[Record, Rows]]) -> Difference:
    """What these entries of a subject add to the lexicon."""
    return contribution(entries) if counts(subject) else contribution_beside(entries)


def take_new_words() -> None:
    """Let every worker read the everyday words anew. Needs a transaction."""
    index = lock()
    index.words = uuid.uuid4().hex
    index.save(update_fields=["words"])


def ask_for_vectors() -> None:
    """Texts are read by the sentence model after the commit; until then they are found by their words."""
    if sentences.is_wanted():
        send_later(VECTORS, key=VECTORS)


def remove(subject: Subject) -> None:
    """Take a subject out of the index. Needs a transaction."""
    index = lock()
    go_on(index, write_drafts(subject, [], generation=index.generation), subject)


def write_drafts(
    subject: Subject,
    wanted: Sequence[Draft],
    *,
    generation: int,
    dictionary: Callable[[Audience], Dictionary] = lambda audience: Dictionary(Compounds.of({})),
) -> Differences:
    """Write the entries of one subject; returns what that changes in the lexicons.

    An audience's dictionary is asked for where a text of its own has to be analysed.
    """
    store = engine()
    there = _THERE.instances(**subject._asdict(), generation=generation)
    steps: dict[Audience, Step] = {}
    for audience in audiences(subject):
        of_her = Exchange.of(
            [entry for entry in there if entry.audience == audience],
            [draft for draft in wanted if draft.audience == audience],
        )
        alike = of_her.like(steps.get(Audience.PUBLIC))
        steps[audience] = alike or step(subject, of_her, partial(dictionary, audience))
    keep_partners([(entry, draft.partners) for each in steps.values() for entry, draft in each.kept], store)
    forget([entry for each in steps.values() for entry in each.gone], store)
    create([(subject, made) for each in steps.values() for made in each.made], generation, store)
    return {audience: each.difference for audience, each in steps.items()}


def step(subject: Subject, exchange: Exchange, dictionary: Callable[[], Dictionary]) -> Step:
    """From the entries of one audience to those that are wanted."""
    kept, gone, new = exchange.kept, exchange.gone, exchange.new
    if not gone and not new:
        return Step(kept, gone, [], Difference())
    staying = [stored(entry) for entry, _ in kept]
    old = adds(subject, [*staying, *map(stored, gone)])
    made = analysed(new, staying, old, dictionary()) if new else []
    return Step(kept, gone, made, adds(subject, [*staying, *map(Made.counted, made)]).minus(old))


def write_anew(
    wanted: Iterable[tuple[Subject, Sequence[Draft]]], *, generation: int, compounds: Mapping[Audience, Compounds]
) -> Differences:
    """Write subjects of which a generation has nothing yet, all at once; returns what they add to the lexicons."""
    total = {audience: Difference() for audience in Audience}
    made: list[tuple[Subject, Made]] = []
    for subject, drafts in wanted:
        for audience in audiences(subject):
            new = [draft for draft in drafts if draft.audience == audience]
            coming = analysed(new, (), Difference(), Dictionary(compounds[audience]))
            total[audience].add(adds(subject, map(Made.counted, coming)))
            made += [(subject, each) for each in coming]
    create(made, generation, engine())
    return total


def analysed(
    new: Sequence[Draft],
    staying: Sequence[tuple[Record, Rows]],
    old: Difference,
    dictionary: Dictionary,
) -> list[Made]:
    """Analyse drafts with a dictionary that already has their words."""
    counted = [word_counts(draft.text) for draft in new]
    compounds, alone = dictionary
    if alone is not None:
        compounds = compounds_with(counted, staying, old, alone, compounds)
    return [
        Made.of(draft, record_of(draft.text, compounds.split), word_rows(counts, compounds.split))
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


def create(rows: Sequence[tuple[Subject, Made]], generation: int, store: Engine) -> None:
    """Write entries with their partners and their tokens."""
    if rows:
        store.add([(entry_of(subject, made, generation), made.record, made.draft.partners) for subject, made in rows])


def entry_of(subject: Subject, made: Made, generation: int) -> Entry:
    return Entry(
        **subject._asdict(),
        audience=made.draft.audience,
        generation=generation,
        source=made.draft.source,
        digest=digest(made.stored_record, vars(made.draft.display)),
        meaning=made.draft.meaning,
        starts_at=made.draft.starts_at,
        ends_at=made.draft.ends_at,
        record=made.stored_record,
        words=made.stored_words,
        **vars(made.draft.display),
    )


def keep_partners(kept: Sequence[tuple[Entry, Mapping[int, bool]]], store: Engine) -> None:
    """Give entries whose text stays the partners they hold for now."""
    if not kept:
        return
    there: dict[int, dict[int, bool]] = {entry.pk: {} for entry, _ in kept}
    holding = EntryPartner.objects.filter(entry__in=there.keys())
    for number, partner, offered in holding.order_by().values_list("entry", "partner", "offered"):
        there[number][partner] = offered
    changed = [(entry, partners) for entry, partners in kept if there[entry.pk] != partners]
    if not changed:
        return
    EntryPartner.objects.filter(entry__in=[entry.pk for entry, _ in changed]).delete()
    EntryPartner.objects.bulk_create(
        EntryPartner(entry=entry, partner_id=partner, offered=offered)
        for entry, partners in changed
        for partner, offered in partners.items()
    )
    moved = [(entry, partners) for entry, partners in changed if there[entry.pk].keys() != partners.keys()]
    if moved:
        store.put([(entry, Record.from_json(entry.record), partners) for entry, partners in moved])


def forget(entries: Iterable[Entry], store: Engine) -> None:
    """Delete entries with all that belongs to them."""
    if numbers := [entry.pk for entry in entries]:
        store.remove(numbers)


def stored(entry: Entry) -> tuple[Record, Rows]:
    return Record.from_json(entry.record), json.loads(entry.words)
