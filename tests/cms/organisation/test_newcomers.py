"""Taking people in: one page, one step, one mail; a partner's administrators stay with their partner."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from wagtail.models import GroupPagePermission
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.accounts import groups
from cms.accounts.models import User
from cms.audit.models import Event
from cms.organisation import newcomers
from cms.organisation.approvers import is_the_centres
from cms.organisation.models import Function, Membership
from cms.outbox.models import Job
from tests.browser.plugin import NARROW, faults, follow, too_wide
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.organisation import DepartmentFactory, MembershipFactory, PartnerFactory
from tests.factories.outbox import run_jobs

pytestmark = pytest.mark.django_db

PAGE = "/admin/personen/einladen/"


@pytest.fixture
def moorbach():
    return PartnerFactory(name="Gemeinde Moorbach")


@pytest.fixture
def erlenfeld():
    return PartnerFactory(name="Stadt Erlenfeld")


@pytest.fixture
def administrator(client):
    person = UserFactory(groups=[groups.ADMINISTRATOR])
    client.force_login(person)
    return person


@pytest.fixture
def rita(moorbach):
    """Edits Moorbach and may invite people for it."""
    return UserFactory(first_name="Rita", groups=[moorbach.editors, groups.PARTNER_ADMINISTRATOR])


def key(name: str) -> int:
    return Group.objects.get(name=name).pk


def typed(**values) -> dict:
    return {
        "first_name": "Erika",
        "last_name": "Mustermann",
        "email": "erika@example.org",
        "groups": [key(groups.AGENT)],
        "function": "member",
    } | values


def erika() -> User | None:
    return User.objects.filter(email="erika@example.org").first()


# By an administrator


def test_one_step_makes_person_groups_membership_and_mail(client, administrator, moorbach):
    department = DepartmentFactory(partner=moorbach)

    answer = client.post(
        PAGE,
        typed(
            partner=moorbach.pk,
            edits_partner="on",
            groups=[key(groups.DEPARTMENT_STAFF), key(groups.APPROVER)],
            department=department.pk,
            function="lead",
        ),
        headers={"host": "lindenfurt.localhost"},
    )

    assert answer.url == PAGE
    person = erika()
    assert {group.name for group in person.groups.all()} == {
        groups.DEPARTMENT_STAFF,
        groups.APPROVER,
        moorbach.editors.name,
    }
    assert Membership.objects.get(user=person).function == Function.LEAD
    assert not person.has_usable_password()
    run_jobs()
    (letter,) = mail.outbox
    assert letter.to == ["erika@example.org"]
    assert "Guten Tag Erika Mustermann" in letter.body
    assert "72 Stunden" in letter.body


def test_the_link_leads_to_her_first_password_and_in(client, administrator):
    client.post(PAGE, typed(), headers={"host": "lindenfurt.localhost"})
    run_jobs()
    client.logout()
    path = urlsplit(re.search(r"http://lindenfurt\.localhost\S+", mail.outbox[0].body).group()).path

    form = client.get(path, follow=True).redirect_chain[-1][0]
    client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    client.post("/anmelden/", {"username": "erika@example.org", "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(erika().pk)
    assert newcomers.waiting_for(administrator).count() == 0


def test_neither_password_nor_link_nor_address_stands_in_the_job_or_the_audit(client, administrator):
    client.post(PAGE, typed())

    job = Job.objects.get(name="send_invitation")
    assert set(job.payload) == {"user", "host", "secure", "language"}
    events = Event.objects.about(erika())
    assert {event.verb for event in events} == {"person_created", "person_invited"}
    assert {event.actor_key for event in events} == {str(administrator.pk)}
    assert "rika" not in str([(event.old, event.new) for event in events])


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"first_name": ""}, "first_name", "wie die Person heißt"),
        ({"email": "erika"}, "email", "vollständige E-Mail-Adresse"),
        ({"email": "KARL@example.org"}, "email", "schon jemanden"),
        ({"groups": []}, "groups", "Ohne Gruppe"),
        ({"edits_partner": "on"}, "partner", "Wählen Sie den Partner"),
        ({"groups": ["staff"]}, "department", "bleibt ihr Eingang leer"),
        ({"department": "moorbach"}, "groups", "Sachbearbeitung"),
        ({"department": "moorbach", "partner": "erlenfeld", "groups": ["staff"]}, "department", "anderen Partner"),
        ({"groups": ["approver"], "partner": "moorbach"}, "edits_partner", "Redaktion"),
        ({"groups": ["partner_administrator"]}, "partner", "Wählen Sie den Partner"),
        ({"groups": [987654]}, "groups", "gültige Auswahl"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_nothing_is_lost(
    client, administrator, moorbach, erlenfeld, wrong, field, sentence
):
    UserFactory(email="karl@example.org")
    rows = {"moorbach": DepartmentFactory(partner=moorbach).pk}
    partners = {"moorbach": moorbach.pk, "erlenfeld": erlenfeld.pk}
    named = {
        "staff": groups.DEPARTMENT_STAFF,
        "approver": groups.APPROVER,
        "partner_administrator": groups.PARTNER_ADMINISTRATOR,
    }
    form = typed(**wrong)
    form["groups"] = [key(named[name]) if name in named else name for name in form["groups"]]
    if "department" in form:
        form["department"] = rows[form["department"]]
    if "partner" in form:
        form["partner"] = partners[form["partner"]]

    answer = client.post(PAGE, form)

    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert errors.keys() == {field}
    assert sentence in " ".join(errors[field])
    assert 'value="Mustermann"' in answer.content.decode()
    assert erika() is None
    assert not Job.objects.filter(name="send_invitation").exists()


def test_somebody_else_who_was_quicker_is_said_and_nothing_is_half_done(client, administrator, monkeypatch):
    """Between the look of the form and the row somebody else took the same address in."""
    UserFactory(email="erika@example.org")
    monkeypatch.setattr("cms.organisation.newcomer_forms.NewcomerForm.clean_email", lambda form: "erika@example.org")

    answer = client.post(PAGE, typed())

    assert "schon jemanden" in answer.content.decode()
    assert not Job.objects.filter(name="send_invitation").exists()


def test_the_link_is_sent_anew_as_long_as_she_has_no_password(client, administrator):
    client.post(PAGE, typed())
    run_jobs()
    anew = reverse("organisation_link_anew", args=[erika().pk])
    assert anew in client.get(PAGE).content.decode()

    client.post(anew)
    run_jobs()
    assert len(mail.outbox) == 2

    person = erika()
    person.set_password(PASSWORD)
    person.save()
    assert client.post(anew).status_code == 404
    assert anew not in client.get(PAGE).content.decode()


def test_who_has_chosen_a_password_meanwhile_gets_no_invitation(client, administrator):
    client.post(PAGE, typed())
    person = erika()
    person.set_password(PASSWORD)
    person.save()

    run_jobs()

    assert mail.outbox == []


def test_who_lost_the_first_link_gets_one_by_forgotten_password(client, administrator):
    client.post(PAGE, typed())
    Job.objects.all().delete()
    client.logout()

    client.post("/anmelden/passwort/", {"email": "erika@example.org"})
    run_jobs()

    assert mail.outbox[0].to == ["erika@example.org"]


# By a partner's administrator


def test_a_partners_administrator_invites_for_her_partner(client, rita, moorbach):
    client.force_login(rita)
    department = DepartmentFactory(partner=moorbach)
    page = client.get(PAGE)
    assert {group.name for group in page.context["form"].fields["groups"].queryset} == {
        groups.APPROVER,
        groups.DEPARTMENT_STAFF,
        groups.PARTNER_ADMINISTRATOR,
    }

    client.post(
        PAGE,
        typed(
            partner=moorbach.pk,
            edits_partner="on",
            groups=[key(name) for name in newcomers.GIVEN_BY_PARTNERS],
            department=department.pk,
        ),
    )

    assert erika().memberships.get().department == department
    assert client.get(PAGE).context["waiting"].get() == erika()


def test_whoever_she_invites_holds_nothing_beyond_her_partner(client, rita, moorbach):
    """Everything a partner's administrator can give at once."""
    client.force_login(rita)
    everything = [key(name) for name in newcomers.GIVEN_BY_PARTNERS]
    department = DepartmentFactory(partner=moorbach)
    client.post(PAGE, typed(partner=moorbach.pk, edits_partner="on", groups=everything, department=department.pk))

    person = erika()
    hers = person.get_all_permissions()
    assert not hers & {
        "organisation.edit_all_partners",
        "organisation.found_partners",
        "organisation.add_membership",
        "accounts.add_user",
        "accounts.change_user",
        "accounts.open_call_desk",
    }
    assert not is_the_centres(person)
    tops = {right.page for right in PagePermissionPolicy().get_all_permissions_for_user(person)}
    assert tops <= {moorbach.site.root_page}
    assert GroupPagePermission.objects.filter(group__name=groups.APPROVER).exists()


