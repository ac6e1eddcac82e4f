"""Every address of every register, by whoever keeps the partner's facts, by somebody else's editor, and by nobody."""

import pytest
from django.urls import reverse
from wagtail_modeladmin.helpers import AdminURLHelper

from cms.audit.models import Event
from cms.organisation.errors import MembershipStillNeeded
from cms.organisation.models import Department, Membership, Office, OpeningSpan, Partner
from cms.organisation.signals import membership_ending
from cms.organisation.wagtail_hooks import REGISTERS
from tests.factories.accounts import UserFactory
from tests.factories.organisation import DepartmentFactory, OfficeFactory, ResponsibilityFactory

REGISTER = {
    "partner": "partner",
    "place": "place",
    "diallednumber": "number",
    "contactpoint": "contact_point",
    "colleague": "colleague",
    "department": "department",
    "location": "location",
    "office": "office",
    "responsibilitymapping": "mapping",
    "membership": "membership",
    "openingspan": "span",
    "hoursexception": "exception",
    "closure": "closure",
}
VIEWS = ["edit", "delete", "inspect", "history"]
FURTHER = {
    "partner": {"hours"},
    "department": {"hours", "end", "mailbox"},
    "office": {"hours"},
    "contactpoint": {"hours"},
    "colleague": {"import"},
}


def address(row, action: str) -> str:
    return AdminURLHelper(type(row)).get_action_url(action, row.pk)


def listing(model) -> str:
    return AdminURLHelper(model).index_url


def new(model) -> str:
    return AdminURLHelper(model).create_url


def fields(rows, name: str) -> dict:
    """What a form of this register sends when nothing is changed, and one text that is."""
    row = getattr(rows, REGISTER[name])
    empty = {"partner": "", "department": "", "office": "", "contact_point": ""}
    inline = {
        f"{prefix}-{key}": value
        for prefix in ("contact_points", "openingspan_rows")
        for key, value in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}.items()
    }
    return {
        "partner": {"phone": "06421 5550 999", "triage_department": rows.partner.triage_department_id},
        "place": {"name": "Umbenannt", "kind": "district", "partner": rows.partner.pk},
        "diallednumber": {"number": "(06421) 5550-1", "label": "Umbenannt", "partner": rows.partner.pk},
        "contactpoint": {"office": rows.office.pk, "label": "Umbenannt", "phone": "06421 5550 1"},
        "colleague": {"department": rows.department.pk, "name": "Umbenannt", "phone": "06421 5550 2"},
        "department": {"partner": rows.partner.pk, "name": "Umbenannt", "parent": "", "mailbox": ""},
        "location": {"partner": rows.partner.pk, "name": "Umbenannt", "street": "", "postcode": "", "town": ""},
        "office": {
            "name": "Umbenannt",
            "department": rows.department.pk,
            "location": rows.location.pk,
            "directions": "",
            "email": "",
            **inline,
        },
        "responsibilitymapping": {
            "partner": rows.partner.pk,
            "responsibility": rows.mapping.responsibility_id,
            "office": rows.office.pk,
            "position": 7,
        },
        "membership": {"user": rows.membership.user_id, "department": rows.department.pk, "function": "lead"},
        "openingspan": {
            **empty,
            "partner": rows.partner.pk,
            "weekday": row.weekday if name == "openingspan" else "",
            "opens": "09:00",
            "closes": "15:00",
            "note": "Umbenannt",
        },
        "hoursexception": {**empty, "partner": rows.partner.pk, "date": "2030-05-02", "reason": "Umbenannt"},
        "closure": {
            "department": rows.department.pk,
            "starts_at": "2030-05-02 08:00",
            "ends_at": "2030-05-02 11:00",
            "reason": "Umbenannt",
        },
    }[name]


def state(row) -> dict:
    return type(row).objects.filter(pk=row.pk).values().first()


def test_the_walk_knows_every_register():
    walked = {register.model._meta.model_name for register in REGISTERS}

    assert walked == {*REGISTER, "responsibility"}
    for register in REGISTERS:
        addresses = {url.name.rpartition("_")[2] for url in register().get_admin_urls_for_registration()}
        assert addresses == {"index", "create", *VIEWS, *FURTHER.get(register.model._meta.model_name, ())}


