"""How hard a German text is: syllables, sentences, and the two figures against hand-counted examples."""

import pytest

from cms.wording.readability import figures, sentences, syllables

EASY = (
    "Sie brauchen einen neuen Ausweis? Kommen Sie zu uns. Bringen Sie ein Foto mit. Der Ausweis kostet 37 Euro. "
    "Er ist nach drei Wochen fertig."
)
HARD = (
    "Die Erteilung der Fahrerlaubnis setzt die vollumfängliche Vorlage der erforderlichen Nachweise sowie die "
    "fristgerechte Entrichtung der festgesetzten Verwaltungsgebühr voraus."
)


@pytest.mark.parametrize(
    ("word", "number"),
    {
        "Abend": 2,
        "Aktion": 3,
        "aktuell": 3,
        "Ausweis": 2,
        "Bauer": 2,
        "beantragen": 4,
        "beeilen": 3,
        "Familie": 4,
        "Ferien": 3,
        "Führungszeugnis": 4,
        "geöffnet": 3,
        "Kfz": 1,
        "Linie": 3,
        "Museum": 3,
        "oder": 2,
        "Personalausweis": 5,
        "Qualität": 3,
        "Situation": 5,
        "Steuer": 2,
        "Theater": 3,
        "Zeit": 1,
        "Zuständigkeit": 4,
    }.items(),
)
def test_syllables_are_counted_as_they_are_spoken(word, number):
    assert syllables(word) == number


def test_an_abbreviation_and_a_date_do_not_end_a_sentence():
    text = (
        "Bringen Sie z. B. Ihren Ausweis mit. Das gilt nach § 5 Abs. 2 ab dem 24. November 2026. Kostet es etwas? Nein!"
    )

    assert [each.text for each in sentences(text)] == [
        "Bringen Sie z. B. Ihren Ausweis mit.",
        "Das gilt nach § 5 Abs. 2 ab dem 24. November 2026.",
        "Kostet es etwas?",
        "Nein!",
    ]


def test_every_line_is_a_sentence_of_its_own():
    assert [each.text for each in sentences("Mitbringen\nein Foto\n\nden alten Ausweis")] == [
        "Mitbringen",
        "ein Foto",
        "den alten Ausweis",
    ]


def test_the_figures_follow_the_formulas():
    """“Das ist gut. Das Amt hilft.”: 6 words, 2 sentences, 6 syllables; all of one syllable, none long."""
    found = figures(sentences("Das ist gut. Das Amt hilft."))

    assert (found.words, found.sentences, found.words_per_sentence, found.syllables_per_word) == (6, 2, 3.0, 1.0)
    assert found.flesch == 100  # 180 - 3 - 58.5 = 118.5, shown as the top of the scale
    assert found.vienna == 4.0  # below the scale


def test_amstad_and_vienna_by_hand():
    """“Bringen Sie bitte Ihren Ausweis mit.”: 6 words, 10 syllables, 2 of 6 with one syllable, 2 longer than six."""
    found = figures(sentences("Bringen Sie bitte Ihren Ausweis mit."))

    assert found.syllables_per_word == pytest.approx(10 / 6)
    assert found.flesch == round(180 - 6 - 58.5 * 10 / 6)
    assert found.vienna == max(4.0, round(0.1672 * 6 + 0.1297 * 100 * 2 / 6 - 0.0327 * 100 * 2 / 6 - 0.875, 1))


def test_officials_german_is_harder_than_a_clerks():
    easy, hard = figures(sentences(EASY)), figures(sentences(HARD))

    assert (easy.level, hard.level) == ("easy", "hard")
    assert easy.flesch > 80 > 20 > hard.flesch
    assert easy.vienna < 5 < 12 < hard.vienna


@pytest.mark.parametrize("text", ["", "   ", "37,00", "…"])
def test_nothing_to_read_has_no_figures(text):
    assert figures(sentences(text)) is None
