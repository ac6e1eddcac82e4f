"""What an entry looks like there: our tokens, whose it is, and a fingerprint by which both sides are compared."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from elasticsearch import Elasticsearch
from elasticsearch.dsl import Document, Index, Keyword, Long, MetaField, Text

from cms.knowledge.engines import trigram_token
from cms.knowledge.models import Audience, Entry, EntryPartner
from cms.knowledge.records import Record

FORMAT = 2  # a number of its own for each shape of the documents: two versions of the program do not mix theirs
ALWAYS, NEVER = 0, 253402300799  # seconds since 1970: an entry without a first or a last moment
TOKENS = ("titles", "anywhere", "trigrams")
REMEMBERED_DELETIONS = "1h"  # for so long an older write of a deleted document is refused, as versions ask


def tokens() -> Text:
    """German is analysed in Python, so the server only splits at blanks; it neither counts words nor lengths."""
    return Text(analyzer="whitespace", index_options="docs", norms=False)


class Found(Document):
    """The mapping."""

    titles = tokens()
    anywhere = tokens()
    trigrams = tokens()
    kind = Keyword()
    subject = Keyword()
    partners = Keyword()
    starts_at = Long()
    ends_at = Long()
    fingerprint = Keyword(index=False, doc_values=False)

    class Meta:
        dynamic = MetaField("strict")
        source = MetaField(excludes=list(TOKENS))  # not kept a second time as they were sent


@dataclass(frozen=True)
class Written:
    """An entry as a document: its name there does not depend on the generation, so a rebuild changes little."""

    audience: Audience
    name: str
    fingerprint: str
    body: dict[str, object]


@dataclass(frozen=True)
class Names:
    """Where the documents of one set of indexes are; without a set, those that the aliases name."""

    in_set: str = ""

    def of(self, audience: str) -> str:
        alias = f"{settings.ELASTICSEARCH_PREFIX}-{FORMAT}-{audience}"
        return f"{alias}-{self.in_set}" if self.in_set else alias

    @property
    def all(self) -> list[str]:
        return [self.of(audience) for audience in Audience]


IN_USE = Names()


def name_of(kind: str, number: int, source: str) -> str:
    return f"{kind}-{number}-{source}"


def subject_of(kind: str, number: int) -> str:
    return f"{kind}-{number}"


def parts_of(name: str) -> tuple[str, int, str]:
    """Kind, number and source of a document's name."""
    kind, number, source = name.split("-")
    return kind, int(number), source


def create(client: Elasticsearch, names: Names, audience: Audience) -> None:
    """Make an empty index; what is written into it is seen when somebody asks for it (refresh)."""
    index = Index(names.of(audience), using=client)
    index.document(Found)
    index.settings(
        number_of_shards=settings.ELASTICSEARCH_SHARDS,
        number_of_replicas=settings.ELASTICSEARCH_REPLICAS,
        refresh_interval="-1",
        gc_deletes=REMEMBERED_DELETIONS,
    )
    index.create()


def written(entries: QuerySet) -> list[Written]:
    """The documents of some entries, as the database has them now."""
    entries = list(entries.defer("words", "teaser"))
    partners = partners_of(entries)
    return [document(entry, partners[entry.pk]) for entry in entries]


def fingerprints(entries: QuerySet) -> dict[tuple[Audience, str], tuple[int, str]]:
    """By audience and name of their documents: the numbers of some entries, with the fingerprints."""
    entries = list(entries.defer("words", "teaser", "record"))
    partners = partners_of(entries)
    found = {}
    for entry in entries:
        named = Audience(entry.audience), name_of(entry.kind, entry.object_id, entry.source)
        found[named] = entry.pk, fingerprint(entry, partners[entry.pk])
    return found


def partners_of(entries: Sequence[Entry]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = EntryPartner.objects.filter(entry__in=[entry.pk for entry in entries]).order_by("partner")
    for entry, partner in rows.values_list("entry", "partner"):
        found[entry].append(partner)
    return found


def document(entry: Entry, partners: Sequence[int]) -> Written:
    record = Record.from_json(entry.record)
    own = fingerprint(entry, partners)
    return Written(
        Audience(entry.audience),
        name_of(entry.kind, entry.object_id, entry.source),
        own,
        {
            "titles": " ".join(sorted(record.in_titles)),
            "anywhere": " ".join(sorted(record.stems)),
            "trigrams": " ".join(map(trigram_token, sorted(record.trigrams))),
            "kind": entry.kind,
            "subject": subject_of(entry.kind, entry.object_id),
            "partners": [str(partner) for partner in partners],
            "starts_at": seconds(entry.starts_at, ALWAYS),
            "ends_at": seconds(entry.ends_at, NEVER),
            "fingerprint": own,
        },
    )


def fingerprint(entry: Entry, partners: Iterable[int]) -> str:
    """Of all that a document is made from."""
    said = (entry.digest, sorted(partners), seconds(entry.starts_at, ALWAYS), seconds(entry.ends_at, NEVER))
    return hashlib.blake2b(repr(said).encode(), digest_size=12).hexdigest()


def seconds(moment: datetime | None, otherwise: int) -> int:
    return otherwise if moment is None else int(moment.timestamp())