@pytest.mark.parametrize("name", REGISTER)
def test_who_keeps_a_partner_reaches_its_rows(client, lindenfurt, karl, name):
    row = getattr(lindenfurt, REGISTER[name])
    client.force_login(karl)

    assert address(row, "edit") in client.get(listing(type(row))).content.decode()
    for view in VIEWS:
        if (name, view) != ("partner", "delete"):
            assert client.get(address(row, view)).status_code == 200, view
    before = state(row)
    response = client.post(address(row, "edit"), fields(lindenfurt, name))
    assert response.status_code == 302, response.context["form"].errors
    assert response.url == listing(type(row))
    assert state(row) != before
    event = Event.objects.about(row).get(verb=f"{name}_changed")
    assert event.actor_key == str(karl.pk)
    assert event.new["fields"]


@pytest.mark.parametrize("name", [name for name in REGISTER if name not in ("partner", "department", "office")])
def test_who_keeps_a_partner_deletes_its_rows(client, lindenfurt, karl, name):
    row = getattr(lindenfurt, REGISTER[name])
    if name == "location":
        lindenfurt.mapping.delete()
        lindenfurt.office.delete()
    client.force_login(karl)

    response = client.post(address(row, "delete"))

    assert response.url == listing(type(row))
    assert state(row) is None
    assert Event.objects.filter(verb=f"{name}_deleted", object_key=str(row.pk)).exists()


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", REGISTER)
def test_an_editor_of_another_partner_reaches_no_row(client, lindenfurt, nadia, name, view):
    row = getattr(lindenfurt, REGISTER[name])
    before = state(row)
    client.force_login(nadia)

    for response in (
        client.get(address(row, view)),
        client.post(address(row, view), fields(lindenfurt, name)),
    ):
        assert response.status_code in (302, 405)
        if response.status_code == 302:
            assert response.url == reverse("wagtailadmin_home")
    assert state(row) == before


@pytest.mark.parametrize("name", REGISTER)
def test_an_editor_of_another_partner_sees_no_row_in_a_list(client, lindenfurt, moorbach, nadia, name):
    model = type(getattr(lindenfurt, REGISTER[name]))
    client.force_login(nadia)

    for query in ("", "?q=linden", "?export=csv", "?partner__id__exact=" + str(lindenfurt.partner.pk)):
        response = client.get(listing(model) + query)
        text = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200
        assert "Lindenfurt" not in text.decode()
        assert address(getattr(lindenfurt, REGISTER[name]), "edit") not in text.decode()


@pytest.mark.parametrize("name", [name for name in REGISTER if name != "partner"])
def test_an_editor_of_another_partner_makes_no_row_there(client, lindenfurt, nadia, name):
    row = getattr(lindenfurt, REGISTER[name])
    if name == "membership":
        row.delete()
    model, client_count = type(row), type(row).objects.count()
    client.force_login(nadia)

    offered = client.get(new(model)).content.decode()
    response = client.post(new(model), fields(lindenfurt, name))

    assert "Lindenfurt" not in offered
    assert response.status_code == 200
    assert response.context["form"].errors
    assert model.objects.count() == client_count


@pytest.mark.parametrize("name", [name for name in REGISTER if name != "partner"])
def test_an_editor_cannot_push_her_row_to_another_partner(client, lindenfurt, moorbach, nadia, name):
    row = getattr(moorbach, REGISTER[name])
    before = state(row)
    client.force_login(nadia)

    response = client.post(address(row, "edit"), fields(lindenfurt, name))

    after = state(row)
    foreign = [key for key in after if key in before and key.endswith("_id") and after[key] != before[key]]
    assert response.status_code in (200, 302)
    assert not foreign


@pytest.mark.parametrize("name", REGISTER)
def test_without_rights_and_without_a_name_nothing_is_reached(client, lindenfurt, clerk, name):
    row = getattr(lindenfurt, REGISTER[name])
    before = state(row)
    addresses = [listing(type(row)), new(type(row)), *(address(row, view) for view in VIEWS)]

    for person in (clerk, None):
        client.logout()
        if person:
            client.force_login(person)
        for url in addresses:
            for response in (client.get(url), client.post(url, fields(lindenfurt, name))):
                assert response.status_code == 302
                assert "/organisation/" not in response.url.split("?")[0]
    assert state(row) == before


