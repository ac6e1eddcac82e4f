"""Dates, times, amounts and reasons as a clerk says them."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from cms.organisation.hours.calendar import Calendar, ClosedFromTo, OtherHours, WeeklyHours
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
    assert words.moment(datetime(2099, 11, 24, 14, 0, tzinfo=BERLIN)) == "Dienstag, 24. November, 14 Uhr"
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


def weekdays(opens, closes, days=range(5)) -> tuple[WeeklyHours, ...]:
    return tuple(WeeklyHours(day, time(opens), time(closes)) for day in days)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


OFFICE = Calendar(weekly=weekdays(8, 16), land="HE", kind="visiting")
TILL_MIDNIGHT = Calendar(weekly=weekdays(18, 0))
OVER_MIDNIGHT = Calendar(weekly=weekdays(22, 2))
ALL_DAY = Calendar(weekly=weekdays(0, 12) + weekdays(12, 0))
NIGHT = Calendar(weekly=weekdays(18, 0))
OVER_MIDNIGHT = Calendar(weekly=weekdays(22, 2))
ALL_DAY = Calendar(
    weekly=tuple(each for day in range(5) for each in (*weekdays(0, 12, [day]), *weekdays(12, 0, [day])))
)
NIGHT = Calendar(weekly=weekdays(1, 5, [6]))
SHUT = Calendar(weekly=weekdays(8, 16), closures=(ClosedFromTo(at("2099-11-01T00:00"), at("2100-06-01T00:00")),))


@pytest.mark.parametrize(
    ("hours", "now", "sentence"),
    [
        # Tuesday: the edges of the day
        (OFFICE, "2099-11-24T07:59:59", "geschlossen, öffnet heute um 8 Uhr"),
        (OFFICE, "2099-11-24T08:00", "jetzt geöffnet bis 16 Uhr"),
        (OFFICE, "2099-11-24T15:59:59", "jetzt geöffnet bis 16 Uhr"),
        (OFFICE, "2099-11-24T16:00", "geschlossen, öffnet morgen um 8 Uhr"),
        (OFFICE, "2099-11-24T23:59:59", "geschlossen, öffnet morgen um 8 Uhr"),
        (OFFICE, "2099-11-25T00:00", "geschlossen, öffnet heute um 8 Uhr"),
        (OFFICE, "2099-11-27T16:00", "geschlossen, öffnet am Montag um 8 Uhr"),
        # Christmas: Friday 25 December is a holiday, and the next working day is less than a week away
        (OFFICE, "2099-12-24T16:00", "geschlossen, öffnet am Montag um 8 Uhr"),
        # Midnight ends a day
        (TILL_MIDNIGHT, "2099-11-24T23:59:59", "jetzt geöffnet bis 24 Uhr"),
        (TILL_MIDNIGHT, "2099-11-25T00:00", "geschlossen, öffnet heute um 18 Uhr"),
        (OVER_MIDNIGHT, "2099-11-24T23:00", "jetzt geöffnet bis morgen 2 Uhr"),
        (OVER_MIDNIGHT, "2099-11-25T01:00", "jetzt geöffnet bis 2 Uhr"),
        # Open through several nights: the day on which it ends is named
        (ALL_DAY, "2099-11-24T12:00", "jetzt geöffnet bis Freitag, 27.11., 24 Uhr"),
        (ALL_DAY, "2099-11-26T12:00", "jetzt geöffnet bis morgen 24 Uhr"),
        (ALL_DAY, "2099-11-27T12:00", "jetzt geöffnet bis 24 Uhr"),
        # The nights in which clocks change
        (NIGHT, "2099-03-29T01:30", "jetzt geöffnet bis 5 Uhr"),
        (NIGHT, "2099-03-29T03:30", "jetzt geöffnet bis 5 Uhr"),
        (NIGHT, "2099-10-25T00:30", "geschlossen, öffnet heute um 1 Uhr"),
        (NIGHT, "2099-10-25T04:59", "jetzt geöffnet bis 5 Uhr"),
        # Nobody has entered anything; closed for months
        (Calendar(), "2099-11-24T12:00", ""),
        (SHUT, "2099-11-24T12:00", "bis auf Weiteres geschlossen"),
    ],
)
def test_being_open_is_said_to_the_minute(hours, now, sentence):
    assert words.opening(hours, at(now)).sentence == sentence


def test_a_closure_and_other_hours_on_one_day_are_seen():
    noon = Calendar(
        weekly=weekdays(8, 16),
        exceptions=(OtherHours(date(2099, 11, 24), time(10), time(12)),),
        closures=(ClosedFromTo(at("2099-11-25T12:00"), at("2099-12-07T12:00")),),
    )

    moments = ("2099-11-24T09:00", "2099-11-24T10:00", "2099-11-25T11:00")
    said = [words.opening(noon, at(now)).sentence for now in moments]
    assert said == ["geschlossen, öffnet heute um 10 Uhr", "jetzt geöffnet bis 12 Uhr", "jetzt geöffnet bis 12 Uhr"]
    assert words.opening(noon, at("2099-11-25T12:00")).sentence == "geschlossen, öffnet am Montag, 07.12., um 12 Uhr"
    on_the_phone = words.opening(noon, at("2099-11-25T12:00"), words.TELEPHONE).sentence
    assert on_the_phone == "wieder erreichbar am Montag, 07.12., ab 12 Uhr"
