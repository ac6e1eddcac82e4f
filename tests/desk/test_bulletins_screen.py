"""Bulletins at the desk: for whom they are, what stands on top, what is read, and who sees nothing."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from cms.accounts.groups import AGENT, CENTRE_LEAD, DEPARTMENT_STAFF
from cms.pages import bulletins
from cms.pages.models import Bulletin, BulletinRead
from tests.factories.accounts import UserFactory

LIST = "/desk/mitteilungen/"


def bulletin(title="Neue Gebühr für den Reisepass", *, groups=(), begins=-1, ends=24, **fields):
    now = timezone.now()
    row = Bulletin.objects.create(
        title=title, starts_at=now + timedelta(hours=begins), ends_at=now + timedelta(hours=ends), **fields
    )
    row.groups.set(Group.objects.filter(name__in=groups))
    return row


def page(client, address=LIST):
    return client.get(address).content.decode()


def read(client, row, **fields):
    return client.post(f"{LIST}{row.pk}/gelesen/", fields)


@pytest.mark.parametrize("when", [{"begins": 1}, {"begins": -2, "ends": -1}])
def test_what_has_not_begun_or_has_ended_is_not_shown(agent, seat, when):
    row = bulletin(important=True, **when)

    assert row.title not in page(seat(agent))
    assert row.title not in page(seat(agent), "/desk/wissen/")
    assert read(seat(agent), row).status_code == 404


def test_a_bulletin_for_one_group_is_shown_to_that_group_only(town, agent, seat):
    for_clerks = bulletin("Nur für die Ämter", groups=[DEPARTMENT_STAFF], important=True)
    for_all = bulletin("Für alle")

    assert for_clerks.title in page(seat(town.karl))
    assert for_clerks.title not in page(seat(agent))
    assert for_all.title in page(seat(agent))
    assert read(seat(agent), for_clerks).status_code == 404
    assert not BulletinRead.objects.exists()


def test_an_important_one_stands_on_every_screen_until_it_is_read(town, agent, seat):
    row, client = bulletin(important=True), seat(agent)
    assert row.title in page(client, "/desk/wissen/")

    answer = read(client, row, next="/desk/wissen/?q=pass")

    assert answer.url == "/desk/wissen/?q=pass"
    assert row.title not in page(client, "/desk/wissen/")
    assert row.title in page(client)
    assert row.title in page(seat(town.karl), "/desk/eingang/")  # Karl has read nothing


def test_twice_read_is_once_read_and_no_address_outside_is_followed(agent, seat):
    row, client = bulletin(), seat(agent)

    assert read(client, row, next="https://example.org/").url == LIST
    assert read(client, row).url == LIST
    assert BulletinRead.objects.count() == 1


def test_without_read_marks_it_stays_on_top_and_nothing_is_kept(agent, seat):
    row, client = bulletin(important=True, with_read_marks=False), seat(agent)

    read(client, row)

    assert not BulletinRead.objects.exists()
    assert row.title in page(client, "/desk/wissen/")
    assert "Gelesen" not in page(client)


def test_an_operator_switches_read_marks_off_for_good(agent, seat, settings):
    settings.READ_MARKS = False
    row, client = bulletin(important=True), seat(agent)

    read(client, row)

    assert not BulletinRead.objects.exists()
    assert row.title in page(client, "/desk/wissen/")
    assert "Gelesen" not in page(client, "/desk/wissen/")


def test_who_has_read_it_is_forgotten_with_its_end(agent):
    row = bulletin(ends=1)
    bulletins.mark_as_read(row, by=agent)

    assert bulletins.delete_marks_of_ended(timezone.now()) == 0
    assert bulletins.delete_marks_of_ended(row.ends_at) == 1


def test_editors_and_nobody_have_no_bulletins(editor, seat):
    row = bulletin(important=True)

    assert seat(editor).get(LIST).status_code == 403
    assert read(seat(editor), row).status_code == 403
    assert Client().get(LIST).url.startswith("/anmelden/")
    assert read(Client(), row).url.startswith("/anmelden/")
    assert row.title not in page(Client(), "/anmelden/")
    assert not BulletinRead.objects.exists()


def test_the_lead_writes_one_and_an_agent_cannot(agent, seat):
    lead = UserFactory(groups=[CENTRE_LEAD])
    agents = Group.objects.get(name=AGENT)
    form = {
        "title": "Zulassung zu",
        "text": "",
        "starts_at": "2030-01-07 08:00",
        "ends_at": "2030-01-07 12:00",
        "groups": [agents.pk],
        "with_read_marks": "on",
    }

    refused = seat(agent).post("/admin/pages/bulletin/create/", form)
    wrong = seat(lead).post("/admin/pages/bulletin/create/", form | {"ends_at": "2030-01-07 07:00"})
    assert refused.status_code == 302
    assert "Das Ende muss nach dem Anfang liegen." in wrong.content.decode()
    assert not Bulletin.objects.exists()

    seat(lead).post("/admin/pages/bulletin/create/", form)

    assert Bulletin.objects.get().groups.get() == agents


def test_the_list_of_bulletins_is_narrowed_to_a_group(agent, seat):
    lead = UserFactory(groups=[CENTRE_LEAD])
    for_clerks, for_agents = (
        bulletin("Für die Ämter", groups=[DEPARTMENT_STAFF]),
        bulletin("Am Telefon", groups=[AGENT]),
    )
    clerks = Group.objects.get(name=DEPARTMENT_STAFF)

    whole = page(seat(lead), "/admin/pages/bulletin/")
    narrowed = page(seat(lead), f"/admin/pages/bulletin/?groups__id__exact={clerks.pk}")

    assert for_clerks.title in whole
    assert for_agents.title in whole
    assert "Sachbearbeitung" in whole
    assert for_clerks.title in narrowed
    assert for_agents.title not in narrowed
