"""The case screen: what the citizen said, the one thing to do now, and the way the case takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cms.accounts.models import User
from desk import way, words
from desk.access import INBOX, opens
from desk.difference import changed_lines
from desk.forms import AnswerForm, RejectForm, TriageForm
from desk.lists import MINE, neighbours, tabs_of
from workflows.cases import actions
from workflows.cases.errors import CaseError
from workflows.cases.models import Case, Message, WorkItem


@dataclass(frozen=True)
class Deed:
    """Something a person does with an item: the step it belongs to, what she types, the door, what she reads after."""

    step: str
    act: Callable
    done: str | Promise
    form: type[forms.Form] | None = None


DEEDS = {
    "triage": Deed("triage", actions.triage, _("%(reference)s is with the department now."), TriageForm),
    "answer": Deed("answer", actions.answer, _("The answer to %(reference)s is handed on."), AnswerForm),
    "approve": Deed("approve", actions.approve, _("The answer to %(reference)s is released."), None),
    "reject": Deed("approve", actions.reject, _("The draft of %(reference)s went back with your reason."), RejectForm),
    "confirm_reply": Deed("reply_by_hand", actions.confirm_reply, _("%(reference)s is answered."), None),
}


@opens(INBOX)
@require_http_methods(["GET", "POST"])
def case(request, reference):
    """Show a case to those of its departments; for everybody else it does not exist."""
    found = get_object_or_404(
        Case.objects.visible_to(request.user).select_related(
            "version__case_type", "partner", "department", "service", "details"
        ),
        reference=reference,
    )
    if request.method == "POST":
        return _act(request, found)
    return _screen(request, found)


def _act(request, case):
    """Do what was sent; a refusal stands on top and leaves everything typed where it is."""
    deed = DEEDS.get(request.POST.get("deed"))
    key = request.POST.get("item", "")
    item = case.work_items.filter(pk=key).first() if key.isdecimal() else None
    if deed is None or item is None:
        raise Http404
    form = _bound(deed, request, case)
    if form is not None and not form.is_valid():
        return _screen(request, case, deed=deed, form=form, status=422)
    try:
        deed.act(item, by=request.user, **(form.cleaned_data if form else {}))
    except CaseError as refusal:
        case.refresh_from_db()
        return _screen(request, case, deed=deed, form=form, refusal=str(refusal), status=409)
    messages.success(request, deed.done % {"reference": case.reference})
    return redirect(f"{reverse('desk:inbox')}?liste={_list(request)}")


def _bound(deed, request, case):
    if deed.form is None:
        return None
    return deed.form(request.POST, case=case) if deed.form is TriageForm else deed.form(request.POST)


def _screen(request, case, *, deed=None, form=None, refusal="", status=200):
    user, now = request.user, timezone.now()
    items = list(case.work_items.select_related("department", "assignee", "done_by").order_by("pk"))
    for each in items:
        each.case = case  # with its version, whose definition is read once
    open_items = [item for item in items if item.done_at is None]
    hers = set(WorkItem.objects.of_departments_of(user).filter(case=case).values_list("pk", flat=True))
    item = next((item for item in open_items if item.pk in hers or item.assignee_id == user.pk), None)
    told = list(case.messages.select_related("author"))
    drafts = [message for message in told if message.kind == Message.Kind.DRAFT]
    stand = _stand(item, drafts, user)
    context = {
        "case": case,
        "now": now,
        "item": item,
        "elsewhere": None if item else next(iter(open_items), None),
        "stand": stand,
        "details": case.details if _may_see_details(case, stand, user) else None,
        "messages_of_case": [message for message in reversed(told) if message.kind != Message.Kind.DRAFT],
        "draft": drafts[-1] if drafts else None,
        "changes": changed_lines(drafts[-2].text, drafts[-1].text) if len(drafts) > 1 else None,
        "rejection": _last_rejection(told),
        "way": way.of(case, items),
        "reasons": words.reason_lines(case.promise_reasons),
        "refusal": refusal,
        "unsaved": _unsaved(form, deed, item),
        "list": _list(request),
        **_forms(case, item, drafts, deed, form),
        **_before_and_after(user, _list(request), item or next(reversed(items), None)),
    }
    return render(request, "desk/case.html", context, status=status)


def _stand(item: WorkItem | None, drafts: list[Message], user: User) -> str:
    """How this person stands to the item: free, hers, her own draft, or taken by another (whom some may relieve)."""
    if item is None:
        return ""
    if item.step == "approve" and drafts and drafts[-1].author_id == user.pk:
        return "own_draft"
    if item.assignee_id is None:
        return "free"
    if item.assignee_id == user.pk:
        return "mine"
    return "relieve" if actions.may_take_over(item, by=user) else "taken"


def _forms(case, item, drafts, deed, form) -> dict:
    """The form of the step at hand: as it was sent if it came back, else fresh; the answer starts with its draft."""
    step = item.step if item else ""
    came_back = form if deed and deed.step == step else None
    if step == "triage":
        return {"triage_form": came_back or TriageForm(case=case)}
    if step == "answer":
        return {"answer_form": came_back or AnswerForm(initial={"text": drafts[-1].text if drafts else ""})}
    if step == "approve":
        return {"reject_form": came_back or RejectForm()}
    return {}


def _unsaved(form, deed, item) -> str:
    """What was typed for a step that is over: shown to be copied, because nothing typed is ever lost."""
    if form is None or deed.form is TriageForm or (item and item.step == deed.step):
        return ""
    return next((value for key, value in form.data.items() if key in {"text", "reason"}), "")


def _last_rejection(told: list[Message]) -> Message | None:
    """Why the newest draft went back, as long as no newer draft answers it."""
    for message in reversed(told):
        if message.kind == Message.Kind.DRAFT:
            return None
        if message.kind == Message.Kind.REJECTION:
            return message
    return None


def _may_see_details(case, stand, user) -> bool:
    """Name and number are for those who can act now, and after the end for the department that answered.

    A department that only passed the case on still sees its way, but no longer who asked; so does a colleague while
    somebody else works on it, and the author of a draft while it is checked.
    """
    if stand in {"free", "mine", "relieve"}:
        return True
    if case.closed_at is None:
        return False
    return user.memberships.filter(department=case.department_id).exists()


def _list(request) -> str:
    """Which list she came from; an unknown one counts as mine."""
    key = request.POST.get("liste") or request.GET.get("liste") or MINE
    return key if key == MINE or any(tab.key == key for tab in tabs_of(request.user)) else MINE


def _before_and_after(user, key, item) -> dict:
    if item is None:
        return {}
    before, after = neighbours(user, key, item)
    return {"before": before, "after": after}
