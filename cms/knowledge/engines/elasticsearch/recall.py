"""Candidates from Elasticsearch: it proposes, and the database says what the proposed entries are at this moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from elasticsearch import Elasticsearch
from elasticsearch.dsl import MultiSearch, Q, Search
from elasticsearch.dsl.query import Query
from elasticsearch.dsl.response import Response

from cms.knowledge.engines import Recalled, Terms, Where, entries_of, places, trigram_token

from . import clients
from .documents import IN_USE, Names, parts_of

TO_THE_MINUTE = 60  # a filter of the same minute is remembered by the server; the database looks at the second


class ElasticsearchEngine:
    """Searches only; what it has is written by jobs (following.py), never in anybody's transaction.

    A document that is late does no harm: an entry that is gone, belongs to nobody here or is not yet or no longer to
    be found is not among those that the database confirms.
    """

    def __init__(self, client: Callable[[], Elasticsearch] = clients.searching, names: Names = IN_USE):
        self.client = client
        self.names = names

    def candidates(self, asked: Sequence[Terms], where: Where) -> list[Recalled]:
        return confirmed(self.proposed(asked, where), where)

    def proposed(self, asked: Sequence[Terms], where: Where) -> list[str]:
        """The names of the likeliest documents, each once. Raises one of ``clients.ERRORS``."""
        if not asked:
            return []
        searches = MultiSearch(using=self.client())
        of_these = {"filter": filters(where), "must_not": out_of_time(where)}
        for terms in asked:
            search = Search(index=self.names.of(where.audience))
            search = search.query("bool", should=any_of(terms), minimum_should_match=1, **of_these)
            search = search.source(False).extra(size=terms.at_most, track_total_hits=False)
            searches = searches.add(
                search.params(allow_partial_search_results=False, preference=f"of-{where.partners[0]}")
            )
        return names_in(searches.execute())


def names_in(responses: Iterable[Response]) -> list[str]:
    """Read as they came: an object for each of a hundred hits takes longer than the server does."""
    return list(dict.fromkeys(hit["_id"] for response in responses for hit in response.to_dict()["hits"]["hits"]))


def filters(where: Where) -> list[Query]:
    """None where everybody is asked: without one the server passes by whatever cannot win, ten times as quick."""
    found = []
    if not where.of_everybody:
        found.append(Q("terms", partners=[str(partner) for partner in where.partners]))
    if not where.has_every_kind:
        found.append(Q("terms", kind=list(where.kinds)))
    return found


def out_of_time(where: Where) -> list[Query]:
    """Hardly any entry is: so it costs less to leave these out than to look for all others."""
    minute = int(where.at.timestamp()) // TO_THE_MINUTE * TO_THE_MINUTE
    return [Q("range", starts_at={"gt": minute + TO_THE_MINUTE}), Q("range", ends_at={"lte": minute})]


def any_of(terms: Terms) -> list[Query]:
    """Any of them, added up by what the plan says they are worth: one flat list."""
    found = [worth_of([Q("term", trigrams=trigram_token(each))], worth) for each, worth in terms.trigrams.items()]
    for stems, in_title, worth in places(terms):
        field = "titles" if in_title else "anywhere"
        found.append(worth_of([Q("term", **{field: stem}) for stem in stems], worth))
    return found


def worth_of(together: Sequence[Query], worth: float) -> Query:
    """All of these, and what that is worth however often and wherever they stand."""
    (first, *others) = together
    return Q("constant_score", filter=Q("bool", filter=[*together]) if others else first, boost=worth)


def confirmed(proposed: Sequence[str], where: Where) -> list[Recalled]:
    """Those that the database has now for these partners, in the order of the engine."""
    if not proposed:
        return []
    order = {parts_of(name): place for place, name in enumerate(proposed)}
    found = []
    for recalled, source in entries_of((number for _, number, _ in order), where):
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
