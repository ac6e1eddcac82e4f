"""A query becomes groups of weighted alternatives: each kind of reading for itself."""

import pytest

from cms.knowledge import weights
from cms.knowledge.analysis import stem
from cms.knowledge.compounds import Compounds
from cms.knowledge.everyday import Everyday, Meaning, class_of, compiled, expressions_of, meanings_of
from cms.knowledge.lexicon import Lexicon, contribution
from cms.knowledge.plan import Group, plan
from cms.knowledge.records import Text, record_of, word_counts, word_rows

PAGES = (
    "Führerschein umtauschen: Den alten Führerschein in den neuen umtauschen, Umtausch",
    "Umtausch von Münzen. Umtausch",
    "Personalausweis beantragen. Der Personalausweis gilt zehn Jahre. Personal Ausweis Personal Ausweis",
    "Wohnung anmelden und ummelden nach dem Umzug. Wohnung ummelden",
    "Hund anmelden. Hundesteuer für jeden Hund",
    "Schaden an der Straße melden",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    counts = {}
    for page in PAGES:
        for word, count in word_counts(Text(page)).items():
            counts[word] = counts.get(word, 0) + count
    split = Compounds.of(counts).split
    lexicon = Lexicon()
    for page in PAGES:
        record = record_of(Text(page), split)
        lexicon = lexicon.changed(contribution([(record, word_rows(word_counts(Text(page)), split))]))
    return lexicon


def group(query: str, word: str, lexicon: Lexicon, **options) -> Group:
    [found] = [each for each in plan(query, lexicon, **options).groups if each.word == word]
    return found


def weight_of(group: Group, *stems: str) -> float:
    return max((each.weight for each in group.alternatives if each.stems == tuple(map(stem, stems))), default=0.0)


def test_a_known_word_means_itself(lexicon):
    assert weight_of(group("Hund", "hund", lexicon), "hund") == weights.EXACT


def test_stop_words_are_not_looked_for(lexicon):
    assert [each.word for each in plan("der Hund und die Wohnung", lexicon).groups] == ["hund", "wohnung"]


def test_stop_words_alone_are_all_there_is(lexicon):
    assert [each.word for each in plan("wie und wo", lexicon).groups] == ["wie", "und", "wo"]


def test_question_words_count_little_and_vanish_if_unknown(lexicon):
    words = {each.word: each.weight for each in plan("wo kann ich umtauschen jahre bekommen", lexicon).groups}

    assert words == {"umtauschen": 1.0, "jahre": weights.STORY_WORD}


def test_the_towns_own_name_is_no_subject(lexicon):
    groups = plan("Hund Lindenfurt", lexicon, names={"lindenfurt"}).groups

    assert [each.word for each in groups] == ["hund"]


def test_the_open_word_is_a_beginning(lexicon):
    assert weight_of(group("hund anm", "anm", lexicon, open_word=True), "anmelden") == weights.PREFIX


def test_an_unknown_word_is_read_as_a_beginning_anyway(lexicon):
    assert weight_of(group("perso", "perso", lexicon), "personalausweis") == weights.PREFIX


def test_a_known_word_is_a_beginning_only_while_it_is_open(lexicon):
    assert weight_of(group("hund", "hund", lexicon), "hundesteuer") == 0
    assert weight_of(group("hund", "hund", lexicon, open_word=True), "hundesteuer") == weights.PREFIX_OF_KNOWN


def test_a_typo_leads_to_the_known_word(lexicon):
    found = group("fürerschein", "furerschein", lexicon)

    assert weight_of(found, "fuhrerschein") == weights.TYPO
    assert not found.unsure


def test_two_typos_count_less(lexicon):
    assert weight_of(group("fürershein", "furershein", lexicon), "fuhrerschein") == weights.TWO_TYPOS


def test_an_unknown_compound_is_its_parts(lexicon):
    found = group("Führerscheinumtausch", "fuhrerscheinumtausch", lexicon)

    assert weight_of(found, "fuhrerschein", "umtausch") == weights.PARTS_OF_UNKNOWN


def test_a_known_compound_is_itself_and_less_its_parts(lexicon):
    found = group("Personalausweis", "personalausweis", lexicon)

    assert weight_of(found, "personalausweis") == weights.EXACT
    assert weight_of(found, "personal", "ausweis") == weights.PARTS_OF_KNOWN


def test_a_typo_inside_a_compound_is_found(lexicon):
    found = group("Führerscheinumtasch", "fuhrerscheinumtasch", lexicon)

    assert weight_of(found, "fuhrerschein", "umtausch") == weights.TYPO_IN_PART


def test_what_is_written_apart_is_one_word(lexicon):
    assert weight_of(group("führer schein", "schein", lexicon), "fuhrerschein") == weights.EXACT
    assert weight_of(group("führer schein", "fuhrer", lexicon), "fuhrerschein") == weights.EXACT


def test_a_verb_that_came_apart_is_one_word(lexicon):
    found = group("wie melde ich meinen Hund an", "melde", lexicon)

    assert weight_of(found, "anmelden") == weights.EXACT
    assert weight_of(found, "melden") == weights.VERB_WITHOUT_PARTICLE
    assert found.weight == 1.0


def test_a_participle_is_its_verb(lexicon):
    assert weight_of(group("umgemeldet", "umgemeldet", lexicon), "ummelden") == weights.BASE_FORM


def test_a_word_nobody_knows_stays_in_the_plan(lexicon):
    found = group("hund xyzzyqwert", "xyzzyqwert", lexicon)

    assert found.alternatives == ()
    assert found.unsure


def test_a_hyphenated_word_is_also_one_word():
    page = Text("P-Konto einrichten")
    record = record_of(page, lambda word: ())
    lexicon = Lexicon().changed(contribution([(record, word_rows(word_counts(page), lambda word: ()))]))

    assert [each.bonus for each in plan("p-konto", lexicon).groups] == [False, False, True]


def meaning(words: str, means: str, *classes: str) -> Everyday:
    expressions = expressions_of(words, meanings_of(means))
    return compiled(expressions, [class_of(each.split(",")) for each in classes])


def spoken(query: str, word: str, lexicon: Lexicon, everyday: Everyday, **options) -> Group:
    [found] = [each for each in plan(query, lexicon, everyday, **options).groups if each.word == word]
    return found


def test_an_everyday_word_means_the_words_of_the_page(lexicon):
    found = spoken("fiffi", "fiffi", lexicon, meaning("fiffi", "hund"))

    assert weight_of(found, "hund") == weights.EVERYDAY
    assert not found.unsure


def test_an_everyday_word_works_one_way_only(lexicon):
    found = spoken("hund", "hund", lexicon, meaning("fiffi", "hund"))

    assert weight_of(found, "fiffi") == 0


def test_targets_of_several_words_stand_together(lexicon):
    found = spoken("fiffi", "fiffi", lexicon, meaning("fiffi", "hund anmelden"))

    assert weight_of(found, "hund", "anmelden") == weights.EVERYDAY


def test_a_target_that_no_page_has_as_one_word_is_looked_for_by_its_parts(lexicon):
    found = spoken("fiffi", "fiffi", lexicon, meaning("fiffi", "hundewohnung melden"))

    assert weight_of(found, "hund", "wohnung", "melden") == weights.EVERYDAY * weights.PARTS_OF_UNKNOWN


def test_a_target_that_a_page_has_stays_whole(lexicon):
    found = spoken("fiffi", "fiffi", lexicon, meaning("fiffi", "hundesteuer"))

    assert [each.stems for each in found.alternatives] == [(stem("hundesteuer"),)]


def test_an_everyday_word_may_mean_a_page(lexicon):
    page = compiled(expressions_of("fiffi", (Meaning(page=7),)))

    assert plan("fiffi", lexicon, page).pages == {7}


def test_a_phrase_is_a_group_of_its_own_and_its_words_count_half(lexicon):
    groups = plan("umzug mit hund", lexicon, meaning("hund umzug", "hund anmelden")).groups
    counted = {each.word: each.weight for each in groups}

    assert counted["hund umzug"] == weights.PHRASE
    assert counted["hund"] == counted["umzug"] == weights.WORD_OF_PHRASE


def test_a_long_phrase_counts_more(lexicon):
    groups = plan("umzug mit hund und wohnung", lexicon, meaning("hund umzug wohnung", "hund anmelden")).groups

    assert groups[0].weight == weights.LONG_PHRASE


def test_one_word_read_in_two_ways_is_no_phrase(lexicon):
    groups = plan("umgemeldet", lexicon, meaning("umgemeldet ummelden", "hund")).groups

    assert [each.word for each in groups] == ["umgemeldet"]


def test_an_everyday_word_may_be_mistyped_begun_or_part_of_a_compound(lexicon):
    words = meaning("wauwau", "hund")

    assert weight_of(spoken("wauwua", "wauwua", lexicon, words), "hund") == weights.EVERYDAY * weights.TYPO
    assert weight_of(spoken("wauw", "wauw", lexicon, words), "hund") == (
        weights.EVERYDAY * weights.MEANING_OF_BEGINNING
    )
    assert weight_of(spoken("wauwauwohnung", "wauwauwohnung", lexicon, words), "wohnung", "hund") == pytest.approx(
        weights.EVERYDAY * weights.MEANING_OF_PART
    )


def test_equal_words_are_read_as_the_first(lexicon):
    words = meaning("hund weg", "tierheim", "hund, köter")

    assert weight_of(spoken("köter", "koter", lexicon, words), "hund") == weights.EQUAL
    assert plan("köter weg", lexicon, words).groups[0].word == "hund weg"


def alike(word: str) -> list[tuple[str, float]]:
    """What the vectors would say."""
    return [(stem("hund"), 0.7), (stem("unbekannt"), 0.9)]


def test_an_unknown_word_may_mean_what_a_title_says_in_another_word(lexicon):
    [found] = plan("Vierbeiner", lexicon, alike=alike).groups

    assert weight_of(found, "hund") == pytest.approx(0.7 * weights.ALIKE_WORD)
    assert weight_of(found, "unbekannt") == 0
    assert not found.unsure


def test_a_known_word_a_compound_and_a_word_of_the_story_mean_themselves(lexicon):
    asked = []

    def heard(word):
        asked.append(word)
        return []

    plan("Hund Führerscheinumtausch gestern Öltank", lexicon, alike=heard)

    assert asked == ["Öltank"]
