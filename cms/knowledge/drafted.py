"""A draft in the place of what the index has of its page: how it would be found after its release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from . import sentences, vectors, writing
from .engines import Recalled
from .entries import Draft
from .lexicon import contribution
from .loading import Loaded
from .models import Audience, Entry, Kind, Subject
from .nearest import LIKE_AT_LEAST
from .ranker import Similar
from .records import Record
from .vectors import BEGINNINGS, BYTES, Vectors

DIGEST = "draft"  # no entry is called so


@dataclass(frozen=True)
class Drafted:
    """A page's draft as the search sees it; ``loaded`` is the index as its release would leave it."""

    service_id: int  # 0 for a page that has never been saved
    partner_id: int
    title: str
    record: Record
    offered: bool
    loaded: Loaded
    vector: Vectors | None  # of each of its texts

    @property
    def subject(self) -> Subject:
        return Subject(Kind.SERVICE.value, self.service_id)

    @property
    def recalled(self) -> Recalled:
        return Recalled(0, self.subject, DIGEST, self.offered, self.partner_id)

    def among(self, similar: Similar, query: object) -> Similar:
        """How like the query the partner's pages are, with this one's own words instead of those before."""
        if self.vector is None:
            return similar
        each = self.vector.products(query)
        mine = float(each.sum())
        candidates = similar.candidates - {self.subject}
        if mine >= max(similar.last, LIKE_AT_LEAST * len(BEGINNINGS)):
            candidates |= {self.subject}
        values: Mapping[Subject, float] = {**similar.values, self.subject: mine}
        likest: Mapping[Subject, float] = {**similar.likest, self.subject: float(each.max())}
        return replace(similar, values=values, best=max(similar.best, mine), candidates=candidates, likest=likest)


def drafted(draft: Draft, *, service_id: int, loaded: Loaded) -> Drafted:
    """Analyse a draft as its release would, and take its words into a lexicon of its own."""
    there = Entry.objects.filter(
        kind=Kind.SERVICE, object_id=service_id, audience=Audience.PUBLIC, generation=loaded.generation
    )
    before = contribution(map(writing.stored, there))
    (made,) = writing.analysed([draft], (), before, writing.Dictionary(loaded.lexicon.compounds, loaded.lexicon.alone))
    difference = contribution([made.counted()]).minus(before)
    model = sentences.model()
    packed = vectors.encoded([draft.text], model)[0][: len(BEGINNINGS) * BYTES] if model else b""
    ((partner, offered),) = draft.partners.items()
    return Drafted(
        service_id,
        partner,
        draft.display.title,
        made.record,
        offered,
        replace(loaded, lexicon=loaded.lexicon.changed(difference)),
        Vectors.of(packed) if packed else None,
    )
