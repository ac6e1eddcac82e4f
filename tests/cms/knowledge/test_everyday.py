"""The list of everyday words: how a file is read, and what the plan makes of it."""

import pytest

from cms.knowledge import everyday
from cms.knowledge.analysis import stem
from cms.knowledge.everyday import Meaning, WordListError, compiled, expressions_of, meanings_of, read


def words(text: str, *classes: str) -> everyday.Everyday:
    return compiled(read(text, "test"), [everyday.class_of(each.split(",")) for each in classes])


def stems(*written: str) -> tuple[str, ...]:
    return tuple(map(stem, written))


def test_a_line_gives_each_left_side_every_target():
    found = words("## 101 Hunde\n# Anmerkung\nfiffi, bello => hund | tier anmelden\n! not municipal: kennel\n")

    for word in ("fiffi", "bello"):
        assert found.means(word) == (Meaning(stems("hund")), Meaning(stems("tier", "anmelden")))


def test_several_words_are_a_phrase_in_any_order_and_inflection():
    found = words("hund gestorben => tierkörper")

    [phrase] = found.phrases_in(stems("gestorbener", "anders", "hunde"))
    assert found.phrase_means(phrase) == (Meaning(stems("tierkorper")),)
    assert found.phrases_in(stems("hund", "anders")) == []


def test_the_longer_phrase_is_meant():
    found = words("hund weg => fund\nhund weg tierheim => tierheim")

    assert found.phrases_in(stems("hund", "weg", "tierheim")) == [frozenset(stems("hund", "weg", "tierheim"))]


def test_phrases_are_read_after_the_classes_of_equals():
    found = words("wagen weg => abschleppen", "auto, pkw, wagen")

    assert found.equal(stem("pkw")) == stem("auto")
    assert found.phrases_in(stems("auto", "weg"))


def test_stop_words_of_a_left_side_need_not_be_said():
    found = words("mein hund ist weg => fund")

    assert found.phrases_in(stems("hund", "weg"))


def test_several_words_of_which_one_says_anything_do_not_claim_it():
    found = words("da ist der hund => fund\nfiffi => hund")

    assert found.means("hund") == ()
    assert [saying.written for saying in found.sayings] == ["da ist der hund", "fiffi"]


def test_words_of_every_question_need_not_be_said_beside_two_others():
    found = words("hilfe hund weg => fund")

    assert found.phrases_in(stems("hund", "weg"))


def test_a_hyphenated_word_is_also_one_word():
    found = words("p-konto => pfändungsschutzkonto")

    assert found.means("pkonto") == (Meaning(stems("pfandungsschutzkonto")),)
    assert found.phrases_in(("p", "konto"))


def test_a_word_is_not_its_own_meaning():
    assert words("hund => hund | tier").means("hund") == (Meaning(stems("tier")),)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("fiffi hund", "„=>“ fehlt"),
        ("fiffi => hund => tier", "steht zweimal"),
        ("fiffi, , bello => hund", "hat kein Wort"),
        ("und oder => hund", "hat kein Wort"),
        ("fiffi => ", "hat kein Wort"),
        ("fiffi => hund | der", "hat kein Wort"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_number(line, reason):
    with pytest.raises(WordListError, match=f"hunde.txt:3: .*{reason}"):
        read(f"## 101 Hunde\nbello => hund\n{line}\n", "hunde.txt")


def test_every_wrong_line_is_named():
    with pytest.raises(WordListError) as refused:
        read("eins\nzwei => hund\ndrei\n", "hunde.txt")

    assert [line.split(" ")[0] for line in str(refused.value).splitlines()] == ["hunde.txt:1:", "hunde.txt:3:"]


def test_a_class_of_equals_has_words_not_phrases():
    with pytest.raises(WordListError, match=r"gleich.txt:2: .*ist nicht ein Wort"):
        everyday.read_equals("# Anmerkung\nauto = alter wagen\n", "gleich.txt")


def test_a_list_over_another_knows_both():
    under = words("fiffi => hund\nhund weg => fund", "auto, wagen")
    found = compiled(
        expressions_of("fiffi", (Meaning(page=7),)) + expressions_of("wagen tot", meanings_of("verschrotten")),
        under=under,
    )

    assert found.means("fiffi") == (Meaning(page=7), Meaning(stems("hund")))
    assert found.phrases_in(stems("hund", "weg"))
    assert found.phrases_in(stems("auto", "tot"))
    assert found.similar("fiffy") == [("fiffi", 1)]


def test_the_shipped_list_can_be_read():
    found = everyday.shipped()

    assert found.means(stem("polen"))
    assert found.equal(stem("pkw")) == stem("auto")
    assert everyday.shipped() is found


def test_a_sentence_is_heard_and_two_of_its_words_mean_nothing():
    found = words("~ mein hund ist weg, da lief er fort => fund\nköter => hund")

    assert [saying.written for saying in found.sayings] == ["mein hund ist weg", "da lief er fort", "köter"]
    assert found.phrases_in(stems("hund", "weg", "lief", "fort")) == []
    assert found.spoken == {"koter"}


def test_of_a_list_that_says_much_only_sentences_are_heard():
    expressions = read("~ mein Hund ist weg => fundtier\nköter, hund weg => hund\ndas ist Hund => fundtier", "test")

    assert [saying.written for saying in compiled(expressions).heard] == [
        *("mein Hund ist weg", "köter", "hund weg", "das ist Hund")
    ]
    heard = compiled(expressions, hears_words=False)
    assert [saying.written for saying in heard.heard] == ["mein Hund ist weg", "das ist Hund"]
    assert len(heard.sayings) == 4
