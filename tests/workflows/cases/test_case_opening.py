"""Opening a case: the promise and its calendar, what is refused, and who gets it."""

from datetime import UTC, datetime, time

import pytest

from cms.audit.models import Actor
from cms.organisation.models import OpeningSpan
from tests.factories.cases import item_of, opened, question, town
from tests.factories.catalogue import LocalServicePageFactory
from tests.factories.organisation import OfficeFactory, PartnerFactory, open_weekdays
from workflows.cases import actions
from workflows.cases.errors import (
    CannotBeReached,
    CaseTypeClosed,
    ConcernMissing,
    NobodyResponsible,
    NoPromise,
    TextTooLong,
)
from workflows.cases.models import Case, WorkItem
from workflows.citizens.models import CallerDetails, Letter

pytestmark = pytest.mark.django_db

# A Friday in November, 16:00 in Berlin
FRIDAY = datetime(2097, 11, 22, 15, 0, tzinfo=UTC)


def test_the_promise_runs_on_the_calendar_of_the_responsible_department():
    lindenfurt = town()
    open_weekdays(lindenfurt.department, opens=time(8), closes=time(12))

    case = opened(lindenfurt, at=FRIDAY).case

    # 24 hours at 4 hours a day are six days from Monday on
    assert case.promised_at == datetime(2097, 12, 2, 11, 0, tzinfo=UTC)
    assert sum(span["minutes"] for span in case.promise_reasons if span["counts"]) == 24 * 60


def test_without_a_responsible_department_it_runs_on_that_of_triage():
    lindenfurt = town()
    open_weekdays(lindenfurt.department, opens=time(8), closes=time(12))

    case = opened(lindenfurt, service=None, at=FRIDAY).case

    # 2 hours on Friday, 10 on Monday and Tuesday each, 2 on Wednesday
    assert case.promised_at == datetime(2097, 11, 27, 9, 0, tzinfo=UTC)


def test_what_is_shown_before_sending_is_what_is_stored():
    lindenfurt = town()
    shown = actions.preview_promise(
        case_type=question(), partner=lindenfurt.partner, service=lindenfurt.service, at=FRIDAY
    )

    case = opened(lindenfurt, at=FRIDAY).case

    assert (shown.department, shown.promise.due_at) == (case.department, case.promised_at)
    assert shown.promise.reasons() == case.promise_reasons


def test_the_office_of_the_local_page_gets_the_case():
    lindenfurt = town()
    other = OfficeFactory(partner=lindenfurt.partner)
    LocalServicePageFactory(partner=lindenfurt.partner, service=lindenfurt.service, office=other)

    assert opened(lindenfurt).case.department == other.department


def test_due_and_escalation_never_lie_after_the_promise():
    lindenfurt = town()

    item = item_of(opened(lindenfurt, at=FRIDAY).case)

    assert item.due_at <= item.case.promised_at
    assert all(deadline.due_at <= item.case.promised_at for deadline in item.deadlines.all())
    assert set(item.deadlines.values_list("kind", flat=True)) == {"remind", "escalate"}


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"concern": " \n"}, ConcernMissing),
        ({"concern": "x" * 4001}, TextTooLong),
        ({"details": {"name": "Erika"}}, CannotBeReached),
        ({"details": {"email": "erika@@example"}}, CannotBeReached),
        ({"details": {"email": "erika@example.org\nBcc: nadia@example.org"}}, CannotBeReached),
        ({"details": {"email": "erika@example.org", "name": "x" * 151}}, CannotBeReached),
        ({"reply_channel": "phone"}, CannotBeReached),
        ({"reply_channel": "letter"}, CannotBeReached),
        ({"channel": "pigeon"}, CaseTypeClosed),
    ],
)
def test_what_is_refused_leaves_nothing_behind(fields, refusal):
    lindenfurt = town()

    with pytest.raises(refusal):
        opened(lindenfurt, **fields)

    assert not Case.objects.exists()
    assert not CallerDetails.objects.exists()
    assert not Letter.objects.exists()


def test_a_closed_case_type_is_refused():
    lindenfurt = town()
    case_type = question()
    case_type.is_active = False
    case_type.save()

    with pytest.raises(CaseTypeClosed):
        opened(lindenfurt)


def test_without_triage_nobody_is_responsible():
    lindenfurt = town()
    lindenfurt.partner = PartnerFactory(triage_department=False)

    with pytest.raises(NobodyResponsible):
        opened(lindenfurt, service=None)


def test_without_service_hours_there_is_no_promise():
    lindenfurt = town()
    OpeningSpan.objects.all().delete()

    with pytest.raises(NoPromise):
        opened(lindenfurt)

    assert not Case.objects.exists()


def test_an_engine_that_fails_leaves_no_case(monkeypatch):
    lindenfurt = town()
    monkeypatch.setattr("workflows.cases.steps.Deadline.objects.bulk_create", _fail)

    with pytest.raises(RuntimeError):
        opened(lindenfurt)

    assert not Case.objects.exists()
    assert not WorkItem.objects.exists()
    assert not CallerDetails.objects.exists()


def test_a_reference_that_exists_is_drawn_again(monkeypatch):
    lindenfurt = town()
    taken = opened(lindenfurt).case.reference
    drawn = iter([taken, taken, "LIN-234-56R"])
    monkeypatch.setattr("workflows.citizens.references.new_reference", lambda prefix: next(drawn))

    assert opened(lindenfurt).case.reference == "LIN-234-56R"


def test_an_agent_is_named_by_her_key_only():
    lindenfurt = town()
    opening = actions.open_case(
        case_type=question(),
        partner=lindenfurt.partner,
        service=None,
        concern="Bitte um Rückruf.",
        channel="phone",
        reply_channel="none",
        details=None,
        by=Actor.person(lindenfurt.nadia),
    )

    assert opening.case.details is None
    assert opening.case.channel == "phone"


def _fail(*args, **options):
    raise RuntimeError
