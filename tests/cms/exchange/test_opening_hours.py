"""Opening hours in running text: read where the text says nothing that could limit them, else left to a person."""

from datetime import time

import pytest

from cms.exchange.opening_hours import read, read_week


def spans(text: str) -> list[str] | None:
    """The spans of one day as “8:00-12:00 note”, or None if the day was not read."""
    reading = read({"monday": text})
    if reading.unread:
        return None
    return [f"{span.opens:%H:%M}-{span.closes:%H:%M} {span.note}".strip() for span in reading.spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08.00-16.00 Uhr", ["08:00-16:00"]),
        ("8 bis 12 Uhr", ["08:00-12:00"]),
        ("von 8:30 – 12 Uhr", ["08:30-12:00"]),
        ("9.00-13.00", ["09:00-13:00"]),
        ("08:00-15.00 Uhr (nur mit Termin)", ["08:00-15:00 nur mit Termin"]),
        ("08.00-16.00 Uhr - nur mit Termin*", ["08:00-16:00 nur mit Termin"]),
        ("08.00-15.00 Uhr - nur für Terminkunden:", ["08:00-15:00 nur für Terminkunden"]),
        ("08:00-12:00 Uhr<br>13:00-18:00 Uhr (mit Termin)", ["08:00-12:00", "13:00-18:00 mit Termin"]),
        (
            "10.00-13.30 Uhr und 14:30-18 Uhr - nur mit Termin*",
            ["10:00-13:30 nur mit Termin", "14:30-18:00 nur mit Termin"],
        ),
        ("8-12 Uhr, 14-16 Uhr", ["08:00-12:00", "14:00-16:00"]),
        (
            "11.00-18.00 Uhr 09.00-11.00 Uhr nur Termine 16.00-18.00 Uhr nur Termine",
            ["09:00-11:00 nur Termine", "11:00-16:00", "16:00-18:00 nur Termine"],
        ),
        ("8-24 Uhr", ["08:00-23:59"]),
        ("8-12 Uhr<br>8-12 Uhr", ["08:00-12:00"]),
        ("8-12 Uhr, nachmittags nach Vereinbarung", ["08:00-12:00 nachmittags nach Vereinbarung"]),
        ("geschlossen", []),
        ("Geschlossen.", []),
        ("-", []),
        ("", []),
        ("<p> </p>", []),
    ],
)
def test_a_day_that_says_its_hours_is_read(text, expected):
    assert spans(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "jeden dritten Samstag im Monat<br>09.00 - 13.00 Uhr",
        "Jeden 1. und 3. Mittwoch im Monat<br>09:00 - 12:00 Uhr nur mit Termin",
        "An ausgewählten Samstagen: 09:00-13:00 Uhr",
        "09:00-13:00 Uhr in geraden Wochen",
        "8-12 Uhr, ab 1.3. nur mit Termin",
        "8-12 Uhr (bis 31. August)",
        "8-16 Uhr, 12-13 Uhr Mittagspause",
        "8-16 Uhr, 12-13 Uhr geschlossen",
        "8-16 Uhr, nicht in den Ferien",
        "8-16 Uhr, außer am letzten Tag des Monats",
        "8-16 Uhr, keine Annahme von Anträgen",
        "8-12 Uhr<br>Das Amt bleibt bis auf Weiteres geschlossen.",
        "nach Vereinbarung",
        "rund um die Uhr",
        "16-8 Uhr",
        "8-8 Uhr",
        "8-12 Uhr, 11-14 Uhr",
        "8-25 Uhr",
        "8:75-12 Uhr",
        "8-12 Uhr " + "x" * 121,
        "Telefonisch von 8-12 Uhr",
        "ab 8 Uhr",
        "Sprechzeit 8-12 Uhr, Kasse ab 9 Uhr",
    ],
)
def test_a_day_that_says_more_is_left_to_a_person(text):
    assert spans(text) is None


def test_a_sentence_about_times_within_the_hours_is_a_remark():
    text = "07.00-14.00 Uhr<br>in der Zeit von 07.00-08.00 Uhr ist die Zahlung nur mit Karte möglich."

    reading = read({"wednesday": text})

    assert [(span.weekday, span.opens, span.closes) for span in reading.spans] == [(2, time(7), time(14))]
    assert reading.remarks == (("wednesday", "in der Zeit von 07.00-08.00 Uhr ist die Zahlung nur mit Karte möglich."),)


def test_a_notice_that_the_office_is_closed_for_now_stops_all_of_it():
    reading = read({"monday": "8-12 Uhr", "special": "Das Bürgeramt bleibt bis auf Weiteres geschlossen."})

    assert reading.spans == ()
    assert reading.unread == (("monday", "8-12 Uhr"), ("", "Das Bürgeramt bleibt bis auf Weiteres geschlossen."))


def test_any_other_notice_is_a_remark():
    reading = read({"monday": "8-12 Uhr", "special": "Sie können mit Karte bezahlen."})

    assert len(reading.spans) == 1
    assert reading.remarks == (("", "Sie können mit Karte bezahlen."),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo–Mi 8–12 Uhr, Do 14 bis 18 Uhr", {0: "8-12", 1: "8-12", 2: "8-12", 3: "14-18"}),
        ("Montag, Mittwoch und Freitag: 8-12 Uhr", {0: "8-12", 2: "8-12", 4: "8-12"}),
        ("Mo. 8-16 Uhr, Di. 11-18 Uhr, Fr. geschlossen", {0: "8-16", 1: "11-18"}),
        ("<p>Montag bis Freitag<br>9-17 Uhr</p>", dict.fromkeys(range(5), "9-17")),
        ("Sonnabend 9-13 Uhr", {5: "9-13"}),
    ],
)
def test_a_week_in_one_text(text, expected):
    reading = read_week(text)

    assert not reading.unread
    assert {span.weekday: f"{span.opens.hour}-{span.closes.hour}" for span in reading.spans} == expected


@pytest.mark.parametrize("text", ["nach Vereinbarung", "täglich 8-12 Uhr", "8-12 Uhr"])
def test_a_week_without_weekdays_is_left_to_a_person(text):
    assert read_week(text).unread == (("", text),)
