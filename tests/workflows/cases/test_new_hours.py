"""Changed hours: deadlines follow, a promise never moves by itself, and a lead decides where nobody would be there."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone

from cms.audit.models import Actor, Event
from cms.organisation.hours_models import HoursException, HoursKind
from cms.organisation.models import Closure, Function
from cms.outbox.models import Job
from kuemmerer.demo.clock import moved_to
from tests.factories.cases import asked_departments, consultation, item_of, items_of, kind_of_case, member, opened, step
from tests.factories.cases import town as make_town
from workflows.cases import actions, jobs, new_hours
from workflows.cases.errors import (
    ChangedMeanwhile,
    NewDateRefused,
    NobodyIsThere,
    NothingToDecide,
    NotYourWork,
    TextMissing,
)
from workflows.cases.models import Case, Deadline, PromiseDecision, WorkItem
from workflows.citizens.models import Letter
from workflows.statistics.models import CaseFigure

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make_town()


@pytest.fixture
def case(here):
    return opened(here).case


def closed_on_the_day(case, **more):
    """The department closes on the day for which its answer is promised."""
    day = timezone.localtime(case.promised_at).date()
    return closed_on(case.department, day, **more)


def closed_on(department, day, **more):
    start = timezone.make_aware(datetime.combine(day, time()))
    return Closure.objects.create(
        department=department, starts_at=start, ends_at=start + timedelta(days=1), reason="Betriebsausflug", **more
    )


def looked_at(department):
    jobs.recompute_deadlines(kind="department", owner=department.pk)
    jobs.look_at_promises(kind="department", owner=department.pk)


@pytest.fixture
def doubtful(case):
    closed_on_the_day(case)
    looked_at(case.department)
    case.refresh_from_db()
    return case


def test_changed_hours_send_the_jobs_once(case):
    closed_on_the_day(case)
    closed_on_the_day(case)

    sent = Job.objects.filter(key=f"department:{case.department_id}")
    assert sorted(sent.values_list("name", flat=True)) == ["look_at_promises", "recompute_deadlines"]
    assert {(job.payload["kind"], job.payload["owner"]) for job in sent} == {("department", case.department_id)}


def test_the_promise_stays_and_the_case_is_marked(case):
    before = case.promised_at

    closed_on_the_day(case)
    looked_at(case.department)

    case.refresh_from_db()
    assert case.promised_at == before
    assert case.promise_in_doubt is not None
    assert Event.objects.about(case).filter(verb="promise_in_doubt").count() == 1
    looked_at(case.department)
    assert Event.objects.about(case).filter(verb="promise_in_doubt").count() == 1


def test_a_closure_that_is_taken_back_takes_the_mark_with_it(doubtful):
    Closure.objects.all().delete()
    looked_at(doubtful.department)

    doubtful.refresh_from_db()
    assert doubtful.promise_in_doubt is None


TUESDAY = datetime(2099, 6, 2, 8, 0, tzinfo=UTC)  # 10:00 in Berlin, open Monday to Friday 8 to 18


def promised_on_tuesday(here):
    """24 service hours: eight on Tuesday, ten on Wednesday, six on Thursday until 14:00."""
    return actions.open_case(
        case_type=kind_of_case(step("answer", falls_to="case")),
        partner=here.partner,
        service=here.service,
        concern="Bis wann?",
        channel="web",
        reply_channel="none",
        details=None,
        by=Actor.citizen(),
    ).case


def shorter(department, day, opens, closes):
    """On this day the department is only there for these hours."""
    return HoursException.objects.create(
        department=department,
        kind=HoursKind.SERVICE,
        date=day,
        opens=time(opens),
        closes=time(closes),
        reason="Personalversammlung",
    )


def test_a_promise_with_half_of_its_time_gone_can_no_longer_be_met(here):
    with moved_to(TUESDAY):
        case = promised_on_tuesday(here)
        assert case.promised_at == datetime(2099, 6, 4, 12, 0, tzinfo=UTC)
        closed_on(here.department, date(2099, 6, 3))  # 14 of 24 hours are left
        looked_at(here.department)
        case.refresh_from_db()
        assert case.promise_in_doubt is None

        shorter(here.department, date(2099, 6, 4), 10, 14)  # 12 of 24
        looked_at(here.department)

        case.refresh_from_db()
        assert case.promise_in_doubt is not None
        assert actions.suggested_date(case, at=timezone.now()) == datetime(2099, 6, 8, 8, 0, tzinfo=UTC)


def test_with_the_hours_the_mark_goes_again(here):
    with moved_to(TUESDAY):
        case = promised_on_tuesday(here)
        closed = closed_on(here.department, date(2099, 6, 3))
        shorter(here.department, date(2099, 6, 4), 13, 14)
        looked_at(here.department)
        case.refresh_from_db()
        assert case.promise_in_doubt is not None

        closed.delete()
        looked_at(here.department)

        case.refresh_from_db()
        assert case.promise_in_doubt is None


def test_what_has_passed_of_the_time_is_not_asked_about(here):
    with moved_to(TUESDAY):
        case = promised_on_tuesday(here)
    shorter(here.department, date(2099, 6, 4), 10, 14)
    with moved_to(datetime(2099, 6, 3, 15, 0, tzinfo=UTC)):  # 17:00: seven hours to come, of which five are left
        looked_at(here.department)
        case.refresh_from_db()
        assert case.promise_in_doubt is None
    with moved_to(datetime(2099, 6, 4, 6, 0, tzinfo=UTC)):
        HoursException.objects.update(opens=time(13))
        looked_at(here.department)
        case.refresh_from_db()
        assert case.promise_in_doubt is not None


def test_hours_of_the_partner_reach_all_its_departments(here, case):
    day = timezone.localtime(case.promised_at).date()
    closed_on(here.department, day)

    jobs.look_at_promises(kind="partner", owner=here.partner.pk)

    case.refresh_from_db()
    assert case.promise_in_doubt is not None


def test_deadlines_follow_the_hours_but_never_pass_the_promise(here):
    kind = kind_of_case(
        step(
            "answer",
            falls_to="case",
            due={"amount": 4, "unit": "service_hours"},
            remind={"amount": 2, "unit": "service_hours"},
        )
    )
    case = opened(here, case_type=kind).case
    item = item_of(case)
    arrived = datetime(2099, 6, 2, 8, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Berlin
    type(item).objects.filter(pk=item.pk).update(created_at=arrived)
    Case.objects.update(promised_at=arrived + timedelta(days=30))
    looked_at(here.department)
    item.refresh_from_db()
    assert item.due_at == arrived + timedelta(hours=4)

    closed_on(here.department, date(2099, 6, 2))
    looked_at(here.department)

    item.refresh_from_db()
    assert item.due_at == datetime(2099, 6, 3, 10, 0, tzinfo=UTC)
    moments = dict(Deadline.objects.filter(item=item).values_list("kind", "due_at"))
    assert moments == {
        "escalate": datetime(2099, 6, 3, 10, 0, tzinfo=UTC),
        "remind": datetime(2099, 6, 3, 8, 0, tzinfo=UTC),
    }


def test_what_was_fired_stays_fired(here, case):
    item = item_of(case)
    Deadline.objects.filter(item=item).update(closed_at=timezone.now(), fired_at=timezone.now())
    before = list(Deadline.objects.filter(item=item).values_list("kind", "due_at"))

    closed_on_the_day(case)
    looked_at(here.department)

    assert [row for row in before if row not in Deadline.objects.filter(item=item).values_list("kind", "due_at")] == []


def test_every_consulted_department_keeps_its_own_time(here):
    asked = asked_departments(here, 2)
    kind = kind_of_case(consultation(*asked, due=4), step("answer", falls_to="case"))
    case = opened(here, case_type=kind).case
    before = {item.pk: item.due_at for item in items_of(case, "consult")}

    for department in asked:
        looked_at(department)

    assert {item.pk: item.due_at for item in items_of(case, "consult")} == before


def test_what_the_citizen_was_given_as_her_time_stays(here, case):
    actions.ask_citizen(item_of(case), question="Wie groß?", by=here.karl)
    before = item_of(case).due_at

    closed_on_the_day(case)
    looked_at(here.department)

    case.refresh_from_db()
    assert item_of(case).due_at == before
    assert case.promise_in_doubt is None


def test_batches_go_on_where_the_last_one_ended(here, monkeypatch):
    monkeypatch.setattr(new_hours, "BATCH", 2)
    found = [opened(here).case for _each in range(5)]
    closed_on_the_day(found[0])
    Job.objects.all().delete()
    wrong = datetime(2099, 1, 1, tzinfo=UTC)
    WorkItem.objects.update(due_at=wrong)

    for name in ("look_at_promises", "recompute_deadlines"):
        getattr(jobs, name)(kind="department", owner=here.department.pk)
        while job := Job.objects.filter(name=name).first():
            job.delete()
            getattr(jobs, name)(**job.payload)

    assert Case.objects.filter(promise_in_doubt__isnull=False).count() == 5
    assert not WorkItem.objects.filter(due_at=wrong).exists()


def test_leads_hear_of_it_once(here, doubtful, mailoutbox):
    assert Job.objects.filter(name="tell_of_doubts").count() == 1

    jobs.tell_of_doubts(department=here.department.pk)

    assert [mail.to for mail in mailoutbox] == [[here.lena.email]]
    assert "Eine Zusage wartet auf Ihre Entscheidung" in mailoutbox[0].subject
    assert "/desk/eingang/leitung/" in mailoutbox[0].body


def test_whoever_stands_in_for_the_lead_hears_of_it_too(here, doubtful, mailoutbox):
    today = timezone.localdate()
    actions.name_substitute(person=here.lena, substitute=here.nadia, from_day=today, until_day=today, by=here.lena)

    jobs.tell_of_doubts(department=here.department.pk)

    assert sorted(mail.to for mail in mailoutbox) == sorted([[here.lena.email], [here.nadia.email]])


def test_the_lead_keeps_the_promise_and_is_not_asked_again(here, doubtful):
    actions.keep_promise(doubtful, by=here.lena)

    looked_at(here.department)
    doubtful.refresh_from_db()
    assert doubtful.promise_in_doubt is None
    assert PromiseDecision.objects.get().new_at is None
    with pytest.raises(NothingToDecide):
        actions.keep_promise(doubtful, by=here.lena)


def test_the_lead_tells_a_new_date_and_the_old_one_stays_beside_it(here, doubtful):
    old = doubtful.promised_at
    new = actions.suggested_date(doubtful, at=timezone.now())
    letters = Letter.objects.count()

    actions.move_promise(doubtful, to=new, reason="Der Fachdienst ist an diesem Tag geschlossen.", by=here.lena)

    doubtful.refresh_from_db()
    assert (doubtful.promised_at, doubtful.promise_in_doubt) == (new, None)
    shown = doubtful.for_citizen()
    assert (shown.promised_before, shown.why_moved) == (old, "Der Fachdienst ist an diesem Tag geschlossen.")
    assert Letter.objects.count() == letters + 1
    letter = Letter.objects.latest("pk")
    assert "Ein neuer Termin" in letter.subject
    assert "Der Fachdienst ist an diesem Tag geschlossen." in letter.body
    event = Event.objects.about(doubtful).get(verb="promise_moved")
    assert (event.old, event.new["promised_at"]) == ({"promised_at": old.isoformat()}, new.isoformat())
    assert "Fachdienst" not in str(event.new)


def test_what_is_due_with_the_promise_is_due_with_the_new_date(here):
    case = opened(here, case_type=kind_of_case(step("answer", falls_to="case"))).case
    closed_on_the_day(case)
    looked_at(here.department)
    new = actions.suggested_date(case, at=timezone.now())

    actions.move_promise(case, to=new, reason="Geschlossen.", by=here.lena)

    item = item_of(case)
    assert item.due_at == new
    assert Deadline.objects.live().get(item=item).due_at == new


def test_the_figures_keep_the_first_promise(here, doubtful):
    old = doubtful.promised_at
    actions.move_promise(
        doubtful, to=actions.suggested_date(doubtful, at=timezone.now()), reason="Geschlossen.", by=here.lena
    )
    actions.close(doubtful, reason="Erledigt.", by=here.lena)

    assert CaseFigure.objects.get().promised_at == old


def test_only_who_leads_it_decides(here, doubtful):
    elsewhere = member(here.partner.triage_department, "Lea", Function.LEAD)
    new = actions.suggested_date(doubtful, at=timezone.now())

    for stranger in (here.karl, here.nadia, elsewhere):
        with pytest.raises(NotYourWork):
            actions.keep_promise(doubtful, by=stranger)
        with pytest.raises(NotYourWork):
            actions.move_promise(doubtful, to=new, reason="Darum.", by=stranger)
    with pytest.raises(ChangedMeanwhile):
        actions.keep_promise(doubtful, by=here.lena, seen=doubtful.revision + 1)


def test_a_date_that_cannot_be_promised_is_refused(here, doubtful):
    def move(to, reason="Geschlossen."):
        actions.move_promise(doubtful, to=to, reason=reason, by=here.lena)

    new = actions.suggested_date(doubtful, at=timezone.now())
    for to in (doubtful.promised_at, timezone.now() - timedelta(hours=1), new + timedelta(days=90)):
        with pytest.raises(NewDateRefused):
            move(to)
    with pytest.raises(NobodyIsThere, match="Die nächste beginnt am"):
        move(new.replace(hour=1))
    with pytest.raises(TextMissing):
        move(new, reason=" ")

    assert not PromiseDecision.objects.exists()
    assert not Letter.objects.filter(key__contains="new_date").exists()


def test_without_a_mark_nothing_is_decided(here, case):
    with pytest.raises(NothingToDecide):
        actions.move_promise(case, to=case.promised_at + timedelta(days=1), reason="Einfach so.", by=here.lena)
