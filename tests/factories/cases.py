"""A small town with a department that answers, and cases opened through the real door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cms.accounts.models import User
from cms.audit.models import Actor
from cms.catalogue.models import ServicePage
from cms.organisation.models import Department, Function, Office, Partner
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServicePageFactory
from tests.factories.citizens import ERIKA
from tests.factories.organisation import (
    DepartmentFactory,
    MappingFactory,
    MembershipFactory,
    OfficeFactory,
    PartnerFactory,
    open_weekdays,
)
from workflows.cases import actions, setup
from workflows.cases.actions import DetailsInput
from workflows.cases.models import Case, CaseType, WorkItem
from workflows.citizens.models import ReplyChannel


@dataclass
class Town:
    """A partner, open Mo–Fr 8–18, with one responsible department, its people, and somebody of another department."""

    partner: Partner
    department: Department
    office: Office
    service: ServicePage
    karl: User
    paula: User
    lena: User
    nadia: User
    tim: User


def member(department: Department, first_name: str, function: str = Function.MEMBER) -> User:
    user = UserFactory(first_name=first_name)
    MembershipFactory(user=user, department=department, function=function)
    return user


def town(partner: Partner | None = None) -> Town:
    """Karl and Paula are members of the department, Lena leads it, Nadia is elsewhere, Tim does the triage."""
    if partner is None:
        partner = PartnerFactory()
        open_weekdays(partner)
    department = DepartmentFactory(partner=partner, name="Bauaufsicht")
    office = OfficeFactory(department=department)
    mapping = MappingFactory(office=office)
    other = DepartmentFactory(partner=partner, name="Standesamt")
    return Town(
        partner=partner,
        department=department,
        office=office,
        service=ServicePageFactory(responsibility=mapping.responsibility),
        karl=member(department, "Karl"),
        paula=member(department, "Paula"),
        lena=member(department, "Lena", Function.LEAD),
        nadia=member(other, "Nadia"),
        tim=member(partner.triage_department, "Tim"),
    )


def question() -> CaseType:
    """The case type every installation begins with."""
    return setup.make_question_to_a_department()


def asking(*questions: dict, **changes) -> CaseType:
    """The same case type in a version that asks these questions; texts are the same in both languages."""
    case_type = question()
    data = {**setup.QUESTION_TO_A_DEPARTMENT, "schema": 2, "questions": list(questions), **changes}
    setup.release(case_type, data)
    return case_type


def asks(key: str, kind: str = "text", **more) -> dict:
    """A question whose label is its key; ``options`` may be given as values."""
    options = [{"value": value, "label": in_both(value)} for value in more.pop("options", [])]
    return {"key": key, "kind": kind, "label": in_both(key), **({"options": options} if options else {}), **more}


def in_both(text: str) -> dict[str, str]:
    return {"de": text.capitalize(), "en": f"{text.capitalize()} (en)"}


def opened(
    town: Town,
    *,
    service: ServicePage | str | None = "the town's",
    reply_channel: str = ReplyChannel.EMAIL,
    channel: str = "web",
    concern: str = "Darf ich einen Carport bauen?",
    details: dict | None = None,
    at: datetime | None = None,
    case_type: CaseType | None = None,
    about: User | None = None,
) -> actions.OpenedCase:
    """A case that Erika opened; with ``service=None`` nobody is responsible and it goes to triage."""
    return actions.open_case(
        case_type=case_type or question(),
        partner=town.partner,
        service=town.service if service == "the town's" else service,
        concern=concern,
        channel=channel,
        reply_channel=reply_channel,
        details=DetailsInput(**(ERIKA if details is None else details)),
        by=Actor.citizen(),
        at=at,
        about=about,
    )


def item_of(case: Case) -> WorkItem:
    """The one open work item of a case."""
    return WorkItem.objects.open().get(case=case)


def answered(town: Town, **fields) -> Case:
    """A case that Karl answered and Paula approved."""
    case = opened(town, **fields).case
    actions.answer(item_of(case), text="Ja, bis 30 Quadratmeter ohne Genehmigung.", by=town.karl)
    actions.approve(item_of(case), by=town.paula)
    case.refresh_from_db()
    return case


def words(german: str) -> dict[str, str]:
    return {"de": german, "en": german}


def service_hours(amount: int) -> dict[str, int | str]:
    return {"amount": amount, "unit": "service_hours"}


def step(kind: str, **fields) -> dict:
    return {"key": kind, "kind": kind, "title": words(kind), **fields}


def consultation(*departments: Department, due: int = 4, **fields) -> dict:
    """A step in which these departments are asked, each with that many service hours."""
    asked = [{"falls_to": f"department:{each.pk}", "due": service_hours(due)} for each in departments]
    return step("consult", departments=asked, **fields)


def kind_of_case(*steps: dict, slug: str = "viele-schritte", after: tuple[dict, ...] = (), **fields) -> CaseType:
    """A case type of schema 2 with these steps, then the reply, what comes ``after`` it, and the end."""
    definition = {
        "schema": 2,
        "name": words("Viele Schritte"),
        "for_whom": ["web", "phone", "counter"],
        "steps": [*steps, step("reply"), *after, step("close")],
        "promise": service_hours(24),
        "retention": {"answered": {"details_days": 30, "text_days": 180}},
        **fields,
    }
    case_type = CaseType.objects.create(slug=slug, name="Viele Schritte")
    setup.release(case_type, definition)
    return case_type


def seatless(partner: Partner, name: str = "Forstamt") -> Department:
    """A department without members, whose mailbox is confirmed."""
    return DepartmentFactory(
        partner=partner, name=name, mailbox="forst@example.org", mailbox_confirmed="forst@example.org"
    )


def asked_departments(town: Town, number: int) -> list[Department]:
    """Other departments of the partner with one member each."""
    departments = [DepartmentFactory(partner=town.partner, name=f"Amt {place}") for place in range(number)]
    for place, department in enumerate(departments):
        member(department, f"Fachkraft{place}")
    return departments


def who_of(department: Department) -> User:
    return User.objects.filter(memberships__department=department).earliest("pk")


def items_of(case: Case, step: str = "") -> list[WorkItem]:
    """The open work items of a case, those of one step or all."""
    items = WorkItem.objects.open().filter(case=case).order_by("pk")
    return list(items.filter(step=step) if step else items)
