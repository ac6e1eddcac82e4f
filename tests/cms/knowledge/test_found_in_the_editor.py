"""The page's editor says which words lead to it, and how it would be found as it stands in the form."""

import re

import pytest
from django.urls import reverse

from cms.accounts.groups import AGENT, CENTRAL_EDITOR
from cms.catalogue.setup import MAY_EDIT, grant, library
from cms.knowledge import actions, embedding, loading, ranker
from cms.knowledge.explaining import TERM_OF
from cms.knowledge.leading import leading_to
from cms.knowledge.search import search
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory, home_of, written_in
from tests.factories.knowledge import EverydayWordFactory
from tests.factories.organisation import PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]

STREAMS = ("fees", "deadlines", "documents", "online_services", "steps", "forms", "legal_basis")


@pytest.fixture
def central():
    return UserFactory(groups=[CENTRAL_EDITOR])


@pytest.fixture
def service(responsibility):
    ServicePageFactory(title="Reisepass beantragen", responsibility=responsibility)
    return ServicePageFactory(title="Hundesteuer", full_text="<p>Für jeden Hund.</p>", responsibility=responsibility)


def form(page, words: str, partner, **fields) -> dict:
    """What the editor sends: the page's form with the words beside it."""
    said = {name: getattr(page, name) for name in ("title", "everyday_title", "teaser", "slug")}
    said |= {"responsibility": page.responsibility_id, "full_text": "null"}
    return {
        **said,
        **{f"{name}-count": 0 for name in STREAMS},
        "related_services-count": 0,
        "found_words": words,
        "found_partner": partner.pk,
        **fields,
    }


def local_form(service, **fields) -> dict:
    return {"service": service.pk, "offered": "on", **{f"{name}-count": 0 for name in STREAMS}, **fields}


def asked(client, page, words: str, partner, **fields):
    response = client.post(reverse("knowledge_found", args=[page.pk]), form(page, words, partner, **fields))
    assert response.status_code == 200
    return response.context["explanation"]


def test_the_place_is_the_one_the_search_gives(client, central, service, partner):
    client.force_login(central)
    for number in range(4):
        ServicePageFactory(title=f"Steuer Nummer {number}", responsibility=service.responsibility)

    for words in ("Hundesteuer", "Hund", "Nummer Hundesteuer Steuer", "Reisepass für den Hund"):
        titles = [hit.title for hit in search(words, partner=partner).hits]
        seen = asked(client, service, words, partner)
        assert "Hundesteuer" in titles, words
        assert seen.rank == titles.index("Hundesteuer") + 1
        assert [row.title for row in seen.rows] == titles


def test_the_draft_in_hand_counts_and_nothing_of_it_is_kept(client, central, service, partner):
    client.force_login(central)
    before = loading.stand()

    assert asked(client, service, "Quaxigebühr", partner).rank is None
    seen = asked(client, service, "Quaxigebühr", partner, everyday_title="Quaxigebühr zahlen")

    assert seen.rank == 1
    assert [(word.typed, word.way, word.found) for word in seen.words] == [("Quaxigebühr", "itself", ("Quaxigebühr",))]
    assert search("Quaxigebühr", partner=partner).hits == []
    assert loading.stand() == before
    service.refresh_from_db()
    assert service.everyday_title == ""


def test_each_word_says_how_it_came_to_the_page(client, central, service, partner):
    EverydayWordFactory(words="Quaxi", means="Hundesteuer")
    EverydayWordFactory(words="Wuffwuff", means="", page=service)
    client.force_login(central)

    seen = asked(client, service, "Quaxi Wuffwuff Hundestuer Waschmaschine", partner)

    ways = {word.typed: (str(word.way), word.found, str(word.place)) for word in seen.words}
    assert ways["Quaxi"] == ("everyday", ("Hundesteuer",), "im Titel")
    assert ways["Wuffwuff"][0] == "page"
    assert ways["Hundestuer"][0] == "similar"
    assert ways["Waschmaschine"][0] == "nowhere"


def test_the_points_of_the_terms_sum_up_and_make_the_order(client, central, service, partner, settings):
    settings.SENTENCE_MODEL = "use"
    while embedding.write_some() is not None:
        pass
    client.force_login(central)
    seen = asked(client, service, "Was kostet es, einen Hund zu haben?", partner)

    assert seen.with_sentences
    points = [row.points for row in seen.rows]
    assert points == sorted(points, reverse=True)
    for row in seen.rows:
        assert abs(row.points - sum(number for _label, number in row.terms)) <= len(row.terms)  # each is rounded


