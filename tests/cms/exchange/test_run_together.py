"""Texts whose lists were run together: taken apart where German never goes on without a blank."""

import pytest

from cms.exchange.records import Item
from cms.exchange.run_together import html, items, pieces, says_nothing


def apart(text):
    return [piece.text for piece in pieces(text)]


@pytest.mark.parametrize(
    ("together", "expected"),
    [
        ("AntragSie müssen ihn stellen.", ["Antrag", "Sie müssen ihn stellen."]),
        ("Es genügt eine Kopie.Personalausweis", ["Es genügt eine Kopie.", "Personalausweis"]),
        (
            "Scheidungsurteil (Original)Ärztliche Bescheinigung",
            ["Scheidungsurteil (Original)", "Ärztliche Bescheinigung"],
        ),
        ("Antrag(unter „Formulare“)Lebenslauf", ["Antrag (unter „Formulare“)", "Lebenslauf"]),
        ("nach § 22a StVZOPersonalausweis", ["nach § 22a StVZO", "Personalausweis"]),
        ("gemäß AufenthGDie Frist", ["gemäß AufenthG", "Die Frist"]),
        ("Gültiger Pass1 Lichtbild", ["Gültiger Pass", "1 Lichtbild"]),
        ("gemäß TRGS 519Anzeigefrist", ["gemäß TRGS 519", "Anzeigefrist"]),
        ("Sie enthält:Name, Anschrift,Geburtsdatum", ["Sie enthält:", "Name, Anschrift,", "Geburtsdatum"]),
        ("der Wohnung.den Nachweis", ["der Wohnung.", "den Nachweis"]),
        ("weil Sie verziehenoder", ["weil Sie verziehen oder"]),
        ("Ausreichend.ggf. Heiratsurkunde", ["Ausreichend.", "ggf. Heiratsurkunde"]),
    ],
)
def test_what_was_run_together_is_taken_apart(together, expected):
    assert apart(together) == expected


@pytest.mark.parametrize(
    "whole",
    [
        "GmbH, BAföG, KfW, eID-Karte und eAT",
        "Antragsteller:innen, Bürger/innen und BürgerInnen",
        "Hinweise des LAGetSi und des LAGeSo zum AsylbLG und zum PsychKG",
        "z.B. nach Abs. 2 Nr. 3 i.V.m. Dr. Meier",
        "Kfz-Schein und Online-Antrag (Kinder)Reisepass",
        "bei der befugten Person(en) oder Firmen(n)",
        "an post@labo.berlin.de oder www.berlin.de/labo.html",
        "CO2, B2 und DIN A4",
        "31.12.2024 und 1.234,50 Euro",
    ],
)
def test_what_is_one_word_stays_one(whole):
    assert apart(whole) == [whole]


def test_entries_have_the_sentences_that_follow_them():
    said, found = items(
        "AntragSie müssen ihn schriftlich stellen.Bitte unterschreiben Sie ihn.PersonalausweisKopie(falls vorhanden)"
    )

    assert said == []
    assert found == [
        Item("Antrag", "Sie müssen ihn schriftlich stellen. Bitte unterschreiben Sie ihn."),
        Item("Personalausweis"),
        Item("Kopie (falls vorhanden)"),
    ]


def test_what_follows_a_colon_belongs_to_the_entry_before_it():
    _said, found = items("AnzeigeSie muss enthalten:den Namen,den Ort,die Zeit der Veranstaltung.Betriebskonzept")

    assert found == [
        Item("Anzeige", "Sie muss enthalten: den Namen, den Ort, die Zeit der Veranstaltung."),
        Item("Betriebskonzept"),
    ]


def test_sentences_before_the_first_entry_are_kept():
    said, found = items("Ihr Kind ist noch nicht volljährig.Geburtsurkunde")

    assert said == ["Ihr Kind ist noch nicht volljährig."]
    assert found == [Item("Geburtsurkunde")]


@pytest.mark.parametrize(
    "text", ["keine", "Keine.", "-", "entfällt", "Keine Unterlagen benötigt.", "nicht erforderlich"]
)
def test_what_says_nothing_is_known(text):
    assert says_nothing(text)


@pytest.mark.parametrize("text", ["keine älter als 3 Monate", "Antrag", ""])
def test_what_says_something_is_not_nothing(text):
    assert not says_nothing(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ein Absatz.\nNoch einer.", "<p>Ein Absatz.</p><p>Noch einer.</p>"),
        ("Hinweis:\nBitte warten.", "<h3>Hinweis</h3><p>Bitte warten.</p>"),
        (
            "Sie brauchen:\nAusweisMeldebescheinigung",
            "<h3>Sie brauchen</h3><ul><li>Ausweis</li><li>Meldebescheinigung</li></ul>",
        ),
        ("1. eins\n2. zwei\nEnde.", "<ol><li>eins</li><li>zwei</li></ol><p>Ende.</p>"),
        ("<b>& so</b>", "<p>&lt;b&gt;&amp; so&lt;/b&gt;</p>"),
        ("", ""),
    ],
)
def test_running_text_becomes_paragraphs_headings_and_lists(text, expected):
    assert html(text) == expected
