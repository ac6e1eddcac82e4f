"""Writes the vectors of published texts after their release; until then a page is found by its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from . import loading, sentences, sources, vectors, writing
from .everyday import Everyday
from .models import Audience, Entry, Subject, Vector
from .records import Text
from .words_in_force import InForce

AT_ONCE = 16  # entries; the model reads them before the index is locked


def write_some(after: int = 0) -> int | None:
    """Encode some texts that have no vector yet; returns the last entry, None if no more are left.

    Must not run inside a transaction: the index is not locked while the model reads.
    """
    model = sentences.model()
    if model is None:
        return None
    entries = list(lacking(model.name, after)[:AT_ONCE])
    if not entries:
        return None
    subjects = list(dict.fromkeys(Subject(kind, number) for _, kind, number in entries))
    texts = {
        draft.meaning: draft.text
        for subject in subjects
        for draft in sources.drafts_of(subject)
        if draft.audience == Audience.PUBLIC
    }
    there = set(Vector.objects.filter(model=model.name, meaning__in=texts).values_list("meaning", flat=True))
    store({meaning: text for meaning, text in texts.items() if meaning not in there}, model, subjects)
    return entries[-1][0]


def lacking(model: str, after: int = 0) -> QuerySet:
    """The entries in force from there on without a vector of this model, each with its subject."""
    has_one = Vector.objects.filter(meaning=OuterRef("meaning"), model=model)
    entries = Entry.objects.filter(~Exists(has_one), audience=Audience.PUBLIC, generation=loading.stand().generation)
    return entries.filter(pk__gt=after).exclude(meaning="").order_by("pk").values_list("pk", "kind", "object_id")


def store(texts: Mapping[str, Text], model: sentences.SentenceModel, subjects: Iterable[Subject]) -> None:
    """Write the vectors of texts and tell every worker of whose pages they are."""
    if not texts:
        return
    rows = vectors_of(texts, model)
    with transaction.atomic():
        index = writing.lock()
        Vector.objects.bulk_create(rows, ignore_conflicts=True)
        for subject in subjects:
            writing.go_on(index, {}, subject)


def write_list() -> bool:
    """Encode a list of everyday words in force that has no vectors yet; returns whether there was one."""
    model = sentences.model()
    if model is None:
        return False
    for everyday in InForce.read("").lists():
        if everyday.heard and not Vector.objects.filter(meaning=everyday.digest, model=model.name).exists():
            row = list_row(everyday, model)
            with transaction.atomic():
                Vector.objects.bulk_create([row], ignore_conflicts=True)
                writing.take_new_words()
            return True
    return False


def list_row(everyday: Everyday, model: sentences.SentenceModel) -> Vector:
    """All expressions of a list that may be heard in one row, in their order."""
    rows = model.passages([saying.written for saying in everyday.heard])
    return Vector(meaning=everyday.digest, model=model.name, data=b"".join(map(vectors.pack, rows)))


def vectors_of(texts: Mapping[str, Text], model: sentences.SentenceModel) -> list[Vector]:
    """The rows of texts by their digests."""
    packed = vectors.encoded(list(texts.values()), model)
    return [Vector(meaning=meaning, model=model.name, data=data) for meaning, data in zip(texts, packed, strict=True)]


@transaction.atomic
def remove_unused() -> None:
    """Forget the vectors of texts and models that are gone."""
    model = sentences.model()
    if model is None:
        return
    in_use = Entry.objects.filter(meaning=OuterRef("meaning"))
    lists = [everyday.digest for everyday in InForce.read("").lists()]
    Vector.objects.exclude(model=model.name).delete()
    Vector.objects.filter(~Exists(in_use)).exclude(meaning__in=lists).delete()
