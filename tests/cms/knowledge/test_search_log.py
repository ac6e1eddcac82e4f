"""What is remembered of searches: words that are known, days, ranks; never a name, never at a search's cost."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta

import pytest
from django.core import signing
from django.db import DatabaseError, connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.knowledge import log_keeping, search_log
from cms.knowledge.models import LoggedSearch, SearchSum, StrangeWord
from cms.knowledge.search import Audience, search
from cms.knowledge.search_log import opened, searched
from tests.factories.catalogue import AgentNoteFactory, ServicePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def nothing_remembered():
    search_log.forget()
    yield
    search_log.forget()


@pytest.fixture
def passport(responsibility):
    return ServicePageFactory(title="Reisepass beantragen", responsibility=responsibility)


def look_for(query, partner, *, face="citizen", settled=True, audience=Audience.PUBLIC):
    results = search(query, partner=partner, audience=audience)
    return searched(query, partner=partner, face=face, results=results, settled=settled)


def a_day_passes():
    """Everything remembered so far is a day older; then the night does its work."""
    LoggedSearch.objects.update(day=F("day") - timedelta(days=1))
    StrangeWord.objects.update(last_day=F("last_day") - timedelta(days=1))
    SearchSum.objects.all().delete()  # days cannot be moved one after the other under their constraint
    log_keeping.tidy()
    search_log.forget()


def test_words_day_partner_face_and_hits_are_remembered(partner, passport):
    look_for("Reisepass beantragen", partner)

    row = LoggedSearch.objects.get()
    assert (row.words, row.day, row.partner, row.face) == (
        "reisepass beantragen",
        timezone.localdate(),
        partner,
        "citizen",
    )
    assert (row.hits, row.unsure, row.rank) == (1, False, None)


def test_nothing_else_is_remembered():
    """No person, address, session or time of the day: whoever adds a field here adds it to docs/personal-data.md."""
    assert {field.name for field in LoggedSearch._meta.get_fields()} == {
        *("id", "day", "partner", "face", "words", "strange", "hits", "unsure", "rank", "ticket")
    }


@pytest.mark.parametrize("query", ["", "   ", "!?", "\x00"])
def test_where_nothing_is_asked_nothing_is_remembered(partner, query):
    assert look_for(query, partner) == ""
    assert not LoggedSearch.objects.exists()


def test_a_search_is_remembered_by_one_statement(partner, passport):
    results = search("Reisepass Mustermann", partner=partner)
    search_log.became_known()

    with CaptureQueriesContext(connection) as asked:
        searched("Reisepass Mustermann", partner=partner, face="citizen", results=results)

    assert [one["sql"].split()[0] for one in asked if "SAVEPOINT" not in one["sql"]] == ["INSERT"]


# Opened


def test_what_was_opened_is_known_by_the_id_of_the_page(partner, passport):
    opened(look_for("reisepass", partner), rank=1)

    assert LoggedSearch.objects.get().rank == 1


@pytest.mark.parametrize("rank", [0, -1, 101])
def test_a_rank_that_no_page_has_is_ignored(partner, passport, rank):
    opened(look_for("reisepass", partner), rank=rank)

    assert LoggedSearch.objects.get().rank is None


OF_ANOTHER_SALT = signing.dumps(["x"], salt="another")


# Named, since a signature bears its second and every worker has to collect the same names.
@pytest.mark.parametrize(
    "forged", ["", "x", "WyJ4Il0:1abc:def", OF_ANOTHER_SALT], ids=["empty", "one part", "forged", "another salt"]
)
def test_an_id_that_is_not_ours_changes_nothing(partner, passport, forged):
    look_for("reisepass", partner)

    opened(forged, rank=1)

    assert LoggedSearch.objects.get().rank is None


def test_an_id_ends_after_ten_minutes(partner, passport, monkeypatch):
    search_id = look_for("reisepass", partner)
    later = time.time() + 601
    monkeypatch.setattr("time.time", lambda: later)

    opened(search_id, rank=1)

    assert LoggedSearch.objects.get().rank is None


# While somebody types


def test_typing_leaves_nothing(partner, passport):
    assert look_for("reise", partner, settled=False)
    assert not LoggedSearch.objects.exists()


def test_typing_is_remembered_once_a_hit_is_opened(partner, passport):
    search_id = look_for("reisepass", partner, settled=False)

    opened(search_id, rank=1)
    opened(search_id, rank=2)

    row = LoggedSearch.objects.get()
    assert (row.words, row.rank, row.hits) == ("reisepass", 2, 1)


def test_typing_that_rests_is_remembered_once(partner, passport):
    search_id = look_for("reisepass", partner, settled=False)

    opened(search_id, rank=None)
    opened(search_id, rank=None)

    assert LoggedSearch.objects.get().rank is None


# Names


def test_a_word_that_no_page_has_is_not_written_down(partner, passport):
    look_for("reisepass erika mustermann", partner)

    row = LoggedSearch.objects.get()
    assert row.words == "reisepass … …"
    assert "mustermann" not in repr(list(LoggedSearch.objects.values())).lower()
    assert search_log.fingerprint("mustermann") in row.strange


def test_a_name_of_two_days_is_nowhere(partner, passport):
    for _ in range(2):
        look_for("reisepass mustermann", partner)
        look_for("mustermann", partner)
        a_day_passes()

    assert not LoggedSearch.objects.filter(words__contains="mustermann").exists()
    assert not LoggedSearch.objects.exclude(strange=[]).exists()
    assert StrangeWord.objects.get().days == 2


def test_a_word_is_kept_from_the_third_day_on(partner, passport):
    for _ in range(2):
        look_for("reisepass zwurbelgutschein", partner)
        look_for("reisepass zwurbelgutschein", partner)
        a_day_passes()

    look_for("reisepass zwurbelgutschein", partner)

    assert LoggedSearch.objects.order_by("pk").last().words == "reisepass zwurbelgutschein"


def test_a_hundred_times_on_one_day_are_one_day(partner, passport):
    for _ in range(100):
        look_for("zwurbelgutschein", partner)
    a_day_passes()

    look_for("zwurbelgutschein", partner)

    assert StrangeWord.objects.get().days == 1
    assert not LoggedSearch.objects.filter(words__contains="zwurbel").exists()


@pytest.mark.parametrize("number", ["0171234567", "15.03.1980", "mo-ab123", "12345678901"])
def test_a_number_never_becomes_known(partner, passport, number):
    for _ in range(4):
        look_for(f"reisepass {number}", partner)
        a_day_passes()

    assert not [row.words for row in LoggedSearch.objects.all() if any(letter.isdigit() for letter in row.words)]


def test_a_word_with_a_hyphen_is_as_strange_as_its_parts(partner, passport):
    look_for("Reisepass-Mustermann", partner)

    assert LoggedSearch.objects.get().words == "…"


def test_words_of_notes_and_colleagues_are_strange(partner, passport):
    """The agents' lexicon knows them; what is remembered is measured by the public one."""
    AgentNoteFactory(service=passport, partner=None, text="Frau Schwellenreuther fragen")

    look_for("reisepass schwellenreuther", partner, face="agent", audience=Audience.AGENT)

    assert LoggedSearch.objects.get().words == "reisepass …"


