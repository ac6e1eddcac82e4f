"""Says how far an import is: in place on a terminal, else a line at every tenth of a long list."""

from __future__ import annotations

import time
from typing import TextIO

from django.utils.translation import gettext as _

LONG = 200
SECONDS = 0.5


class Progress:
    """Called after every record; writes rarely."""

    def __init__(self, out: TextIO):
        self.out = out
        self.terminal = bool(getattr(out, "isatty", lambda: False)())
        self.said = 0.0

    def __call__(self, kind: str, done: int, total: int) -> None:
        if self.terminal:
            now = time.monotonic()
            if now - self.said >= SECONDS or done == total:
                self.said = now
                self.out.write(f"\r{self._line(kind, done, total)}" + ("\n" if done == total else ""))
                self.out.flush()
        elif total >= LONG and done * 10 // total > (done - 1) * 10 // total:
            self.out.write(self._line(kind, done, total) + "\n")
            self.out.flush()

    def _line(self, kind: str, done: int, total: int) -> str:
        numbers = {"done": done, "total": total}
        if kind == "locations":
            return _("%(done)d of %(total)d locations") % numbers
        return _("%(done)d of %(total)d services") % numbers
