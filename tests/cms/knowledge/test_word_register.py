"""The register of everyday words: written by a partner's editor, released by somebody else, refused to strangers."""

import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder

from cms.accounts.groups import AGENT, APPROVER, CENTRAL_EDITOR
from cms.audit.models import Event
from cms.knowledge import actions
from cms.knowledge.errors import WasInForce
from cms.knowledge.models import EverydayWord
from cms.knowledge.search import search
from cms.organisation.models import Partner
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory, written_in
from tests.factories.knowledge import EverydayWordFactory
from tests.factories.organisation import PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NAMES = "wagtailsnippets_knowledge_everydayword"
REFUSED = {302, 403}  # Wagtail leads whoever may not open a page back to the first one


def address(name: str, *args) -> str:
    return reverse(f"{NAMES}:{name}", args=args)


@pytest.fixture
def central():
    return UserFactory(groups=[CENTRAL_EDITOR])


@pytest.fixture
def approver():
    return UserFactory(groups=[APPROVER])


@pytest.fixture
def service(responsibility):
    return ServicePageFactory(title="Hundesteuer", responsibility=responsibility)


def form(**fields) -> dict:
    said = {"kind": "one_way", "words": "Quaxi", "means": "Hundesteuer", "page": "", "partner": ""}
    return {**said, "action-submit": "on", **fields}


def written(client, person, **fields) -> EverydayWord:
    client.force_login(person)
    response = client.post(address("add"), form(**fields))
    assert response.status_code == 302, response.context["form"].errors.as_data()
    return EverydayWord.objects.latest("pk")


def decide(client, person, word, how="approve"):
    client.force_login(person)
    state = word.current_workflow_task_state
    return client.post(address("workflow_action", word.pk, how, state.pk), {"comment": "So nicht."})


def found(words, partner) -> list[str]:
    return [hit.title for hit in search(words, partner=partner).hits]


def test_a_second_person_releases_and_the_next_search_finds(client, central, approver, service, partner):
    word = written(client, central)
    assert not word.live
    assert found("Quaxi", partner) == []

    decide(client, central, word)
    assert not EverydayWord.objects.get(pk=word.pk).live

    decide(client, approver, word)

    assert EverydayWord.objects.get(pk=word.pk).live
    assert found("Quaxi", partner) == ["Hundesteuer"]


def test_who_wrote_it_does_not_release_it_although_she_is_an_approver(client, service):
    both = UserFactory(groups=[CENTRAL_EDITOR, APPROVER])
    word = written(client, both)

    decide(client, both, word)

    assert not EverydayWord.objects.get(pk=word.pk).live


def test_an_approver_releases_from_the_editor_without_writing_anything(client, central, service, partner):
    word = written(client, central)
    both = UserFactory(groups=[CENTRAL_EDITOR, APPROVER])
    client.force_login(both)

    untouched = form(**{"action-submit": "", "action-workflow-action": "true", "workflow-action-name": "approve"})
    client.post(address("edit", word.pk), untouched)

    assert found("Quaxi", partner) == ["Hundesteuer"]
    assert word.revisions.count() == 1


def test_what_waits_is_locked_for_its_author_and_stands_in_the_approvers_inbox(client, central, approver, service):
    word = written(client, central)

    client.post(address("edit", word.pk), form(words="Wuffwuff"))
    assert word.revisions.count() == 1

    client.force_login(approver)
    start_page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert re.search(rf'<a href="{address("edit", word.pk)}"[^>]*>Quaxi</a>', start_page)
    assert client.get(address("edit", word.pk)).status_code == 200


def test_only_who_releases_it_is_led_to_what_waits_and_only_while_it_waits(client, central, approver, service, partner):
    word = written(client, central)
    of_a_partner = UserFactory(groups=[partner.editors, APPROVER])

    def led(person) -> bool:
        return AdminURLFinder(person).get_edit_url(EverydayWord.objects.get(pk=word.pk)) is not None

    assert led(approver)
    assert not led(of_a_partner)
    assert not led(UserFactory(groups=[AGENT]))
    actions.release_everyday_word(word, by=approver)
    assert not led(approver)


