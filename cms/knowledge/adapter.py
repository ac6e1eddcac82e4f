"""The adapter: turns the vector of what people say towards pages, which say it as the administration does.

A sentence model knows what is alike, not what answers: a question about a grandmother is near to every page about
grandmothers. The adapter is a matrix that `manage.py fit_adapter` fits on the everyday words the product ships.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

FILE = Path(__file__).with_name("adapter.npz")


def adapted(vector: numpy.ndarray, model: str) -> numpy.ndarray:
    """The vector of a query, turned, of length 1; as it is where no adapter was fitted for its model."""
    import numpy

    matrix = fitted(model)
    if matrix is None:
        return vector
    turned = vector @ matrix
    return turned / numpy.linalg.norm(turned)


@lru_cache(maxsize=1)
def fitted(model: str) -> numpy.ndarray | None:
    """The matrix for the vectors of this model."""
    import numpy

    with numpy.load(FILE) as found:
        return found["matrix"].astype(numpy.float32) if str(found["model"]) == model else None


def keep(matrix: numpy.ndarray, model: str) -> None:
    """Ship this matrix from now on; half as many bits lose nothing."""
    import numpy

    numpy.savez_compressed(FILE, matrix=matrix.astype(numpy.float16), model=model)
    fitted.cache_clear()
