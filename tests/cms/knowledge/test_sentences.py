"""Pages are found by what a sentence means, once the job has read them; without a model all goes on by words."""

import os

import numpy
import pytest
from django.core.checks import run_checks

from cms.knowledge import actions, analysis, embedding, loading, nearest, sayings, sentences, vectors
from cms.knowledge.everyday import compiled, expressions_of, meanings_of, read
from cms.knowledge.models import Entry, Kind, Vector
from cms.knowledge.records import Text
from cms.knowledge.search import Audience, search
from cms.knowledge.vectors import Vectors
from cms.knowledge.words_in_force import InForce
from cms.outbox.models import Job
from cms.outbox.registry import definition
from tests.factories.catalogue import AgentNoteFactory, LocalServicePageFactory, ServicePageFactory
from tests.factories.knowledge import EverydayWordFactory
from tests.factories.organisation import MappingFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def understood(settings, monkeypatch):
    """With the sentence model, and without the long list of everyday words, which takes ten seconds to read."""
    settings.SENTENCE_MODEL = "use"
    monkeypatch.setattr("cms.knowledge.words_in_force.shipped", lambda: compiled([]))
    forget()  # a test before may have read the long list
    yield
    forget()


def forget() -> None:
    loading.forget()
    nearest.forget()


@pytest.fixture
def town(partner, responsibility):
    ServicePageFactory(title="Hundesteuer", short_text="Steuer für Hunde.", responsibility=responsibility)
    ServicePageFactory(title="Tagesmutter finden", short_text="Kinderbetreuung.", responsibility=responsibility)
    ServicePageFactory(title="Gewerbe anmelden", short_text="Für Betriebe.", responsibility=responsibility)
    return partner


def found(query, partner, **options) -> list[str]:
    return [hit.title for hit in search(query, partner=partner, **options).hits if hit.service_id]


def vectors_of_services() -> int:
    others = Entry.objects.exclude(kind=Kind.SERVICE).exclude(meaning="").values("meaning")
    return Vector.objects.exclude(meaning__in=others).count()


def write_all() -> None:
    after = 0
    while (last := embedding.write_some(after)) is not None:
        after = last


def test_a_page_without_a_vector_is_found_by_its_words(understood, town):
    assert found("Hundesteuer", town) == ["Hundesteuer"]
    assert found("dog tax", town) == []


def test_a_page_is_found_in_words_of_another_language_once_it_is_read(understood, town):
    write_all()

    assert found("dog tax", town)[0] == "Hundesteuer"
    assert found("Hundesteuer", town)[0] == "Hundesteuer"


def test_of_very_many_pages_only_those_are_compared_that_words_propose(understood, town, monkeypatch):
    write_all()
    before = found("Hundesteuer", town), found("wo finde ich eine Tagesmutter", town)
    monkeypatch.setattr(nearest, "ONLY_CANDIDATES_ABOVE", 2)
    monkeypatch.setattr(nearest, "SAMPLE", 2)
    forget()

    assert (found("Hundesteuer", town), found("wo finde ich eine Tagesmutter", town)) == before
    assert found("dog tax", town) == []
    assert len(nearest.pages(town.pk, loading.current(Audience.PUBLIC)).subjects) == 2


def test_a_line_of_everyday_words_is_heard_by_words_of_several_of_its_expressions(
    understood, town, monkeypatch, responsibility
):
    ServicePageFactory(title="Fundsachen", short_text="Was gefunden wurde.", responsibility=responsibility)
    line = read("~ Klunker verloren, Parka im Bus vergessen => fundsachen", "test")
    write_all()
    assert found("Klunker Parka", town)[:1] != ["Fundsachen"]

    monkeypatch.setattr("cms.knowledge.words_in_force.shipped", lambda: compiled(line))
    forget()

    assert found("Klunker Parka", town)[0] == "Fundsachen"


def test_a_release_asks_for_the_vectors(understood, town):
    assert Job.objects.filter(name=actions.VECTORS).exists()
    assert list(embedding.lacking(sentences.model().name)) != []

    write_all()

    assert list(embedding.lacking(sentences.model().name)) == []


def test_what_is_released_later_is_found_after_its_job(understood, town, responsibility):
    write_all()
    assert found("dog tax", town)[0] == "Hundesteuer"  # this worker holds the partner's vectors now

    ServicePageFactory(title="Führerschein", short_text="Auto fahren.", responsibility=responsibility)
    assert "Führerschein" not in found("driving licence", town)
    write_all()

    assert found("driving licence", town)[0] == "Führerschein"