def test_sent_back_it_is_written_anew(client, central, approver, service, partner):
    word = written(client, central)
    decide(client, approver, word, "reject")

    client.force_login(central)
    client.post(address("edit", word.pk), form(words="Wuffwuff"))
    decide(client, approver, EverydayWord.objects.get(pk=word.pk))

    assert found("Wuffwuff", partner) == ["Hundesteuer"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"words": "und oder"}, "words"),
        ({"words": ""}, "words"),
        ({"words": "zwei Wörter"}, "words"),
        ({"kind": "equal", "words": "eins, zwei", "means": "Hund"}, "means"),
        ({"means": ""}, "means"),
        ({"page": "999999"}, "page"),
        ({"kind": "weird"}, "kind"),
        ({"partner": "999999"}, "partner"),
    ],
)
def test_mistakes_stand_beside_their_field_and_nothing_typed_is_lost(client, central, fields, wrong):
    client.force_login(central)
    response = client.post(address("add"), form(**fields))

    assert response.status_code == 200
    assert wrong in response.context["form"].errors
    if fields.get("words"):
        assert fields["words"] in response.content.decode()
    assert not EverydayWord.objects.exists()


def test_a_translation_is_no_target_and_the_same_word_is_written_once(client, central, service):
    translation = written_in(service, "en", title="Dog tax")
    client.force_login(central)

    response = client.post(address("add"), form(means="", page=translation.pk))
    assert "page" in response.context["form"].errors

    written(client, central)
    response = client.post(address("add"), form(words="quaxi"))
    assert "words" in response.context["form"].errors


def test_a_partners_editor_writes_words_of_her_partner_only(client, partner):
    other = PartnerFactory()
    for each in (partner, other):
        EverydayWordFactory(words=f"Wort{each.pk}", partner=each)
    EverydayWordFactory(words="Allgemein")
    editor = UserFactory(groups=[partner.editors])
    client.force_login(editor)

    seen = client.get(address("list")).content.decode()
    assert f"Wort{partner.pk}" in seen
    assert f"Wort{other.pk}" not in seen
    assert "Allgemein" not in seen

    for wrong in (other.pk, ""):
        response = client.post(address("add"), form(partner=wrong))
        assert "partner" in response.context["form"].errors
    assert written(client, editor, partner=partner.pk).partner == partner

    of_the_other = EverydayWord.objects.get(partner=other)
    for name in ("edit", "history", "inspect", "usage", "end"):
        assert client.get(address(name, of_the_other.pk)).status_code in REFUSED


def test_agents_and_nobody_reach_nothing(client, anonymous, partner):
    word = EverydayWordFactory(partner=partner)
    client.force_login(UserFactory(groups=[AGENT]))
    for name, args in (("list", ()), ("add", ()), ("edit", (word.pk,)), ("import", ()), ("export", ())):
        assert client.get(address(name, *args)).status_code in REFUSED
    client.logout()
    for name, args in (("list", ()), ("add", ()), ("edit", (word.pk,)), ("import", ()), ("export", ())):
        assert client.get(address(name, *args)).status_code == 302


def test_the_list_is_searched_and_filtered(client, central, service, partner):
    EverydayWordFactory(words="Perso", means="Personalausweis", partner=partner)
    EverydayWordFactory(words="Hund ist weg", means="Fundtier", kind="phrase")
    EverydayWordFactory(words="Wuffwuff", means="", page=service, live=False)
    waiting = written(client, central)
    client.force_login(central)

    def listed(query: str) -> set[str]:
        seen = client.get(f"{address('list_results')}?{query}").content.decode()
        texts = set(BeautifulSoup(seen, "html.parser").stripped_strings)
        return texts & {"Perso", "Hund ist weg", "Wuffwuff", "Quaxi"}

    assert listed("") == {"Perso", "Hund ist weg", "Wuffwuff", "Quaxi"}
    assert listed("q=fundt") == {"Hund ist weg"}
    assert listed("q=Hundest") == {"Wuffwuff", "Quaxi"}
    assert listed("kind=phrase") == {"Hund ist weg"}
    assert listed(f"partner={partner.pk}") == {"Perso"}
    assert listed("partner=all") == {"Hund ist weg", "Wuffwuff", "Quaxi"}
    assert listed("state=in_force") == {"Perso", "Hund ist weg"}
    assert listed("state=not_in_force") == {"Wuffwuff", "Quaxi"}
    assert listed("state=waits") == {"Quaxi"}
    assert waiting.current_workflow_state


