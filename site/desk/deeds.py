"""What a person can do with a case: when a deed stands on her screen, what she types, its door, what she reads after.

Whether she may is decided by the door alone; ``may`` only spares her deeds that would be refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.accounts.models import User
from cms.audit.models import Actor
from cms.organisation.models import Membership
from desk import case_forms
from workflows.cases import actions
from workflows.cases.models import BY_HAND, FOR_THE_CITIZEN, Case, Message, WorkItem, acting_as, stood_in_for


@dataclass(frozen=True)
class Stand:
    """How a person stands to a case now; ``item`` is what she could do, if there is anything."""

    case: Case
    user: User
    item: WorkItem | None = None
    drafts: list[Message] = field(default_factory=list)

    @property
    def draft(self) -> Message | None:
        return self.drafts[-1] if self.drafts else None

    @property
    def step(self) -> str:
        return self.item.step if self.item else ""

    @cached_property
    def how(self) -> str:
        """Free, hers, an absent colleague's, her own draft, or taken by another (whom some may relieve)."""
        if self.item is None:
            return ""
        if self.step == "approve" and self.draft and self.draft.author_id == self.user.pk:
            return "own_draft"
        if self.item.assignee_id is None:
            return "free"
        if self.item.assignee_id == self.user.pk:
            return "mine"
        if self.item.assignee_id in stood_in_for(self.user):
            return "instead"
        return "relieve" if self.may_take_over else "taken"

    @property
    def can_act(self) -> bool:
        return self.how in {"free", "mine", "instead"}

    @cached_property
    def may_take_over(self) -> bool:
        return self.item is not None and actions.may_take_over(self.item, by=self.user)

    @cached_property
    def leads(self) -> bool:
        return actions.leads_case(self.case, self.user)

    @cached_property
    def belongs(self) -> bool:
        """Herself, or somebody for whom she stands in, in the department that answers."""
        seats = Membership.objects.filter(user_id__in=acting_as(self.user), department=self.case.department_id)
        return seats.exists()

    @property
    def is_open(self) -> bool:
        return self.case.state == Case.State.OPEN

    @property
    def may_see_details(self) -> bool:
        """Name and number are for those who can act now, and after the end for the department that answered.

        A department that only passed the case on still sees its way, but no longer who asked; so do one that is asked
        for its view, a colleague while somebody else works on it, and the author of a draft while it is checked.
        """
        if self.step in {"consult", "acknowledge"}:
            return False
        if self.how in {"free", "mine", "instead", "relieve"}:
            return True
        return self.case.closed_at is not None and self.belongs


@dataclass(frozen=True)
class Deed:
    """Something a person does with a case; ``act`` gets the stand, what was typed, and the revision she saw."""

    title: str | Promise
    done: str | Promise
    act: Callable
    may: Callable[[Stand], bool]
    form: type[case_forms.DeedForm] | None = None
    step: str = ""  # the step whose one thing to do this is; without it the deed stands beside
    needs_item: bool = False
    stays: bool = False  # she comes back to the case, not to her list
    hint: str | Promise = ""
    key: str = ""  # the letter that opens it


def _at(stand: Stand, *steps: str) -> bool:
    return stand.can_act and stand.step in steps


def _of_step(step: str, title, act, done, form=None, **more) -> Deed:
    return Deed(title, done, act, lambda stand: _at(stand, step), form, step=step, needs_item=True, **more)


def _gave_view(stand, form, seen):
    actions.give_view(stand.item, text=form.cleaned_data["text"], by=stand.user, seen=seen)


def _tried(stand, form, seen):
    actions.record_attempt(stand.item, by=stand.user, seen=seen, **form.cleaned_data)


def _person(stand: Stand) -> Actor:
    return Actor.person(stand.user)


def _asks_departments(stand, form, seen):
    given = form.cleaned_data
    actions.consult(
        stand.item,
        departments=given["departments"],
        question=given["question"],
        due=form.due,
        by=stand.user,
        seen=seen,
    )


def _corrects(stand, form, seen):
    actions.correct_details(
        stand.case,
        details=form.details,
        reply_channel=form.cleaned_data["reply_channel"],
        by=_person(stand),
        seen=seen,
    )


