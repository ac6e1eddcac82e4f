"""The screen on which somebody names who stands in, the list of the substitute, and the case in her hands."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import cases
from workflows.cases import actions
from workflows.cases.models import Absence

pytestmark = pytest.mark.django_db


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