def test_the_form_comes_filled_in_from_a_page_or_a_gap(client, central, service, partner):
    client.force_login(central)
    seen = client.get(f"{address('add')}?words=Hund%20ist%20%20weg&page={service.pk}&partner={partner.pk}")
    initial = seen.context["form"].initial

    assert (initial["words"], initial["kind"], initial["page"], initial["partner"]) == (
        "Hund ist weg",
        "phrase",
        service.pk,
        partner.pk,
    )
    assert "Hundesteuer" in seen.content.decode()
    for strange in ("page=x", "page=99999999999999999999", "page=%00", "kind=weird", f"words={'w' * 10000}"):
        assert client.get(f"{address('add')}?{strange}").status_code == 200


def test_who_releases_withdraws_and_who_writes_discards(client, central, approver, service, partner):
    word = written(client, central)
    decide(client, approver, word)
    client.force_login(central)
    assert client.get(address("end", word.pk)).status_code in REFUSED
    with pytest.raises(WasInForce):
        actions.discard_everyday_word(word, by=central)

    client.force_login(approver)
    assert "Quaxi" in client.get(address("list")).content.decode()
    assert client.get(address("end", word.pk)).status_code == 200
    client.post(address("end", word.pk))
    assert found("Quaxi", partner) == []
    assert EverydayWord.objects.get(pk=word.pk).revisions.exists()

    draft = written(client, central, words="Wuffwuff")
    client.post(address("end", draft.pk))
    assert not EverydayWord.objects.filter(pk=draft.pk).exists()
    assert Event.objects.filter(verb="everyday_word_discarded").exists()


def test_a_partners_own_approver_releases_and_that_of_another_does_not(client, partner, service):
    Partner.objects.update(centre_approves=False)
    author, mine = UserFactory(groups=[partner.editors]), UserFactory(groups=[partner.editors, APPROVER])
    stranger = UserFactory(groups=[PartnerFactory().editors, APPROVER])
    word = written(client, author, partner=partner.pk)

    decide(client, stranger, word)
    assert found("Quaxi", partner) == []

    decide(client, mine, word)
    assert found("Quaxi", partner) == ["Hundesteuer"]


def test_many_are_released_at_once_and_ones_own_are_left_out(client, central, service, partner):
    both = UserFactory(groups=[CENTRAL_EDITOR, APPROVER])
    theirs = [written(client, central, words=words) for words in ("Quaxi", "Wuffwuff")]
    hers = written(client, both, words="Rex")
    resting = EverydayWordFactory(words="Bello", live=False)
    client.force_login(both)
    where = "/admin/bulk/knowledge/everydayword/release/?" + "&".join(
        f"id={word.pk}" for word in (*theirs, hers, resting)
    )

    seen = client.get(where)
    assert [each["draft"].words for each in seen.context["items"]] == ["Quaxi", "Wuffwuff"]
    assert {word.words for word in seen.context["items_with_no_access"]} == {"Rex", "Bello"}
    client.post(where)

    assert set(EverydayWord.objects.filter(live=True).values_list("words", flat=True)) == {"Quaxi", "Wuffwuff"}
    assert found("wuffwuff", partner) == ["Hundesteuer"]


def test_a_stranger_releases_nothing_at_once_and_sees_no_names(client, partner):
    Partner.objects.update(centre_approves=False)
    word = written(client, UserFactory(groups=[partner.editors]), partner=partner.pk)
    where = f"/admin/bulk/knowledge/everydayword/release/?id={word.pk}&id=all"

    for person in (
        UserFactory(groups=[PartnerFactory().editors, APPROVER]),
        UserFactory(groups=[CENTRAL_EDITOR]),
        UserFactory(groups=[AGENT]),
    ):
        client.force_login(person)
        assert "Quaxi" not in client.get(where).content.decode()
        client.post(where)

    assert not EverydayWord.objects.get(pk=word.pk).live
