"""The case type every installation begins with: “Frage an das Amt”, version 1."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import WorkflowContentType

from cms.accounts import groups
from cms.accounts.setup import grant
from cms.catalogue.setup import release_workflow

from . import definition, shaping
from .models import CaseType, CaseTypeVersion
from .type_models import GENERAL

SLUG = GENERAL


def hours(amount: int) -> dict[str, int | str]:
    return {"amount": amount, "unit": "service_hours"}


QUESTION_TO_A_DEPARTMENT = {
    "schema": 1,
    "name": {"de": "Frage an das Amt", "en": "Question to a department"},
    "for_whom": ["web", "phone", "counter"],
    "questions": [],
    "steps": [
        {
            "key": "triage",
            "kind": "triage",
            "title": {"de": "Zuständiges Amt finden", "en": "Find the department"},
            "falls_to": "triage",
            "due": hours(2),
            "remind": hours(1),
            "escalate": hours(4),
        },
        {
            "key": "answer",
            "kind": "answer",
            "title": {"de": "Antworten", "en": "Answer"},
            "due": hours(16),
            "remind": hours(12),
            "escalate": hours(20),
        },
        {
            "key": "approve",
            "kind": "approve",
            "title": {"de": "Prüfen und freigeben", "en": "Check and approve"},
            "due": hours(4),
            "remind": hours(2),
            "escalate": hours(6),
            "reject_to": "answer",
        },
        {
            "key": "reply",
            "kind": "reply",
            "title": {"de": "Antwort geben", "en": "Give the answer"},
            "due": hours(2),
            "remind": hours(1),
            "escalate": hours(2),
        },
        {"key": "close", "kind": "close", "title": {"de": "Abschließen", "en": "Close"}},
    ],
    # The 115 promise: an answer within 24 hours of service time (docs/promises.md).
    "promise": hours(24),
    "texts": {},
    "retention": {"answered": {"details_days": 30, "text_days": 180}},
    "confidential": False,
}


@transaction.atomic
def make_question_to_a_department() -> CaseType:
    """Make the case type and its first version unless they exist; what administrators made of it stays."""
    case_type = CaseType.objects.filter(slug=SLUG).first()
    if case_type is None:
        case_type = CaseType.objects.create(slug=SLUG, **shaping.fields_of(QUESTION_TO_A_DEPARTMENT))
    if not case_type.versions.exists():
        release(case_type, QUESTION_TO_A_DEPARTMENT)
    return case_type


@transaction.atomic
def put_into_the_editor() -> None:
    """Case types from before there was an editor get what their newest version says."""
    for case_type in CaseType.objects.filter(versions__isnull=False).distinct():
        if not case_type.steps:
            for name, value in shaping.fields_of(case_type.current_version().definition).items():
                setattr(case_type, name, value)
            case_type.save()


def release_needs_a_second_person() -> None:
    """Case types are released as pages are; only administrators shape them, and nobody may publish alone."""
    WorkflowContentType.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(CaseType), defaults={"workflow": release_workflow()}
    )
    grant(groups.ADMINISTRATOR, [f"cases.{verb}_casetype" for verb in ("view", "add", "change")])


def release(case_type: CaseType, data: dict) -> CaseTypeVersion:
    """Add the next version of a case type; raises ``DefinitionFault`` with every fault if it cannot work."""
    definition.parse(data)
    last = case_type.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return CaseTypeVersion.objects.create(case_type=case_type, number=last + 1, definition=data)


def freeze(case_type: CaseType) -> None:
    """What was released becomes the next version, unless it says the same as the one before."""
    data = shaping.definition_of(case_type)
    newest = case_type.versions.order_by("-number").first()
    if newest is None or newest.definition != data:
        release(case_type, data)