def test_every_term_of_the_model_has_a_name_for_editors():
    assert {*TERM_OF} == {*ranker.TERMS}


def test_without_a_sentence_model_it_says_so(client, central, service, partner, settings):
    settings.SENTENCE_MODEL = "none"
    client.force_login(central)

    seen = asked(client, service, "Hundesteuer", partner)

    assert (seen.rank, seen.with_sentences) == (1, False)


def test_a_page_that_is_not_saved_yet_is_looked_for_too(client, central, service, partner):
    client.force_login(central)
    where = reverse("knowledge_found_new", args=["catalogue", "servicepage", library().pk])

    response = client.post(where, form(service, "Quaxigebühr", partner, title="Quaxigebühr", slug=""))

    assert response.context["explanation"].rank == 1


def test_a_local_page_is_looked_for_with_its_own_text(client, service, partner):
    local = LocalServicePageFactory(service=service, partner=partner, local_text="")
    grant(partner.editors, home_of(partner), MAY_EDIT)
    editor = UserFactory(groups=[partner.editors])
    client.force_login(editor)
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[local.pk]))
    assert edit.status_code == 200

    sent = local_form(service, found_words="Quaxis", spoken_answer="Auch für Quaxis.")
    response = client.post(reverse("knowledge_found", args=[local.pk]), sent)

    assert response.context["explanation"].rank == 1


@pytest.mark.parametrize("words", ["", "   ", "\x00", "x" * 10_000, "<b>'; DROP TABLE", "🐶", '" OR NEAR(', "und der"])
def test_any_words_are_words_or_a_clear_answer(client, central, service, partner, words):
    client.force_login(central)
    response = client.post(reverse("knowledge_found", args=[service.pk]), form(service, words, partner))

    assert response.status_code == 200
    assert "<b>" not in response.content.decode()


def test_who_does_not_edit_the_page_looks_at_nothing(client, service, partner):
    where = reverse("knowledge_found", args=[service.pk])
    for person in (UserFactory(groups=[AGENT]), UserFactory(groups=[PartnerFactory().editors]), None):
        client.logout()
        if person:
            client.force_login(person)
        assert client.post(where, form(service, "Hund", partner)).status_code in {302, 403}


def test_a_stranger_partner_is_not_asked_for(client, service, responsibility, partner):
    other = PartnerFactory()
    EverydayWordFactory(words="Quaxi", means="Hundesteuer", partner=other)
    local = LocalServicePageFactory(service=service, partner=partner)
    grant(partner.editors, home_of(partner), MAY_EDIT)
    client.force_login(UserFactory(groups=[partner.editors]))

    sent = local_form(service, found_words="Quaxi", found_partner=other.pk)
    response = client.post(reverse("knowledge_found", args=[local.pk]), sent)

    assert response.context["partner"] == partner
    assert response.context["explanation"].words[0].way == "nowhere"


def test_the_editor_lists_the_words_that_lead_to_the_page(client, central, service, partner):
    EverydayWordFactory(words="Quaxi", means="Hundesteuer", partner=partner)
    EverydayWordFactory(words="Wuffwuff", means="", page=service)
    EverydayWordFactory(words="Perso", means="Personalausweis")
    actions.propose_everyday_word(kind="phrase", words="Köter zahlen", page=service, by=central)
    client.force_login(central)

    found = leading_to(service, user=central)
    assert {word.words for word in found.own} == {"Quaxi", "Wuffwuff", "Köter zahlen"}
    assert len(found.shipped) > 8

    seen = client.get(reverse("wagtailadmin_pages:edit", args=[service.pk])).content.decode()
    assert re.search(rf"everydayword/add/\?page={service.pk}", seen)
    for words in ("Quaxi", "Wuffwuff", "Köter zahlen", found.shipped[0]):
        assert words in seen


def test_words_of_another_partner_are_not_listed(service, partner):
    other = PartnerFactory()
    EverydayWordFactory(words="Fremd", means="Hundesteuer", partner=other)
    EverydayWordFactory(words="Allgemein", means="Hundesteuer")

    found = leading_to(service, user=UserFactory(groups=[partner.editors]))

    assert [word.words for word in found.own] == ["Allgemein"]


def test_a_translation_has_neither_panel(client, central, service):
    english = written_in(service, "en", title="Dog tax")
    client.force_login(central)

    seen = client.get(reverse("wagtailadmin_pages:edit", args=[english.pk])).content.decode()

    assert "data-found=" not in seen
    assert "words-people-use" not in seen.replace("knowledge/editor.css", "")
