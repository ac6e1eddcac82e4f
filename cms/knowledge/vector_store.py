"""The vectors of pages, or of words, in this worker's memory: each once, in a few large pieces of nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .vectors import BYTES, DIMENSIONS, SCALE_BYTES

if TYPE_CHECKING:
    import numpy

VECTORS_OF_A_PIECE = 1_024  # small enough that to make floats of a piece needs little memory for the moment


class VectorStore:
    """Grows and never forgets. Who puts something in must hold a lock; reading what has a place is safe at any time.

    Thousands of small objects would each take more memory than they need, and hold on to what lay between them.
    """

    def __init__(self, of_each: int):
        self.of_each = of_each  # vectors of each page, or word
        self._in_a_piece = VECTORS_OF_A_PIECE // of_each
        self._pieces: list[tuple[numpy.ndarray, numpy.ndarray]] = []  # whole numbers and their scales
        self._places: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._places)

    @property
    def bytes(self) -> int:
        return sum(numbers.nbytes + scales.nbytes for numbers, scales in self._pieces)

    def put(self, name: str, packed: bytes) -> int:
        """Keep packed vectors under a name, unless it has some already; returns their place."""
        import numpy

        place = self._places.get(name)
        if place is not None:
            return place
        place = len(self._places)
        piece, row = divmod(place, self._in_a_piece)
        if piece == len(self._pieces):
            shape = (self._in_a_piece, self.of_each)
            self._pieces.append((numpy.zeros((*shape, DIMENSIONS), numpy.int8), numpy.zeros(shape, numpy.float32)))
        numbers, scales = self._pieces[piece]
        lines = numpy.frombuffer(packed, dtype=numpy.uint8).reshape(self.of_each, BYTES)
        numbers[row] = lines[:, SCALE_BYTES:].view(numpy.int8)
        scales[row] = lines[:, :SCALE_BYTES].copy().view(numpy.float32)[:, 0]
        self._places[name] = place
        return place

    def products(self, places: numpy.ndarray, query: numpy.ndarray) -> numpy.ndarray:
        """The products with the query, a line of `of_each` for each of these places, which must ascend."""
        import numpy

        found = numpy.empty((len(places), self.of_each), dtype=numpy.float32)
        ends = numpy.searchsorted(places, self._in_a_piece * numpy.arange(1, len(self._pieces) + 1))
        start = 0
        for at, end in enumerate(ends.tolist()):
            if end > start:
                rows = places[start:end] - at * self._in_a_piece
                which = slice(rows[0], rows[-1] + 1) if (numpy.diff(rows) == 1).all() else rows  # else it is copied
                numbers, scales = self._pieces[at]
                found[start:end] = (numbers[which].astype(numpy.float32) @ query) * scales[which]
            start = end
        return found
