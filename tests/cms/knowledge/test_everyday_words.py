"""Everyday words of the centre and its partners: written, released by somebody else, in force at once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.accounts.groups import APPROVER, CENTRAL_EDITOR
from cms.knowledge import actions
from cms.knowledge.errors import NothingToRelease, NotInForce, NotYourWord
from cms.knowledge.models import EverydayWord
from cms.knowledge.search import search
from cms.organisation.errors import NotYoursToRelease, SecondPersonNeeded
from cms.organisation.models import Partner
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory
from tests.factories.knowledge import EverydayWordFactory
from tests.factories.organisation import MappingFactory, PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def editor():
    return UserFactory(groups=[CENTRAL_EDITOR])


@pytest.fixture
def approver():
    return UserFactory(groups=[CENTRAL_EDITOR, APPROVER])


@pytest.fixture
def service(responsibility):
    ServicePageFactory(title="Reisepass beantragen", responsibility=responsibility)
    return ServicePageFactory(title="Hundesteuer", responsibility=responsibility)


def found(query, partner) -> list[str]:
    return [hit.title for hit in search(query, partner=partner).hits if hit.service_id]


def propose(by, **fields) -> EverydayWord:
    return actions.propose_everyday_word(
        **{"kind": "one_way", "words": "Quaxi", "means": "Hundesteuer", **fields}, by=by
    )


def test_a_released_word_is_found_and_a_proposed_one_is_not(service, partner, editor, approver):
    revisions = service.revisions.count()
    word = propose(editor)
    assert found("Quaxi", partner) == []

    actions.release_everyday_word(word, by=approver)

    assert found("Quaxi", partner) == ["Hundesteuer"]
    assert service.revisions.count() == revisions


def test_a_word_may_mean_a_page_whatever_the_page_says(service, partner, editor, approver):
    word = propose(editor, means="", page=service, words="Quaxi, Wuffwuff")
    actions.release_everyday_word(word, by=approver)

    assert found("wuffwuff", partner) == found("Quaxi", partner) == ["Hundesteuer"]


def test_a_page_that_the_partner_does_not_have_is_not_meant(service, editor, approver):
    actions.release_everyday_word(propose(editor, means="", page=service), by=approver)

    assert found("Quaxi", MappingFactory().partner) == []


def test_a_phrase_and_equal_words_are_in_force_too(service, partner, editor, approver):
    phrase = propose(editor, kind="phrase", words="Quaxi zahlen", means="Hundesteuer")
    equals = propose(editor, kind="equal", words="Quaxi, Wuffwuff", means="")
    for word in (phrase, equals):
        actions.release_everyday_word(word, by=approver)

    assert found("zahlen für wuffwuff", partner)[0] == "Hundesteuer"


def test_a_partners_word_holds_for_its_citizens_only(service, responsibility, partner, editor, approver):
    other = MappingFactory(responsibility=responsibility).partner
    Partner.objects.update(centre_approves=True)
    actions.release_everyday_word(propose(editor, partner=partner), by=approver)

    assert found("Quaxi", partner) == ["Hundesteuer"]
    assert found("Quaxi", other) == []


def test_a_change_holds_from_its_release_on(service, partner, editor, approver):
    word = propose(editor)
    actions.release_everyday_word(word, by=approver)

    actions.change_everyday_word(word, words="Wuffwuff", means="Hundesteuer", by=editor)
    assert (found("Quaxi", partner), found("Wuffwuff", partner)) == (["Hundesteuer"], [])

    actions.release_everyday_word(word, by=approver)
    assert (found("Quaxi", partner), found("Wuffwuff", partner)) == ([], ["Hundesteuer"])
    word.refresh_from_db()
    assert word.revisions.count() == 2


def test_what_is_withdrawn_or_deleted_is_not_found(service, partner, editor, approver):
    word = propose(editor)
    actions.release_everyday_word(word, by=approver)

    actions.withdraw_everyday_word(word, by=approver)
    assert found("Quaxi", partner) == []
    with pytest.raises(NotInForce):
        actions.withdraw_everyday_word(word, by=approver)

    gone = EverydayWordFactory(words="Quaxi", means="Hundesteuer")
    assert found("Quaxi", partner) == ["Hundesteuer"]
    gone.delete()
    assert found("Quaxi", partner) == []


def test_what_is_rolled_back_was_never_in_force(service, partner):
    with transaction.atomic():
        EverydayWordFactory(words="Quaxi", means="Hundesteuer")
        assert found("Quaxi", partner) == ["Hundesteuer"]
        transaction.set_rollback(True)

    assert found("Quaxi", partner) == []


def test_nobody_releases_her_own_word(service, approver):
    word = propose(approver)

    with pytest.raises(SecondPersonNeeded):
        actions.release_everyday_word(word, by=approver)


def test_who_changed_it_meanwhile_is_no_second_person(service, editor, approver):
    word = propose(editor)
    actions.change_everyday_word(word, words="Wuffwuff", means="Hundesteuer", by=approver)

    with pytest.raises(SecondPersonNeeded):
        actions.release_everyday_word(word, by=approver)


def test_who_is_no_approver_of_it_releases_and_withdraws_nothing(service, editor):
    word = propose(editor)
    elsewhere = PartnerFactory()
    stranger = UserFactory(groups=[APPROVER, elsewhere.editors] if elsewhere.editors else [])

    for person in (UserFactory(groups=[CENTRAL_EDITOR]), stranger):
        with pytest.raises(NotYoursToRelease):
            actions.release_everyday_word(word, by=person)
        with pytest.raises(NotYourWord):
            actions.withdraw_everyday_word(word, by=person)


def test_it_is_released_once(service, editor, approver):
    word = propose(editor)
    actions.release_everyday_word(word, by=approver)

    with pytest.raises(NothingToRelease):
        actions.release_everyday_word(word, by=approver)


def test_who_edits_nothing_or_another_partner_proposes_nothing(partner):
    for person in (UserFactory(), UserFactory(groups=[APPROVER])):
        with pytest.raises(NotYourWord):
            propose(person, partner=partner)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"words": "und oder"}, "words"),
        ({"words": "zwei Wörter"}, "words"),
        ({"kind": "phrase", "words": "eins"}, "words"),
        ({"kind": "equal", "words": "eins", "means": ""}, "words"),
        ({"kind": "equal", "words": "eins, zwei", "means": "Hund"}, "means"),
        ({"means": ""}, "means"),
        ({"means": "der | die"}, "means"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(editor, fields, wrong):
    with pytest.raises(ValidationError) as refused:
        propose(editor, **fields)

    assert list(refused.value.message_dict) == [wrong]
    assert not EverydayWord.objects.exists()


def test_a_page_and_words_are_one_too_many(editor, service):
    with pytest.raises(ValidationError) as refused:
        propose(editor, page=service)

    assert list(refused.value.message_dict) == ["page"]
    with pytest.raises(IntegrityError), transaction.atomic():
        EverydayWordFactory(page=service, means="Hund")


def test_a_word_stays_with_its_partner(editor, approver, partner):
    word = EverydayWordFactory(partner=partner)
    word.partner = None

    with pytest.raises(ValidationError) as refused:
        word.full_clean()

    assert list(refused.value.message_dict) == ["partner"]