@pytest.mark.parametrize(
    "forged",
    [
        {"groups": [groups.ADMINISTRATOR]},
        {"groups": [groups.CENTRAL_EDITOR]},
        {"groups": [groups.AGENT]},
        {"partner": "erlenfeld"},
        {"partner": ""},
        {"department": "erlenfeld"},
        {"edits_partner": "", "groups": [groups.APPROVER]},
        {"groups": ["editors of erlenfeld"]},
    ],
)
def test_she_gives_nothing_that_is_not_hers(client, rita, moorbach, erlenfeld, forged):
    client.force_login(rita)
    partners = {"moorbach": moorbach.pk, "erlenfeld": erlenfeld.pk, "": ""}
    form = {"partner": "moorbach", "edits_partner": "on", "groups": [groups.DEPARTMENT_STAFF], **forged}
    form["groups"] = [erlenfeld.editors.pk if name == "editors of erlenfeld" else key(name) for name in form["groups"]]
    form["partner"] = partners[form["partner"]]
    other = DepartmentFactory(partner=erlenfeld)
    form["department"] = other.pk if forged.get("department") else DepartmentFactory(partner=moorbach).pk

    assert client.post(PAGE, typed(**form)).status_code == 200
    assert erika() is None


def test_the_door_refuses_it_too_not_only_the_form(rita, moorbach, erlenfeld):
    person = {
        "email": "erika@example.org",
        "first_name": "Erika",
        "last_name": "Mustermann",
        "host": "lindenfurt.localhost",
        "secure": True,
        "language": "de",
    }
    administration = Group.objects.get(name=groups.ADMINISTRATOR)
    approver = Group.objects.get(name=groups.APPROVER)

    for given in (
        {"groups": [administration], "partner": moorbach, "edits_partner": True},
        {"groups": [approver], "partner": moorbach},
        {"groups": [], "partner": erlenfeld, "edits_partner": True},
        {"groups": [], "partner": None},
        {"groups": [], "partner": moorbach, "department": DepartmentFactory(partner=erlenfeld)},
    ):
        with pytest.raises(newcomers.MayNotInvite):
            newcomers.invite(**person, **given, by=rita)
    assert erika() is None


