"""The preview beside the editor shows the page as the chosen partner's citizens see it."""

import pytest
from playwright.sync_api import expect

from cms.accounts.groups import CENTRAL_EDITOR
from tests.browser.plugin import address_of
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import LocalServicePageFactory
from tests.factories.townhall import make_town_hall

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def towns(transactional_db):
    lindenfurt = make_town_hall("Stadt Lindenfurt", "lindenfurt", "LIN")
    moorbach = make_town_hall("Gemeinde Moorbach", "moorbach", "MOO", services=False)
    local = LocalServicePageFactory(
        partner=moorbach.partner, service=lindenfurt.identity_card, local_text="<p>Nur dienstags.</p>"
    )
    return lindenfurt, moorbach, local


def seat(context, client, live_server, person):
    """A browser in which she is logged in."""
    client.force_login(person)
    address = address_of(live_server, "lindenfurt.localhost", "/")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    return context.new_page()


def preview_of(page, live_server, key: int):
    page.goto(address_of(live_server, "lindenfurt.localhost", f"/admin/pages/{key}/edit/"))
    page.locator("[data-side-panel-toggle=preview]").first.click()
    return page.frame_locator("[data-preview-iframe], iframe[id='w-preview-iframe']").last


def test_a_shared_page_is_shown_for_each_partner(context, client, live_server, towns):
    lindenfurt, _moorbach, _local = towns
    page = seat(context, client, live_server, UserFactory(groups=[CENTRAL_EDITOR]))

    shown = preview_of(page, live_server, lindenfurt.identity_card.pk)

    expect(shown.locator("h1")).to_have_text("Personalausweis beantragen", timeout=30_000)
    expect(shown.locator(".head__partner")).to_contain_text("Stadt Lindenfurt")

    page.locator("#id_preview_mode").select_option(label="Gemeinde Moorbach")

    expect(shown.locator(".head__partner")).to_contain_text("Gemeinde Moorbach", timeout=30_000)
    expect(shown.locator(".local")).to_contain_text("Nur dienstags.")


def test_a_local_page_is_shown_as_its_own_partner_sees_it(context, client, live_server, towns):
    _lindenfurt, moorbach, local = towns
    page = seat(context, client, live_server, UserFactory(groups=[moorbach.partner.editors]))

    shown = preview_of(page, live_server, local.pk)

    expect(shown.locator(".head__partner")).to_contain_text("Gemeinde Moorbach", timeout=30_000)
    expect(shown.locator(".local")).to_contain_text("Nur dienstags.")
