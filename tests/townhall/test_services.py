"""A service with every module, in the language it is written in, and what is said where it is not offered."""

import re
from datetime import date

import pytest

from cms.catalogue.models import LifeSituation
from cms.organisation.models import Partner
from tests.factories.catalogue import LocalServicePageFactory, ServicePageFactory, written_in

pytestmark = pytest.mark.django_db
PATH = "/leistungen/personalausweis-beantragen/"


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def release(page, **fields):
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish(skip_permission_checks=True)


def test_every_module_stands_on_the_page(lindenfurt):
    page = lindenfurt.identity_card
    moving = LifeSituation.objects.create(name="Umziehen", name_en="Moving house", slug="umziehen")
    page.life_situations.add(moving)
    page.related_services.add(lindenfurt.bulky_waste)
    release(
        page,
        steps=[("step", {"title": "Termin buchen", "text": "<p>Online oder am <b>Telefon</b>.</p>"})],
        documents=[
            ("document", {"name": "Alter Ausweis", "kind": "original", "note": "", "form_url": ""}),
            ("document", {"name": "Mietvertrag", "kind": "copy", "note": "", "form_url": "https://f.example.org/"}),
        ],
        fees=[("fee", {"label": "Express", "amount": "12", "amount_until": "25.5", "note": ""})],
        ways_to_pay=["cash", "girocard"],
        deadlines=[("deadline", {"label": "Nach dem Umzug", "text": "innerhalb von zwei Wochen"})],
        forms=[("form", {"name": "Antrag", "url": "https://antrag.example.org/", "document": None})],
        target_group="Alle ab 16 Jahren.",
        notes="<p>Samstags ist es ruhig.</p>",
        remedies="<p>Sie können widersprechen.</p>",
        visit_minutes=15,
        professionally_released_by="Leitung des Bürgeramts",
        professionally_released_on=date(2099, 3, 1),
        review_on=date(2099, 12, 1),
    )

    shown = text_of(lindenfurt.citizen.get(PATH))

    for words in (
        "Termin buchen",
        "Online oder am <b>Telefon</b>",
        "Kopie genügt",
        'href="https://f.example.org/"',
        "12,00 bis 25,50 €",
        "Sie können so bezahlen: bar oder Girocard.",
        "innerhalb von zwei Wochen",
        'href="https://antrag.example.org/"',
        "Alle ab 16 Jahren.",
        "Samstags ist es ruhig.",
        "Sie können widersprechen.",
        "am Schalter etwa 15 Minuten",
        "fachlich freigegeben von Leitung des Bürgeramts am 1. März 2099",
        "nächste Prüfung bis 1. Dezember 2099",
        'href="/lebenslagen/umziehen/"',
        'href="/leistungen/sperrmuell/"',
        'href="/dienststellen/buergerbuero/"',
    ):
        assert words in shown, words
    assert "None" not in shown


def test_nothing_to_pay_and_nothing_to_bring_is_said(lindenfurt):
    release(lindenfurt.identity_card, fees=[], is_free=True, documents=[], documents_none_needed=True)

    shown = text_of(lindenfurt.citizen.get(PATH))

    assert re.search(r"<dt>Kosten</dt> <dd> kostenlos", shown)
    assert re.search(r"<dt>Mitbringen</dt> <dd> nichts", shown)
    assert lindenfurt.citizen.get(f"{PATH}mitbringen/").status_code == 404


def test_what_to_bring_has_a_sheet_of_its_own(lindenfurt):
    assert f'href="{PATH}mitbringen/"' in text_of(lindenfurt.citizen.get(PATH))

    sheet = text_of(lindenfurt.citizen.get(f"{PATH}mitbringen/"))

    assert "Alter Ausweis" in sheet
    assert "Ab 24 Jahren: 37,00 €" in sheet
    assert "Bürgerbüro" in sheet
    assert "lindenfurt.localhost/leistungen/personalausweis-beantragen/" in sheet
    assert "noindex" in sheet


def test_a_life_situation_brings_together_what_is_needed(lindenfurt):
    moving = LifeSituation.objects.create(name="Umziehen", name_en="Moving house", slug="umziehen", teaser="Was nun?")
    lindenfurt.identity_card.life_situations.add(moving)
    lindenfurt.identity_card.save_revision().publish(skip_permission_checks=True)
    LifeSituation.objects.create(name="Heiraten", slug="heiraten")

    assert "Umziehen" in text_of(lindenfurt.citizen.get("/"))
    assert "Heiraten" not in text_of(lindenfurt.citizen.get("/lebenslagen/"))
    page = text_of(lindenfurt.citizen.get("/lebenslagen/umziehen/"))
    assert "Personalausweis beantragen" in page
    assert "Sperrmüll" not in page
    assert "<h1>Moving house</h1>" in text_of(lindenfurt.citizen.get("/en/lebenslagen/umziehen/"))


def test_what_is_often_asked_for_stands_in_its_editors_order(lindenfurt):
    first, second = lindenfurt.bulky_waste, lindenfurt.identity_card
    for order in ([first, second], [second, first]):
        lindenfurt.home.ask_often_for(order)
        lindenfurt.home.save_revision().publish(skip_permission_checks=True)

        assert [line.slug for line in lindenfurt.citizen.get("/").context["frequent"]] == [each.slug for each in order]


