"""What browsers are told beside each page: run nothing that stands inside it, ask nobody, tell nobody."""

import re

import pytest

from cms.accounts.groups import CENTRAL_EDITOR
from cms.pages.models import EditorialPage
from tests.factories.accounts import UserFactory
from townhall import page_cache

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/leistungen/",
    "/leistungen/personalausweis-beantragen/",
    "/suche/?q=perso",
    "/anliegen/neu/",
    "/impressum/",
    "/gibt-es-nicht/",
]
DATA = re.compile(r'<script type="application/ld\+json">.*?</script>', re.DOTALL)


def policy_of(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, _space, sources in parts if name}


@pytest.mark.parametrize("path", PAGES)
def test_nothing_inside_a_page_is_run_or_styled(lindenfurt, path):
    response = lindenfurt.citizen.get(path)

    page = DATA.sub("", response.content.decode())
    scripts = re.findall(r"<script(.*?)</script>", page, re.DOTALL)
    assert all(re.fullmatch(r'\s+src="/static/[\w/.]+"[^<>]*\sdefer>', script) for script in scripts)
    assert "<style" not in page
    assert "style=" not in page
    assert not re.search(r"\son\w+=", page)


@pytest.mark.parametrize("path", [*PAGES, "/anmelden/"])
def test_the_policy_allows_our_own_files_only(lindenfurt, path):
    policy = policy_of(lindenfurt.citizen.get(path))

    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["font-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in str(policy)
    assert "nonce" not in str(policy)


def test_the_admin_keeps_its_own_ways(lindenfurt):
    assert "Content-Security-Policy" not in lindenfurt.citizen.get("/admin/")


def test_only_a_preview_stands_in_a_frame_and_only_in_our_own(lindenfurt, client):
    page = lindenfurt.identity_card
    client.force_login(UserFactory(groups=[CENTRAL_EDITOR, lindenfurt.partner.editors]))

    for kind in (page, lindenfurt.home, EditorialPage.objects.child_of(lindenfurt.home).first()):
        policy = policy_of(client.get(f"/admin/pages/{kind.pk}/view_draft/"))

        assert policy["frame-ancestors"] == policy["script-src"] == "'self'"
    assert policy_of(client.get("/", headers={"host": lindenfurt.host}))["frame-ancestors"] == "'none'"


def test_browsers_are_told_what_they_may_not_do(lindenfurt):
    response = lindenfurt.citizen.get("/")

    assert "geolocation=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/suche/?q=perso", "/suche/vorschlaege/?q=perso"])
def test_what_was_searched_for_is_told_nobody_and_kept_nowhere(lindenfurt, settings, caplog, path):
    settings.KEEP_PAGES = True
    before = len(page_cache.memory)
    with caplog.at_level("DEBUG"):
        response = lindenfurt.citizen.get(path)

    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    assert len(page_cache.memory) == before
    assert "perso" not in caplog.text
