"""The words of the demo town: as many as promised, short enough to be read aloud, easy where they say so."""

import re
from collections import Counter
from decimal import Decimal

import pytest

from kuemmerer.demo.files import read, read_services, rich

SERVICES = {row["slug"]: row for row in read_services()}
COMPLETE = [row for row in SERVICES.values() if "released_by" in row]
# What a complete service says besides what every service has to say.
MODULES = (
    "full_text",
    "target_group",
    "prerequisites",
    "fees",
    "deadlines",
    "steps",
    "forms",
    "remedies",
    "notes",
    "laws",
    "online",
    "situations",
    "related",
    "visit_minutes",
)
SAID = (
    "title",
    "everyday_title",
    "teaser",
    "spoken_answer",
    "short_text",
    "full_text",
    "target_group",
    "prerequisites",
)
SIMPLE = {row["slug"]: row for row in read("languages/de-simple")["service"]}
LONGEST_SPOKEN, LONGEST_SENTENCE, LONGEST_WORD = 60, 12, 14


def all_texts(row: dict) -> list[str]:
    """Everything a service says, each row of a list by itself."""
    rows = [text for key in ("documents", "fees", "deadlines", "steps") for entry in row.get(key, []) for text in entry]
    return [row.get(key, "") for key in (*SAID, "remedies", "notes", "processing_time")] + rows


def test_there_are_sixty_services_and_twenty_five_are_complete():
    assert len(SERVICES) == len(read_services()) == 60
    assert len(COMPLETE) == 25
    for row in COMPLETE:
        assert [key for key in MODULES if not row.get(key)] == [], row["slug"]
        assert "ways_to_pay" in row and (row["ways_to_pay"] or row["is_free"]), row["slug"]
        assert row.get("documents") or row["documents_none_needed"], row["slug"]


def test_what_people_ask_most_is_among_them():
    wanted = ["sperrmuell", "reisepass-beantragen", "personalausweis-beantragen", "fuehrerschein-beantragen"]
    wanted += ["auto-ummelden", "geburtsurkunde", "aufenthaltstitel", "elterngeld", "schwerbehindertenausweis"]
    wanted += ["hund-anmelden"]
    assert set(wanted) <= {row["slug"] for row in COMPLETE}
    assert "dienstags bis sonntags" in SERVICES["stadtmuseum"]["spoken_answer"]
    assert sum("not_ours" in row for row in SERVICES.values()) >= 3


def test_twelve_services_speak_english_and_six_leichte_sprache():
    english = [row["slug"] for row in read("languages/en")["service"]]
    assert len(set(english)) == len(english) == 12
    assert len(SIMPLE) == 6
    assert set(english) | set(SIMPLE) <= set(SERVICES)


def test_fifteen_local_pages_use_every_mode():
    rows = read("catalogue")["local_page"]
    assert len({(row["partner"], row["service"]) for row in rows}) == len(rows) == 15
    for part in ("fees", "documents", "processing_time"):
        assert {row.get(f"{part}_mode", "inherit") for row in rows} == {"inherit", "replace", "add"}, part
    for field in ("office", "spoken_answer", "local_text", "local_text_en", "local_text_simple"):
        assert any(row.get(field) for row in rows), field
    refused = [row for row in rows if not row.get("offered", True)]
    assert any("whose" in row for row in refused) and any("whose_name" in row for row in refused)


@pytest.mark.parametrize("language", ["de", "en", "de-simple"])
def test_a_spoken_answer_is_read_aloud_in_half_a_minute(language):
    rows = SERVICES.values() if language == "de" else read(f"languages/{language}")["service"]
    too_long = {row["slug"]: n for row in rows if (n := len(row["spoken_answer"].split())) > LONGEST_SPOKEN}
    assert too_long == {}


def test_a_local_spoken_answer_is_read_aloud_in_half_a_minute():
    rows = read("catalogue")["local_page"]
    assert [row for row in rows if len(row.get("spoken_answer", "").split()) > LONGEST_SPOKEN] == []


@pytest.mark.parametrize("slug", SIMPLE)
def test_leichte_sprache_has_short_sentences_and_short_words(slug):
    texts = [line.removeprefix("- ") for text in all_texts(SIMPLE[slug]) for line in text.split("\n")]
    sentences = [each for text in texts for each in re.split(r"(?<=[.?!:])\s", text)]
    assert [each for each in sentences if len(each.split()) > LONGEST_SENTENCE] == []
    words = {word for each in sentences for part in re.findall(r"[\w-]+", each) for word in part.split("-")}
    assert {word for word in words if len(word) > LONGEST_WORD} == set()
    assert not words & {"würde", "würden", "könnte", "könnten", "hätte", "wäre", "sofern", "bzw", "gegebenenfalls"}
    assert not any(mark in " ".join(texts) for mark in (";", "(", " – "))


@pytest.mark.parametrize("slug", SIMPLE)
def test_leichte_sprache_has_each_sentence_of_its_text_on_a_line_of_its_own(slug):
    for line in SIMPLE[slug].get("full_text", "").split("\n"):
        assert len(re.findall(r"[.?!](?=\s|$)", line)) <= 1, line


def test_amounts_said_in_words_are_those_of_the_fees():
    """An agent who reads aloud another price than the page shows would be the first bug a visitor finds."""
    for row in SERVICES.values():
        amounts = {Decimal(each) for _label, text, _note in row.get("fees", []) for each in text.split("-") if each}
        said = re.sub(r"(\d)\.(\d{3})", r"\1\2", row["spoken_answer"])
        for euros, cents in re.findall(r"(\d+)(?:,\d+)? Euro(?: (\d\d)\b)?", said):
            if row["slug"] in SPEAK_OF_OTHER_MONEY or re.search(rf"(rund|etwa|ab|als|bis) {euros} Euro", said):
                continue
            assert Decimal(f"{euros}.{cents or '00'}") in amounts, (row["slug"], euros, cents)


# Benefits, incomes and other people's prices: not what the service itself costs.
SPEAK_OF_OTHER_MONEY = {"kindergeld", "bildung-und-teilhabe", "grundsicherung", "reisepass-beantragen"}


def test_what_names_another_service_names_one_that_is_there():
    catalogue = read("catalogue")
    for row in SERVICES.values():
        assert set(row.get("related", [])) <= set(SERVICES) - {row["slug"]}, row["slug"]
        assert set(row["topics"]) <= set(catalogue["topics"])
        assert set(row.get("situations", [])) <= set(catalogue["situations"])
    used = Counter(slug for row in SERVICES.values() for slug in row.get("situations", []))
    assert all(used[slug] >= 2 for slug in catalogue["situations"])


def test_plain_lines_become_rich_text():
    assert rich("") == ""
    assert rich("Eins.\nZwei.\n\nDrei.") == "<p>Eins.<br/>Zwei.</p><p>Drei.</p>"
    assert (
        rich("### Kopf\nText:\n- a\n- b\n\nEnde") == "<h3>Kopf</h3><p>Text:</p><ul><li>a</li><li>b</li></ul><p>Ende</p>"
    )
