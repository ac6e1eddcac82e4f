"""What is published is found, by those and only those it holds for."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.knowledge import analysis, loading, sources, writing
from cms.knowledge.engines import Terms, Where, engine, summable
from cms.knowledge.models import Entry, Subject
from cms.knowledge.search import Audience, Kind, search
from tests.factories.catalogue import AgentNoteFactory, LocalServicePageFactory, ServicePageFactory, TopicFactory
from tests.factories.organisation import MappingFactory, PartnerFactory, ResponsibilityFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def found(query, partner, **options) -> list[str]:
    return [hit.title for hit in search(query, partner=partner, **options).hits if hit.service_id]


def test_a_published_service_is_found(partner, responsibility):
    service = ServicePageFactory(
        title="Führerschein umtauschen",
        everyday_title="Lappen tauschen",
        teaser="Alt gegen neu",
        responsibility=responsibility,
    )

    hit = search("fürerschein umtauschn", partner=partner).hits[0]

    assert (hit.service_id, hit.slug, hit.title) == (service.pk, service.slug, "Führerschein umtauschen")
    assert (hit.everyday_title, hit.teaser, hit.offered) == ("Lappen tauschen", "Alt gegen neu", True)


PUBLIC_WORDS = [
    *("Alltagstitelwort", "Teaserwort", "Sprechwort", "Kurzwort", "Langwort", "Punktwort", "Zweitwort"),
    *("Voraussetzungswort", "Unterlagenwort", "Hinweiswort", "Gebührenwort", "Preiswort", "Dauerwort"),
    *("Gesetzeswort", "Onlinewort", "Themenwort"),
]


@pytest.mark.parametrize(
    "query",
    [
        "Personalausweis",
        "personal ausweis",
        "Personalausweiss",
        "perso",
        "ausweis verlängern",
        "PERSONALAUSWEIS!!!",
        "wie verlängere ich meinen personalausweis?",
        "personalausweisverlängerung",
    ],
)
def test_many_ways_to_ask_lead_to_the_same_service(partner, responsibility, query):
    ServicePageFactory(title="Reisepass beantragen", responsibility=responsibility)
    ServicePageFactory(title="Hund anmelden", responsibility=responsibility)
    ServicePageFactory(
        title="Personalausweis verlängern",
        full_text="<p>Personal mit Ausweis. Der Ausweis des Personals.</p>",
        responsibility=responsibility,
    )

    assert found(query, partner)[0] == "Personalausweis verlängern"


def test_every_public_part_is_searched(partner, responsibility):
    ServicePageFactory(
        title="Leistung",
        everyday_title="Alltagstitelwort",
        teaser="Teaserwort",
        spoken_answer="Sprechwort",
        short_text="Kurzwort",
        full_text="<h3>Langwort</h3><ul><li>Punktwort</li><li>Zweitwort</li></ul>",
        prerequisites="<p>Voraussetzungswort</p>",
        documents=[("document", {"name": "Unterlagenwort", "note": "Hinweiswort"})],
        fees=[("fee", {"label": "Gebührenwort", "amount": None, "note": "Preiswort"})],
        processing_time="Dauerwort",
        legal_basis=[("law", {"name": "Gesetzeswort", "url": ""})],
        online_services=[("online_service", {"name": "Onlinewort", "url": "https://example.org"})],
        topics=[TopicFactory(name="Themenwort")],
        responsibility=responsibility,
    )

    for word in PUBLIC_WORDS:
        assert found(word, partner) == ["Leistung"], word


def test_a_service_whose_responsibility_is_not_mapped_is_not_found(partner):
    ServicePageFactory(title="Jagdschein", responsibility=ResponsibilityFactory())
    ServicePageFactory(title="Angelschein")

    assert found("Jagdschein", partner) == []
    assert found("Angelschein", partner) == []


def test_a_local_page_offers_a_service_that_is_not_mapped(partner):
    other = PartnerFactory()
    service = ServicePageFactory(title="Jagdschein", responsibility=ResponsibilityFactory())
    LocalServicePageFactory(service=service, partner=partner)

    assert found("Jagdschein", partner) == ["Jagdschein"]
    assert found("Jagdschein", other) == []


def test_what_a_partner_does_not_offer_stays_findable_and_says_so(partner, responsibility):
    other = MappingFactory(responsibility=responsibility).partner
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    LocalServicePageFactory(service=service, partner=partner, offered=False)

    assert [hit.offered for hit in search("Jagdschein", partner=partner).hits] == [False]
    assert [hit.offered for hit in search("Jagdschein", partner=other).hits] == [True]


def test_local_words_are_found_by_their_partner_only(partner, responsibility):
    other = MappingFactory(responsibility=responsibility).partner
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    LocalServicePageFactory(service=service, partner=partner, local_text="<p>Bringen Sie Zebrakraut mit.</p>")

    assert found("Zebrakraut", partner) == ["Jagdschein"]
    assert found("Zebrakraut", other) == []
    assert found("Jagdschein", other) == ["Jagdschein"]


def test_partners_who_say_the_same_share_one_entry(partner, responsibility):
    MappingFactory(responsibility=responsibility)
    third = MappingFactory(responsibility=responsibility).partner
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    LocalServicePageFactory(service=service, partner=third, local_text="<p>Zebrakraut</p>")

    entries = Entry.objects.filter(kind="service", object_id=service.pk, audience=Audience.PUBLIC)

    assert sorted(entry.partners.count() for entry in entries) == [1, 2]


def test_an_agents_note_is_found_by_agents_only(partner, responsibility):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    AgentNoteFactory(service=service, text="Zebrakraut")

    assert found("Zebrakraut", partner, audience=Audience.AGENT) == ["Jagdschein"]
    assert found("Zebrakraut", partner) == []


def test_a_note_changes_nothing_a_citizen_can_see(partner, responsibility):
    """Neither hits nor order, scores or readings: the words of notes are in no public lexicon."""
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    ServicePageFactory(title="Angelschein", responsibility=responsibility)
    queries = ("Zebrakraut", "Zebrakrau", "zeb", "Jagdschein", "Schein zebra", "kraut jagd")
    before = [search(query, partner=partner, open_word=True) for query in queries]

    AgentNoteFactory(service=service, text="Zebrakraut Zebra Kraut Jagdscheinzebra Schein")

    assert [search(query, partner=partner, open_word=True) for query in queries] == before


def test_a_note_for_another_partner_is_not_found(partner, responsibility):
    other = MappingFactory(responsibility=responsibility).partner
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    AgentNoteFactory(service=service, partner=other, text="Zebrakraut")

    assert found("Zebrakraut", other, audience=Audience.AGENT) == ["Jagdschein"]
    assert found("Zebrakraut", partner, audience=Audience.AGENT) == []


def test_an_answer_is_unsure_where_little_fits(partner, responsibility):
    for title in ("Hund anmelden", "Wohnsitz anmelden", "Gewerbe anmelden", "Reisepass"):
        ServicePageFactory(title=title, responsibility=responsibility)

    assert not search("Hund anmelden", partner=partner).unsure
    assert search("Krokodil anmelden", partner=partner).unsure
    assert search("Quantenphysik", partner=partner).unsure


def test_no_more_hits_than_asked_for(partner, responsibility):
    for number in range(5):
        ServicePageFactory(title=f"Ausweis Nummer {number}", responsibility=responsibility)

    assert len(found("Ausweis", partner, limit=3)) == 3


def test_the_towns_name_says_nothing(partner, responsibility):
    partner.name = "Lindenfurt"
    partner.save()
    ServicePageFactory(title="Hund anmelden", responsibility=responsibility)
    ServicePageFactory(title="Lindenfurter Heimatpreis", responsibility=responsibility)

    assert found("Hund in Lindenfurt", partner)[0] == "Hund anmelden"


def test_an_empty_index_has_no_hits(partner):
    results = search("Hund", partner=partner)

    assert (results.hits, results.unsure, results.confidence, results.kinds) == ([], True, 0.0, {})


def test_a_search_asks_the_database_three_times_at_most_when_warm(partner, responsibility):
    for number in range(20):
        ServicePageFactory(title=f"Ausweis Nummer {number}", responsibility=responsibility)
    search("Ausweis", partner=partner)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        search("Ausweis", partner=partner)

    assert len(queries) <= 3


def test_hits_are_counted_by_kind_whatever_is_shown(partner, responsibility):
    for title in ("Hund anmelden", "Hund abmelden", "Reisepass"):
        ServicePageFactory(title=title, responsibility=responsibility)

    results = search("Hund", partner=partner, limit=1)

    assert ([hit.kind for hit in results.hits], results.kinds) == ([Kind.SERVICE], {Kind.SERVICE: 2})
    assert search("Hund", partner=partner, kinds=set()).hits == []
    assert search("Hund", partner=partner, kinds=set()).kinds == {Kind.SERVICE: 2}


def test_a_topic_leaves_out_what_is_under_others(partner, responsibility):
    animals = TopicFactory(name="Tiere")
    ServicePageFactory(title="Hund anmelden", responsibility=responsibility, topics=[animals])
    ServicePageFactory(title="Hund im Wahllokal", responsibility=responsibility)

    assert len(found("Hund", partner)) == 2
    assert found("Hund", partner, topic=animals.pk) == ["Hund anmelden"]
    assert found("Hund", partner, topic=animals.pk + 1) == []


def test_other_partners_are_searched_too_where_somebody_asks_for_it(partner, responsibility):
    other = MappingFactory().partner
    ServicePageFactory(title="Hund im Wahllokal", responsibility=responsibility)
    ServicePageFactory(title="Hund", responsibility=other.mappings.get().responsibility)

    hits = search("Hund", partner=partner, also=[other]).hits

    assert [(hit.title, hit.partner_id) for hit in hits] == [("Hund im Wahllokal", partner.pk), ("Hund", other.pk)]
    assert found("Hund", partner) == ["Hund im Wahllokal"]


def test_what_both_have_is_found_as_the_caller_has_it(partner, responsibility):
    other = MappingFactory(responsibility=responsibility).partner
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    LocalServicePageFactory(service=service, partner=other, local_text="<p>Jagdschein, Jagdschein</p>", offered=False)

    hits = search("Jagdschein", partner=partner, also=[other]).hits

    assert [(hit.object_id, hit.partner_id, hit.offered) for hit in hits] == [(service.pk, partner.pk, True)]


def test_others_than_those_asked_are_never_found(partner, responsibility):
    other, stranger = MappingFactory().partner, MappingFactory().partner
    ServicePageFactory(title="Hund hier", responsibility=responsibility)
    ServicePageFactory(title="Hund dort", responsibility=other.mappings.get().responsibility)
    ServicePageFactory(title="Hund anderswo", responsibility=stranger.mappings.get().responsibility)

    assert found("Hund", partner, also=[other]) == ["Hund hier", "Hund dort"]
    assert {*found("Hund", partner, also=[other, stranger])} == {"Hund hier", "Hund dort", "Hund anderswo"}


@pytest.mark.parametrize("of_everybody", [True, False])
def test_what_a_rebuild_has_written_takes_no_place_of_what_is_in_force(partner, responsibility, of_everybody):
    service = ServicePageFactory(title="Jagdschein", responsibility=responsibility)
    subject, stand = Subject(Kind.SERVICE.value, service.pk), loading.stand()
    for generation in (stand.generation + 1, stand.generation + 2):
        writing.write_drafts(subject, sources.drafts_of(subject), generation=generation)
    asked = [Terms(1, {(analysis.stem("jagdschein"),): 1.0})]
    now = timezone.now()
    for generation in range(stand.generation, stand.generation + 3):
        where = Where((partner.pk,), Audience.PUBLIC, generation, now, of_everybody=of_everybody)
        [recalled] = engine().candidates(asked, where)
        assert Entry.objects.get(pk=recalled.entry_id).generation == generation


def test_many_hits_of_the_caller_leave_half_of_the_places_to_others(partner, responsibility):
    other = MappingFactory().partner
    for number in range(6):
        ServicePageFactory(title=f"Ausweis Nummer {number}", responsibility=responsibility)
        ServicePageFactory(title=f"Ausweis Zahl {number}", responsibility=other.mappings.get().responsibility)

    hits = search("Ausweis", partner=partner, also=[other], limit=4).hits

    assert [hit.partner_id for hit in hits] == [partner.pk, partner.pk, other.pk, other.pk]


def test_a_mistyped_query_comes_back_as_it_was_meant(partner, responsibility):
    ServicePageFactory(title="Führerschein umtauschen", responsibility=responsibility)

    assert search("fürerschein", partner=partner).did_you_mean == "Führerschein"
    assert search("führerschein", partner=partner).did_you_mean == ""
    assert search("fürerschein", partner=partner, open_word=True).did_you_mean == ""  # not written to its end yet


def test_what_terms_are_worth_adds_up_to_the_same_in_any_order():
    chance = random.Random(115)
    worths = [summable(chance.uniform(0, 20)) for _ in range(60)]

    sums = {sum(chance.sample(worths, len(worths))) for _ in range(200)}

    assert len(sums) == 1
