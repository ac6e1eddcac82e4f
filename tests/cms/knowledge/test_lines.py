"""Lines of the everyday words that share most with a query, although no expression has all of its words."""

from cms.knowledge import everyday, lines
from cms.knowledge.analysis import stem
from cms.knowledge.everyday import Meaning, class_of, compiled, read


def words(text: str, *classes: str, under: everyday.Everyday | None = None) -> everyday.Everyday:
    return compiled(read(text, "test"), [class_of(each.split(",")) for each in classes], under=under)


LOST = "~ Handy verloren, Jacke in der Bahn liegen lassen, im Bus vergessen => fundsache"
TRAINS = "~ wann kommt die Bahn, Fahrplan der Bahn => fahrplan"


def meant(query: str, found: everyday.Everyday) -> list[tuple[str, ...]]:
    return [meaning.stems for hint in lines.shared(query, found) for meaning in hint.meanings]


def test_the_expressions_of_a_line_are_heard_together():
    found = words(f"{LOST}\n{TRAINS}")

    assert meant("Handy in der Bahn vergessen", found)[0] == (stem("fundsache"),)
    assert found.phrases_in([stem("handy"), stem("bahn"), stem("vergessen")]) == []


def test_the_share_is_of_the_whole_query():
    found = words(f"{LOST}\n{TRAINS}")

    [all_of_it, *_] = lines.shared("Handy vergessen", found)
    [a_part, *_] = lines.shared("Handy vergessen Quaxi Wuffwuff", found)

    assert 0 < a_part.strength < all_of_it.strength < 1


def test_a_word_of_many_lines_says_little():
    found = words("~ Kind Bahn => bahn\n~ Kind Schule => schule\n~ Kind Hund => hund\n~ Kind Kita, Kind Krippe => kita")

    assert meant("Kind Hund", found)[0] == (stem("hund"),)


def test_stop_words_say_nothing():
    assert lines.shared("ich und der", words("~ der Hund ist weg => fund")) == []


def test_lines_are_heard_by_the_parts_of_compounds():
    cars = "~ den Führerschein verloren, Führerschein weg, den alten Schein umtauschen, umtauschen lassen => ersatz"
    found = words(f"{cars}\n{TRAINS}\n~ Umtausch von Geld, Umtausch => bank")

    assert meant("Führerscheinumtausch", found)[0] == (stem("ersatz"),)
    assert lines.shared("Führerscheinumtausch", found)[0].strength > 0.3


def test_a_compound_of_a_line_has_its_parts():
    found = words("~ Hundemarke => hundesteuer\n~ Marke aus Gold, eine Marke, der Hund, Hund weg => laden")

    assert (stem("hundesteuer"),) in meant("Marke", found)


def test_a_mistyped_word_is_read_as_one_that_a_line_has():
    found = words(f"{LOST}\n{TRAINS}\nfundamt, jacke, bahn, vergessen => fundsache")

    [hint, *_] = lines.shared("Jcke vergesen", found)
    assert hint.meanings[0].stems == (stem("fundsache"),)
    assert hint.strength < lines.shared("Jacke vergessen", found)[0].strength
    assert meant("Jcke vergesen", found)[0] == (stem("fundsache"),)


def test_lines_are_read_after_the_classes_of_equals():
    found = words("~ Wagen verkauft => abmeldung", "auto, pkw, wagen")

    assert meant("PKW verkauft", found) == [(stem("abmeldung"),)]


def test_an_installations_own_lines_stand_beside_the_shipped_ones():
    shipped = words(f"{LOST}\n{TRAINS}")
    found = words("~ Quaxi entlaufen => hund", under=shipped)

    assert meant("Quaxi", found) == [(stem("hund"),)]
    assert meant("Handy vergessen", found)[0] == (stem("fundsache"),)


def test_of_nothing_nothing_is_shared():
    assert lines.shared("", words(LOST)) == lines.shared("Hund", everyday.NO_WORDS) == []
    assert lines.shared("Hund", words(LOST)) == []


def test_a_line_may_mean_a_page():
    found = compiled([everyday.Expression(("quaxi",), (Meaning(page=7),), "Quaxi")])

    [hint] = lines.shared("Quaxi", found)

    assert hint.meanings == (Meaning(page=7),)
