"""The agents' knowledge: search, the card to read from, notes for colleagues, and who may see any of it."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.rich_text import RichText

from cms.audit.models import Event
from cms.catalogue.models import AgentNote
from cms.knowledge.models import LoggedSearch
from cms.organisation import recall
from cms.organisation.models import Function, OpeningSpan
from tests.factories.catalogue import AgentNoteFactory, LocalServicePageFactory, ServicePageFactory
from tests.factories.organisation import (
    ContactPointFactory,
    DialledNumberFactory,
    MappingFactory,
    OfficeFactory,
    PartnerFactory,
    open_weekdays,
)


@pytest.fixture
def passport(town):
    """A service of the town with everything an agent reads."""
    open_weekdays(town.office)
    ContactPointFactory(office=town.office, phone="06421 5550 100")
    return ServicePageFactory(
        title="Personalausweis beantragen",
        everyday_title="Perso",
        spoken_answer="Bitte kommen Sie persönlich vorbei.",
        responsibility=town.service.responsibility,
        processing_time="3 Wochen",
        documents=[("document", {"name": "Foto", "note": "biometrisch"})],
        fees=[("fee", {"label": "ab 24 Jahren", "amount": Decimal("37"), "note": ""})],
    )


def card_of(town, service):
    return f"/desk/wissen/{town.partner.slug}/{service.slug}/"


def test_the_first_hit_is_on_the_card_at_once(town, passport, agent, seat):
    page = seat(agent).post("/desk/wissen/", {"partner": town.partner.slug, "q": "perso"}).content.decode()

    assert "Bitte kommen Sie persönlich vorbei." in page
    for words in ("Foto", "biometrisch", "37,00 €", "3 Wochen", 'href="tel:064215550100"', town.office.name):
        assert words in page


def test_the_piece_of_the_page_while_typing_takes_half_a_word(town, passport, agent, seat):
    piece = seat(agent).post("/desk/wissen/treffer/", {"partner": town.partner.slug, "q": "personalausw"})

    assert piece.content.decode().count("<html") == 0
    assert "Personalausweis beantragen" in piece.content.decode()


def test_what_callers_say_stands_in_no_address(town, passport, agent, seat):
    """Addresses come into histories and logs: words there are not even read."""
    client = seat(agent)

    found = client.post("/desk/wissen/", {"partner": town.partner.slug, "q": "perso"}).content.decode()

    assert not re.search(r"""(href|action|data-url)="[^"]*perso\b""", found)
    assert "Personalausweis" not in client.get("/desk/wissen/", {"q": "perso"}).content.decode()
    assert client.get("/desk/wissen/treffer/", {"q": "perso"}).status_code == 405


def test_a_chosen_hit_has_its_card_beside_the_same_list(town, passport, agent, seat):
    lost = ServicePageFactory(title="Personalausweis verloren", responsibility=passport.responsibility)
    words = {"partner": town.partner.slug, "q": "personalausweis", "hit": f"service-{lost.pk}-{town.partner.pk}"}
    client = seat(agent)

    whole = client.post("/desk/wissen/", words).content.decode()
    piece = client.post("/desk/wissen/treffer/", words | {"karte": "1"}).content.decode()

    assert 'id="card-title" tabindex="-1"><mark>Personalausweis</mark> verloren' in whole
    assert "2 Treffer" in whole
    assert 'id="card-title" tabindex="-1"><mark>Personalausweis</mark> verloren' in piece
    assert 'id="hits"' not in piece


NO_NUMBER = "service-" + "9" * 40 + "-1"


@pytest.mark.parametrize(
    "hit", ["service-999999-1", "office-1-999999", "x-1-1", "--", "service-1", "service-²-²", NO_NUMBER]
)
def test_a_hit_that_is_gone_says_so_and_one_that_never_was_chooses_nothing(town, passport, agent, seat, hit):
    words = {"partner": town.partner.slug, "q": "perso", "hit": hit}

    page = seat(agent).post("/desk/wissen/", words)

    assert page.status_code == 200
    assert ("Das gibt es nicht mehr" in page.content.decode()) == hit.endswith(("-999999-1", "-1-999999"))


@pytest.mark.parametrize("typed", ["\x00", "perso\x00", "<script>", "'; --", "🦄" * 300, " ", "a" * 10_000])
def test_whatever_is_typed_is_words(town, passport, agent, seat, typed):
    page = seat(agent).post("/desk/wissen/treffer/", {"partner": town.partner.slug, "q": typed})

    assert page.status_code == 200
    assert "<script>" not in page.content.decode()


def test_a_partner_that_is_none_chooses_nobody(town, agent, seat):
    client = seat(agent)

    assert client.get("/desk/wissen/", {"partner": "\x00"}).status_code == 200
    assert client.post("/desk/wissen/treffer/", {"partner": "\x00", "q": "perso"}).status_code == 404


@pytest.mark.parametrize(
    "asked", ["06421+%2F+5550-200", "%2B4964215550200", "+4964215550200"], ids=["typed", "encoded", "as-it-is"]
)
def test_the_dialled_number_chooses_the_partner(town, agent, seat, asked):
    moorbach = PartnerFactory(name="Moorbach", greeting="Guten Tag, Moorbach.")
    DialledNumberFactory(number="+4964215550200", partner=moorbach)
    client = seat(agent)
    client.get("/desk/wissen/", {"partner": town.partner.slug})

    page = client.get(f"/desk/wissen/?gewaehlt={asked}")

    assert page.context["partner"] == moorbach
    assert "Guten Tag, Moorbach." in page.content.decode()
    assert client.get("/desk/wissen/").context["partner"] == moorbach


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("115", "Gewählt wurde 115, die Nummer aller Partner"), ("06421 999", "wessen Nummer das ist, ist nicht bekannt")],
)
def test_a_number_that_names_no_partner_keeps_the_last_and_says_so(town, agent, seat, number, sentence):
    DialledNumberFactory(number="115", partner=None)
    client = seat(agent)
    client.get("/desk/wissen/", {"partner": town.partner.slug})

    page = client.get("/desk/wissen/", {"gewaehlt": number})

    assert page.context["partner"] == town.partner
    assert sentence in page.content.decode()


def test_the_search_has_the_focus_from_the_first_moment(town, agent, seat):
    page = seat(agent).get("/desk/wissen/").content.decode()

    assert page.count("autofocus") == 1
    assert re.search(r'<input type="search"[^>]* autofocus', page)


def test_the_partner_chosen_last_is_kept(town, agent, seat):
    other = PartnerFactory(name="Aadorf")
    client = seat(agent)
    assert client.get("/desk/wissen/").context["partner"] == other

    client.get("/desk/wissen/", {"partner": town.partner.slug})

    assert client.get("/desk/wissen/").context["partner"] == town.partner


def test_a_deviating_partner_is_marked_and_one_that_does_not_offer_it_says_so(town, passport, agent, seat):
    client = seat(agent)
    page = LocalServicePageFactory(service=passport, partner=town.partner, local_text="<p>Nur mit Termin.</p>")
    card = client.get(card_of(town, passport)).content.decode()
    assert "weicht ab: örtlicher Text" in card
    assert "Vor dem Vorlesen beachten" in card

    page.offered = False
    page.save_revision().publish()

    assert "bietet diese Leistung nicht an" in client.get(card_of(town, passport)).content.decode()


def test_the_card_says_what_holds_here_and_what_holds_elsewhere(town, passport, agent, seat):
    LocalServicePageFactory(
        service=passport,
        partner=town.partner,
        spoken_answer="Kommen Sie montags.",
        fees_mode="replace",
        fees=[("fee", {"label": "für alle", "amount": Decimal("40"), "note": ""})],
        documents_mode="add",
        documents=[("document", {"name": "Meldebescheinigung", "note": ""})],
        processing_time_mode="replace",
        processing_time="6 Wochen",
    )

    card = re.sub(r"\s+", " ", seat(agent).get(card_of(town, passport)).content.decode())

    assert "weicht ab: Sprechtext, Gebühren, Unterlagen, Bearbeitungsdauer" in card
    for here, elsewhere in (
        ("Kommen Sie montags.", "was sonst gesagt wird</summary> Bitte kommen Sie persönlich vorbei."),
        ("40,00 €", "sonst: 37,00 € ab 24 Jahren"),
        ("Meldebescheinigung", "sonst: Foto</p>"),
        ("6 Wochen", "sonst: 3 Wochen"),
    ):
        assert here in card
        assert elsewhere in card


def test_a_partner_like_all_others_shows_no_difference(town, passport, agent, seat):
    card = seat(agent).get(card_of(town, passport)).content.decode()

    assert "≠" not in card
    assert "sonst:" not in card


def test_the_card_says_how_old_it_is(town, passport, agent, seat):
    passport.last_published_at = timezone.now() - timedelta(days=100)
    passport.review_on = date(2099, 3, 1)
    passport.save()

    card = seat(agent).get(card_of(town, passport)).content.decode()

    assert "(vor 3 Monaten)" in card
    assert "nächste Prüfung bis 1. März 2099" in card
    assert "überfällig" not in card


def test_what_nearly_fits_is_called_unsure_until_somebody_chooses_it(town, passport, agent, seat):
    words = {"partner": town.partner.slug, "q": "ausweisbaer xyzzyx qwertz"}
    client = seat(agent)

    page = client.post("/desk/wissen/", words)
    assert page.context["found"].unsure
    assert "Nichts passt genau" in page.content.decode()
    assert "? unsicher" in page.content.decode()
    assert ", unsicher" in page.context["found"].said

    chosen = client.post("/desk/wissen/", words | {"hit": str(page.context["found"].lines[0].key)})
    assert "? unsicher" not in chosen.content.decode()


def test_the_list_tells_what_is_not_ours_from_what_is_not_offered_here(town, passport, agent, seat):
    ServicePageFactory(title="Bankkarte sperren", is_not_ours=True, whose_name="Sperr-Notruf", whose_phone="116 116")
    LocalServicePageFactory(service=passport, partner=town.partner, offered=False)
    client = seat(agent)

    ours = client.post("/desk/wissen/", {"partner": town.partner.slug, "q": "bankkarte sperren"})
    offered = client.post("/desk/wissen/", {"partner": town.partner.slug, "q": "personalausweis"})

    assert [line.is_not_ours for line in ours.context["found"].lines] == [True]
    assert "Das macht: Sperr-Notruf." in ours.content.decode()
    assert [line.offered for line in offered.context["found"].lines] == [False]
    assert [line.is_not_ours for line in offered.context["found"].lines] == [False]


def test_a_service_without_a_spoken_answer_says_so(town, agent, seat):
    bare = ServicePageFactory(teaser="Fehlender Schutz", responsibility=town.service.responsibility)

    page = seat(agent).get(card_of(town, bare)).content.decode()

    assert "Noch kein Sprechtext" in page
    assert "Fehlender Schutz" in page


def test_a_draft_has_no_card(town, agent, seat):
    draft = ServicePageFactory(title="Noch geheim", live=False)

    assert seat(agent).get(card_of(town, draft)).status_code == 404


def test_the_notes_of_this_partner_and_of_all_stand_on_the_card_and_no_others(town, passport, agent, seat):
    AgentNoteFactory(service=passport, text="Sperrnotruf nennen")
    AgentNoteFactory(service=passport, partner=town.partner, text="Schalter 3 fragen")
    AgentNoteFactory(service=passport, partner=PartnerFactory(), text="anderswo")

    page = seat(agent).get(card_of(town, passport)).content.decode()

    assert "Sperrnotruf nennen" in page
    assert "Schalter 3 fragen" in page
    assert "anderswo" not in page


def test_an_agent_adds_and_changes_a_note_and_the_audit_holds_no_word_of_it(town, passport, agent, seat):
    client = seat(agent)
    client.post(card_of(town, passport) + "hinweis/", {"text": "Sperrnotruf nennen"})
    note = AgentNote.objects.get()
    assert note.partner == town.partner

    client.post(f"{card_of(town, passport)}hinweis/{note.pk}/", {"text": "Sperrnotruf 116 116"})

    note.refresh_from_db()
    assert note.text == "Sperrnotruf 116 116"
    events = Event.objects.about(note)
    assert {event.verb for event in events} == {"agent_note_added", "agent_note_changed"}
    assert "Sperrnotruf" not in str(list(events.values_list("old", "new")))


def test_an_empty_note_comes_back_with_a_word(town, passport, agent, seat):
    page = seat(agent).post(card_of(town, passport) + "hinweis/", {"text": " "})

    assert page.status_code == 422
    assert "Schreiben Sie den Hinweis" in page.content.decode()


def test_a_note_of_another_partner_cannot_be_changed_from_here(town, passport, agent, seat):
    elsewhere = AgentNoteFactory(service=passport, partner=PartnerFactory(), text="anderswo")

    answer = seat(agent).post(f"{card_of(town, passport)}hinweis/{elsewhere.pk}/", {"text": "gekapert"})

    assert answer.status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.text == "anderswo"


def test_deleting_needs_a_right_of_its_own(town, passport, agent, seat):
    note = AgentNoteFactory(service=passport)

    assert seat(agent).post(f"{card_of(town, passport)}hinweis/{note.pk}/", {"delete": "1"}).status_code == 404
    assert AgentNote.objects.exists()


@pytest.mark.parametrize("address", ["/desk/wissen/", "/desk/wissen/treffer/", "{card}", "{forward}"])
def test_nobody_and_the_wrong_people_see_nothing(client, town, passport, editor, seat, address):
    AgentNoteFactory(service=passport, text="Sperrnotruf nennen")
    address = address.format(
        card=card_of(town, passport), forward=f"/desk/weiterleiten/{town.partner.slug}/{passport.slug}/"
    )

    assert client.get(address).url.startswith("/anmelden/")
    for person in (editor, town.nadia, town.karl):
        page = seat(person).get(address)
        assert page.status_code == 403
        assert "Sperrnotruf" not in page.content.decode()


def test_the_wrong_people_learn_nothing_from_what_is_missing(town, passport, editor, seat):
    client = seat(editor)

    there, missing = client.get(card_of(town, passport)), client.get("/desk/wissen/gibt/es-nicht/")

    assert there.status_code == missing.status_code == 403


def test_the_wrong_people_write_no_note(client, town, passport, editor, seat):
    address = card_of(town, passport) + "hinweis/"

    assert client.post(address, {"text": "x"}).status_code == 302
    assert seat(editor).post(address, {"text": "x"}).status_code == 403
    assert not AgentNote.objects.exists()


def test_a_card_costs_a_fixed_number_of_queries(town, passport, agent, seat, django_assert_max_num_queries):
    client = seat(agent)
    client.get(card_of(town, passport))

    with django_assert_max_num_queries(26):
        client.get(card_of(town, passport))


@pytest.mark.django_db(transaction=True)
def test_a_second_card_asks_for_less_and_is_never_stale(town, passport, agent, seat, settings):
    settings.KEEP_PAGES = True
    recall.forget()
    client = seat(agent)
    with CaptureQueriesContext(connection) as first:
        assert "geschlossen bis auf Weiteres" not in client.get(card_of(town, passport)).content.decode()
    with CaptureQueriesContext(connection) as second:
        client.get(card_of(town, passport))
    assert len(second) <= len(first) - 7

    town.office.contact_points.all().delete()
    for span in OpeningSpan.objects.filter(office=town.office):
        span.delete()

    page = client.get(card_of(town, passport)).content.decode()
    assert "06421 5550 100" not in page
    assert "keine Öffnungszeiten hinterlegt" in page
    recall.forget()


def test_a_search_with_its_card_costs_a_fixed_number_of_queries(
    town, passport, agent, seat, django_assert_max_num_queries
):
    for number in range(8):
        ServicePageFactory(title=f"Ausweis {number}", responsibility=passport.responsibility)
    client, words = seat(agent), {"partner": town.partner.slug, "q": "ausweis"}
    client.post("/desk/wissen/treffer/", words)

    with django_assert_max_num_queries(26):
        page = client.post("/desk/wissen/treffer/", words)

    assert len(page.context["found"].lines) == 9


def test_a_member_of_a_department_is_no_agent(town, seat):
    assert town.karl.memberships.get().function == Function.MEMBER
    assert seat(town.karl).get("/desk/wissen/").status_code == 403


def test_nothing_of_a_staff_screen_is_kept_by_the_browser(town, agent, seat):
    assert seat(agent).get("/desk/wissen/")["Cache-Control"] == "no-store, private"


def test_the_card_says_everything_an_agent_is_asked(town, agent, seat):
    other = ServicePageFactory(title="Reisepass", responsibility=town.service.responsibility)
    service = ServicePageFactory(
        title="Hund anmelden",
        responsibility=town.service.responsibility,
        documents=[("document", {"name": "Impfpass", "kind": "original", "form_url": "https://example.org/f"})],
        fees=[("fee", {"label": "je nach Rasse", "amount": Decimal("10"), "amount_until": Decimal("250")})],
        ways_to_pay=["cash", "girocard"],
        deadlines=[("deadline", {"label": "Anmelden", "text": "binnen zwei Wochen"})],
        visit_minutes=15,
        steps=[("step", {"title": "Formular ausfüllen", "text": RichText("<p>Beide Seiten.</p>")})],
        forms=[("form", {"name": "Anmeldung", "url": "https://example.org/hund"})],
        remedies="<p>Widerspruch</p>",
        notes="<p>Blindenhunde sind frei.</p>",
        target_group="Wer einen Hund hält.",
        related_services=[other],
        professionally_released_by="Fachdienst Finanzen",
        review_on=date(2020, 1, 1),
    )

    card = seat(agent).get(card_of(town, service)).content.decode()

    for words in (
        "Original",
        "https://example.org/f",
        "10,00 € bis 250,00 €",
        "bar, Girocard",
        "binnen zwei Wochen",
        "15 Minuten am Schalter",
        "Formular ausfüllen",
        "https://example.org/hund",
        "Widerspruch",
        "Blindenhunde sind frei.",
        "Wer einen Hund hält.",
        "freigegeben von Fachdienst Finanzen",
        "Prüfung überfällig",
        f'href="{card_of(town, other)}"',
    ):
        assert words in card


def test_nothing_to_bring_and_nothing_to_pay_is_said(town, agent, seat):
    service = ServicePageFactory(
        responsibility=town.service.responsibility, documents_none_needed=True, is_free=True, processing_time="sofort"
    )

    card = seat(agent).get(card_of(town, service)).content.decode()

    assert "kostenlos" in card
    assert "nichts hinterlegt" not in card


def test_what_is_not_ours_says_whose_it_is(town, agent, seat):
    service = ServicePageFactory(
        title="Bankkarte sperren", is_not_ours=True, whose_name="Sperr-Notruf", whose_phone="116 116"
    )

    card = seat(agent).get(card_of(town, service)).content.decode()

    assert "nicht unsere Aufgabe" in card
    assert "Das macht: Sperr-Notruf." in card
    assert 'href="tel:116116"' in card


def test_a_spoken_answer_of_the_partners_own_needs_no_warning(town, passport, agent, seat):
    LocalServicePageFactory(
        service=passport, partner=town.partner, local_text="<p>Nur mit Termin.</p>", spoken_answer="Kommen Sie montags."
    )

    card = seat(agent).get(card_of(town, passport)).content.decode()

    assert "Kommen Sie montags." in card
    assert "Vor dem Vorlesen beachten" not in card


def test_the_words_are_marked_on_the_text_as_it_was_written(town, passport, agent, seat):
    """The index holds stems and meanings; notes and rich text are marked too, and nothing becomes markup."""
    AgentNoteFactory(service=passport, text="Kommt jemand <persönlich>, Ausweise prüfen")
    passport.full_text = "<p>Wer <b>persönliche</b> Fragen hat &amp; kommt.</p>"
    passport.save_revision().publish()

    found = seat(agent).post("/desk/wissen/", {"partner": town.partner.slug, "q": "perso persönlich"}).content.decode()

    assert "<mark>Perso</mark>" in found
    assert "Bitte kommen Sie <mark>persönlich</mark> vorbei." in found
    assert "&lt;<mark>persönlich</mark>&gt;" in found
    assert "<b><mark>persönliche</mark></b> Fragen hat &amp; kommt." in found


def test_all_partners_are_searched_when_asked_the_callers_first_and_each_is_named(town, passport, agent, seat):
    aadorf, mapping = PartnerFactory(name="Aadorf"), MappingFactory()
    MappingFactory(office=OfficeFactory(partner=aadorf), responsibility=mapping.responsibility)
    ServicePageFactory(title="Ausweis für das Hallenbad", responsibility=mapping.responsibility)
    client, words = seat(agent), {"partner": town.partner.slug, "q": "ausweis"}

    alone = client.post("/desk/wissen/", words).context["found"]
    widened = client.post("/desk/wissen/", words | {"auch": "1"})

    assert [line.title for line in alone.lines] == ["Personalausweis beantragen"]
    lines = widened.context["found"].lines
    assert [line.title for line in lines] == ["Personalausweis beantragen", "Ausweis für das Hallenbad"]
    assert lines[0].partner == ""
    assert lines[1].partner in {"Aadorf", mapping.office.partner.name}
    card = client.post("/desk/wissen/treffer/", words | {"auch": "1", "hit": str(lines[1].key), "karte": "1"})
    assert f'<span class="mark mark--warning">{lines[1].partner}</span>' in card.content.decode()
    assert card.context["partner"] == town.partner


def test_a_kind_can_be_chosen_and_left_again(town, passport, agent, seat):
    words = {"partner": town.partner.slug, "q": "personalausweis"}
    client = seat(agent)

    services = client.post("/desk/wissen/", words | {"art": "service"})
    offices = client.post("/desk/wissen/", words | {"art": "colleague"})
    nonsense = client.post("/desk/wissen/", words | {"art": "unsinn"})

    assert len(services.context["found"].lines) == len(nonsense.context["found"].lines) == 1
    assert offices.context["found"].lines == []
    assert re.search(r'value="service"[^>]* checked', services.content.decode())
    assert 'id="art-"' in offices.content.decode()


def test_a_search_is_remembered_once_and_while_typing_only_when_something_is_opened(town, passport, agent, seat):
    client, words = seat(agent), {"partner": town.partner.slug, "q": "personalausweis"}

    piece = client.post("/desk/wissen/treffer/", words)
    assert not LoggedSearch.objects.exists()
    client.post("/suche/geoeffnet/", {"search": piece.context["found"].search_id, "rank": "1"})
    row = LoggedSearch.objects.get()
    assert (row.face, row.partner, row.rank) == ("agent", town.partner, 1)

    whole = client.post("/desk/wissen/", words)
    client.post("/desk/wissen/", words | {"hit": str(whole.context["found"].lines[0].key)})
    assert LoggedSearch.objects.count() == 2
