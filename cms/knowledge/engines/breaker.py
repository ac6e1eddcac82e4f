"""Lets nobody wait for a server that does not answer: after one failure nobody asks it until it answers again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from .trouble import Trouble

logger = logging.getLogger("cms.knowledge")

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds between two attempts
CALM = 60.0  # seconds without trouble after which the pauses begin short again


class Breaker:
    """Of this process. While it is open a thread of its own tries again, so that no search pays for that.

    ``attempt`` asks the server and says what is wrong, None if it answers as it should; ``told`` hears the news.
    """

    def __init__(self, attempt: Callable[[], Trouble | None], told: Callable[[Trouble | None], None]):
        self.attempt = attempt
        self.told = told
        self.trouble: Trouble | None = None
        self._lock = threading.Lock()
        self._pause = FIRST_PAUSE
        self._closed_at = 0.0

    @property
    def is_open(self) -> bool:
        return self.trouble is not None

    def failed(self, trouble: Trouble) -> None:
        """Somebody asked in vain."""
        with self._lock:
            if self.trouble is not None:
                return
            self.trouble = trouble
            if time.monotonic() - self._closed_at > CALM:
                self._pause = FIRST_PAUSE
        logger.warning("The search engine does not answer (%s); the database does", trouble.value)
        threading.Thread(target=self._try_again, name="search-engine", daemon=True).start()

    def _try_again(self) -> None:
        self._tell(self.trouble)
        while True:
            time.sleep(self._pause)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
            try:
                trouble = self.attempt()
            except Exception as error:  # this thread is the only one that tries again
                logger.error("The search engine could not be asked", exc_info=error)
                continue
            if trouble is None:
                break
            self.trouble = trouble
        with self._lock:
            self.trouble, self._closed_at = None, time.monotonic()
        logger.warning("The search engine answers again")
        self._tell(None)

    def _tell(self, trouble: Trouble | None) -> None:
        try:
            self.told(trouble)
        except Exception as error:  # the news are for operators; what was to be done is done
            logger.warning("It could not be noted how the search engine is", exc_info=error)
