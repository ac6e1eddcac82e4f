"""Files of one case, one file for two cases, and two who name each other: real threads, also without the lock."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from cms.audit.models import Actor
from tests.concurrency.test_cases_at_once import at_once
from tests.concurrency.test_lives_at_once import meet_before, without_lock
from tests.factories.cases import opened, town
from tests.factories.files import a_file
from workflows.cases import actions, files, filing
from workflows.cases.errors import FileGone, SubstituteCircle, TooManyFiles
from workflows.cases.file_models import CaseFile
from workflows.cases.models import Absence, Case

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CITIZEN = Actor.citizen()
DAY = date(2099, 6, 1)


def eight_files_at_once() -> tuple[Counter, Case]:
    case = opened(town()).case

    def add():
        try:
            actions.add_file(case, a_file(), by=CITIZEN)
        except TooManyFiles:
            return "refused"
        return "added"

    return Counter(at_once(*[add] * 8)), case


def test_of_eight_files_five_are_taken_and_nothing_is_left_of_the_others():
    told, case = eight_files_at_once()

    assert told == {"added": 5, "refused": 3}
    assert case.files.count() == CaseFile.objects.count() == 5
    assert {file.stored for file in case.files.all()} <= set(files.stored_names())


def test_without_the_lock_more_than_five_would_be(monkeypatch):
    """Proves that the test above can fail."""
    without_lock(monkeypatch)
    meet_before(monkeypatch, filing, "put_to", 8)

    _told, case = eight_files_at_once()

    assert case.files.count() > 5


def one_file_for_two_cases() -> Counter:
    lindenfurt = town()
    held = actions.hold_file(a_file())

    def reply(case):
        try:
            actions.receive_reply(case, text="", by=CITIZEN, files=[held.handle])
        except FileGone:
            return "gone"
        return "taken"

    one, other = opened(lindenfurt).case, opened(lindenfurt).case
    return Counter(at_once(lambda: reply(one), lambda: reply(other)))


def test_one_file_goes_to_one_case_alone():
    assert one_file_for_two_cases() == {"taken": 1, "gone": 1}


def two_name_each_other() -> Counter:
    here = town()

    def names(person, substitute):
        try:
            actions.name_substitute(person=person, substitute=substitute, from_day=DAY, until_day=DAY, by=person)
        except SubstituteCircle:
            return "refused"
        return "named"

    return Counter(at_once(lambda: names(here.karl, here.paula), lambda: names(here.paula, here.karl)))


def test_of_two_who_name_each_other_one_is_refused():
    assert two_name_each_other() == {"named": 1, "refused": 1}


def test_without_the_lock_both_would_be_named(monkeypatch):
    """Proves that the test above can fail."""
    without_lock(monkeypatch)
    meet_before(monkeypatch, Absence.objects, "create", 2)

    assert two_name_each_other() == {"named": 2}
