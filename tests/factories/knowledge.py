"""Everyday words in force from their first moment unless the test says otherwise; a lexicon without a database."""

from factory.django import DjangoModelFactory

from cms.knowledge.compounds import Compounds
from cms.knowledge.lexicon import Lexicon, contribution
from cms.knowledge.models import EverydayWord
from cms.knowledge.records import Text, record_of, word_counts, word_rows


class EverydayWordFactory(DjangoModelFactory):
    class Meta:
        model = EverydayWord

    words = "Fiffi"
    means = "Hund"


def lexicon_of(*pages: str) -> Lexicon:
    """The lexicon of pages that are nothing but a title; every word that stands on two may be a part of another."""
    counts: dict[str, int] = {}
    for page in pages:
        for word, count in word_counts(Text(page)).items():
            counts[word] = counts.get(word, 0) + count
    split = Compounds.of(counts).split
    lexicon = Lexicon()
    for page in pages:
        rows = word_rows(word_counts(Text(page)), split)
        lexicon = lexicon.changed(contribution([(record_of(Text(page), split), rows)]))
    return lexicon