def _adds_files(stand, form, seen):
    actions.attach_files(
        stand.case,
        form.fields["files"].handles(),
        by=stand.user,
        citizen_sees=form.cleaned_data["citizen_sees"],
    )


def _tells_new_date(stand, form, seen):
    actions.move_promise(stand.case, by=stand.user, seen=seen, **form.cleaned_data)


def _decides(stand: Stand) -> bool:
    return stand.is_open and stand.case.promise_in_doubt is not None and stand.leads


DEEDS = {
    "move_promise": Deed(
        _("Tell the citizen a new date"),
        _("The citizen is told the new date for %(reference)s."),
        _tells_new_date,
        _decides,
        case_forms.NewDateForm,
        stays=True,
    ),
    "keep_promise": Deed(
        _("Keep the promise as it is"),
        _("The promise for %(reference)s stays."),
        lambda stand, form, seen: actions.keep_promise(stand.case, by=stand.user, seen=seen),
        _decides,
        hint=_("The answer is there by the promised moment, although the service hours have changed."),
        stays=True,
    ),
    "triage": _of_step(
        "triage",
        _("Hand to this department"),
        lambda stand, form, seen: actions.triage(stand.item, by=stand.user, seen=seen, **form.cleaned_data),
        _("%(reference)s is with the department now."),
        case_forms.TriageForm,
    ),
    "answer": _of_step(
        "answer",
        pgettext_lazy("desk", "Hand on"),
        lambda stand, form, seen: actions.answer(stand.item, by=stand.user, seen=seen, **form.cleaned_data),
        _("The answer to %(reference)s is handed on."),
        case_forms.AnswerForm,
    ),
    "approve": _of_step(
        "approve",
        _("Release the answer"),
        lambda stand, form, seen: actions.approve(stand.item, by=stand.user, seen=seen),
        _("The answer to %(reference)s is released."),
    ),
    "reject": _of_step(
        "approve",
        pgettext_lazy("desk", "Send back"),
        lambda stand, form, seen: actions.reject(stand.item, by=stand.user, seen=seen, **form.cleaned_data),
        _("The draft of %(reference)s went back with your reason."),
        case_forms.RejectForm,
    ),
    "give_view": _of_step(
        "consult",
        _("Give this view"),
        _gave_view,
        _("Your view on %(reference)s is given."),
        case_forms.ViewForm,
    ),
    "acknowledge": _of_step(
        "acknowledge",
        _("We have read this"),
        lambda stand, form, seen: actions.acknowledge(stand.item, by=stand.user, seen=seen),
        _("%(reference)s: you have said that you know."),
    ),
    "confirm_reply": _of_step(
        BY_HAND,
        _("Reached and told"),
        lambda stand, form, seen: actions.confirm_reply(stand.item, by=stand.user, seen=seen),
        _("%(reference)s is answered."),
    ),
    "attempt": _of_step(
        BY_HAND,
        _("Record the attempt"),
        _tried,
        _("The attempt is recorded. The promise for %(reference)s runs on."),
        case_forms.AttemptForm,
        stays=True,
    ),
    "hear_reply": _of_step(
        FOR_THE_CITIZEN,
        _("Record the reply"),
        lambda stand, form, seen: actions.receive_reply(stand.case, by=_person(stand), seen=seen, **form.cleaned_data),
        _("The reply is recorded; the promise for %(reference)s runs on."),
        case_forms.ReplyHeardForm,
        stays=True,
    ),
    "ask_citizen": Deed(
        _("Ask the citizen"),
        _("The question about %(reference)s is asked; the promise rests until the reply."),
        lambda stand, form, seen: actions.ask_citizen(stand.item, by=stand.user, seen=seen, **form.cleaned_data),
        lambda stand: _at(stand, "triage", "answer"),
        case_forms.QuestionForm,
        needs_item=True,
        key="f",
    ),
    "consult": Deed(
        _("Ask other departments"),
        _("The departments are asked about %(reference)s."),
        _asks_departments,
        lambda stand: _at(stand, "triage", "answer", "approve"),
        case_forms.ConsultForm,
        needs_item=True,
        key="k",
    ),
    "reassign": Deed(
        _("Hand to another department"),
        _("%(reference)s is with the other department now."),
        lambda stand, form, seen: actions.reassign(stand.item, by=stand.user, seen=seen, **form.cleaned_data),
        lambda stand: stand.step in {"answer", BY_HAND} and stand.how in {"free", "mine", "instead", "relieve"},
        case_forms.ReassignForm,
        needs_item=True,
    ),
    "give": Deed(
        _("Give to a colleague"),
        _("%(reference)s is given to your colleague."),
        lambda stand, form, seen: actions.give(stand.item, to=form.cleaned_data["person"], by=stand.user),
        lambda stand: stand.may_take_over,
        case_forms.GiveForm,
        needs_item=True,
        stays=True,
    ),
    "note": Deed(
        _("Write a note"),
        _("The note is at %(reference)s."),
        lambda stand, form, seen: actions.add_note(stand.case, by=stand.user, **form.cleaned_data),
        lambda stand: True,
        case_forms.CaseNoteForm,
        stays=True,
        key="o",
    ),
    "files": Deed(
        _("Add a file"),
        _("The file is at %(reference)s."),
        _adds_files,
        lambda stand: stand.is_open,
        case_forms.FilesForm,
        stays=True,
    ),
    "correct_details": Deed(
        _("Correct contact details and the way of the answer"),
        _("The contact details of %(reference)s are corrected."),
        _corrects,
        lambda stand: stand.is_open and stand.may_see_details,
        case_forms.DetailsForm,
        stays=True,
    ),
    "merge": Deed(
        _("It is a duplicate"),
        _("%(reference)s goes on in the other concern."),
        lambda stand, form, seen: actions.merge(stand.case, into=form.into, by=stand.user, seen=seen),
        lambda stand: stand.is_open and stand.can_act and stand.case.answered_at is None,
        case_forms.MergeForm,
    ),
    "withdraw": Deed(
        _("The citizen has withdrawn it"),
        _("%(reference)s is withdrawn."),
        lambda stand, form, seen: actions.withdraw(stand.case, by=_person(stand), seen=seen),
        lambda stand: stand.is_open and stand.can_act,
        hint=_("Only if she has told you so. The concern ends with it."),
    ),
    "about": Deed(
        _("It is about a colleague"),
        _("%(reference)s: noted whom it is about."),
        lambda stand, form, seen: actions.name_person(stand.case, by=stand.user, seen=seen, **form.cleaned_data),
        lambda stand: stand.is_open and stand.can_act,
        case_forms.AboutForm,
        stays=True,
    ),
    "close": Deed(
        _("Close it without an answer"),
        _("%(reference)s is closed."),
        lambda stand, form, seen: actions.close(stand.case, by=stand.user, seen=seen, **form.cleaned_data),
        lambda stand: stand.is_open and stand.leads,
        case_forms.ReasonForCitizenForm,
    ),
    "reopen": Deed(
        pgettext_lazy("desk", "Open it again"),
        _("%(reference)s is open again, with a new promise."),
        lambda stand, form, seen: actions.reopen(stand.case, by=_person(stand), seen=seen, **form.cleaned_data),
        lambda stand: (
            stand.case.state in {Case.State.ANSWERED, Case.State.CLOSED, Case.State.MERGED}
            and stand.case.emptied_at is None
            and stand.belongs
        ),
        case_forms.ReopenForm,
        stays=True,
    ),
    "watch": Deed(
        _("Watch"),
        _("You are told when something happens with %(reference)s."),
        lambda stand, form, seen: actions.watch(stand.case, by=stand.user),
        lambda stand: False,  # a button of its own in the head
        stays=True,
    ),
    "stop_watching": Deed(
        _("Stop watching"),
        _("You do not watch %(reference)s any more."),
        lambda stand, form, seen: actions.stop_watching(stand.case, by=stand.user),
        lambda stand: False,
        stays=True,
    ),
}


def form_of(key: str, stand: Stand, data=None, files=None) -> case_forms.DeedForm | None:
    """The deed's form; those beside the step get ids of their own, because several stand on one page."""
    deed = DEEDS[key]
    if deed.form is None:
        return None
    beside = {} if deed.step else {"auto_id": f"{key}_%s"}
    return deed.form(data, files, stand=stand, **beside)
