"""An entry's forward record: which stem stands how often in which field; the ranker reads nothing else of an entry."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from . import analysis, weights

FIELDS = ("title", "keywords", "body", "requirements", "documents")
TITLE, KEYWORDS = 0, 1

Split = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True)
class Text:
    """What an entry says, field by field, as plain text."""

    title: str
    keywords: str = ""
    body: str = ""
    requirements: str = ""
    documents: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.title, self.keywords, self.body, self.requirements, self.documents)


@dataclass(frozen=True, slots=True)
class Record:
    """Stems with their frequency per field, the fields' lengths, the title's words with their parts, its trigrams."""

    stems: dict[str, tuple[float, ...]]
    lengths: tuple[int, ...]
    title: dict[str, tuple[str, ...]]
    trigrams: tuple[str, ...]  # in their order: a set of them would need six times as much memory

    def as_json(self) -> str:
        """Compact and always the same for the same record: its digest names it in the workers' memory.

        Most stems of a text stand as often as others and where they do, so they are written together: a search reads
        dozens of records, and this is read twice as quickly.
        """
        together: dict[tuple[float, ...], list[str]] = {}
        for stem in sorted(self.stems):
            together.setdefault(self.stems[stem], []).append(stem)
        rows = sorted([*counts, " ".join(stems)] for counts, stems in together.items())
        said = [rows, self.lengths, self.title, "|".join(self.trigrams)]
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Record:
        rows, lengths, title, trigrams = json.loads(text)
        as_before = isinstance(rows, dict)  # each stem and each trigram for itself: until the next rebuild
        return cls(
            shared_rows(rows) if as_before else told_apart(rows),
            tuple(lengths),
            {sys.intern(whole): tuple(map(sys.intern, parts)) for whole, parts in title.items()},
            tuple(map(sys.intern, trigrams if as_before else trigrams.split("|") if trigrams else ())),
        )

    @property
    def tokens(self) -> tuple[list[str], ...]:
        """The tokens per field for an engine, each once: engines look where something stands, not how often."""
        fields: tuple[list[str], ...] = tuple([] for _ in FIELDS)
        for stem, counts in self.stems.items():
            for field, count in enumerate(counts):
                if count:
                    fields[field].append(stem)
        return fields

    @property
    def in_titles(self) -> set[str]:
        """The tokens of what an entry is called: title and keywords."""
        return {stem for tokens in self.tokens[: KEYWORDS + 1] for stem in tokens}


_known_counts: dict[tuple[float, ...], tuple[float, ...]] = {}


def shared_rows(rows: Mapping[str, Sequence[float]]) -> dict[str, tuple[float, ...]]:
    """The same with one string for equal words and one tuple for equal counts: many hold the same few."""
    return {sys.intern(key): _shared(tuple(counts)) for key, counts in rows.items()}


def told_apart(rows: Iterable[Sequence]) -> dict[str, tuple[float, ...]]:
    """The stems that were written together, each with its counts."""
    found: dict[str, tuple[float, ...]] = {}
    for *counts, together in rows:
        found |= dict.fromkeys(map(sys.intern, together.split(" ")), _shared(tuple(counts)))
    return found


def _shared(counts: tuple[float, ...]) -> tuple[float, ...]:
    return _known_counts.setdefault(counts, counts) if len(_known_counts) < 20_000 else counts


def stems_of(word: str, split: Split) -> dict[str, float]:
    """What a word stands for in the index: itself, the parts of a compound less, their parts still less."""
    found = {analysis.stem(word): 1.0}
    for part in split(word):
        stem = analysis.stem(part)
        found[stem] = max(found.get(stem, 0.0), weights.PART)
        for smaller in split(part):
            stem = analysis.stem(smaller)
            found[stem] = max(found.get(stem, 0.0), weights.PART_OF_PART)
    return found


def word_counts(text: Text) -> Counter[str]:
    """How often each surface word stands in a text."""
    return Counter(word.text for field in text.fields for word in analysis.words(field))


def word_rows(counts: Mapping[str, int], split: Split) -> dict[str, list[int]]:
    """Each word with how often it stands alone and how often as a part of a compound: the lexicon's share of a text."""
    rows = {word: [count, 0] for word, count in counts.items()}
    for word, count in counts.items():
        for part in split(word) if word not in analysis.STOP_WORDS else ():
            rows.setdefault(part, [0, 0])[1] += count
    return rows


def title_words(title: str, split: Split) -> dict[str, tuple[str, ...]]:
    """The stems of the title's words, each with the stems of its parts."""
    return {
        analysis.stem(word.text): (analysis.stem(word.text), *(analysis.stem(part) for part in split(word.text)))
        for word in analysis.words(title)
        if not word.joined and word.text not in analysis.STOP_WORDS
    }


def record_of(text: Text, split: Split) -> Record:
    """Analyse a text with the corpus's dictionary of compounds."""
    stems: dict[str, list[float]] = {}
    lengths = []
    remembered: dict[str, dict[str, float]] = {}
    for field, content in enumerate(text.fields):
        length = 0
        for word in analysis.words(content):
            if word.text in analysis.STOP_WORDS:
                continue
            length += not word.joined
            if word.text not in remembered:
                remembered[word.text] = stems_of(word.text, split)
            for stem, weight in remembered[word.text].items():
                stems.setdefault(stem, [0.0] * len(FIELDS))[field] += weight
        lengths.append(length)
    return Record(
        stems={stem: tuple(count and round(count, 2) for count in counts) for stem, counts in stems.items()},
        lengths=tuple(lengths),
        title=title_words(text.title, split),
        trigrams=tuple(sorted(analysis.trigrams(f"{text.title} {text.keywords}"))),
    )
