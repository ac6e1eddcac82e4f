"""People and groups: who opens which screen, and how a password is changed."""

import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from cms.accounts import groups, setup
from cms.accounts.errors import NeverDeleted
from cms.accounts.forms import PasswordResetForm
from cms.accounts.jobs import send_password_reset
from cms.accounts.models import User
from cms.accounts.passwords import heart_of
from cms.audit.models import Event
from cms.outbox.models import Job
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("group", "opens", "keeps_closed"),
    [
        (groups.AGENT, ["accounts.open_call_desk"], ["accounts.open_inbox", "wagtailadmin.access_admin"]),
        (groups.DEPARTMENT_STAFF, ["accounts.open_inbox"], ["accounts.open_call_desk", "wagtailadmin.access_admin"]),
        (groups.CENTRE_LEAD, ["accounts.open_call_desk", "accounts.open_inbox"], ["accounts.change_user"]),
        (groups.APPROVER, ["wagtailadmin.access_admin"], ["organisation.change_office", "accounts.change_user"]),
        (
            groups.CENTRAL_EDITOR,
            ["wagtailadmin.access_admin", "organisation.edit_all_partners", "organisation.change_office"],
            ["accounts.change_user", "organisation.change_membership", "accounts.open_inbox"],
        ),
        (
            groups.ADMINISTRATOR,
            ["wagtailadmin.access_admin", "accounts.change_user", "organisation.change_membership"],
            ["accounts.open_inbox", "accounts.open_call_desk", "accounts.delete_user", "auth.change_group"],
        ),
    ],
)
def test_a_group_opens_its_screens_and_no_others(group, opens, keeps_closed):
    person = UserFactory(groups=[group])

    assert all(person.has_perm(permission) for permission in opens)
    assert not any(person.has_perm(permission) for permission in keeps_closed)


def test_groups_add_up():
    person = UserFactory(groups=[groups.AGENT, groups.DEPARTMENT_STAFF])

    assert person.has_perms(["accounts.open_call_desk", "accounts.open_inbox"])


def test_nobody_in_any_group_may_publish_or_is_a_superuser():
    """Both pass four eyes by."""
    for group in Group.objects.all():
        assert not group.permissions.filter(codename__in=["publish_page", "unlock_page", "bulk_delete_page"]).exists()
    assert not User.objects.filter(is_superuser=True).exists()


def test_groups_are_made_again_after_every_migration():
    Group.objects.filter(name=groups.AGENT).delete()
    setup.grant(groups.APPROVER, ["accounts.open_inbox"])

    call_command("migrate", verbosity=0)

    assert Group.objects.get(name=groups.AGENT).permissions.filter(codename="open_call_desk").exists()
    assert Group.objects.get(name=groups.APPROVER).permissions.filter(codename="open_inbox").exists()


def test_a_permission_that_nobody_declares_is_a_mistake():
    with pytest.raises(setup.UnknownPermission):
        setup.grant("Neu", ["accounts.open_everything"])


def test_people_are_not_deleted():
    person = UserFactory()

    for delete in (person.delete, User.objects.filter(pk=person.pk).delete):
        with pytest.raises(NeverDeleted), transaction.atomic():
            delete()
    assert User.objects.filter(pk=person.pk).exists()


def test_an_address_is_one_persons_whatever_its_letters():
    person = UserFactory(email="Erika@Example.org")

    assert person.email == "Erika@example.org"
    assert User.objects.get_by_natural_key("Erika@example.org") == person


def test_a_session_ends_when_the_password_changes(client):
    person = UserFactory(groups=[groups.APPROVER])
    client.force_login(person)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200

    person.set_password("ein ganz anderes Kennwort")
    person.save()

    assert client.get(reverse("wagtailadmin_home")).status_code == 302


def test_a_session_ends_when_somebody_is_deactivated(client):
    person = UserFactory(groups=[groups.APPROVER])
    client.force_login(person)

    User.objects.filter(pk=person.pk).update(is_active=False)

    assert client.get(reverse("wagtailadmin_home")).status_code == 302