def test_access_to_the_admin_alone_opens_no_register(client, lindenfurt):
    from cms.accounts.groups import APPROVER

    client.force_login(UserFactory(groups=[APPROVER]))

    for name, attribute in REGISTER.items():
        row = getattr(lindenfurt, attribute)
        for url in [listing(type(row)), new(type(row)), *(address(row, view) for view in VIEWS)]:
            assert client.get(url).url == reverse("wagtailadmin_home"), (name, url)


def test_the_centre_reaches_every_partner(client, lindenfurt, moorbach, administrator):
    client.force_login(administrator)

    text = client.get(listing(Office)).content.decode()

    assert "Bauberatung Lindenfurt" in text
    assert "Bauberatung Moorbach" in text
    assert client.get(address(lindenfurt.membership, "history")).status_code == 200


def test_editors_do_not_give_memberships(client, lindenfurt, central_editor):
    """Memberships decide who reads citizens' concerns."""
    client.force_login(central_editor)

    assert client.get(listing(Membership)).url == reverse("wagtailadmin_home")


def test_responsibilities_are_kept_by_the_centre(client, lindenfurt, central_editor):
    responsibility = ResponsibilityFactory()
    editor = UserFactory(groups=[lindenfurt.partner.editors])

    client.force_login(editor)
    assert client.get(address(responsibility, "edit")).url == reverse("wagtailadmin_home")
    client.force_login(central_editor)
    assert client.post(address(responsibility, "edit"), {"name": "Meldewesen"}).status_code == 302

    responsibility.refresh_from_db()
    assert responsibility.name == "Meldewesen"


def test_nobody_filters_by_what_is_not_offered(client, lindenfurt, karl):
    """wagtail-modeladmin takes any parameter as a query; passwords could be asked for letter by letter."""
    client.force_login(karl)

    text = client.get(listing(Department) + "?partner__editors__user__password__startswith=x").content.decode()

    assert "Bauamt Lindenfurt" in text


def test_the_report_of_the_whole_site_shows_only_own_rows(client, lindenfurt, moorbach, karl, nadia):
    client.force_login(karl)
    client.post(address(lindenfurt.location, "edit"), fields(lindenfurt, "location") | {"name": "Neues Rathaus"})
    report = reverse("wagtailadmin_reports:site_history")

    assert "Neues Rathaus" in client.get(report).content.decode()
    client.force_login(nadia)
    assert "Neues Rathaus" not in client.get(report).content.decode()


@pytest.mark.parametrize("key", ["abc", "999999999999", "1-2"])
def test_an_address_that_leads_nowhere_is_not_found(client, lindenfurt, karl, key):
    client.force_login(karl)

    for view in VIEWS:
        url = AdminURLHelper(Office).get_action_url(view, key)
        assert client.get(url).status_code == 404


def test_an_editor_cannot_rename_or_move_her_partner(client, lindenfurt, moorbach, karl):
    client.force_login(karl)

    client.post(
        address(lindenfurt.partner, "edit"),
        fields(lindenfurt, "partner") | {"name": "Anders", "prefix": "XXX", "site": moorbach.partner.site_id},
    )

    partner = Partner.objects.get(pk=lindenfurt.partner.pk)
    assert (partner.name, partner.prefix, partner.site) == ("Lindenfurt", "LIN", lindenfurt.partner.site)


def test_an_administrator_founds_a_partner_with_its_editors(client, administrator):
    client.force_login(administrator)

    response = client.post(
        new(Partner),
        {
            "name": "Erlenfeld",
            "slug": "erlenfeld",
            "prefix": "ERL",
            "kind": "town",
            "land": "HE",
            "municipality_key": "06 5 34 014",
            "service_level": "forwarding",
            "languages": ["en"],
        },
    )

    assert response.status_code == 302, response.context["form"].errors
    assert Partner.objects.get(slug="erlenfeld").editors.name == "Redaktion Erlenfeld"


