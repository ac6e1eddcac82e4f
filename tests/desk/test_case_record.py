"""The case screen's picture of the way and its record: what is done, what comes, and who did what."""

import re
from pathlib import Path

import pytest

from desk import record
from tests.factories import cases
from workflows.calendars.promises import Duration
from workflows.cases import actions
from workflows.cases.picture import how_far

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
OF_OTHER_THINGS = {"absence_ended", "casetype_imported", "substitute_named"}


def shown(client, case):
    return client.get(f"/desk/anliegen/{case.reference}/").content.decode()


def test_the_picture_shows_what_is_done_what_is_now_and_what_comes(town, seat):
    case = cases.opened(town).case
    actions.answer(cases.item_of(case), text="Ja.", by=town.karl)

    page = shown(seat(town.paula), case)

    steps = re.findall(r'class="picture__(\w+)" transform=[^>]*>(?!\s*<title>)', page)
    assert steps == ["done", "now", "next", "next"]


def test_what_a_triage_was_spared_is_not_drawn_as_done(town):
    answered = cases.answered(town)
    by_hand = cases.opened(town, service=None).case
    actions.triage(cases.item_of(by_hand), department=town.department, by=town.tim)

    assert states_of(answered) == {1: "", 2: "done", 3: "done", 4: "done", 5: "done"}
    assert states_of(by_hand)[1] == "done"


def states_of(case):
    case.refresh_from_db()
    return how_far(case, list(case.work_items.all()))


def test_the_record_says_who_did_what_to_whom(town, seat):
    case = cases.opened(town).case
    actions.give(cases.item_of(case), to=town.karl, by=town.lena)
    actions.answer(cases.item_of(case), text="Ja.", by=town.karl)
    nadias = town.nadia.memberships.get().department
    actions.consult(cases.item_of(case), departments=[nadias], question="Und?", due=Duration(4), by=town.paula)

    entries = record.of(case, list(case.work_items.all()))

    said = [(str(entry.who), str(entry.what), entry.to) for entry in reversed(entries)]
    assert said[0] == ("Bürgerin oder Bürger", "eröffnet", town.department.name)
    assert (str(town.lena), "zugeteilt", str(town.karl)) in said
    assert (str(town.karl), "Antwort entworfen", "") in said
    assert f"{town.paula} · andere Ämter gefragt" in shown(seat(town.karl), case)


def test_it_takes_three_statements_however_long_the_life_was(town, django_assert_num_queries):
    case = cases.answered(town)
    items = list(case.work_items.all())

    with django_assert_num_queries(3):
        assert len(record.of(case, items)) > 3


def test_there_are_words_for_everything_that_is_recorded_of_a_case():
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "workflows/cases").rglob("*.py"))
    recorded = re.findall(r'\brecord(?:_many)?\(\s*"(\w+)"(?: if \w+ else "(\w+)")?', sources)
    verbs = {verb for found in recorded for verb in found if verb} - OF_OTHER_THINGS

    assert len(verbs) > 30
    assert verbs - set(record.VERBS) == set()
