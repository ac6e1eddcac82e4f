"""`manage.py everyday_words`: which pages each word pulls up, and which words are in each other's way."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cms.knowledge.pulls import pulls
from tests.factories.catalogue import ServicePageFactory
from tests.factories.knowledge import EverydayWordFactory
from tests.factories.organisation import PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def pages(responsibility):
    return {
        title: ServicePageFactory(title=title, responsibility=responsibility)
        for title in ("Hundesteuer", "Fundtier melden", "Quaxi anmelden")
    }


def told(partner, *options: str) -> str:
    out = StringIO()
    call_command("everyday_words", "--partner", partner.slug, *options, stdout=out)
    return out.getvalue()


def found(partner, words: str):
    return next(pull for pull in pulls(partner, containing=words) if pull.said == words)


def test_each_word_is_printed_with_the_pages_it_pulls_up(pages, partner):
    EverydayWordFactory(words="Wuffwuff, Bellosteuer", means="Hundesteuer")

    lines = told(partner).splitlines()

    assert lines[0].startswith("Wuffwuff → Hundesteuer")
    assert lines[-1] == "2 words, 0 with collisions"


def test_a_word_with_two_meanings_says_the_other_one(pages, partner):
    EverydayWordFactory(words="Wuffwuff", means="Hundesteuer")
    EverydayWordFactory(words="wuffwuff", means="Fundtier", partner=partner)

    assert found(partner, "Wuffwuff").other_meanings == ["fundti"]
    assert "also means" in told(partner, "--collisions")


def test_a_word_whose_meaning_no_page_has_is_named(pages, partner):
    EverydayWordFactory(words="Mondfähre", means="Raumfahrtgenehmigung")

    pull = found(partner, "Mondfähre")

    assert pull.means_nothing_here
    assert pull.pages == []


def test_a_word_that_puts_a_page_before_the_one_that_is_called_so_is_named(pages, partner):
    EverydayWordFactory(words="Quaxi", means="", page=pages["Hundesteuer"])
    EverydayWordFactory(words="Fundtier", means="Hundesteuer")

    shadows = {pull.said: pull.overshadowed for pull in pulls(partner)}

    assert shadows["Quaxi"] in ([], [(2, "Quaxi anmelden")])
    assert shadows["Fundtier"] in ([], [(2, "Fundtier melden")])


def test_a_page_the_partner_does_not_have_pulls_up_nothing(pages):
    EverydayWordFactory(words="Wuffwuff", means="", page=pages["Hundesteuer"])

    assert found(PartnerFactory(), "Wuffwuff").means_nothing_here


def test_the_shipped_list_is_searched_on_demand(pages, partner):
    assert "Hundesteuer" in told(partner, "--shipped", "--containing", "hundemarke")
    assert told(partner, "--containing", "hundemarke").startswith("0 words")


def test_a_partner_that_does_not_exist_is_named_with_those_there_are(partner):
    with pytest.raises(CommandError, match=partner.slug):
        call_command("everyday_words", "--partner", "gibt-es-nicht")
