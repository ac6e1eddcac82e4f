"""A mistyped query is offered as it was meant, in the spelling of what was found."""

import pytest

from cms.knowledge.corrections import did_you_mean
from cms.knowledge.everyday import NO_WORDS, compiled, expressions_of, meanings_of
from tests.factories.knowledge import lexicon_of

PAGES = (
    "Führerschein umtauschen: Den alten Führerschein umtauschen, Umtausch",
    "Umtausch von Münzen. Umtausch",
    "Personalausweis beantragen. Personal Ausweis Personal Ausweis",
    "Hund anmelden",
)
LEXICON = lexicon_of(*PAGES)
EVERYDAY = compiled(expressions_of("pappe", meanings_of("Führerschein")))


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("fürerschein umtauschen", "Führerschein umtauschen"),
        ("FÜRERSCHEIN, umtauschen!", "Führerschein, umtauschen!"),
        ("wo kann ich den Fürerschein umtuaschen", "wo kann ich den Führerschein umtauschen"),
        ("füererscheinumtausch", "Führerschein umtauschen"),
        ("Führerschein umtauschen", ""),  # nothing is wrong
        ("Führerscheinumtausch", ""),  # put together from words that are known
        ("fuehrerschein", ""),
        ("pappe", ""),  # an everyday word
        ("personalausweiß", ""),  # ß is ss
        ("xyzzy", ""),
        ("", ""),
        ("\x00 < & 'fürerschein'", "\x00 < & 'Führerschein'"),
    ],
)
def test_what_was_meant(query, meant):
    assert did_you_mean(query, PAGES, LEXICON, EVERYDAY) == meant


def test_a_word_that_no_hit_has_is_not_offered():
    assert did_you_mean("fürerschein", ["Hund anmelden"], LEXICON, NO_WORDS) == ""