def test_an_office_is_kept_with_its_numbers_and_hours(client, lindenfurt, karl):
    client.force_login(karl)
    form = fields(lindenfurt, "office")
    form |= {
        "contact_points-TOTAL_FORMS": 1,
        "contact_points-0-phone": "06421 5550 111",
        "contact_points-0-label": "Neu",
    }
    form |= {"openingspan_rows-TOTAL_FORMS": 2}
    for number, (weekday, opens, closes) in enumerate([(0, "08:00", "12:00"), (0, "13:00", "16:00")]):
        form |= {f"openingspan_rows-{number}-weekday": weekday, f"openingspan_rows-{number}-opens": opens}
        form |= {f"openingspan_rows-{number}-closes": closes, f"openingspan_rows-{number}-note": ""}

    response = client.post(address(lindenfurt.office, "edit"), form)

    assert response.status_code == 302, response.context["form"].errors
    assert lindenfurt.office.contact_points.filter(label="Neu").exists()
    assert [str(row.kind) for row in OpeningSpan.objects.filter(office=lindenfurt.office)] == ["visiting", "visiting"]
    event = Event.objects.about(lindenfurt.office).get(verb="office_changed")
    assert {"contact_points", "openingspan_rows"} <= set(event.new["fields"])


def test_a_membership_ends_instead_of_moving(client, lindenfurt, karl):
    """Upper apps want to know when somebody leaves a department."""
    other = DepartmentFactory(partner=lindenfurt.partner)
    client.force_login(karl)

    client.post(
        address(lindenfurt.membership, "edit"),
        {"user": karl.pk, "department": other.pk, "function": "lead"},
    )

    membership = Membership.objects.get(pk=lindenfurt.membership.pk)
    assert membership.department == lindenfurt.department
    assert membership.user == lindenfurt.membership.user
    assert membership.function == "lead"


def test_overlapping_visiting_hours_are_refused_beside_the_field(client, lindenfurt, karl):
    client.force_login(karl)
    form = fields(lindenfurt, "office") | {"openingspan_rows-TOTAL_FORMS": 2}
    for number, (opens, closes) in enumerate([("08:00", "12:00"), ("11:00", "16:00")]):
        form |= {f"openingspan_rows-{number}-weekday": 0, f"openingspan_rows-{number}-opens": opens}
        form |= {f"openingspan_rows-{number}-closes": closes, f"openingspan_rows-{number}-note": ""}

    response = client.post(address(lindenfurt.office, "edit"), form)

    assert response.status_code == 200
    assert "opens" in response.context["form"].formsets["openingspan_rows"].forms[1].errors
    assert not OpeningSpan.objects.filter(office=lindenfurt.office).exists()


def test_a_row_that_is_needed_stays_and_the_reason_is_said(client, lindenfurt, karl):
    client.force_login(karl)

    response = client.post(address(lindenfurt.office, "delete"), follow=True)

    assert Office.objects.filter(pk=lindenfurt.office.pk).exists()
    assert any("1" in str(message) for message in response.context["messages"])


def test_what_an_upper_app_says_against_an_end_is_shown(client, lindenfurt, karl):
    def refuse(sender, membership, **kwargs):
        raise MembershipStillNeeded("Hier wartet noch eine Aufgabe.")

    client.force_login(karl)
    membership_ending.connect(refuse)
    try:
        response = client.post(address(lindenfurt.membership, "delete"), follow=True)
    finally:
        membership_ending.disconnect(refuse)

    assert any("Hier wartet noch eine Aufgabe." in str(message) for message in response.context["messages"])
    assert Membership.objects.filter(pk=lindenfurt.membership.pk).exists()
    assert not Event.objects.filter(verb="membership_deleted").exists()


def test_the_triage_department_stays(client, lindenfurt, karl):
    """It is named by a relation that has no name on the department's side."""
    client.force_login(karl)

    client.post(address(lindenfurt.partner.triage_department, "delete"))

    assert Department.objects.filter(pk=lindenfurt.partner.triage_department_id).exists()


def test_lists_ask_the_same_number_of_questions_for_many_rows(client, lindenfurt, karl, django_assert_max_num_queries):
    client.force_login(karl)
    for _number in range(15):
        OfficeFactory(department=DepartmentFactory(partner=lindenfurt.partner), location=lindenfurt.location)

    with django_assert_max_num_queries(45):
        client.get(listing(Office))
