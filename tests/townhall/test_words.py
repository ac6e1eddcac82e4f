"""Dates, times, amounts and reasons as a clerk says them."""

from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from townhall import words

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def german():
    with translation.override("de"):
        yield


def span(day: int, start: str, until: str, *, counts: bool, reason: str, last_day: int | None = None) -> dict:
    begins = datetime.fromisoformat(f"2099-11-{day}T{start}").replace(tzinfo=BERLIN)
    ends = datetime.fromisoformat(f"2099-11-{last_day or day}T{until}").replace(tzinfo=BERLIN)
    minutes = int((ends - begins).total_seconds() // 60)
    return {
        "from": begins.isoformat(),
        "until": ends.isoformat(),
        "counts": counts,
        "minutes": minutes,
        "reason": reason,
    }


@pytest.mark.parametrize(
    ("amount", "said"),
    [("37", "37,00 €"), ("27.6", "27,60 €"), ("0", "kostenlos"), ("1234.5", "1.234,50 €")],
)
def test_amounts_have_two_decimals_and_nothing_is_a_word(amount, said):
    assert words.euros(Decimal(amount)) == said


@pytest.mark.parametrize(
    ("number", "dialled"),
    [("069 90009 100", "06990009100"), ("+49 (0)69 90009-100", "+496990009100"), ("115", "115")],
)
def test_a_printed_number_can_be_dialled(number, dialled):
    assert words.dial(number) == dialled


def test_whole_hours_are_short_and_midnight_ends_the_day():
    assert words.from_until(time(8), time(12, 30)) == "8–12:30 Uhr"
    assert words.from_until(time(18), time(0)) == "18–24 Uhr"


def test_a_moment_has_its_weekday():
    assert words.moment(datetime(2099, 11, 24, 14, 0, tzinfo=BERLIN)) == "Dienstag, 24.11., 14:00 Uhr"
    with translation.override("en"):
        assert words.moment(datetime(2099, 11, 24, 14, 0, tzinfo=BERLIN)) == "Tuesday 24 November, 14:00"


def test_reasons_tell_the_days_and_leave_out_their_nights():
    spans = [
        span(20, "17:00", "18:00", counts=True, reason="Fr: Servicezeit"),
        span(20, "18:00", "00:00", last_day=21, counts=False, reason="Fr: außerhalb"),
        span(21, "00:00", "00:00", last_day=22, counts=False, reason="Sa: keine Servicezeit"),
        span(23, "00:00", "08:00", counts=False, reason="Mo: außerhalb"),
        span(23, "08:00", "12:00", counts=True, reason="Mo: vormittags"),
        span(23, "12:00", "13:00", counts=False, reason="Mo: Personalversammlung"),
        span(23, "13:00", "14:30", counts=True, reason="Mo: nachmittags"),
    ]

    told = [(line.why, line.counts, line.how_long) for line in words.reasons(spans)]

    assert told == [
        ("Fr: Servicezeit", True, "1 Std."),
        ("Sa: keine Servicezeit", False, ""),
        ("Mo: vormittags", True, "4 Std."),
        ("Mo: Personalversammlung", False, ""),
        ("Mo: nachmittags", True, "1 Std. 30 Min. bis 14:30 Uhr"),
    ]


def test_no_reasons_are_no_lines():
    assert words.reasons([]) == []
