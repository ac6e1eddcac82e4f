"""Partners' own texts for letters: what may stand in them, what leaves, and who may write them."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail

from cms.accounts.groups import AGENT, CENTRAL_EDITOR
from tests.factories.accounts import UserFactory
from tests.factories.cases import item_of, kind_of_case, opened, step, town
from tests.factories.citizens import ERIKA
from tests.factories.outbox import run_jobs
from workflows.cases import actions
from workflows.cases.models import Case
from workflows.citizens import letter_html, letter_language, letters
from workflows.citizens.models import Letter, LetterKind, LetterText

KNOWN = ("name", "service", "answer")
ADD = "/admin/citizens/lettertext/create/"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ nmae }}", "gibt es „nmae“ nicht"),
        ("{% if answr %}x{% endif %}", "gibt es „answr“ nicht"),
        ("{% load static %}", "nicht verstanden"),
        ("{{ name|upper }}", "nicht verstanden"),
        ("{{ name.__class__ }}", "nicht verstanden"),
        ("{% if name %}x", "nicht mit „endif“"),
        ("x{% endif %}", "beendet nichts"),
        ("x{% else %}", "außerhalb"),
        ("{{ name", "nicht geschlossen"),
        ("{% if name %}{% if service %}{% endif %}{% endif %}", "in einem „if“"),
    ],
)
def test_what_cannot_be_filled_in_is_said(text, fault):
    found = list(letter_language.faults_of(text, KNOWN))

    assert any(fault in each for each in found), found


def test_values_stand_where_they_are_and_what_may_be_missing_is_left_out():
    text = "Tag{% if name %} {{ name }}{% else %}!{% endif %}{% if service %} {{ service }}{% endif %}: {{ answer }}"
    assert list(letter_language.faults_of(text, KNOWN)) == []

    assert letter_language.filled(text, {"name": "Erika", "service": "", "answer": "{{ name }}"}) == (
        "Tag Erika: {{ name }}"
    )
    assert letter_language.filled(text, {"answer": "<b>"}, html=True) == "Tag!: &lt;b&gt;"


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<p onclick='x'>",
        "<a href='javascript:x'>x</a>",
        "<img src='https://x.example/x.png'>",
        "<p style='display:none'>",
        "<a href='{{ answer }}'>x</a>",
    ],
)
def test_what_has_no_place_in_a_letter_is_said(html):
    assert list(letter_html.faults_of(html))


def test_half_a_tag_does_not_become_a_whole_one():
    assert "<img" not in letter_html.tidy("<p>Hallo</p><img src=x onerror=y ")
    assert "<!--" not in letter_html.tidy("<!-- x --><p>Hallo</p>")


def test_every_shipped_letter_says_what_it_needs_and_nothing_that_it_does_not_know():
    for letter in LetterKind.values:
        for language in letters.LANGUAGES:
            found = letters.shipped(letter, language)
            for text in (found.subject, found.text):
                assert list(letter_language.faults_of(text, letters.known_values(letter))) == []
            assert set(letters.NEEDS[letter]) <= letter_language.values_in(found.text + found.subject)
            sample = letters.sample(found, language, "Lindenfurt")
            assert "{" not in sample.subject + sample.text + sample.html


@pytest.fixture
def here(db):
    return town()


@pytest.fixture
def editor(here):
    return UserFactory(groups=[Group.objects.get(pk=here.partner.editors_id)])


def form(here, **changes) -> dict:
    return {
        "partner": here.partner.pk,
        "letter": "case_received",
        "language": "de",
        "subject": "Danke, {{ reference }}",
        "text": "Hallo {{ name }},\n\nIhr Code: {{ code }}, Antwort bis {{ promised_at }}.",
        "html": "",
        **changes,
    }


def test_a_partner_writes_its_own_letter_and_it_leaves(here, editor, client):
    client.force_login(editor)
    assert client.post(ADD, form(here)).status_code == 302

    opened(here)
    run_jobs()

    [letter] = [each for each in mail.outbox if each.to == [ERIKA["email"]]]
    case = Case.objects.get()
    assert letter.subject == f"Danke, {case.reference}"
    assert letter.body.startswith(f"Hallo {ERIKA['name']},")
    [(html, kind)] = letter.alternatives
    assert kind == "text/html"
    assert f"<p>Hallo {ERIKA['name']},</p>" in html


def test_html_of_its_own_leaves_with_escaped_values(here, editor, client):
    client.force_login(editor)
    html = '<h2>Antwort</h2><p>{{ answer }}</p><p><a href="{{ status_url }}">Stand</a></p>'
    assert client.post(ADD, form(here, letter="case_answered", text="{{ answer }}", html=html)).status_code == 302
    case = opened(here, case_type=kind_of_case(step("answer"))).case

    actions.answer(item_of(case), text="1 < 2\nJa", by=here.karl)
    run_jobs()

    [(html, _kind)] = mail.outbox[-1].alternatives
    assert "<p>1 &lt; 2<br>\nJa</p>" in html
    assert f'/anliegen/{case.reference}/">Stand</a>' in html


def test_other_partners_and_other_languages_keep_the_shipped_text(here, editor, client):
    client.force_login(editor)
    client.post(ADD, form(here))
    opened(here, details={**ERIKA, "language": "en"})
    opened(town())
    opened(here)

    subjects = [letter.subject.partition(" ")[0] for letter in Letter.objects.order_by("pk")]
    assert subjects == ["We", "Ihr", "Danke,"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"subject": "{{ answer }}"}, "subject"),
        ({"text": "{{ code }} {{ reference }} {{ nmae }}"}, "text"),
        ({"text": "Ohne alles"}, "text"),
        ({"html": "<script>x</script>"}, "html"),
        ({"html": "<p>ohne Code</p>"}, "html"),
    ],
    ids=str,
)
def test_what_is_wrong_stands_beside_its_field(here, editor, client, changes, field):
    client.force_login(editor)

    page = client.post(ADD, form(here, **{"text": "{{ reference }} {{ code }}", **changes}))

    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {field}
    assert not LetterText.objects.exists()


def test_the_preview_shows_examples_and_both_pages_say_what_the_letter_can_say(here, editor, client):
    client.force_login(editor)
    client.post(ADD, form(here))

    page, form_page = (
        client.get(f"/admin/citizens/lettertext/{name}/{LetterText.objects.get().pk}/").content.decode()
        for name in ("preview", "edit")
    )

    assert "{{ code }}, " in form_page
    assert "Hallo Erika Mustermann," in page
    assert "Ihr Code: 2345-6789, Antwort bis Dienstag, 24. November 2026, 14:00 Uhr." in page
    assert "<code>{{ code }}</code>" in page


def test_nobody_writes_for_another_partner(here, editor, client):
    key = LetterText.objects.create(partner=here.partner, letter="case_closed", subject="x", text="{{ reason }}").pk
    elsewhere = town()
    strangers = [
        UserFactory(groups=[Group.objects.get(pk=elsewhere.partner.editors_id)]),
        UserFactory(groups=[AGENT]),
        here.karl,
        None,
    ]

    for stranger in strangers:
        client.logout()
        if stranger:
            client.force_login(stranger)
        for page in ("edit", "preview", "inspect", "delete", "history"):
            assert client.get(f"/admin/citizens/lettertext/{page}/{key}/").status_code in {302, 403}
        client.post(f"/admin/citizens/lettertext/edit/{key}/", form(here, text="{{ reason }} gekapert"))
    assert LetterText.objects.get().text == "{{ reason }}"
    client.force_login(UserFactory(groups=[CENTRAL_EDITOR]))
    assert client.get(f"/admin/citizens/lettertext/edit/{key}/").status_code == 200
