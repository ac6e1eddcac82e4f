"""Whatever somebody types is words or nothing: never an error, never syntax of an engine."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.knowledge.search import Audience, search
from tests.factories.catalogue import ServicePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SYNTAX = [
    '"',
    "'",
    "*",
    "^",
    ":",
    "(",
    ")",
    "-",
    "+",
    "&",
    "|",
    "!",
    "<->",
    "\\",
    "%",
    "_",
    "{",
    "}",
    ";",
    "--",
    "\x00",
]
OPERATORS = ["AND", "OR", "NOT", "NEAR", "NEAR(a b, 3)", "title:", "scope : _in_0_1", "_in_0_1", "'a':1A", "{title} :"]
WORDS = [
    "Hund",
    "anmelden",
    "führerschein",
    "weg",
    "und",
    "P-Konto",
    "𝕳𝖚𝖓𝖉",
    "İstanbul",
    "собака",
    "كلب",
    "犬",
    "👩‍👩‍👧",
    "²",
    "ǅ",
]
QUERIES = st.one_of(
    st.text(),
    st.lists(st.sampled_from(SYNTAX + OPERATORS + WORDS)).map(" ".join),
    st.lists(st.sampled_from(SYNTAX + OPERATORS + WORDS)).map("".join),
)


@pytest.fixture
def town(partner, responsibility):
    for title in ("Hund anmelden", "Führerschein umtauschen", "P-Konto für собака", "Ausweis verloren"):
        ServicePageFactory(title=title, responsibility=responsibility)
    return partner


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(query=QUERIES, audience=st.sampled_from(list(Audience)), open_word=st.booleans())
def test_every_query_has_an_answer(town, query, audience, open_word):
    results = search(query, partner=town, audience=audience, open_word=open_word)

    assert all(hit.score > 0 for hit in results.hits)


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "x" * 10_000,
        "Hund " * 2_000,
        "donaudampfschifffahrt" * 500,
        "ä" * 10_000,
        "'; DROP TABLE knowledge_entry; --",
        '"unclosed',
        "NEAR(",
        "scope : _in_0_1",
        "\N{COMBINING DIAERESIS}" * 500,
    ],
)
def test_odd_queries_have_an_answer(town, query):
    search(query, partner=town, open_word=True)


def test_the_words_between_the_signs_are_found(town):
    assert search("\"Hund\" AND (anmelden* OR 'x')", partner=town).hits[0].title == "Hund anmelden"


def test_other_scripts_are_words_too(town):
    assert search("собака", partner=town).hits[0].title == "P-Konto für собака"


def test_odd_pages_are_indexed(partner, responsibility):
    ServicePageFactory(
        title="Seite 👩‍👩‍👧 'mit' \"Zeichen\" \\ & | ! : * 犬 ǅ " + "x" * 80,
        short_text="y" * 5_000 + " Zebrakraut \ufffe ² İ",
        responsibility=responsibility,
    )

    assert len(search("Zebrakraut", partner=partner).hits) == 1
    assert len(search("犬", partner=partner).hits) == 1
