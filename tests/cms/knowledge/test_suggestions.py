"""What a typeahead offers: the pages that may be meant by the letters so far, of this partner and for this audience."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.catalogue.models import AgentNote
from cms.knowledge import actions, suggestions
from cms.knowledge.models import Audience, EntryPartner
from cms.knowledge.rebuilding import rebuild
from cms.knowledge.suggestions import begins_almost_like, suggest, typed
from tests.factories.catalogue import ServicePageFactory
from tests.factories.knowledge import EverydayWordFactory
from tests.factories.organisation import MappingFactory, PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def town(partner, responsibility):
    for title, everyday_title in (
        ("Personalausweis beantragen", "Perso verlängern"),
        ("Reisepass beantragen", ""),
        ("Führerschein umtauschen", "Lappen tauschen"),
        ("Hund anmelden", ""),
        ("Hundesteuer: Ermäßigung", ""),
        ("Anmeldung eines Gewerbes", ""),
        ("Ausweis verloren", ""),
    ):
        ServicePageFactory(title=title, everyday_title=everyday_title, responsibility=responsibility)
    return partner


def texts(query, partner, **options):
    return [suggestion.text for suggestion in suggest(query, partner=partner, **options)]


@pytest.mark.parametrize(
    ("letters", "offered"),
    [
        ("hu", ["Hund anmelden", "Hundesteuer: Ermäßigung"]),
        ("hund", ["Hund anmelden", "Hundesteuer: Ermäßigung"]),
        ("hund an", ["Hund anmelden", "Hundesteuer: Ermäßigung"]),
        ("hund anm", ["Hund anmelden"]),
        ("den Hund a", ["Hund anmelden", "Hundesteuer: Ermäßigung"]),
        ("fuehrer", ["Führerschein umtauschen"]),
        ("perso", ["Perso verlängern"]),
        ("personala", ["Personalausweis beantragen"]),
        ("umtausch", ["Führerschein umtauschen"]),
        ("fürersch", ["Führerschein umtauschen"]),  # mistyped, and not yet written to its end
        ("ausw", ["Ausweis verloren"]),
        ("xyz", []),
        ("h", []),
        ("", []),
    ],
)
def test_the_letters_so_far(town, letters, offered):
    assert texts(letters, town)[: len(offered) or None] == offered


def test_an_everyday_title_leads_to_its_page(town):
    [first] = suggest("perso verl", partner=town)

    assert (first.text, first.title, first.slug) == (
        "Perso verlängern",
        "Personalausweis beantragen",
        "personalausweis-beantragen",
    )


def test_everyday_words_and_phrases_are_understood(town):
    EverydayWordFactory(words="Fiffi", means="Hund anmelden")
    EverydayWordFactory(words="Fleppe futsch", means="Führerschein")
    actions.take_new_words()

    assert texts("fiff", town)[0] == "Hund anmelden"  # before what the list that we ship says of it
    assert texts("fleppe fut", town) == []
    assert texts("fleppe futsch", town) == ["Führerschein umtauschen"]


def test_a_title_with_all_words_goes_before_those_with_some(town):
    assert texts("reisepass beantr", town) == ["Reisepass beantragen"]
    assert texts("beantr", town) == ["Reisepass beantragen", "Personalausweis beantragen"]


def test_no_more_than_asked_for(town):
    assert len(suggest("beantragen", partner=town, limit=1)) == 1


def test_other_partners_pages_are_not_offered(town):
    other = MappingFactory()
    ServicePageFactory(title="Hundewiese", responsibility=other.responsibility)

    assert "Hundewiese" not in texts("hund", town)
    assert texts("hund", other.partner) == ["Hundewiese"]
    assert texts("hund", PartnerFactory()) == []


def test_what_is_for_agents_is_not_offered_to_citizens(town, responsibility):
    service = ServicePageFactory(title="Baum fällen", responsibility=responsibility)
    AgentNote.objects.create(service=service, text="Zebrakraut")

    for letters in ("zebra", "zebrakraut", "baum zebrakraut"):
        assert "Zebrakraut" not in str(suggest(letters, partner=town))
    assert texts("zebra", town) == []


def test_a_release_is_offered_at_once_and_a_page_taken_down_no_more(town, responsibility):
    assert texts("quitt", town) == []

    service = ServicePageFactory(title="Quittenernte", responsibility=responsibility)
    assert texts("quitt", town) == ["Quittenernte"]
    service.title = "Zwetschgenernte"
    service.save_revision().publish()
    assert texts("quitt", town) == []
    assert texts("zwetsch", town) == ["Zwetschgenernte"]
    service.unpublish()
    assert texts("zwetsch", town) == []
    assert texts("hund", town) == ["Hund anmelden", "Hundesteuer: Ermäßigung"]


def test_what_was_rolled_back_is_not_offered(town, responsibility):
    with transaction.atomic():
        ServicePageFactory(title="Quittenernte", responsibility=responsibility)
        assert texts("quitt", town) == ["Quittenernte"]
        transaction.set_rollback(True)

    ServicePageFactory(title="Zoo", responsibility=responsibility)
    assert texts("quitt", town) == []
    assert texts("zoo", town) == ["Zoo"]


def test_following_is_the_same_as_reading_anew(town, responsibility):
    texts("hund", town)
    ServicePageFactory(title="Hundeschule", responsibility=responsibility)
    followed = texts("hund", town)

    suggestions.forget()

    assert sorted(texts("hund", town)) == sorted(followed)


def test_not_offered_here_says_so(town):
    EntryPartner.objects.filter(entry__title="Hund anmelden").update(offered=False)

    assert [each.offered for each in suggest("hund anm", partner=town)] == [False]


@pytest.mark.parametrize("start", ["furersch", "fuhrrersch", "fugrersch", "fuhrresch", "fuhrerschx", "fhurer"])
def test_one_mistake_in_the_beginning_of_a_word(start):
    assert begins_almost_like("fuhrerschein", start)


@pytest.mark.parametrize("start", ["fxyrersch", "fahrrad", "fuhrerscheinstelle", "furersxh"])
def test_two_mistakes_are_another_word(start):
    assert not begins_almost_like("fuhrerschein", start)


def test_words_that_say_nothing_are_left_out():
    assert [word.word for word in typed("wo ist denn der Hund")] == ["hund"]
    assert [word.word for word in typed("der")] == ["der"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.text()
    | st.lists(st.sampled_from(["Hund", '"', "%", "\x00", "an", "-", "犬", "𝕳𝖚", "ä" * 300])).map(" ".join)
)
def test_every_query_has_an_answer(town, query):
    for audience in Audience:
        suggest(query, partner=town, audience=audience)


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_changes_nothing(town):
    before = texts("hund", town)

    rebuild()

    assert texts("hund", town) == before
