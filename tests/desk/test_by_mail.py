"""A department without seats: the link in its mail, the page behind it, and what becomes of an old or foreign link."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.audit.models import Actor, Event
from cms.organisation import mailboxes
from kuemmerer.demo.clock import moved_to
from tests.factories import cases
from tests.factories.accounts import UserFactory
from tests.factories.cases import consultation, item_of, kind_of_case, member, opened, step, town
from tests.factories.files import a_file
from tests.factories.organisation import DepartmentFactory
from tests.factories.outbox import run_jobs
from workflows.cases import actions, by_mail
from workflows.cases.models import Deadline, Message
from workflows.cases.sweeper import sweep
from workflows.citizens.models import ReplyChannel

pytestmark = pytest.mark.django_db


@pytest.fixture
def lindenfurt():
    return town()


@pytest.fixture
def forst(lindenfurt):
    return cases.seatless(lindenfurt.partner)


@pytest.fixture
def case(lindenfurt, forst):
    way = [step("answer", falls_to=f"department:{forst.pk}"), step("approve")]
    return opened(lindenfurt, case_type=kind_of_case(*way), concern="Der Baum wackelt.").case


@pytest.fixture
def stranger():
    """Whoever reads the mailbox: no login, no cookie, and a browser that checks forms as strictly as in production."""
    return Client(enforce_csrf_checks=True)


def path_in(message) -> str:
    return re.search(r"http://localhost:8000(/\S+)", message.body)[1]


def path_of(case, department) -> str:
    return by_mail.address_of(case, department).removeprefix("http://localhost:8000")


def sent(page, deed: str, **typed) -> dict:
    """The form of a deed as the page has it, filled in."""
    begins = rf'<form method="post" novalidate>\s*<input type="hidden" name="deed" value="{deed}">'
    form = re.search(f"{begins}.*?</form>", page.content.decode(), re.S)[0]
    return {**dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form)), **typed}


def test_the_mail_leads_to_the_case_without_a_login_and_the_answer_goes_on(case, forst, stranger):
    run_jobs()
    [message] = [each for each in mail.outbox if each.to == ["forst@example.org"]]
    assert "Baum" not in message.subject + message.body
    path = path_in(message)

    page = stranger.get(path)
    assert page.status_code == 200
    assert "Der Baum wackelt." in page.content.decode()
    assert "Mustermann" not in page.content.decode()
    answered = stranger.post(path, sent(page, "answer", text="Er bleibt stehen."), follow=True)

    assert "weitergegeben" in answered.content.decode()
    assert case.messages.get(kind=Message.Kind.DRAFT).text == "Er bleibt stehen."
    assert item_of(case).step == "approve"
    [event] = Event.objects.about(case).filter(verb="answer_drafted")
    assert (event.actor_kind, event.actor_key) == ("mailbox", str(forst.pk))


def test_opening_changes_nothing_but_is_on_record(case, forst, stranger):
    path, before = path_of(case, forst), item_of(case)

    for _scanner in range(3):
        assert stranger.get(path).status_code == 200
        assert stranger.head(path).status_code == 200

    assert item_of(case) == before
    assert item_of(case).assignee is None
    reads = Event.objects.about(case).filter(verb="read_by_mail", actor_kind="mailbox", actor_key=str(forst.pk))
    assert reads.count() == 6


def test_the_page_is_kept_by_nobody_found_by_nobody_and_tells_nobody(case, forst, stranger):
    page = stranger.get(path_of(case, forst))

    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "no-store, private"
    assert "noindex" in page["X-Robots-Tag"]
    assert not page.cookies


def test_it_asks_back_and_hands_back(case, forst, stranger, lindenfurt):
    path = path_of(case, forst)
    asked = stranger.post(path, sent(stranger.get(path), "ask_citizen", question="Welcher Baum?"), follow=True)
    assert "ist gefragt" in asked.content.decode()
    cases_item = item_of(case)
    assert cases_item.step == "wait_for_citizen"

    actions.end_unanswered(cases_item)
    stranger.post(path, sent(stranger.get(path), "hand_back", reason="Nicht unser Wald."))

    assert item_of(case).department == lindenfurt.partner.triage_department
    assert case.messages.get(kind=Message.Kind.HANDOVER).text == "Nicht unser Wald."
    [event] = Event.objects.about(case).filter(verb="case_reassigned")
    assert event.actor_kind == "mailbox"


def test_it_gives_its_view_and_sees_nothing_of_the_others(lindenfurt, forst, stranger):
    case = opened(lindenfurt, case_type=kind_of_case(consultation(forst), step("answer"))).case
    path = path_of(case, forst)

    page = stranger.get(path)
    assert "hand_back" not in page.content.decode()
    stranger.post(path, sent(page, "give_view", text="Kein Einwand."))

    assert case.messages.get(kind=Message.Kind.VIEW).text == "Kein Einwand."


def test_the_triage_of_a_small_partner_allots_by_mail(lindenfurt, stranger):
    triage = lindenfurt.partner.triage_department
    triage.memberships.all().delete()
    triage.mailbox = triage.mailbox_confirmed = "rathaus@example.org"
    triage.save()
    case = opened(lindenfurt, service=None).case
    path = path_of(case, triage)

    page = stranger.get(path)
    assert "hand_back" not in page.content.decode()
    stranger.post(path, sent(page, "triage", department=lindenfurt.department.pk))

    assert item_of(case).department == lindenfurt.department


def test_what_is_missing_is_said_beside_the_field(case, forst, stranger):
    path = path_of(case, forst)

    page = stranger.post(path, sent(stranger.get(path), "hand_back", reason=""))

    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.content.decode()


def test_who_comes_too_late_is_told_and_keeps_what_she_typed(case, forst, stranger):
    path = path_of(case, forst)
    page = stranger.get(path)
    stranger.post(path, sent(page, "answer", text="Zuerst."))

    late = stranger.post(path, sent(page, "answer", text="Mein langer Text."))

    assert late.status_code == 409
    assert "Mein langer Text." in late.content.decode()
    assert case.messages.filter(kind=Message.Kind.DRAFT).count() == 1


def test_a_link_is_for_one_case_and_one_mailbox(case, forst, stranger, lindenfurt):
    path = path_of(case, forst)
    other = opened(lindenfurt, concern="Etwas anderes").case
    foreign = item_of(other)

    data = sent(stranger.get(path), "answer", text="Hier gehört es nicht hin.")
    stranger.post(path, {**data, "item": foreign.pk})
    assert not other.messages.filter(kind=Message.Kind.DRAFT).exists()

    elsewhere = cases.seatless(lindenfurt.partner, "Gartenamt")
    page = stranger.post(path_of(case, elsewhere), {**data, "item": item_of(case).pk, "text": "Fremd."})
    assert page.status_code == 409


@pytest.mark.parametrize("change", ["another mailbox", "a member", "confidential"])
def test_a_link_ends_with_the_mailbox_with_the_first_member_and_with_confidence(case, forst, stranger, change):
    path = path_of(case, forst)
    if change == "another mailbox":
        forst.mailbox = "wald@example.org"
        forst.save()
    elif change == "a member":
        member(forst, "Sepp")
    else:
        type(case).objects.filter(pk=case.pk).update(is_confidential=True)

    page = stranger.get(path)

    assert page.status_code == 404
    assert "Baum" not in page.content.decode()


def test_a_forged_link_opens_nothing(case, forst, stranger):
    path = path_of(case, forst)

    for forged in (path[:-5] + "aaaa/", "/desk/per-post/x/", path.replace("/per-post/", "/per-post/e")):
        assert stranger.get(forged).status_code == 404
        assert stranger.post(forged, {"deed": "answer"}).status_code == 404


def test_an_old_link_sends_a_new_one_to_the_same_mailbox_and_seldom(case, forst, stranger, monkeypatch):
    path = path_of(case, forst)
    run_jobs()
    mail.outbox.clear()
    monkeypatch.setattr(by_mail, "LINK_LASTS", timedelta(seconds=-1))

    old = stranger.get(path)
    assert old.status_code == 410
    assert "Baum" not in old.content.decode()
    assert stranger.post(path, {"deed": "answer", "text": "Trotzdem"}).status_code == 200
    assert not case.messages.filter(kind=Message.Kind.DRAFT).exists()
    run_jobs()
    [message] = mail.outbox
    assert message.to == ["forst@example.org"]

    stranger.post(path)
    too_often = stranger.post(path)
    assert too_often.status_code == 410
    assert Event.objects.about(case).filter(verb="link_asked_anew", actor_kind="mailbox").count() == 2
    monkeypatch.undo()
    assert stranger.get(path_in(message)).status_code == 200


def test_the_mailbox_is_reminded_and_hears_of_the_escalation(lindenfurt, forst):
    way = [
        step(
            "answer", falls_to=f"department:{forst.pk}", remind=cases.service_hours(2), escalate=cases.service_hours(4)
        ),
        step("approve"),
    ]
    case = opened(lindenfurt, case_type=kind_of_case(*way)).case
    run_jobs()
    mail.outbox.clear()

    for kind in ("remind", "escalate"):
        due_at = Deadline.objects.get(item=item_of(case), kind=kind).due_at
        with moved_to(due_at):
            sweep(due_at)
            run_jobs()

    subjects = [message.subject for message in mail.outbox if message.to == ["forst@example.org"]]
    assert len(subjects) == 2
    assert all("/desk/per-post/" in each.body for each in mail.outbox if each.to == ["forst@example.org"])


def test_a_call_that_a_mailbox_would_have_to_make_falls_to_the_triage(lindenfurt, forst):
    way = [step("answer", falls_to=f"department:{forst.pk}")]
    reply = {"reply_channel": ReplyChannel.PHONE, "details": {"name": "Erika", "phone": "06421 1"}}
    case = opened(lindenfurt, case_type=kind_of_case(*way), **reply).case
    type(case).objects.filter(pk=case.pk).update(department=forst)

    actions.answer(item_of(case), text="Ja.", by=actions.Mailbox(forst))

    assert item_of(case).step == "reply_by_hand"
    assert item_of(case).department == lindenfurt.partner.triage_department


def test_a_mailbox_counts_once_somebody_there_has_confirmed_it(lindenfurt, stranger):
    department = DepartmentFactory(partner=lindenfurt.partner, name="Forstamt", mailbox="forst@example.org")
    path = mailboxes.confirmation_address(department).removeprefix("http://localhost:8000")

    assert stranger.get(path).status_code == 200
    department.refresh_from_db()
    assert not department.works_by_mail

    page = stranger.post(path)
    assert "bestätigt" in page.content.decode()
    department.refresh_from_db()
    assert department.works_by_mail
    [event] = Event.objects.about(department).filter(verb="mailbox_confirmed")
    assert event.actor_kind == "mailbox"
    stranger.post(path)
    assert Event.objects.about(department).filter(verb="mailbox_confirmed").count() == 1

    department.mailbox = "wald@example.org"
    department.save()
    assert not department.works_by_mail
    assert stranger.post(path).status_code == 404


def test_the_link_to_confirm_leaves_when_the_mailbox_is_entered(lindenfurt, client):
    editor = UserFactory(groups=[Group.objects.get(pk=lindenfurt.partner.editors_id)])
    client.force_login(editor)
    forst = DepartmentFactory(partner=lindenfurt.partner, name="Forstamt")
    edit = f"/admin/organisation/department/edit/{forst.pk}/"
    form = {"name": "Forstamt", "slug": forst.slug, "mailbox": "forst@example.org"}

    assert client.post(edit, form).status_code == 302
    run_jobs()

    [message] = mail.outbox
    assert message.to == ["forst@example.org"]
    assert stranger_confirms(path_in(message))
    forst.refresh_from_db()
    assert forst.works_by_mail
    client.post(edit, {**form, "name": "Forst"})
    run_jobs()
    assert len(mail.outbox) == 1

    page = client.get(f"/admin/organisation/department/mailbox/{forst.pk}/")
    assert "ist bestätigt" in page.content.decode()


def stranger_confirms(path: str) -> bool:
    return Client().post(path).status_code == 200


def test_a_link_lasts_two_weeks(case, forst, stranger, monkeypatch):
    path = path_of(case, forst)
    later = timezone.now() + timedelta(days=13)
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    assert stranger.get(path).status_code == 200

    monkeypatch.setattr("django.core.signing.time.time", (later + timedelta(days=2)).timestamp)
    assert stranger.get(path).status_code == 410


def test_the_address_is_no_page_of_the_town_hall():
    assert reverse("desk:by_mail", args=["x"]) == "/desk/per-post/x/"


def test_the_files_of_this_one_case_are_handed_out_while_there_is_something_to_do(lindenfurt, forst, case, stranger):
    photo = actions.add_file(case, a_file("baum.pdf"), by=Actor.citizen())
    other = actions.add_file(opened(lindenfurt).case, a_file("fremd.pdf"), by=Actor.citizen())
    path = path_of(case, forst)
    assert f'href="?datei={photo.pk}"' in stranger.get(path).content.decode()

    got = stranger.get(f"{path}?datei={photo.pk}")

    assert got["Content-Disposition"] == 'attachment; filename="baum.pdf"'
    assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert got["Referrer-Policy"] == "no-referrer"
    for number in (other.pk, "x", photo.pk + 1000):
        assert stranger.get(f"{path}?datei={number}").status_code == 404
    actions.withdraw(case, by=Actor.citizen())
    assert stranger.get(f"{path}?datei={photo.pk}").status_code == 404