def test_all_other_sessions_end_when_she_changes_her_password_and_her_own_goes_on(client):
    person = UserFactory(groups=[groups.APPROVER])
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(person)

    client.post(
        reverse("wagtailadmin_account"),
        {
            "password-old_password": PASSWORD,
            "password-new_password1": "ein ganz anderes Kennwort",
            "password-new_password2": "ein ganz anderes Kennwort",
            "name_email-first_name": person.first_name,
            "name_email-last_name": person.last_name,
            "locale-preferred_language": "de",
            "theme-theme": "system",
            "theme-contrast": "system",
            "theme-density": "default",
        },
    )

    person.refresh_from_db()
    assert person.check_password("ein ganz anderes Kennwort")
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert elsewhere.get(reverse("wagtailadmin_home")).status_code == 302


def test_a_session_ends_when_a_new_password_is_chosen_by_link(client):
    person = UserFactory(groups=[groups.APPROVER])
    elsewhere = Client()
    elsewhere.force_login(person)
    form = client.get(link_for(person), follow=True).redirect_chain[-1][0]

    client.post(form, {"new_password1": "ein ganz anderes Kennwort", "new_password2": "ein ganz anderes Kennwort"})

    assert elsewhere.get(reverse("wagtailadmin_home")).status_code == 302
    assert Event.objects.about(person).get().verb == "password_chosen"


# The forgotten password


def ask_for_a_new_password(email, rf):
    form = PasswordResetForm({"email": email})
    assert form.is_valid()
    with transaction.atomic():
        form.save(request=rf.post("/", headers={"host": "lindenfurt.localhost:8000"}))


def test_the_mail_leaves_as_a_job_without_address_or_link(rf):
    person = UserFactory()

    ask_for_a_new_password(person.email, rf)

    job = Job.objects.get(name="send_password_reset")
    assert job.lane == "mail"
    assert job.payload == {"user": person.pk, "host": "lindenfurt.localhost:8000", "secure": False, "language": "de"}
    assert mail.outbox == []


def test_asking_twice_sends_one_mail(rf):
    person = UserFactory()

    ask_for_a_new_password(person.email, rf)
    ask_for_a_new_password(person.email, rf)

    assert Job.objects.filter(name="send_password_reset").count() == 1


@pytest.mark.parametrize("known", [False, True])
def test_an_unknown_or_closed_account_gets_no_mail(rf, known):
    if known:
        UserFactory(email="erika@example.org", is_active=False)

    ask_for_a_new_password("erika@example.org", rf)

    assert not Job.objects.filter(name="send_password_reset").exists()


def test_the_link_in_the_mail_changes_the_password_once(client):
    person = UserFactory()

    send_password_reset(user=person.pk, host="lindenfurt.localhost", secure=True, language="de")

    (letter,) = mail.outbox
    link = re.search(r"https://lindenfurt\.localhost\S+", letter.body).group()
    assert letter.to == [person.email]
    assert letter.subject == "Ihr neues Passwort"
    path = urlsplit(link).path
    form = client.get(path, follow=True)
    new = {"new_password1": "ein ganz anderes Kennwort", "new_password2": "ein ganz anderes Kennwort"}
    client.post(form.redirect_chain[-1][0], new)
    person.refresh_from_db()
    assert person.check_password("ein ganz anderes Kennwort")
    assert client.get(path).context["validlink"] is False


def test_who_was_deactivated_meanwhile_gets_nothing():
    person = UserFactory(is_active=False)

    send_password_reset(user=person.pk, host="lindenfurt.localhost", secure=True, language="de")

    assert mail.outbox == []


# People in Wagtail's admin


@pytest.fixture
def administrator(client):
    person = UserFactory(groups=[groups.ADMINISTRATOR])
    client.force_login(person)
    return person


def person_form(**values):
    agent = Group.objects.get(name=groups.AGENT)
    return {"email": "erika@example.org", "first_name": "Erika", "last_name": "Muster", "groups": [agent.pk]} | values


def test_people_are_invited_and_not_made_with_a_password_by_somebody_else(client, administrator):
    answer = client.post(reverse("wagtailusers_users:add"), person_form(password1=PASSWORD, password2=PASSWORD))

    assert answer.url == reverse("organisation_new_person")
    assert not User.objects.filter(email="erika@example.org").exists()


