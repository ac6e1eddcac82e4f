"""What must hold before a case type is released: every fault at once, each with its place in the definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.organisation.models import Department, Function

from .definition import FallsTo, Kind, parse
from .errors import DefinitionFault
from .shaping import definition_of
from .type_models import CaseType

Fault = tuple[str, str]


def faults_of(case_type: CaseType) -> list[Fault]:
    """Everything that keeps this row or draft from being released."""
    data = definition_of(case_type)
    return [*faults_of_data(data), *_changed_keys(case_type, data), *_without_departments(case_type, data)]


def faults_of_data(data: Mapping) -> list[Fault]:
    """What is wrong with a definition by itself."""
    try:
        parse(data)
    except DefinitionFault as refusal:
        return refusal.faults
    return []


def _changed_keys(case_type: CaseType, data: Mapping) -> Iterator[Fault]:
    """Keys and kinds of questions and the keys of steps are frozen with the first release: cases stand on them."""
    released = case_type.versions.order_by("-number").first() if case_type.pk else None
    if released is None:
        return
    live = CaseType.objects.get(pk=case_type.pk)
    for stream in ("questions", "steps"):
        known = {block.id: block.value["key"] for block in getattr(live, stream) if block.id}
        for number, block in enumerate(getattr(case_type, stream), start=1):
            before = known.get(block.id)
            if before and block.value["key"] != before:
                yield f"{stream}.{number}.key", _("This was released as “%(key)s”, which stays.") % {"key": before}
    kinds = {question.key: str(question.kind) for question in released.parsed.questions}
    for number, question in enumerate(data["questions"], start=1):
        if question["kind"] != kinds.get(question["key"], question["kind"]):
            yield (
                f"questions.{number}.key",
                _("A question of another kind was released under this key. Choose another one."),
            )


def _without_departments(case_type: CaseType, data: Mapping) -> Iterator[Fault]:
    """Whoever something falls to must be there: a department that stands, with somebody in that function."""
    seats = {row.pk: row for row in _with_seats(Department.objects.standing(timezone.localdate()))}
    around = _around(case_type, seats)
    for number, step in enumerate(data["steps"], start=1):
        asked = step.get("departments")
        places = (
            [(f"steps.{number}.departments.{each}", one) for each, one in enumerate(asked, start=1)]
            if asked is not None
            else [(f"steps.{number}", step)]
        )
        if step["kind"] == Kind.CLOSE:
            continue
        for place, one in places:
            yield from _nobody_there(place, one, step["kind"], seats, around)


def _nobody_there(
    place: str, step: Mapping, kind: str, seats: Mapping[int, Department], around: Mapping[str, list[Department]]
) -> Iterator[Fault]:
    falls_to, _colon, key = str(step.get("falls_to", FallsTo.CASE)).partition(":")
    if falls_to == "department":
        if not key:
            yield f"{place}.department", _("Choose the department.")
            return
        if not key.isdecimal() or int(key) not in seats:
            yield f"{place}.department", _("This department does not exist or has ended.")
            return
        concerned = [seats[int(key)]]
    else:
        concerned = around["triage" if kind == Kind.TRIAGE else falls_to]
    leads = step.get("function") == Function.LEAD
    for department in concerned:
        named = {"department": str(department)}
        if not department.seats:
            if kind == Kind.APPROVE:
                yield f"{place}.falls_to", _("%(department)s has no members, so nobody can approve there.") % named
            elif not department.confirmed_mailbox:
                yield f"{place}.falls_to", _("%(department)s has neither members nor a confirmed mailbox.") % named
        elif not (department.leads if leads else department.people):
            sentence = _("%(department)s has no active lead.") if leads else _("%(department)s has no active member.")
            yield f"{place}.function", sentence % named


def _around(case_type: CaseType, seats: Mapping[int, Department]) -> dict[str, list[Department]]:
    """The departments that a step falls to without naming them: those of the type's services, and of its partner."""
    services = [row.service for row in case_type.of_services.all()]
    responsibilities = {service.responsibility_id for service in services if service.responsibility_id}
    mapped = Q(offices__mappings__responsibility__in=responsibilities)
    if case_type.partner_id:
        mapped &= Q(partner=case_type.partner_id)
    responsible = set(Department.objects.filter(mapped).values_list("pk", flat=True)) if responsibilities else set()
    triage = case_type.partner.triage_department_id if case_type.partner_id else None
    found = [seats[key] for key in sorted(responsible) if key in seats]
    return {
        FallsTo.RESPONSIBLE: found,
        FallsTo.CASE: found,
        FallsTo.TRIAGE: [seats[triage]] if triage in seats else [],
    }


def _with_seats(rows):
    active = Q(memberships__user__is_active=True)
    return rows.select_related("partner").annotate(
        seats=Count("memberships", distinct=True),
        people=Count("memberships", filter=active, distinct=True),
        leads=Count("memberships", filter=active & Q(memberships__function=Function.LEAD), distinct=True),
    )