def test_she_sees_and_reminds_only_her_own(client, rita, moorbach, erlenfeld):
    theirs = UserFactory(groups=[erlenfeld.editors], first_name="Fremd")
    theirs.set_unusable_password()
    theirs.save()
    client.force_login(rita)

    assert "Fremd" not in client.get(PAGE).content.decode()
    assert client.post(reverse("organisation_link_anew", args=[theirs.pk])).status_code == 404
    assert not Job.objects.filter(name="send_invitation").exists()
    assert client.get(reverse("wagtailusers_users:index")).status_code == 302


@pytest.mark.parametrize(
    "chosen",
    [
        [groups.CENTRAL_EDITOR],
        [groups.APPROVER],
        [groups.AGENT],
        [groups.PARTNER_ADMINISTRATOR],  # of no partner
        ["editors"],
        [],
    ],
)
def test_others_do_not_invite(client, moorbach, chosen):
    person = UserFactory(groups=[moorbach.editors if name == "editors" else name for name in chosen])
    client.force_login(person)
    invited = UserFactory()
    invited.set_unusable_password()
    invited.save()

    for answer in (
        client.get(PAGE),
        client.post(PAGE, typed()),
        client.post(reverse("organisation_link_anew", args=[invited.pk])),
    ):
        assert answer.status_code == 302
    assert erika() is None
    assert not Job.objects.filter(name="send_invitation").exists()


def test_nobody_does_not_invite(client):
    assert client.post(PAGE, typed()).status_code == 302
    assert erika() is None


# Leaving


def test_what_a_person_still_holds_stands_on_her_page(client, administrator, moorbach):
    karl = UserFactory(first_name="Karl")
    alone = MembershipFactory(user=karl, department=DepartmentFactory(name="Bauamt", partner=moorbach), function="lead")
    shared = MembershipFactory(user=karl, department=DepartmentFactory(name="Standesamt", partner=moorbach))
    MembershipFactory(department=shared.department)

    page = client.get(reverse("wagtailusers_users:edit", args=[karl.pk])).content.decode()

    assert "Leitung von Bauamt (als Einzige)" in page
    assert "Mitglied von Standesamt<" in page
    assert reverse("organisation_membership_modeladmin_edit", args=[alone.pk]) in page


