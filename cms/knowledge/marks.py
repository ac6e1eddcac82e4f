"""The words found, marked on the text as it was written, although the index holds stems, parts and meanings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cms.organisation.models import Partner

from . import analysis, loading
from .lexicon import Lexicon
from .models import Audience
from .plan import Plan, plan
from .records import stems_of
from .search import names_of

MOST_OF_A_BAG = 0.5  # the share of what words say together that must be there before any of them is marked


class Marker:
    """Marks what a plan looked for, by the same steps by which the index reads a text.

    A word is marked as a whole, also where only a part of it was asked for: a mark within a word tears it apart for
    whoever listens or reads braille. `lexicon` must be of the audience that reads the text.
    """

    def __init__(self, plan: Plan, lexicon: Lexicon):
        self.lexicon = lexicon
        self._read: dict[str, set[str]] = {}  # most words of a card stand in it more than once
        alternatives = [alternative.stems for group in plan.groups for alternative in group.alternatives]
        self.singles = frozenset(stem for stems in alternatives if len(stems) == 1 for stem in stems)
        self.bags = tuple(frozenset(stems) for stems in alternatives if len(stems) > 1)

    def marked(self, text: str) -> SafeString:
        """The text as HTML, everything in it escaped, with <mark> around the words found."""
        pieces, end = [], 0
        for start, stop in self.places(text):
            pieces += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
            end = stop
        return mark_safe("".join([*pieces, escape(text[end:])]))

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the words found begin and end, from the left to the right."""
        read = [(match.span(), self._stems(match[0])) for match in analysis.WORD.finditer(text)]
        shares = [(bag, self._shares(bag, {bag & stems for _, stems in read})) for bag in self.bags]
        for span, stems in read:
            if not self.singles.isdisjoint(stems) or any(bag & stems in found for bag, found in shares):
                yield span

    def _stems(self, written: str) -> set[str]:
        """What a word stands for in the index; stop words stand for nothing there."""
        found = self._read.get(written)
        if found is None:
            found = self._read[written] = {
                stem
                for word in analysis.words(written)
                if word.text not in analysis.STOP_WORDS
                for stem in stems_of(word.text, self.lexicon.split)
            }
        return found

    def _shares(self, bag: frozenset[str], there: Iterable[frozenset[str]]) -> list[frozenset[str]]:
        """What single words of a text have of words that belong together, if it is most of it; none says it twice.

        Hundesteuer is Hund and Steuer, but not every Grundsteuer is about it.
        """
        shares: list[frozenset[str]] = []
        said: set[str] = set()
        for share in sorted(there, key=lambda each: (-self._worth(each), sorted(each))):
            if not share <= said:
                shares.append(share)
                said |= share
        return shares if self._worth(said) > MOST_OF_A_BAG * self._worth(bag) else []

    def _worth(self, stems: Iterable[str]) -> float:
        return sum(self.lexicon.idf(stem) or self.lexicon.highest_idf for stem in stems)


def marker(plan: Plan, *, audience: Audience) -> Marker:
    """A marker for the hits of a search: citizens' texts are never read with words that only agents have.

    The search has just read how the index stands.
    """
    return Marker(plan, loading.at_hand(audience).lexicon)


def marker_of_letters(query: str, *, partner: Partner, audience: Audience) -> Marker:
    """A marker for what is offered while the last word is still being typed."""
    loaded = loading.current(audience)
    words = loaded.words.of(partner.pk)
    return Marker(plan(query, loaded.lexicon, words, open_word=True, names=names_of(partner)), loaded.lexicon)