def test_a_service_is_shown_in_the_language_it_is_written_in(lindenfurt):
    written_in(lindenfurt.identity_card, "en", title="Apply for an identity card", teaser="You need a new one.")

    page = text_of(lindenfurt.citizen.get(f"/en{PATH}"))

    assert "<h1>Apply for an identity card</h1>" in page
    assert "described in German only" not in page
    assert '<link rel="canonical" href="http://lindenfurt.localhost/en/leistungen/personalausweis-beantragen/">' in page
    assert 'hreflang="de" href="http://lindenfurt.localhost/leistungen/personalausweis-beantragen/"' in page
    assert "37.00 €" in page
    assert '<span lang="de">Bürgerbüro' in page
    german = text_of(lindenfurt.citizen.get(PATH))
    assert f'href="/en{PATH}" lang="en"' in german
    for path in ("/en/", "/en/leistungen/", "/en/themen/ausweise/"):
        assert "Apply for an identity card" in text_of(lindenfurt.citizen.get(path)), path


def test_leichte_sprache_lists_what_is_written_in_it(lindenfurt):
    lindenfurt.partner.languages = ["de", "de-simple", "en"]
    lindenfurt.partner.save()
    written_in(lindenfurt.identity_card, "de-simple", title="Einen Ausweis bekommen")

    home = text_of(lindenfurt.citizen.get("/de-simple/"))

    assert '<html lang="de-simple">' in home
    assert "Einen Ausweis bekommen" in home
    assert "Sperrmüll" not in home
    assert "Einen Ausweis bekommen" in text_of(lindenfurt.citizen.get(f"/de-simple{PATH}"))


def test_the_switch_says_where_a_page_is_not_written_in_a_language(lindenfurt):
    lindenfurt.partner.languages = ["de", "de-simple", "en"]
    lindenfurt.partner.save()

    page = text_of(lindenfurt.citizen.get("/leistungen/sperrmuell/"))

    assert '<a href="/de-simple/"><span lang="de-simple">Leichte Sprache</span>' in page
    assert "(Übersicht)" in page
    assert '<a href="/en/leistungen/sperrmuell/"><span lang="en">English</span>' in page
    assert "(Text auf Deutsch)" in page
    assert "hreflang" not in page.partition("</head>")[0]


def test_a_local_text_is_read_in_the_language_of_the_page_or_marked(lindenfurt):
    written_in(lindenfurt.identity_card, "en", title="Apply for an identity card")
    local = LocalServicePageFactory(
        service=lindenfurt.identity_card, partner=lindenfurt.partner, local_text="<p>Nur mit Termin.</p>"
    )

    assert re.search(r'lang="de">\s*<p>Nur mit Termin', text_of(lindenfurt.citizen.get(f"/en{PATH}")))
    release(local, local_text_en="<p>By appointment only.</p>")
    page = text_of(lindenfurt.citizen.get(f"/en{PATH}"))
    assert "By appointment only." in page
    assert "Nur mit Termin" not in page


def test_what_is_not_offered_says_whose_it_is(lindenfurt, moorbach):
    LocalServicePageFactory(
        service=lindenfurt.identity_card,
        partner=moorbach.partner,
        offered=False,
        whose_name="Bürgerbüro Lindenfurt",
        whose_phone="069 90009 110",
        whose_url="https://lindenfurt.example.org/",
    )

    page = text_of(moorbach.citizen.get(PATH))

    assert "Gemeinde Moorbach bietet diese Leistung nicht an." in page
    assert "Bürgerbüro Lindenfurt" in page
    assert 'href="tel:06990009110"' in page
    assert 'href="https://lindenfurt.example.org/"' in page
    assert "noindex" in page


def test_what_is_nobodys_here_says_so(lindenfurt):
    page = ServicePageFactory(
        title="Bankkarte sperren",
        slug="bankkarte-sperren",
        is_not_ours=True,
        whose_name="Sperr-Notruf",
        whose_phone="116 116",
    )

    shown = text_of(lindenfurt.citizen.get(f"/leistungen/{page.slug}/"))

    assert "Dafür ist Stadt Lindenfurt nicht zuständig." in shown
    assert "Sperr-Notruf" in shown
    assert 'href="tel:116116"' in shown


@pytest.mark.parametrize(
    ("kind", "words"),
    [("town", "Digitales Rathaus"), ("district", "Digitale Kreisverwaltung"), ("company", "Service online")],
)
def test_the_head_says_what_kind_of_house_it_is(lindenfurt, kind, words):
    Partner.objects.filter(pk=lindenfurt.partner.pk).update(kind=kind)

    assert words in text_of(lindenfurt.citizen.get("/"))


@pytest.mark.parametrize("path", ["/leistungen/gibt-es-nicht/mitbringen/", "/en/leistungen/%00/mitbringen/"])
def test_no_sheet_for_what_there_is_not(lindenfurt, path):
    assert lindenfurt.citizen.get(path).status_code == 404


def test_everybody_reads_the_same_page(lindenfurt, admin_client):
    """Pages without a form are kept for all: nothing on them may be about the visitor."""
    for path in (
        "/",
        "/leistungen/",
        PATH,
        f"{PATH}mitbringen/",
        "/aemter/",
        "/dienststellen/buergerbuero/",
        "/impressum/",
    ):
        anonymous = lindenfurt.citizen.get(path)
        staff = admin_client.get(path, headers={"host": lindenfurt.host})

        assert anonymous.content == staff.content, path
        assert not anonymous.cookies, path
        assert "cookie" not in anonymous.get("Vary", "").lower(), path
        assert "csrf" not in anonymous.content.decode(), path
