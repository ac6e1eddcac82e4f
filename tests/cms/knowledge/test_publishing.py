"""The index follows every change in the transaction that makes it, and the lexicon never counts wrong."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cms.catalogue import setup
from cms.catalogue.models import ServicePage
from cms.knowledge import actions, entries, loading, writing
from cms.knowledge.engines import Terms, Where, engine
from cms.knowledge.models import Audience, Entry, EntryPartner, Kind
from cms.knowledge.records import Text, record_of
from cms.knowledge.search import search
from tests.factories.catalogue import (
    AgentNoteFactory,
    LifeSituationFactory,
    LocalServicePageFactory,
    ServicePageFactory,
    TopicFactory,
    local_services_of,
)
from tests.factories.organisation import MappingFactory, PartnerFactory, ResponsibilityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANOTHER_GENERATION = 7  # that no search and no lexicon knows


@pytest.fixture(autouse=True)
def the_lexicon_counts_right(db, counted_anew):
    """Behind every test: what was followed in differences is what counting anew gives."""
    yield
    for audience in Audience:
        followed, counted = loading.current(audience).lexicon.total(), counted_anew(audience)
        assert followed.services == counted.services
        assert followed.stems == counted.stems
        assert followed.words == counted.words
        assert followed.trigrams == counted.trigrams
        assert followed.lengths == pytest.approx(counted.lengths)


def found(query, partner, **options) -> list[str]:
    return [hit.title for hit in search(query, partner=partner, **options).hits if hit.service_id]


def publish(page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_a_draft_is_not_found(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility, live=False)
    assert found("Jagdschein", partner) == []

    publish(service)

    assert found("Jagdschein", partner) == ["Jagdschein"]


def test_the_draft_of_a_live_page_is_not_found(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    service.short_text = "Zebrakraut"
    service.save_revision()

    assert found("Zebrakraut", partner) == []


def test_a_change_replaces_what_was_there(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", short_text="Zebrakraut", responsibility=responsibility)

    publish(service, title="Angelschein", short_text="Heidekraut")

    assert found("Zebrakraut", partner) != ["Jagdschein"]
    assert found("Heidekraut", partner) == ["Angelschein"]
    assert Entry.objects.filter(kind="service", object_id=service.pk, audience=Audience.PUBLIC).count() == 1


def test_what_is_not_ours_is_found_with_every_partner_marked_so(partner):
    ServicePageFactory(title="Bankkarte sperren", is_not_ours=True, whose_name="Bank")
    newcomer = PartnerFactory()

    for each in (partner, newcomer):
        assert [(hit.title, hit.offered) for hit in search("Bankkarte", partner=each).hits] == [
            ("Bankkarte sperren", False)
        ]


def test_steps_forms_and_life_situations_are_found_too(partner, responsibility):
    situation = LifeSituationFactory(name="Zebrakraut")
    service = ServicePageFactory(
        title="Jagdschein",
        responsibility=responsibility,
        life_situations=[situation],
        steps=[("step", {"title": "Heidekraut", "text": None})],
        forms=[("form", {"name": "Farnkraut", "url": "https://example.org"})],
    )
    for word in ("Zebrakraut", "Heidekraut", "Farnkraut"):
        assert found(word, partner) == ["Jagdschein"]

    situation.name = "Bärenklau"
    situation.save()

    assert found("Bärenklau", partner) == [service.title]


def test_what_is_planned_is_not_found_yet(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility, live=False)

    publish(service, go_live_at=datetime(2099, 1, 1, tzinfo=UTC))

    assert found("Jagdschein", partner) == []


def test_what_is_taken_down_is_gone(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)

    service.unpublish()

    assert found("Jagdschein", partner) == []
    assert not Entry.objects.filter(kind="service", object_id=service.pk).exists()


def test_what_is_deleted_is_gone(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    AgentNoteFactory(service=service, text="Zebrakraut")

    service.delete()

    assert found("Jagdschein", partner) == []
    assert found("Zebrakraut", partner, audience=Audience.AGENT) == []


def test_a_page_that_is_born_live_is_found(partner, responsibility):
    setup.library().add_child(instance=ServicePage(title="Jagdschein", responsibility=responsibility))

    assert found("Jagdschein", partner) == ["Jagdschein"]


def test_what_was_rolled_back_was_never_found(partner, responsibility):
    ServicePageFactory(title="Angelschein", responsibility=responsibility)
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility, live=False)
    before = loading.current(Audience.PUBLIC).lexicon.total()

    with transaction.atomic():
        publish(service)
        assert found("Jagdschein", partner)[0] == "Jagdschein"
        transaction.set_rollback(True)

    assert found("Jagdschein", partner) != ["Jagdschein"]
    assert loading.current(Audience.PUBLIC).lexicon.total() == before


def test_after_a_rollback_the_next_publication_is_found(partner, responsibility):
    """Both give the lexicon the same next version; the token tells them apart."""
    lost = ServicePageFactory(title="Jagdschein", responsibility=responsibility, live=False)
    kept = ServicePageFactory(title="Angelschein", responsibility=responsibility, live=False)
    with transaction.atomic():
        publish(lost)
        assert found("Jagdschein", partner) == ["Jagdschein"]
        transaction.set_rollback(True)

    publish(kept)

    assert found("Angelschein", partner) == ["Angelschein"]


def test_a_local_page_that_goes_leaves_the_shared_text(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    local = LocalServicePageFactory(service=service, partner=partner, local_text="<p>Zebrakraut</p>")
    assert found("Zebrakraut", partner) == ["Jagdschein"]

    local.unpublish()

    assert found("Zebrakraut", partner) == []
    assert found("Jagdschein", partner) == ["Jagdschein"]


def test_a_local_page_that_is_deleted_leaves_the_shared_text(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    local = LocalServicePageFactory(service=service, partner=partner, local_text="<p>Zebrakraut</p>")

    local.delete()

    assert found("Zebrakraut", partner) == []
    assert found("Jagdschein", partner) == ["Jagdschein"]


def test_a_whole_town_hall_that_is_deleted_takes_its_local_words_along(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    LocalServicePageFactory(service=service, partner=partner, local_text="<p>Zebrakraut</p>")

    local_services_of(partner).delete()

    assert found("Zebrakraut", partner) == []


def test_a_mapping_brings_its_services_and_takes_them_along(partner):
    responsibility = ResponsibilityFactory()
    ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    office = partner.mappings.first().office

    mapping = MappingFactory(office=office, responsibility=responsibility)
    assert found("Jagdschein", partner) == ["Jagdschein"]

    mapping.delete()
    assert found("Jagdschein", partner) == []


def test_a_mapping_that_changes_its_responsibility_leaves_the_old_services(partner, mapping, responsibility):
    ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    other = ResponsibilityFactory()
    ServicePageFactory(title="Angelkarte", responsibility=other)

    mapping.responsibility = other
    mapping.save()

    assert found("Jagdschein", partner) == []
    assert found("Angelkarte", partner) == ["Angelkarte"]


def test_a_partner_more_needs_no_new_entry(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    [before] = Entry.objects.filter(kind="service", object_id=service.pk, audience=Audience.PUBLIC)

    other = MappingFactory(responsibility=responsibility).partner

    assert found("Jagdschein", other) == found("Jagdschein", partner) == ["Jagdschein"]
    [after] = Entry.objects.filter(kind="service", object_id=service.pk, audience=Audience.PUBLIC)
    assert after.pk == before.pk


def test_a_note_that_goes_is_not_found_any_more(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    note = AgentNoteFactory(service=service, text="Zebrakraut")
    note.text = "Heidekraut"
    note.save()
    assert found("Zebrakraut", partner, audience=Audience.AGENT) == []
    assert found("Heidekraut", partner, audience=Audience.AGENT) == ["Jagdschein"]

    note.delete()

    assert found("Heidekraut", partner, audience=Audience.AGENT) == []


def test_a_topic_is_found_by_its_new_name(partner, responsibility):
    topic = TopicFactory(name="Zebrakraut")
    ServicePageFactory(title="Jagdschein", responsibility=responsibility, topics=[topic])
    assert found("Zebrakraut", partner) == ["Jagdschein"]

    topic.name = "Heidemoor"
    topic.save()
    assert found("Zebrakraut", partner) == []
    assert found("Heidemoor", partner) == ["Jagdschein"]

    topic.delete()
    assert found("Heidemoor", partner) == []


def test_a_word_that_nobody_uses_any_more_leaves_the_lexicon(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", short_text="Zebrakraut", responsibility=responsibility)

    publish(service, short_text="")

    lexicon = loading.current(Audience.PUBLIC).lexicon
    assert not lexicon.knows("zebrakraut")
    assert "zebrakraut" not in lexicon.vocabulary


def test_deviating_partners_do_not_make_a_word_common(partner, responsibility):
    """Near copies of one service count as one in the document frequencies."""
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    for number in range(3):
        other = MappingFactory(responsibility=responsibility).partner
        LocalServicePageFactory(service=service, partner=other, local_text=f"<p>Zimmer {number}</p>")

    lexicon = loading.current(Audience.PUBLIC).lexicon

    assert lexicon.services == 1
    assert lexicon.stems["jagdschein"][-1] == 1
    assert EntryPartner.objects.filter(entry__kind="service", entry__audience=Audience.PUBLIC).count() == 4


def test_publishing_the_same_again_changes_no_entry(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    before = set(Entry.objects.values_list("pk", flat=True))

    publish(service)

    assert set(Entry.objects.values_list("pk", flat=True)) == before


def test_many_services_are_read_with_as_many_queries_as_one(partner, responsibility, django_assert_num_queries):
    services = [
        ServicePageFactory(responsibility=responsibility, topics=[TopicFactory()], life_situations=[situation])
        for situation in (LifeSituationFactory(), LifeSituationFactory())
    ]
    for service in services:
        LocalServicePageFactory(service=service, partner=partner, local_text="<p>Zebrakraut</p>")
        AgentNoteFactory(service=service, partner=partner)
    with CaptureQueriesContext(connection) as one:
        entries.drafts(services[:1])

    with django_assert_num_queries(len(one)):
        read = entries.drafts(services)

    assert [[draft.display.slug for draft in drafts] for drafts in read] == [[each.slug] * 2 for each in services]


def test_a_service_is_written_with_few_statements(partner, responsibility, django_assert_max_num_queries):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    ServicePage.objects.filter(pk=service.pk).update(title="Fischereischein")

    with django_assert_max_num_queries(21):
        actions.index_service(service.pk)

    assert found("Fischereischein", partner) == ["Fischereischein"]


def test_what_both_audiences_read_is_analysed_once(partner, responsibility, monkeypatch):
    analysed = []
    as_before = writing.record_of
    monkeypatch.setattr(writing, "record_of", lambda text, split: analysed.append(text) or as_before(text, split))

    service = ServicePageFactory(title="Fischereischein", short_text="Zum Angeln.", responsibility=responsibility)
    assert len({*analysed}) == len(analysed) == 1

    analysed.clear()
    AgentNoteFactory(service=service, text="Heidekraut")
    assert [text.title for text in analysed] == ["Fischereischein"]
    assert "Heidekraut" in analysed[0].body
    assert [hit.title for hit in search("Heidekraut", partner=partner, audience=Audience.AGENT).hits] == [service.title]
    assert search("Heidekraut", partner=partner).hits == []


def test_each_entry_holds_for_its_own_partners(partner):
    other = PartnerFactory()
    holds = [{partner.pk: True, other.pk: False}, {}, {other.pk: True}]
    rows = [
        (entry_of(number), record_of(Text(f"Hund {number}"), lambda word: ()), partners)
        for number, partners in enumerate(holds)
    ]

    engine().add(rows)

    found = Entry.objects.filter(generation=ANOTHER_GENERATION).order_by("object_id")
    for (entry, _record, partners), written in zip(rows, found, strict=True):
        assert (written.object_id, written.title, written.starts_at) == (entry.object_id, entry.title, entry.starts_at)
        assert dict(written.partners.values_list("partner", "offered")) == partners
    dogs = [Terms(10, {("hund",): 1.0})]
    for one, numbers in {partner: [0], other: [0, 2]}.items():
        where = Where((one.pk,), Audience.PUBLIC, ANOTHER_GENERATION, datetime.now(UTC))
        assert sorted(each.subject.object_id for each in engine().candidates(dogs, where)) == numbers


def entry_of(number: int) -> Entry:
    return Entry(
        kind=Kind.SERVICE,
        object_id=number,
        audience=Audience.PUBLIC,
        generation=ANOTHER_GENERATION,
        source=f"source {number}",
        digest=f"digest {number}",
        title=f"Mit 'Strich' und %s {number}",
        starts_at=datetime(2026, 5, 4, 8, 30, tzinfo=UTC),
        record="{}",
        words="{}",
    )
