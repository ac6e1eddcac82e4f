"""The search without one of its steps, to measure what the step is worth; only measurements come here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

from . import (
    adapter,
    analysis,
    compounds,
    everyday,
    lexicon,
    lines,
    loading,
    nearest,
    plan,
    rank,
    sayings,
    sentences,
    typos,
    weights,
    words_in_force,
)


@contextmanager
def instead(owner: object, name: str, value: object) -> Iterator[None]:
    """Another function or number, until the end."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def nothing(*arguments: object, **options: object) -> list:
    return []


# Per step what takes its place. Steps that change what is indexed must be left out before the index is made.
STEPS = {
    "everyday": [partial(instead, words_in_force, "shipped", lambda: everyday.NO_WORDS)],
    "phrases": [partial(instead, everyday.Everyday, "phrases_in", nothing)],
    "equals": [partial(instead, everyday.Everyday, "equal", lambda self, stem: stem)],
    "fuzzy": [
        partial(instead, typos.Neighbours, "of_word", nothing),
    ],
    "prefix": [
        partial(instead, lexicon.Lexicon, "beginning_with", nothing),
        partial(instead, everyday.Everyday, "beginning_with", nothing),
    ],
    "compounds": [
        partial(instead, compounds, "best_split", lambda word, parts: ()),
        partial(instead, plan, "best_split", lambda word, parts: ()),
        partial(instead, plan, "join_neighbours", nothing),
    ],
    "stems": [partial(instead, analysis, "stem", lambda word: word)],
    "verbs": [
        partial(instead, plan, "join_separable_verbs", nothing),
        partial(instead, analysis, "base_forms", nothing),
    ],
    "trigrams": [
        partial(instead, weights, "LIKENESS", 0.0),
        partial(instead, weights, "CANDIDATES_ALIKE", 0),
    ],
    "coverage": [partial(instead, rank, "coverage", lambda query, groups: 1.0)],
    "sayings": [partial(instead, sayings.Sayings, "like", nothing)],
    "lines": [partial(instead, lines, "shared", nothing)],
    "adapter": [partial(instead, adapter, "adapted", lambda vector, model: vector)],
    "words-alike": [partial(instead, nearest.Slice, "words_like", nothing)],
    "sentences": [partial(instead, sentences, "is_wanted", lambda: False)],
    "title-cover": [partial(instead, rank, "title_cover", lambda query, record: 0.0)],
    "question-words": [
        partial(instead, weights, "QUESTION_WORD", 1.0),
        partial(instead, weights, "STORY_WORD", 1.0),
    ],
}

CHANGES_THE_INDEX = frozenset({"compounds", "stems"})


@contextmanager
def without(steps: Sequence[str]) -> Iterator[None]:
    """Leave steps out; whatever this process remembers of the index is forgotten."""
    with ExitStack() as stack:
        for step in steps:
            for change in STEPS[step]:
                stack.enter_context(change())
        loading.forget()
        yield
    loading.forget()
