"""Candidates from Elasticsearch: it proposes, and the database says what the proposed entries are at this moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from elasticsearch import Elasticsearch
from elasticsearch.dsl import MultiSearch, Q, Search
from elasticsearch.dsl.query import Query

from cms.knowledge.engines import Recalled, Terms, Where, trigram_token
from cms.knowledge.models import EntryPartner

from . import clients
from .documents import IN_USE, Names, parts_of

FIELDS = ("title^4", "keywords^2", "body", "rest^0.5")
TO_THE_MINUTE = 60  # a filter of the same minute is remembered by the server; the database looks at the second


class ElasticsearchEngine:
    """Searches only; what it has is written by jobs (following.py), never in anybody's transaction.

    A document that is late does no harm: an entry that is gone, belongs to nobody here or is not yet or no longer to
    be found is not among those that the database confirms.
    """

    def __init__(self, client: Callable[[], Elasticsearch] = clients.searching, names: Names = IN_USE):
        self.client = client
        self.names = names

    def candidates(self, terms: Terms, where: Where, *, limit: int, alike: int) -> list[Recalled]:
        proposed = self.proposed(terms, where, limit=limit, alike=alike)
        return confirmed(proposed, where) if proposed else []

    def proposed(self, terms: Terms, where: Where, *, limit: int, alike: int) -> list[str]:
        """The names of the likeliest documents, each once. Raises one of ``clients.ERRORS``."""
        asked = [(any_of(terms.stems), limit), (like(terms.trigrams), alike)]
        searches = MultiSearch(using=self.client())
        of_these = filters(where)
        for query, at_most in asked:
            if query is not None and at_most:
                search = Search(index=self.names.of(where.audience)).query(query & Q("bool", filter=of_these))
                search = search.source(False).extra(size=at_most, track_total_hits=False)
                searches = searches.add(
                    search.params(allow_partial_search_results=False, preference=f"of-{where.partners[0]}")
                )
        return names_in(searches.execute()) if len(list(searches)) else []


def names_in(responses: Iterable) -> list[str]:
    return list(dict.fromkeys(hit.meta.id for response in responses for hit in response))


def filters(where: Where) -> list[Query]:
    minute = int(where.at.timestamp()) // TO_THE_MINUTE * TO_THE_MINUTE
    found = [
        Q("terms", partners=[str(partner) for partner in where.partners]),
        Q("range", starts_at={"lte": minute + TO_THE_MINUTE}),
        Q("range", ends_at={"gt": minute}),
    ]
    if not where.has_every_kind:
        found.append(Q("terms", kind=list(where.kinds)))
    return found


def any_of(stems: Sequence[tuple[str, ...]]) -> Query | None:
    """Any of these sets of stems: a token has no blank, so the server reads each as we wrote it."""
    alone = [each[0] for each in stems if len(each) == 1]
    together = [each for each in stems if len(each) > 1]
    should = [
        Q("multi_match", query=" ".join(each), type="cross_fields", operator="and", fields=list(FIELDS))
        for each in together
    ]
    if alone:
        should.append(Q("multi_match", query=" ".join(alone), type="most_fields", fields=list(FIELDS)))
    return Q("bool", should=should, minimum_should_match=1) if should else None


def like(trigrams: Sequence[str]) -> Query | None:
    """Titles with any of these trigrams."""
    return Q("match", trigrams=" ".join(map(trigram_token, trigrams))) if trigrams else None


def confirmed(proposed: Sequence[str], where: Where) -> list[Recalled]:
    """Those that the database has now for these partners, in the order of the engine."""
    order = {parts_of(name): place for place, name in enumerate(proposed)}
    rows = EntryPartner.objects.filter(where.holds(), entry__object_id__in={number for _, number, _ in order})
    rows = rows.values_list(
        *("entry", "entry__kind", "entry__object_id", "entry__digest", "offered", "partner", "entry__source")
    )
    found = []
    for *row, source in rows:
        recalled = Recalled.of(row)
        place = order.get((*recalled.subject, source))
        if place is not None:
            found.append((place, where.partners.index(recalled.partner_id), recalled))
    return [recalled for _, _, recalled in sorted(found, key=lambda each: each[:2])]


def answers() -> None:
    """Ask both indexes for one document; raises what a search would."""
    client = clients.searching()
    for name in IN_USE.all:
        search = Search(using=client, index=name).source(False).extra(size=1, track_total_hits=False)
        search.params(allow_partial_search_results=False).execute()
