"""How many requests a network may make in a minute; counted in memory, and nothing that names anybody is kept.

The counters lie in memory that is shared by all worker processes that gunicorn makes from one master (it loads the
application first, deploy/gunicorn.conf.py), so a network has one allowance on a machine and not one per worker.
Several machines count each for itself. An address is never stored: it only chooses, through a hash with a key that
nobody knows and that dies with the process, which counters are raised. With the next minute all start from zero.

Two workers that raise a counter at the same moment may lose a count; that lets a request more through and costs no
lock, which a killed worker could keep for ever.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from hashlib import blake2b
from mmap import mmap

from django.conf import settings
from django.http import HttpRequest

from cms.accounts.attempts import network_address

WINDOW = 60  # seconds
POLICY = "minute"
# Counters are chosen twice: who shares one of them with a busy network hardly shares the other as well.
ROWS = 2
CELLS = 1 << 16


@dataclass(frozen=True)
class Allowance:
    """What is left to a network in the present minute."""

    limit: int
    left: int
    seconds: int

    @property
    def is_used_up(self) -> bool:
        return self.left < 0

    def headers(self) -> dict[str, str]:
        """After the draft “RateLimit header fields for HTTP” of the IETF."""
        said = {
            "RateLimit-Policy": f'"{POLICY}";q={self.limit};w={WINDOW}',
            "RateLimit": f'"{POLICY}";r={max(self.left, 0)};t={self.seconds}',
        }
        if self.is_used_up:
            said["Retry-After"] = str(self.seconds)
        return said


class Counters:
    """Counts of the present minute in memory that forked processes share."""

    def __init__(self) -> None:
        self.key = secrets.token_bytes(32)
        # The first cell holds the number of the minute.
        self.cells = memoryview(mmap(-1, 4 * (1 + ROWS * CELLS))).cast("I")
        self.zeros = bytes(self.cells.nbytes)

    def raise_for(self, who: str, minute: int) -> int:
        """Count one more request, and say how many there were in this minute."""
        if self.cells[0] != minute:
            self.cells.cast("B")[:] = self.zeros
            self.cells[0] = minute
        digest = blake2b(f"{minute} {who}".encode(), key=self.key, digest_size=4 * ROWS).digest()
        counts = []
        for row in range(ROWS):
            chosen = int.from_bytes(digest[4 * row : 4 * row + 4], "big") % CELLS
            cell = 1 + row * CELLS + chosen
            count = self.cells[cell] + 1
            self.cells[cell] = count
            counts.append(count)
        return min(counts)


counters = Counters()


def count(request: HttpRequest, *, now: float | None = None) -> Allowance:
    """Count this request for the network it comes from; where that is not known nothing is counted.

    All would share one allowance otherwise. Behind a web server that says who asks (docs/operators.md) it is known.
    """
    now = time.time() if now is None else now
    limit = settings.API_REQUESTS_PER_MINUTE
    network = network_address(request)
    asked = counters.raise_for(network, int(now) // WINDOW) if network else 0
    return Allowance(limit=limit, left=limit - asked, seconds=WINDOW - int(now) % WINDOW)