def test_what_is_taken_down_is_not_found_by_its_sentence(understood, town, responsibility):
    service = ServicePageFactory(title="Führerschein", short_text="Auto fahren.", responsibility=responsibility)
    write_all()
    assert "Führerschein" in found("driving licence", town)

    service.unpublish()

    assert "Führerschein" not in found("driving licence", town)


def test_a_partner_finds_its_own_pages_only(understood, town):
    write_all()

    assert found("dog tax", MappingFactory().partner) == []


def test_equal_texts_of_partners_share_a_vector(understood, town, responsibility):
    MappingFactory(responsibility=responsibility)
    write_all()

    assert vectors_of_services() == 3


def test_a_partners_own_text_has_its_own_vector(understood, town, partner, responsibility):
    MappingFactory(responsibility=responsibility)
    service = ServicePageFactory(title="Angelschein", responsibility=responsibility)
    LocalServicePageFactory(service=service, partner=partner, local_text="<p>Nur am Badesee.</p>")
    write_all()

    assert vectors_of_services() == 5


def test_agents_find_by_sentences_too_and_notes_are_never_read(understood, town, responsibility):
    service = ServicePageFactory(title="Angelschein", short_text="Fische fangen.", responsibility=responsibility)
    AgentNoteFactory(service=service, text="Nur dienstags")
    write_all()

    assert found("fishing permit", town, audience=Audience.AGENT)[0] == "Angelschein"
    assert vectors_of_services() == 4


def test_a_page_written_anew_has_a_new_vector_and_the_old_one_goes_at_night(understood, town, responsibility):
    service = ServicePageFactory(title="Angelschein", responsibility=responsibility)
    write_all()
    service.title = "Waffenschein"
    service.save_revision().publish()
    write_all()
    assert vectors_of_services() == 5

    embedding.remove_unused()

    assert vectors_of_services() == 4
    assert found("gun permit", town)[0] == "Waffenschein"


def test_a_query_sounds_like_an_everyday_word_that_it_does_not_use(understood, town):
    EverydayWordFactory(kind="phrase", words="mein Hündchen soll gemeldet werden", means="Hundesteuer")
    assert embedding.write_list()
    assert not embedding.write_list()

    heard = InForce.read("").sayings
    [nearest_one] = heard.like("my little dog has to be registered", InForce.read("").of(town.pk))

    assert nearest_one.cosine > 0.5
    write_all()
    assert found("my little dog has to be registered", town)[0] == "Hundesteuer"


def test_every_release_shares_the_vectors_of_the_shipped_list(understood, town, monkeypatch, django_assert_num_queries):
    word = EverydayWordFactory.build(kind="phrase", words="mein Hündchen soll gemeldet werden", means="Hundesteuer")
    short = compiled(word.expressions())
    for module in ("words_in_force", "sayings"):
        monkeypatch.setattr(f"cms.knowledge.{module}.shipped", lambda: short)
    monkeypatch.setattr(sayings, "_shipped", {})
    assert embedding.write_list()

    sayings.read_shipped()  # as a server does before it forks its workers

    for release in ("one", "the next"):
        with django_assert_num_queries(0):
            assert InForce(release).sayings.like("my little dog has to be registered", short)


def test_vectors_that_an_update_or_another_model_needs_are_written_without_a_release(understood, town):
    write_all()
    Vector.objects.all().delete()
    Job.objects.all().delete()

    definition("ask_for_missing_vectors").handler()
    for job in Job.objects.all():
        definition(job.name).handler(**job.payload)

    assert vectors_of_services() == 3


def test_nonsense_is_not_answered_by_sentences(understood, town):
    write_all()

    assert found("xqzwk vvrrt", town) == []


def test_without_a_model_everything_is_found_by_words_and_no_job_waits(town):
    assert found("Hundesteuer", town) == ["Hundesteuer"]
    assert not Job.objects.filter(name=actions.VECTORS).exists()
    assert embedding.write_some() is None


def test_without_the_package_the_search_works_and_says_so(town, settings, monkeypatch):
    settings.SENTENCE_MODEL = "e5"
    monkeypatch.setattr(sentences, "is_installed", lambda name: False)

    assert found("Hundesteuer", town) == ["Hundesteuer"]
    [warning] = [each for each in run_checks(tags=["kuemmerer"]) if each.id == "knowledge.W001"]
    assert "numpy" in warning.msg


