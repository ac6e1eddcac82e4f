"""Notices: where they stand, from when until when, and who writes whose."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import translation

from cms.accounts.groups import ADMINISTRATOR, AGENT, CENTRAL_EDITOR
from cms.catalogue.effective import effective
from cms.catalogue.models import Notice
from cms.catalogue.news import news_of
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory
from tests.factories.organisation import (
    DepartmentFactory,
    MappingFactory,
    OfficeFactory,
    PartnerFactory,
    ResponsibilityFactory,
)

NOON = datetime(2030, 1, 7, 12, tzinfo=UTC)
REGISTER = "/admin/catalogue/notice/"


@pytest.fixture
def partner(db):
    return PartnerFactory()


@pytest.fixture
def office(partner):
    above = DepartmentFactory(partner=partner, name="Bürgerdienste")
    return OfficeFactory(department=DepartmentFactory(partner=partner, parent=above, name="Zulassung"))


@pytest.fixture
def service(partner, office):
    responsibility = ResponsibilityFactory()
    MappingFactory(partner=partner, responsibility=responsibility, office=office)
    return ServicePageFactory(title="Kfz ummelden", responsibility=responsibility)


def notice(partner, *, banner=False, departments=(), offices=(), services=(), **fields):
    fields = {"text": "Heute geschlossen.", "starts_at": NOON - timedelta(hours=1), **fields}
    fields.setdefault("ends_at", NOON + timedelta(hours=1))
    row = Notice.objects.create(partner=partner, banner=banner, **fields)
    row.departments.set(departments)
    row.offices.set(offices)
    row.services.set(services)
    return row


def seen(service, partner, at=NOON):
    return effective(service, partner, at=at).notices


def test_a_service_shows_what_is_about_it_its_office_its_department_and_the_one_above(partner, office, service):
    rows = [
        notice(partner, services=[service]),
        notice(partner, offices=[office]),
        notice(partner, departments=[office.department]),
        notice(partner, departments=[office.department.parent]),
    ]
    notice(partner, departments=[DepartmentFactory(partner=partner)])
    notice(partner, offices=[OfficeFactory(department=office.department)])
    notice(partner, banner=True)

    assert sorted(seen(service, partner), key=lambda row: row.pk) == rows


def test_it_appears_and_disappears_by_itself(partner, service):
    row = notice(partner, services=[service])

    assert seen(service, partner, row.starts_at) == [row]
    assert seen(service, partner, row.starts_at - timedelta(seconds=1)) == []
    assert seen(service, partner, row.ends_at - timedelta(seconds=1)) == [row]
    assert seen(service, partner, row.ends_at) == []


def test_another_partner_shows_only_what_holds_for_all(partner, office, service):
    elsewhere = PartnerFactory()
    MappingFactory(
        partner=elsewhere,
        responsibility=service.responsibility,
        office=OfficeFactory(department=DepartmentFactory(partner=elsewhere)),
    )
    notice(partner, services=[service])
    for_all = notice(None, services=[service])

    assert seen(service, elsewhere) == [for_all]


def test_it_is_known_when_one_will_begin_or_end(partner):
    row = notice(partner, banner=True)
    later = notice(partner, banner=True, starts_at=NOON + timedelta(minutes=5), ends_at=NOON + timedelta(days=1))

    assert sorted(news_of(partner, NOON).moments(NOON)) == [later.starts_at, row.ends_at, later.ends_at]
    assert news_of(partner, later.ends_at).moments(later.ends_at) == []


def test_english_readers_see_english_words_where_there_are_any(partner):
    german = notice(partner, banner=True)
    both = notice(partner, banner=True, text_en="Closed today.")
    with translation.override("en"):
        assert [(row.words, row.language) for row in (german, both)] == [
            ("Heute geschlossen.", "de"),
            ("Closed today.", "en"),
        ]
    assert (both.words, both.language) == ("Heute geschlossen.", "de")


# Who writes what


def at_desk(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(whose, services=(), **fields):
    rows = {f"noticed_services-{n}-service": each.pk for n, each in enumerate(services)}
    return {
        "partner": whose.pk if whose else "",
        "text": "Heute ab 12 Uhr geschlossen.",
        "starts_at": "2030-01-07 08:00",
        "ends_at": "2030-01-07 18:00",
        "noticed_services-TOTAL_FORMS": len(services),
        "noticed_services-INITIAL_FORMS": 0,
        "noticed_services-MIN_NUM_FORMS": 0,
        "noticed_services-MAX_NUM_FORMS": 1000,
        **rows,
        **fields,
    }


@pytest.fixture
def editor(partner):
    return at_desk(UserFactory(groups=[partner.editors]))


def test_a_partners_editor_writes_about_her_own_offices_and_any_service(editor, partner, office, service):
    answer = editor.post(f"{REGISTER}create/", form(partner, [service], offices=[office.pk]))

    assert answer.status_code == 302, answer.content.decode()[:3000]
    row = Notice.objects.get()
    assert (row.partner, list(row.offices.all()), list(row.services.all())) == (partner, [office], [service])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Sagen Sie, wo sie steht"),
        ({"banner": "on", "ends_at": "2030-01-07 08:00"}, "Das Ende muss nach dem Anfang liegen."),
        ({"banner": "on", "text": ""}, "Dieses Feld ist zwingend erforderlich."),
        ({"banner": "on", "partner": ""}, "Dieses Feld ist zwingend erforderlich."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(editor, partner, fields, sentence):
    page = editor.post(f"{REGISTER}create/", form(partner, **fields))

    assert sentence in page.content.decode()
    assert not Notice.objects.exists()


def test_nothing_of_another_partner_can_be_named(editor, partner):
    stranger = OfficeFactory(department=DepartmentFactory(partner=PartnerFactory()))

    for fields in ({"offices": [stranger.pk]}, {"departments": [stranger.department_id]}):
        editor.post(f"{REGISTER}create/", form(partner, banner="on", **fields))
    editor.post(f"{REGISTER}create/", form(stranger.department.partner, banner="on"))

    assert not Notice.objects.exists()


def test_the_centre_writes_for_all_but_does_not_mix_partners(partner, office):
    centre = at_desk(UserFactory(groups=[CENTRAL_EDITOR]))
    page = centre.post(f"{REGISTER}create/", form(PartnerFactory(), offices=[office.pk]))
    assert "Gehört zu einem anderen Partner" in page.content.decode()

    centre.post(f"{REGISTER}create/", form(None, banner="on"))

    assert Notice.objects.get().partner is None


def test_the_wrong_person_and_nobody_see_and_change_nothing(partner, office):
    row, elsewhere = notice(partner, banner=True), PartnerFactory()
    for_all = notice(None, banner=True, text="Für alle")
    wrong = [
        at_desk(UserFactory(groups=[elsewhere.editors])),
        at_desk(UserFactory(groups=[AGENT])),
        Client(),
    ]
    for client in wrong:
        assert row.text not in client.get(REGISTER).content.decode()
        for verb in ("edit", "delete", "inspect"):
            assert client.get(f"{REGISTER}{verb}/{row.pk}/").status_code in {302, 403}
            assert client.post(f"{REGISTER}{verb}/{row.pk}/", form(partner, banner="on")).status_code in {302, 403, 405}
    own = at_desk(UserFactory(groups=[partner.editors]))
    assert own.post(f"{REGISTER}edit/{for_all.pk}/", form(partner, banner="on")).status_code in {302, 403}
    assert set(Notice.objects.values_list("text", flat=True)) == {"Heute geschlossen.", "Für alle"}


def test_administrators_may_too(partner):
    admin = at_desk(UserFactory(groups=[ADMINISTRATOR]))

    assert Group.objects.get(name=ADMINISTRATOR).permissions.filter(codename="add_notice").exists()
    assert admin.post(f"{REGISTER}create/", form(partner, banner="on")).status_code == 302
