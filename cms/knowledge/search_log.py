"""What was searched and which hit was opened: never slows a search, never breaks one, never keeps a name.

How a face passes the id of a search on: the element around its hits has `data-search="{{ id }}"`, each link to a hit
`data-rank="1"` and so on, and the page loads `kuemmerer/opened.js`. While somebody types (`settled=False`) nothing is
written; the id then carries the search itself, so it must stand in no address: the script sends it in a body, when a
hit is opened or typing has rested for two seconds.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from typing import NamedTuple

from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from cms.organisation.models import Partner

from . import analysis, loading, weights
from .everyday import Everyday
from .lexicon import Lexicon
from .log_models import LoggedSearch, StrangeWord
from .models import Audience
from .search import Results

__all__ = ["opened", "searched"]

logger = logging.getLogger(__name__)

SALT = "cms.knowledge.search_log"
ID_HOLDS = timedelta(minutes=10)
LAST_RANK = 100
UNKNOWN = "…"  # stands where a word stood that is not kept
DAYS_UNTIL_KEPT = 3
LONGEST_STRANGE_WORD = 40
LONGEST_WORDS = 250
LOOK_EVERY = 10 * 60  # seconds between two looks at the words that have become known by their days
SQLITE_WAITS = 50  # milliseconds for another writer, instead of the seconds that everything else may wait


class Search(NamedTuple):
    """What is known of a search; travels in the id while somebody types."""

    partner: int
    face: str
    query: str
    hits: int
    unsure: bool


def searched(query: str, *, partner: Partner, face: str, results: Results, settled: bool = True) -> str:
    """Remember a search and return the id by which its page tells what was opened; "" where nothing was asked.

    `settled` is False while somebody types: such a search is remembered only with what is opened, or when typing rests.
    """
    query = query[: weights.QUERY_LETTERS]
    if not analysis.words(query):
        return ""
    search = Search(partner.pk, face, query, min(len(results.hits), LAST_RANK), results.unsure)
    ticket = get_random_string(22)
    if not settled:
        return signing.dumps([ticket, *search], salt=SALT)
    if not _quietly(lambda: _write(search, ticket)):
        return ""
    return signing.dumps([ticket], salt=SALT)


def opened(search_id: str, *, rank: int | None) -> None:
    """Remember which hit was opened (1 is the first), or with None that typing has rested.

    Silently nothing for an id that is not ours or older than ten minutes.
    """
    if rank is not None and not 1 <= rank <= LAST_RANK:
        return
    try:
        ticket, *search = signing.loads(search_id, salt=SALT, max_age=ID_HOLDS)
    except signing.BadSignature:
        return
    _quietly(lambda: _write_opened(ticket, Search(*search) if search else None, rank))


def _write_opened(ticket: str, search: Search | None, rank: int | None) -> None:
    """The last hit that was opened counts; of two requests at once with the same id one writes and one changes."""
    row = LoggedSearch.objects.filter(ticket=ticket)
    if search is None:
        if rank is not None:
            row.update(rank=rank)
        return
    if row.update(rank=rank) if rank is not None else row.exists():
        return
    try:
        with transaction.atomic():
            _write(search, ticket, rank)
    except IntegrityError:
        if rank is not None:
            row.update(rank=rank)


def _write(search: Search, ticket: str, rank: int | None = None) -> None:
    loaded = loading.at_hand(Audience.PUBLIC)
    words, strange = kept(search.query, loaded.lexicon, loaded.words.of(search.partner), became_known())
    LoggedSearch.objects.create(
        day=timezone.localdate(),
        partner_id=search.partner,
        face=search.face,
        words=words,
        strange=strange,
        hits=search.hits,
        unsure=search.unsure,
        rank=rank,
        ticket=ticket,
    )


# words


def kept(query: str, lexicon: Lexicon, everyday: Everyday, became_known: Set[str]) -> tuple[str, list[str]]:
    """The words that may stay, in their order, and fingerprints of those the lexicon lacks.

    To be asked of the public lexicon: that of agents knows the names of colleagues and what stands in their notes.
    """
    said: list[str] = []
    strange: list[str] = []
    for match in analysis.WORD.finditer(query):
        unknown = [word for word in folded(match[0]) if not is_known(word, lexicon, everyday)]
        marks = [fingerprint(word) for word in unknown if may_become_known(word)]
        strange += marks
        may_stay = len(marks) == len(unknown) and became_known.issuperset(marks)
        said.append(match[0].lower() if may_stay else UNKNOWN)
    return " ".join(said)[:LONGEST_WORDS], list(dict.fromkeys(strange))


def folded(written: str) -> list[str]:
    """A word as the lexicon has it; one with a hyphen is several."""
    return [word.text for word in analysis.words(written) if not word.joined]


def is_known(word: str, lexicon: Lexicon, everyday: Everyday) -> bool:
    """Whether a page, the everyday words or the language itself has it; a compound nobody has written is strange."""
    if word in analysis.QUESTION_WORDS or lexicon.frequency(word):
        return True
    stem = analysis.stem(word)
    return lexicon.knows(stem) or stem in analysis.STORY_STEMS or everyday.says(word)


def may_become_known(word: str) -> bool:
    """A word with a digit is a number of somebody's, however often it comes."""
    return len(word) <= LONGEST_STRANGE_WORD and not any(letter.isdigit() for letter in word)


def fingerprint(word: str) -> str:
    """Under our secret key, which is in no table: whoever reads only the table cannot try names."""
    return salted_hmac(SALT, word, algorithm="sha256").hexdigest()


_became_known: tuple[float, frozenset[str]] = (float("-inf"), frozenset())


def became_known() -> frozenset[str]:
    """Words that two earlier days brought; today is the third. Asked for every ten minutes by each worker."""
    global _became_known
    asked, known = _became_known
    if time.monotonic() - asked >= LOOK_EVERY:
        rows = StrangeWord.objects.filter(days__gte=DAYS_UNTIL_KEPT - 1, last_day__lt=timezone.localdate())
        known = frozenset(rows.values_list("fingerprint", flat=True))
        _became_known = (time.monotonic(), known)
    return known


def forget() -> None:
    """Ask anew with the next search."""
    global _became_known
    _became_known = (float("-inf"), frozenset())


# writing


def _quietly(write: Callable[[], None]) -> bool:
    """Whatever goes wrong, the search does not; the log line has no words."""
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext(), _hardly_waiting():
            write()
    except Exception as fault:
        logger.warning("A search was not remembered: %s", type(fault).__name__)
        return False
    return True


@contextmanager
def _hardly_waiting() -> Iterator[None]:
    """SQLite has one writer at a time; a search does not wait for her."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    patience = connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.connection.execute(f"PRAGMA busy_timeout = {SQLITE_WAITS}")
    try:
        yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {patience}")