def test_a_forked_process_uses_the_model_of_its_parent(understood):
    here = sentences.model().queries(["Hundesteuer"])[0]
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, sentences.model().queries(["Hundesteuer"])[0].tobytes())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        there = numpy.frombuffer(answer.read(), dtype=numpy.float32)

    assert os.waitpid(child, 0)[1] == 0
    assert numpy.allclose(here, there)


def test_packed_vectors_keep_their_order():
    chance = numpy.random.default_rng(115)
    rows = chance.normal(size=(200, 512)).astype(numpy.float32)
    query = chance.normal(size=512).astype(numpy.float32)

    products = Vectors.of(b"".join(map(vectors.pack, rows))).products(query)

    assert set(numpy.argsort(-products)[:10]) >= set(numpy.argsort(-(rows @ query))[:8])


def test_of_very_many_vectors_the_nearest_are_found_by_two_looks_of_few_by_one():
    query, *others = numpy.random.default_rng(115).standard_normal((5_001, vectors.DIMENSIONS)).astype(numpy.float32)
    for place, share in {7: 1.0, 4_000: 0.8, 123: 0.6}.items():
        others[place] = share * query + (1 - share) * others[place]
    many = Vectors.of(b"".join(map(vectors.pack, others)))
    assert len(many) > vectors.SAMPLE > vectors.LOOKED_AT_AGAIN

    found = sorted(many.nearest(query, 3), reverse=True)

    assert [place for _, place in found] == [7, 4_000, 123]
    assert [product for product, _ in found] == pytest.approx(sorted(many.products(query), reverse=True)[:3])
    assert "first_look" in vars(many)
    few = many.only(numpy.array([123, 5, 7]))
    assert [place for _, place in sorted(few.nearest(query, 2), reverse=True)] == [2, 0]
    assert "first_look" not in vars(few)


def test_the_title_is_read_with_more_and_more_of_the_text():
    texts = vectors.texts_of(Text("Hund", body="Wort " * 500))

    assert texts[0] == "Hund"
    assert [len(text) <= letters + 6 for text, letters in zip(texts, vectors.BEGINNINGS, strict=True)]
    assert len(set(map(len, texts))) == len(texts)


def test_a_word_nobody_knows_means_what_a_title_says_in_another_word(understood, partner, responsibility):
    ServicePageFactory(title="Waffenschein", responsibility=responsibility)
    ServicePageFactory(title="Hundesteuer", responsibility=responsibility)
    write_all()
    loaded = loading.current(Audience.PUBLIC)

    [[stem, cosine], *_] = nearest.pages(partner.pk, loaded).words_like(sentences.of_word("pistole"))

    assert (stem, cosine > 0.5) == (analysis.stem("waffenschein"), True)
    assert nearest.pages(partner.pk, loaded).words_like(sentences.of_word("xqzwk")) == []


def test_pages_of_other_partners_are_compared_too_where_everybody_is_asked(understood, town, monkeypatch):
    others = MappingFactory()
    for title in ("Steuer für Betriebe", "Steuer für Hunde"):
        ServicePageFactory(title=title, responsibility=others.responsibility)
    write_all()
    hers = ("Steuer für meinen Dackel", "Steuer für meine Firma")

    def first_of_others() -> list[str]:
        asked = (search(query, partner=town, also=[others.partner]).hits for query in hers)
        return [next(hit.title for hit in hits if hit.partner_id == others.partner.pk) for hits in asked]

    assert first_of_others() == ["Steuer für Hunde", "Steuer für Betriebe"]

    monkeypatch.setattr(nearest, "vectors_of", lambda pages, model: {})
    assert len({*first_of_others()}) == 1


def test_only_so_many_slices_are_kept(understood, town, responsibility, monkeypatch):
    write_all()
    other = MappingFactory(responsibility=responsibility).partner
    write_all()
    monkeypatch.setattr(nearest, "BYTES_AT_MOST", 1)

    for partner in (town, other, town):
        assert found("dog tax", partner)[0] == "Hundesteuer"

    assert len(nearest._slices) == 1


def test_partners_share_the_vectors_of_their_pages(understood, town, responsibility):
    other = MappingFactory(responsibility=responsibility).partner
    write_all()

    for partner in (town, other):
        found("dog tax", partner)

    one, another = nearest._slices.values()
    assert one.stores is another.stores
    both = one.places.keys() & another.places.keys()
    assert both
    assert [one.places[subject] for subject in both] == [another.places[subject] for subject in both]


def test_expressions_keep_how_they_are_written():
    words = compiled(expressions_of("Mein Hund ist weg, p-konto", meanings_of("fund")))

    assert [saying.written for saying in words.sayings] == ["Mein Hund ist weg", "p-konto"]
