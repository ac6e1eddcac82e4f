"""Full power: given by a command, with a reason and an end, told to every administrator, and over by itself."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from cms.accounts import actions, checks, groups
from cms.accounts.errors import HasFullPower, NoFullPower, NotFit, TooLong
from cms.accounts.jobs import end_full_power, tell_of_full_power
from cms.accounts.models import BreakGlass, User
from cms.audit.models import Actor, Event
from cms.outbox.models import Job
from tests.factories.accounts import UserFactory
from tests.factories.outbox import run_jobs

pytestmark = pytest.mark.django_db

BY = Actor.system("break_glass")
HOUR = timedelta(hours=1)


@pytest.fixture
def administrators():
    return [UserFactory(groups=[groups.ADMINISTRATOR]), UserFactory(groups=[groups.ADMINISTRATOR])]


def break_glass(*words, **options) -> str:
    out = StringIO()
    call_command("break_glass", *words, stdout=out, stderr=out, **options)
    return out.getvalue()


def its_time_is_over():
    BreakGlass.objects.update(
        started_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(seconds=1)
    )


def test_the_command_gives_full_power_with_a_reason_and_tells_every_administrator(administrators):
    karl = UserFactory(first_name="Karl", last_name="Weber")
    UserFactory(groups=[groups.CENTRAL_EDITOR])

    said = break_glass(karl.email, reason="Freigabe steht still", minutes=30)

    karl.refresh_from_db()
    assert karl.is_superuser
    assert "2 people" in said
    run_jobs()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(person.email for person in administrators)
    assert "Karl Weber" in mail.outbox[0].body
    assert "Freigabe steht still" in mail.outbox[0].body


def test_it_is_in_the_audit_without_the_words_of_the_reason(administrators):
    karl = UserFactory()
    break_glass(karl.email, reason="Freigabe steht still")
    break_glass(karl.email, end=True)

    given, ended = Event.objects.about(karl).order_by("pk")
    assert (given.verb, given.actor_key, given.new["fields"]) == ("full_power_given", "break_glass", ["reason"])
    assert ended.verb == "full_power_ended"
    assert "Freigabe" not in str(given.new)


def test_no_job_holds_a_name_or_a_reason(administrators):
    karl = UserFactory()
    break_glass(karl.email, reason="Freigabe steht still")

    for job in Job.objects.filter(name="tell_of_full_power"):
        assert set(job.payload) == {"power", "what", "to"}


def test_it_ends_by_itself_and_that_is_told_too(administrators):
    karl = UserFactory()
    actions.give_full_power(karl, reason="Probe", lasting=HOUR, by=BY)
    run_jobs()
    mail.outbox.clear()

    end_full_power()
    karl.refresh_from_db()
    assert karl.is_superuser
    its_time_is_over()
    end_full_power()
    end_full_power()

    karl.refresh_from_db()
    assert not karl.is_superuser
    run_jobs()
    assert len(mail.outbox) == 2
    assert Event.objects.about(karl).filter(verb="full_power_ended").count() == 1


def test_it_ends_on_the_minute_even_without_a_worker(client):
    karl = UserFactory()
    actions.give_full_power(karl, reason="Probe", lasting=HOUR, by=BY)
    client.force_login(karl)
    groups_page = reverse("wagtailusers_groups:index")
    assert client.get(groups_page).status_code == 200

    its_time_is_over()

    assert client.get(groups_page).status_code == 302
    karl.refresh_from_db()
    assert karl.is_superuser  # no worker has been there


def test_it_can_be_ended_early(administrators):
    karl = UserFactory()
    break_glass(karl.email, reason="Probe")

    assert karl.email in break_glass()
    break_glass(karl.email, end=True)

    karl.refresh_from_db()
    assert not karl.is_superuser
    assert "Nobody" in break_glass()
    with pytest.raises(NoFullPower):
        actions.end_full_power(karl, by=BY)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"reason": ""}, "Grund"),
        ({"reason": "   "}, "Grund"),
        ({"reason": "x" * 301}, "Grund"),
        ({"reason": "Probe", "minutes": 0}, "höchstens 8 Stunden"),
        ({"reason": "Probe", "minutes": 481}, "höchstens 8 Stunden"),
    ],
)
def test_without_a_reason_or_for_too_long_it_is_refused(options, why):
    karl = UserFactory()

    with pytest.raises(CommandError, match=why):
        break_glass(karl.email, **options)

    karl.refresh_from_db()
    assert not karl.is_superuser
    assert not BreakGlass.objects.exists()


def test_a_closed_account_or_nobody_gets_nothing():
    closed = UserFactory(is_active=False)

    with pytest.raises(NotFit):
        actions.give_full_power(closed, reason="Probe", lasting=HOUR, by=BY)
    with pytest.raises(CommandError, match="Nobody logs in"):
        break_glass("nobody@example.org", reason="Probe")


def test_nobody_has_it_twice_at_once():
    karl = UserFactory()
    power = actions.give_full_power(karl, reason="Probe", lasting=HOUR, by=BY)

    with pytest.raises(HasFullPower):
        actions.give_full_power(karl, reason="Probe", lasting=HOUR, by=BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.create(user=karl, reason="Probe", started_at=power.started_at, ends_at=power.ends_at)


def test_too_long_names_the_longest():
    with pytest.raises(TooLong, match="8"):
        actions.give_full_power(UserFactory(), reason="Probe", lasting=timedelta(days=1), by=BY)


def test_who_is_no_administrator_any_more_is_not_told(administrators):
    power = actions.give_full_power(UserFactory(), reason="Probe", lasting=HOUR, by=BY)
    administrators[0].groups.clear()

    tell_of_full_power(power=power.pk, what="given", to=administrators[0].pk)

    assert mail.outbox == []


# What is watched


def warnings() -> set[str]:
    return {message.id for message in run_checks(databases=["default"]) if message.id.startswith("accounts.")}


def test_as_installed_nobody_passes_the_second_person_by():
    assert warnings() == set()


def test_a_superuser_for_good_is_reported_and_one_for_an_hour_is_not():
    karl = UserFactory()
    actions.give_full_power(karl, reason="Probe", lasting=HOUR, by=BY)
    assert warnings() == set()

    UserFactory(is_superuser=True)

    assert warnings() == {"accounts.W001"}


def test_a_right_to_publish_is_reported_whoever_holds_it():
    page_right = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    group = Group.objects.get(name=groups.CENTRAL_EDITOR)
    right = GroupPagePermission.objects.create(group=group, page=Page.get_first_root_node(), permission=page_right)
    assert checks.groups_that_publish() == [groups.CENTRAL_EDITOR]
    assert warnings() == {"accounts.W002"}

    right.delete()
    group.permissions.add(page_right)
    assert checks.groups_that_publish() == [groups.CENTRAL_EDITOR]

    group.permissions.remove(page_right)
    assert checks.groups_that_publish() == []
    User.objects.get(pk=UserFactory().pk).user_permissions.add(page_right)
    assert checks.groups_that_publish() == ["a person"]