def test_nobody_is_made_as_the_copy_of_another(client, administrator):
    """Wagtail's copy of a person would leave neither an event nor an invitation."""
    person = UserFactory()

    answer = client.post(f"/admin/users/copy/{person.pk}/", person_form())

    assert answer.status_code == 404
    assert not User.objects.filter(email="erika@example.org").exists()


def test_nobody_chooses_a_password_for_another(client, administrator):
    person = UserFactory()
    edit = reverse("wagtailusers_users:edit", args=[person.pk])
    assert "password" not in client.get(edit).context["form"].fields

    client.post(edit, person_form(email=person.email, is_active="on", password1="ein anderes Kennwort"))

    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def link_for(person) -> str:
    send_password_reset(user=person.pk, host="lindenfurt.localhost", secure=True, language="de")
    return urlsplit(re.search(r"https://lindenfurt\.localhost\S+", mail.outbox[-1].body).group()).path


@pytest.mark.parametrize(
    ("password", "heart"),
    [
        ("Passwort1234!", "passwort"),
        ("passwortpasswort", "passwort"),
        ("hallo-hallohallo-7", "hallo"),
        ("blaue Tauben fliegen", "blaue tauben fliegen"),
        ("¿" * 5000 + "a", "a"),  # an expression that looks for repetitions would never come to an end
    ],
)
def test_the_heart_of_a_password_is_the_word_it_is_made_of(password, heart):
    assert heart_of(password) == heart


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("kurz", "12"),
        ("qwerty123456", "üblich"),
        ("passwortpasswort", "üblich"),
        ("Passwort-12345", "üblich"),
        ("hallo-hallo-hallo-", "üblich"),
        ("erika@example.org", "E-Mail-Adresse"),
        ("849302718465", "numerisch"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(client, password, why):
    person = UserFactory(email="erika@example.org")
    form = client.get(link_for(person), follow=True).redirect_chain[-1][0]

    answer = client.post(form, {"new_password1": password, "new_password2": password})

    (reason,) = answer.context["form"].errors["new_password2"]
    assert why in reason
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_an_administrator_deactivates_instead_of_deleting(client, administrator):
    person = UserFactory(groups=[groups.AGENT])
    edit = reverse("wagtailusers_users:edit", args=[person.pk])
    assert client.get(edit).status_code == 200

    response = client.post(edit, person_form(email=person.email, is_superuser="on"))  # the box “active” is not ticked

    assert response.status_code == 302, response.context["form"].errors
    person.refresh_from_db()
    assert not person.is_active
    assert not person.is_superuser


def test_nobody_deactivates_herself(client, administrator):
    edit = reverse("wagtailusers_users:edit", args=[administrator.pk])
    group = Group.objects.get(name=groups.ADMINISTRATOR)

    client.post(edit, person_form(email=administrator.email, groups=[group.pk]))

    administrator.refresh_from_db()
    assert administrator.is_active


@pytest.mark.parametrize("superuser", [False, True])
def test_nobody_deletes_a_person_by_any_address(client, administrator, superuser):
    person = UserFactory()
    if superuser:
        client.force_login(UserFactory(is_superuser=True))
    delete = reverse("wagtailusers_users:delete", args=[person.pk])
    many = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"]) + f"?id={person.pk}"

    for url in (delete, many):
        assert client.get(url).status_code != 200
        assert client.post(url).status_code != 200
    assert User.objects.filter(pk=person.pk).exists()


def test_nothing_else_deletes_people():
    """No address of the API takes DELETE, and no group holds the permission."""
    deleting = [
        pattern
        for pattern in all_patterns(get_resolver("api.urls"))
        if hasattr(getattr(pattern.callback, "cls", None), "delete")
        or "delete" in (getattr(pattern.callback, "actions", None) or {})
    ]

    assert deleting == []
    assert not Group.objects.filter(permissions__codename="delete_user").exists()


def all_patterns(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from all_patterns(pattern)
        else:
            yield pattern


def test_who_is_deactivated_cannot_come_in_by_any_way(client, rf):
    person = UserFactory()
    link = link_for(person)
    User.objects.filter(pk=person.pk).update(is_active=False)
    form = client.get(link, follow=True)

    client.post("/anmelden/", {"username": person.email, "password": PASSWORD})
    ask_for_a_new_password(person.email, rf)

    assert "_auth_user_id" not in client.session
    assert not Job.objects.filter(name="send_password_reset").exists()
    assert form.status_code == 200  # the link alone opens nothing: the log-in refuses her


def test_the_key_of_the_single_sign_on_is_one_persons(client, administrator):
    other = UserFactory(external_id="abc-123")
    person = UserFactory(external_id="")
    UserFactory(external_id="")
    edit = reverse("wagtailusers_users:edit", args=[person.pk])

    answer = client.post(edit, person_form(email=person.email, is_active="on", external_id="abc-123"))
    assert answer.context["form"].errors.keys() == {"external_id"}
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(external_id=other.external_id)

    client.post(edit, person_form(email=person.email, is_active="on", external_id="def-456"))
    person.refresh_from_db()
    assert person.external_id == "def-456"


@pytest.mark.parametrize("group", [groups.APPROVER, groups.CENTRAL_EDITOR])
def test_the_key_of_the_single_sign_on_is_shown_to_administrators_only(client, group):
    person = UserFactory(groups=[group], external_id="abc-123")
    client.force_login(person)

    for address in (reverse("wagtailadmin_account"), reverse("wagtailadmin_home"), "/desk/"):
        assert "abc-123" not in client.get(address, follow=True).content.decode()
    assert client.get(reverse("wagtailusers_users:edit", args=[person.pk])).status_code == 302


def test_many_are_deactivated_at_once_with_an_event_each(client, administrator):
    people = [UserFactory(), UserFactory()]
    query = "&".join(f"id={person.pk}" for person in people)

    client.post(
        reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"]) + f"?{query}",
        {"mark_as_active": "False"},
    )

    assert not User.objects.filter(pk__in=[person.pk for person in people], is_active=True).exists()
    assert [Event.objects.about(person).count() for person in people] == [1, 1]


def test_changes_of_people_are_in_the_audit_without_their_names(client, administrator):
    person = UserFactory()
    client.post(
        reverse("wagtailusers_users:edit", args=[person.pk]),
        person_form(email=person.email, is_active="on"),
    )

    event = Event.objects.about(person).get()
    assert event.verb == "person_changed"
    assert event.actor_key == str(administrator.pk)
    assert set(event.new["fields"]) == {"first_name", "groups", "last_name"}


@pytest.mark.parametrize("group", [groups.APPROVER, groups.CENTRAL_EDITOR, groups.AGENT, None])
def test_others_do_not_reach_people(client, group):
    person = UserFactory()
    if group:
        client.force_login(UserFactory(groups=[group]))

    for url in (
        reverse("wagtailusers_users:index"),
        reverse("wagtailusers_users:add"),
        reverse("wagtailusers_users:edit", args=[person.pk]),
        reverse("wagtailusers_users:history", args=[person.pk]),
        reverse("wagtailusers_groups:index"),
    ):
        assert client.get(url).status_code == 302, url
        assert client.post(url, person_form()).status_code in (302, 405), url
    assert not User.objects.filter(email="erika@example.org").exists()


def test_the_list_of_people_is_shown(client, administrator):
    UserFactory(last_name="Zimmermann")

    assert "Zimmermann" in client.get(reverse("wagtailusers_users:index")).content.decode()


def test_nobody_changes_the_address_at_her_own_door(client):
    person = UserFactory(groups=[groups.APPROVER], email="karl@example.org")
    client.force_login(person)
    page = client.get(reverse("wagtailadmin_account"))
    names = set(re.findall(r'name="(name_email-\w+)"', page.content.decode()))

    client.post(
        reverse("wagtailadmin_account"),
        {
            "name_email-first_name": "Karla",
            "name_email-last_name": "Muster",
            "name_email-email": "else@example.org",
            "locale-preferred_language": "de",
            "theme-theme": "system",
            "theme-contrast": "system",
            "theme-density": "default",
        },
    )

    person.refresh_from_db()
    assert person.email == "karl@example.org"
    assert names == {"name_email-first_name", "name_email-last_name"}
