"""All opening hours of Berlin's 68 offices of 2020, as their pages say them by day: what is read, and what is not."""

import html
import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from cms.exchange.markup import lines
from cms.exchange.opening_hours import DAYS, read

DATA = Path(__file__).resolve().parents[4] / "shared" / "data" / "berlin-authorities-2020" / "aemter-output.json"
GERMAN = dict(zip(("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"), DAYS, strict=True))

pytestmark = pytest.mark.data


def offices():
    """Name, texts by day, notice."""
    for borough in json.loads(DATA.read_text(encoding="utf-8")):
        for office in borough["items"]:
            page = BeautifulSoup(office["details"].get("openings") or "", "html.parser")
            texts = {
                GERMAN[row.find(class_="span2").get_text(strip=True)]: row.find(class_="span10").decode_contents()
                for row in page.find_all("div", class_="row-fluid")
            }
            notice = html.unescape(office["details"].get("openings_info") or "")
            yield office["label"], texts, re.sub(r"<h4>.*?</h4>", "", notice)


def test_nearly_every_day_is_read_and_the_rest_are_those_that_hold_on_some_weeks_only():
    days, unread = 0, []
    for name, texts, _notice in offices():
        days += sum(1 for text in texts.values() if lines(text))
        unread += [(name, day) for day, _text in read(texts).unread]

    assert days == 268
    assert unread == [
        ("Bürgeramt 3 (Friedrichshain), Frankfurter Allee", "saturday"),
        ("Bürgeramt 3 (Friedrichshain), Frankfurter Allee - Abholung von Dokumenten", "saturday"),
        ("Bürgeramt Weißensee", "saturday"),
        ("Mobiles Bürgeramt Reinickendorf Ost", "wednesday"),
    ]


def test_every_figure_of_what_is_read_stands_in_a_row():
    for name, texts, _notice in offices():
        reading = read(texts)
        for number, day in enumerate(DAYS):
            if day in dict(reading.unread):
                continue
            beside = " ".join(line for where, line in reading.remarks if where == day)
            said = " ".join(lines(texts.get(day, ""))).replace(beside, "")
            clocks = re.findall(r"\b(\d{1,2})(?:[.:](\d{2}))?(?=\s*(?:-|bis|Uhr|\(|nur|$))", said)
            rows = [span for span in reading.spans if span.weekday == number]
            wanted = [clock for row in rows for clock in (row.opens, row.closes)]
            assert [(int(hour), int(minute or 0)) for hour, minute in clocks] == [
                (clock.hour, clock.minute) for clock in wanted
            ], (name, day, said)


def test_offices_that_were_closed_for_now_get_no_rows():
    closed = [name for name, texts, notice in offices() if texts and not read({**texts, "special": notice}).spans]

    assert closed == [
        "Bürgeramt Halemweg (Außenstelle)",
        "Bürgeramt Heerstraße",
        "Bürgeramt Hohenzollerndamm",
        "Bürgeramt Wilmersdorfer Straße",
        "Bürgeramt - Bereich Berlinpass",
        "Bürgeramt Rathaus Reinickendorf",
        "Mobiles Bürgeramt Hermsdorf",
        "Mobiles Bürgeramt Reinickendorf Ost",
        "Bürgeramt Steglitz - Anwohner-/ Bewohnerparkausweis",
    ]