def test_another_key_makes_other_fingerprints(settings):
    before = search_log.fingerprint("mustermann")
    settings.SECRET_KEY = "another key of this installation, long enough for everything"

    assert search_log.fingerprint("mustermann") != before


# The end


def test_after_90_days_the_searches_end_and_the_sums_stay(partner, passport):
    opened(look_for("reisepass", partner), rank=1)
    look_for("gibtesnicht", partner)
    LoggedSearch.objects.update(day=timezone.localdate() - timedelta(days=90))
    log_keeping.tidy()
    assert LoggedSearch.objects.count() == 2
    LoggedSearch.objects.update(day=timezone.localdate() - timedelta(days=91))
    StrangeWord.objects.update(last_day=timezone.localdate() - timedelta(days=91))

    log_keeping.tidy()

    assert not LoggedSearch.objects.exists()
    assert not StrangeWord.objects.exists()
    left = SearchSum.objects.get()
    assert (left.searches, left.without_hit, left.opened) == (2, 1, 1)


def test_the_night_may_come_twice(partner, passport):
    look_for("reisepass mustermann", partner)
    LoggedSearch.objects.update(day=timezone.localdate() - timedelta(days=1))

    log_keeping.tidy()
    log_keeping.tidy()

    assert SearchSum.objects.get().searches == 1
    assert StrangeWord.objects.get().days == 1


def test_the_night_leaves_today_alone(partner, passport):
    search_id = look_for("reisepass mustermann", partner)

    log_keeping.tidy()
    opened(search_id, rank=1)

    row = LoggedSearch.objects.get()
    assert row.rank == 1
    assert row.strange


# Faults


def test_a_write_that_fails_breaks_no_search_and_says_no_word(partner, passport, monkeypatch, caplog):
    def refuse(*args, **options):
        raise DatabaseError("disk full while writing reisepass")

    monkeypatch.setattr(QuerySet, "create", refuse)

    with caplog.at_level(logging.DEBUG):
        search_id = look_for("reisepass mustermann", partner)

    assert search_id == ""
    assert "not remembered: DatabaseError" in caplog.text
    assert "reisepass" not in caplog.text
    assert search("reisepass", partner=partner).hits


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Real threads, real transactions."""

    def at_once(self, *works):
        start, ended = threading.Barrier(len(works)), []

        def run(work):
            try:
                start.wait(30)
                work()
                ended.append("done")
            except Exception as fault:
                ended.append(type(fault).__name__)
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return ended

    def test_two_nights_at_once_count_once(self, partner, passport):
        for _ in range(5):
            look_for("reisepass mustermann", partner)
            LoggedSearch.objects.update(day=timezone.localdate() - timedelta(days=1))
            StrangeWord.objects.all().delete()

            assert self.at_once(log_keeping.tidy, log_keeping.tidy) == ["done", "done"]

            assert StrangeWord.objects.get().days == 1
            assert SearchSum.objects.get().searches == LoggedSearch.objects.count()

    def test_resting_and_opening_at_once_are_one_search(self, partner, passport):
        for turn in range(1, 11):
            search_id = look_for("reisepass", partner, settled=False)

            self.at_once(
                lambda: opened(search_id, rank=None),  # noqa: B023  joined within the turn
                lambda: opened(search_id, rank=3),  # noqa: B023
            )

            assert LoggedSearch.objects.count() == turn
            assert LoggedSearch.objects.order_by("pk").last().rank == 3