def test_who_holds_nothing_can_go(client, administrator):
    karl = UserFactory()

    assert "deaktiviert werden" in client.get(reverse("wagtailusers_users:edit", args=[karl.pk])).content.decode()


def test_deactivating_says_what_stays_behind(client, administrator, moorbach):
    karl = UserFactory()
    MembershipFactory(user=karl, department=DepartmentFactory(name="Bauamt", partner=moorbach))
    form = {"email": karl.email, "first_name": "Karl", "last_name": "Weber", "groups": [], "external_id": ""}

    page = client.post(reverse("wagtailusers_users:edit", args=[karl.pk]), form, follow=True).content.decode()

    karl.refresh_from_db()
    assert not karl.is_active
    assert "Mitglied von Bauamt" in page


def test_deactivating_many_says_it_for_each(client, administrator, moorbach):
    karl = UserFactory(last_name="Weber")
    MembershipFactory(user=karl, department=DepartmentFactory(name="Bauamt", partner=moorbach))
    free = UserFactory(last_name="Frei")
    many = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])

    page = client.post(
        f"{many}?next=/admin/users/&id={karl.pk}&id={free.pk}", {"mark_as_active": "False"}, follow=True
    ).content.decode()

    assert "Karl Weber kann sich nicht mehr anmelden, hat aber noch: Mitglied von Bauamt" in page
    assert "Karl Frei kann sich nicht mehr" not in page


# In a browser


def at_the_page(visit, person, **look):
    page = visit("localhost", f"/anmelden/?next={PAGE}", **look)
    page.get_by_label("E-Mail-Adresse").fill(person.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(f"**{PAGE}")
    return page


def own_faults(page) -> list[str]:
    page.evaluate("document.querySelector('.sidebar')?.remove()")  # Wagtail's own frame is not ours to judge
    return faults(page)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_the_page_with_its_mistakes(visit, scheme):
    waiting = UserFactory()
    waiting.set_unusable_password()
    waiting.save()
    page = at_the_page(visit, UserFactory(groups=[groups.ADMINISTRATOR]), scheme=scheme, size=NARROW)
    looked, wide = {"empty": own_faults(page)}, [too_wide(page)]

    page.get_by_label("E-Mail-Adresse").fill("erika")
    page.get_by_label("Sachbearbeitung", exact=False).check()
    follow(page, page.get_by_role("button", name="Einladen"))

    looked["errors"], wide = own_faults(page), [*wide, too_wide(page)]

    assert looked == {"empty": [], "errors": []}
    assert not any(wide)
    assert page.get_by_label("Sachbearbeitung", exact=False).is_checked()
    # Each choice fits onto the telephone too.
    assert page.evaluate(
        "[...document.querySelectorAll('main select')].every(s => s.getBoundingClientRect().right <= 390)"
    )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_by_keyboard_from_the_invitation_to_her_own_password(visit, live_server):
    page = at_the_page(visit, UserFactory(groups=[groups.ADMINISTRATOR]))
    page.get_by_label("Vorname").focus()
    page.keyboard.type("Erika")
    page.keyboard.press("Tab")
    page.keyboard.type("Mustermann")
    page.keyboard.press("Tab")
    page.keyboard.type("erika@example.org")
    agent = page.get_by_label("Servicecenter: schlägt", exact=False)
    for _ in range(20):
        if agent.evaluate("box => box === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_text("Erika Mustermann ist eingeladen").is_visible()

    run_jobs()
    path = urlsplit(re.search(r"http://localhost\S+", mail.outbox[0].body).group()).path
    hers = visit("localhost", path)
    hers.get_by_label("Neues Passwort", exact=True).fill(PASSWORD)
    hers.get_by_label("Dasselbe Passwort noch einmal").fill(PASSWORD)
    follow(hers, hers.get_by_role("button"))
    hers.goto(hers.url.split("/anmelden")[0] + "/anmelden/")
    hers.get_by_label("E-Mail-Adresse").fill("erika@example.org")
    hers.get_by_label("Passwort").fill(PASSWORD)
    follow(hers, hers.get_by_role("button", name="Anmelden"))
    assert hers.url.endswith("/desk/wissen/")
