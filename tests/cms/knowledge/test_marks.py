"""The words found are marked on the text as it was written, whatever way they were found by."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.knowledge.everyday import NO_WORDS, compiled, expressions_of, meanings_of
from cms.knowledge.marks import Marker
from cms.knowledge.plan import plan
from tests.factories.knowledge import lexicon_of

PAGES = (
    "Führerschein umtauschen: Den alten Führerschein umtauschen, Umtausch",
    "Umtausch von Münzen. Umtausch",
    "Personalausweis beantragen. Personal Ausweis Personal Ausweis",
    "Wohnung anmelden und ummelden nach dem Umzug. Wohnung ummelden",
    "Hund anmelden. Hundesteuer für jeden Hund, Steuer",
    "Grundsteuer. Steuer Grund Steuer Grund",
    "Gewerbesteuer. Steuer",
)
LEXICON = lexicon_of(*PAGES)
EVERYDAY = compiled(
    [
        *expressions_of("pappe", meanings_of("Führerschein")),
        *expressions_of("geldbeutel weg", meanings_of("Personalausweis Verlust | Personalausweis")),
    ]
)


def marked(query: str, text: str, everyday=NO_WORDS, **options) -> str:
    return Marker(plan(query, LEXICON, everyday, **options), LEXICON).marked(text)


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("Hund", "Hund anmelden", "<mark>Hund</mark> anmelden"),
        ("hunde", "Für jeden HUND.", "Für jeden <mark>HUND</mark>."),
        ("fuehrerschein", "Der Führerschein", "Der <mark>Führerschein</mark>"),
        ("ausweis", "Personalausweis beantragen", "<mark>Personalausweis</mark> beantragen"),
        ("personalausweis", "Ein Ausweis für Personal", "Ein <mark>Ausweis</mark> für <mark>Personal</mark>"),
        ("fürerschein", "Führerschein umtauschen", "<mark>Führerschein</mark> umtauschen"),
        ("umgemeldet", "Wohnung ummelden", "Wohnung <mark>ummelden</mark>"),
        ("melde meine Wohnung um", "Wohnung ummelden", "<mark>Wohnung</mark> <mark>ummelden</mark>"),
        ("Führer Schein", "Führerschein", "<mark>Führerschein</mark>"),
        ("Hund", "Wohnung ummelden", "Wohnung ummelden"),
        ("der Hund und die Steuer", "Der Umzug und die Wohnung", "Der Umzug und die Wohnung"),
        ("", "Hund anmelden", "Hund anmelden"),
    ],
)
def test_what_was_found_is_marked(query, text, shown):
    assert marked(query, text) == shown


def test_the_beginning_of_a_word_marks_the_whole_word():
    assert marked("führersch", "Führerschein umtauschen", open_word=True) == "<mark>Führerschein</mark> umtauschen"


def test_what_an_everyday_word_means_is_marked():
    assert marked("meine Pappe", "Führerschein umtauschen", EVERYDAY) == "<mark>Führerschein</mark> umtauschen"
    assert marked("Geldbeutel ist weg", "Personalausweis", EVERYDAY) == "<mark>Personalausweis</mark>"


def test_the_lesser_part_of_a_compound_alone_marks_nothing():
    assert marked("Hundesteuer", "Hundesteuer und Grundsteuer") == "<mark>Hundesteuer</mark> und Grundsteuer"
    assert marked("Hundesteuer", "Steuer für den Hund") == "<mark>Steuer</mark> für den <mark>Hund</mark>"
    assert marked("Hundesteuer", "Die Gewerbesteuer") == "Die Gewerbesteuer"


def test_a_hyphenated_word_is_marked_as_a_whole():
    assert marked("hund", "Für Hund-und-Katze da") == "Für <mark>Hund-und-Katze</mark> da"


def test_nothing_in_a_text_is_html():
    text = '<b>Hund</b> & <script>alert("Hund\'s")</script>'

    assert marked("Hund", text) == (
        "&lt;b&gt;<mark>Hund</mark>&lt;/b&gt; &amp; "
        "&lt;script&gt;alert(&quot;<mark>Hund&#x27;s</mark>&quot;)&lt;/script&gt;"
    )


@given(
    query=st.text(),
    text=st.text() | st.lists(st.sampled_from(["Hund", "Hünd", "<", "&", "ß", "\x00", "'", "-"])).map("".join),
)
def test_without_its_marks_every_text_is_what_it_was(query, text):
    shown = marked(query + " Hund", text)

    assert html.unescape(re.sub("</?mark>", "", shown)) == html.unescape(html.escape(text))
