"""The screen on which somebody names who stands in, the list of the substitute, and the case in her hands."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import cases
from workflows.cases import actions
from workflows.cases.models import Absence

pytestmark = pytest.mark.django_db
LEADS_VIEW = "/desk/eingang/leitung/"


@pytest.fixture
def address():
    return reverse("desk:absence")


def typed(person, substitute, *, first=0, last=3):
    today = timezone.localdate()
    return {
        "person": person.pk,
        "substitute": substitute.pk,
        "from_day": (today + timedelta(days=first)).isoformat(),
        "until_day": (today + timedelta(days=last)).isoformat(),
    }


def test_karl_names_paula_and_she_finds_his_work(town, seat, address):
    item = cases.item_of(cases.opened(town).case)
    actions.take(item, by=town.karl)

    assert seat(town.karl).post(address, typed(town.karl, town.paula)).status_code == 302

    paula = seat(town.paula)
    inbox = paula.get(reverse("desk:inbox"), {"liste": "vertretung"})
    assert [line.item for line in inbox.context["lines"]] == [item]
    assert "Vertretung" in inbox.content.decode()
    page = paula.get(reverse("desk:case", args=[item.case.reference])).content.decode()
    assert f"Sie vertreten {town.karl}." in page

    paula.post(
        reverse("desk:case", args=[item.case.reference]), {"deed": "answer", "item": item.pk, "text": "Ja, gern."}
    )

    page = seat(town.karl).get(reverse("desk:case", args=[item.case.reference])).content.decode()
    assert f"{town.paula} für {town.karl}" in page


def test_what_does_not_fit_stands_beside_its_field_and_stays_typed(town, seat, address):
    actions.name_substitute(
        person=town.paula,
        substitute=town.karl,
        from_day=timezone.localdate(),
        until_day=timezone.localdate(),
        by=town.paula,
    )

    response = seat(town.karl).post(address, typed(town.karl, town.paula))
    page = response.content.decode()

    assert response.status_code == 422
    assert 'id="id_substitute_error"' in page
    assert "dann wäre niemand da" in page
    assert f'value="{timezone.localdate().isoformat()}"' in page
    backwards = seat(town.karl).post(address, typed(town.karl, town.lena, first=3, last=1))
    assert "Der letzte Tag liegt vor dem ersten." in backwards.content.decode()


def test_a_lead_names_for_her_people_and_a_member_only_for_herself(town, seat, address):
    assert set(seat(town.lena).get(address).context["form"].people) == {town.lena, town.karl, town.paula}
    assert seat(town.paula).get(address).context["form"].people == [town.paula]

    refused = seat(town.paula).post(address, typed(town.karl, town.paula))

    assert refused.status_code == 422
    assert not Absence.objects.exists()


def test_an_absence_is_ended_by_those_who_may_and_by_nobody_else(town, seat, address):
    seat(town.karl).post(address, typed(town.karl, town.paula, first=2, last=4))
    end = reverse("desk:end_absence", args=[Absence.objects.get().pk])

    for stranger in (town.paula, town.nadia):
        assert seat(stranger).post(end).status_code == 404
    assert seat(town.lena).post(end).status_code == 302
    assert not Absence.objects.exists()


def test_whoever_stands_in_for_nobody_has_no_such_list(town, seat):
    assert seat(town.paula).get(reverse("desk:inbox"), {"liste": "vertretung"}).status_code == 404


def away_today(person, substitute):
    today = timezone.localdate()
    actions.name_substitute(person=person, substitute=substitute, from_day=today, until_day=today, by=person)


def test_whoever_stands_in_for_the_lead_has_her_view(town, seat):
    cases.opened(town)
    away_today(town.lena, town.nadia)  # a colleague of another department
    nadia = seat(town.nadia)

    assert LEADS_VIEW in nadia.get(reverse("desk:inbox")).content.decode()
    page = nadia.get(LEADS_VIEW)
    assert [department for department, _rows in page.context["departments"]] == [town.department]
    assert f"{reverse('desk:inbox')}?liste=vertretung&amp;stand=frei" in page.content.decode()
    for tab in ("meine", "vertretung"):
        assert seat(town.nadia).get(reverse("desk:inbox"), {"liste": tab, "stand": "frei"}).status_code == 200


def test_through_a_chain_too_and_in_a_circle_nobody_gains(town, seat):
    away_today(town.lena, town.karl)
    away_today(town.karl, town.nadia)
    today = timezone.localdate()
    Absence.objects.create(person=town.nadia, substitute=town.karl, from_day=today, until_day=today)  # as by hand

    for stand_in in (town.nadia, town.karl):
        page = seat(stand_in).get(LEADS_VIEW)
        assert [department for department, _rows in page.context["departments"]] == [town.department]
    assert seat(town.paula).get(LEADS_VIEW).status_code == 404


def test_when_the_absence_is_over_the_view_is_gone_and_others_never_had_it(town, seat, client):
    day = timezone.localdate() + timedelta(days=1)
    actions.name_substitute(person=town.lena, substitute=town.nadia, from_day=day, until_day=day, by=town.lena)

    for wrong in (town.nadia, town.paula):
        assert seat(wrong).get(LEADS_VIEW).status_code == 404
        assert LEADS_VIEW not in seat(wrong).get(reverse("desk:inbox")).content.decode()
    assert client.get(LEADS_VIEW).status_code == 302


def test_a_case_that_ended_can_be_opened_again_by_whoever_stands_in(town, seat):
    case = cases.answered(town)
    address = reverse("desk:case", args=[case.reference])
    away_today(town.karl, town.nadia)

    beside = seat(town.nadia).get(address).context["beside"]
    assert "reopen" in {each["name"] for each in beside}
    seat(town.nadia).post(address, {"deed": "reopen", "reason": "Der Termin ist ausgefallen."})

    case.refresh_from_db()
    assert case.times_reopened == 1
