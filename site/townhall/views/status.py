"""How far a citizen's concern is: the number alone says state and date; with the code she reads it and can act.

The code comes in the body, never in the address, so the answer is shown without a redirect and kept nowhere. What she
does then carries a pass that was made for this case and ends by itself: no cookie, no account, the code is typed once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cms.accounts import attempts
from cms.accounts.errors import TooManyAttempts
from cms.audit.models import Actor
from kuemmerer.file_fields import handed_out
from townhall import sending, words
from townhall.forms import ReopenForm, ReplyForm, StatusForm, WithdrawForm
from workflows.cases import actions
from workflows.cases.errors import AlreadyFinished, CaseError, CaseNotFound, ChangedMeanwhile
from workflows.cases.models import Case, CaseFile

PASS = "townhall.status"
PASS_LASTS = 30 * 60  # seconds: as long as somebody needs to write a reply


@dataclass(frozen=True)
class Deed:
    """Something a citizen does with her concern, and what she reads after."""

    form: type[forms.Form]
    act: Callable[[Case, dict, int | None], object]
    done: str | Promise


DEEDS = {
    "antworten": Deed(
        ReplyForm,
        lambda case, given, seen: actions.receive_reply(
            case,
            text=given["text"],
            by=Actor.citizen(),
            seen=seen,
            files=[file.handle for file in given["files"]],
        ),
        _("Thank you. The department has your reply."),
    ),
    "zurueckziehen": Deed(
        WithdrawForm,
        lambda case, given, seen: actions.withdraw(case, by=Actor.citizen(), seen=seen),
        _("Your concern is withdrawn."),
    ),
    "hilft-nicht": Deed(
        ReopenForm,
        lambda case, given, seen: actions.reopen(case, reason=given["reason"], by=Actor.citizen(), seen=seen),
        _("We look at your concern again."),
    ),
}


@sensitive_post_parameters("code", "text", "reason")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, reference: str = "") -> HttpResponse:
    """Ask for number and code, show the concern, do what is asked."""
    if request.method == "POST" and "pass" in request.POST:
        return _act(request)
    form = StatusForm(request.POST or None, initial={"reference": reference})
    if form.is_valid():
        here = attempts.network_address(request)
        try:
            attempts.count(attempts.CODES_FROM_HERE, here)
            case = actions.case_for_citizen(**form.cleaned_data, at=timezone.now())
        except (CaseNotFound, TooManyAttempts) as refusal:
            form.add_error(None, str(refusal))
        else:
            attempts.take_back(attempts.CODES_FROM_HERE, here)
            return _show(request, case, kept=_kept(request))
    return _ask_for_code(request, form, reference)


def _ask_for_code(request, form, reference="") -> HttpResponse:
    context = {"form": form, "kept": _kept(request)}
    if reference and request.method != "POST":
        context["known"] = _known(request, reference)
    return render(request, "townhall/status.html", context)


def _known(request, reference) -> actions.PublicState:
    """State and date by the number in the address; who tries many numbers is slowed down like who tries codes."""
    here = attempts.network_address(request)
    try:
        attempts.count(attempts.CODES_FROM_HERE, here)
        known = actions.state_by_reference(reference)
    except (CaseNotFound, TooManyAttempts):
        raise Http404 from None
    attempts.take_back(attempts.CODES_FROM_HERE, here)
    return known


def _kept(request) -> dict:
    """What she was about to send when her pass had ended; it goes along until she can send it."""
    deed = request.POST.get("deed", "")
    text = request.POST.get("text") or request.POST.get("reason") or ""
    files = _held(request) if deed in DEEDS and "files" in DEEDS[deed].form.base_fields else []
    return {"deed": deed, "text": text[:8000], "files": files} if deed in DEEDS and (text or files) else {}


def _held(request) -> list[CaseFile]:
    """Her files, those that have just come and those that the page carries."""
    form = ReplyForm(request.POST, sending.files_of(request)[0])
    form["files"].value()
    return form.fields["files"].held


def _act(request) -> HttpResponse:
    """Do what a shown concern offers. An ended pass asks for the code once more and keeps what was typed."""
    deed = DEEDS.get(request.POST.get("deed"))
    if deed is None and "file" not in request.POST:
        raise Http404
    try:
        shown = signing.loads(request.POST["pass"], salt=PASS, max_age=PASS_LASTS)
        case = actions.case_of_pass(shown["case"])
    except (signing.BadSignature, CaseNotFound):
        ended = _("For your protection this page ends after 30 minutes. Please type number and code once more.")
        return render(request, "townhall/status.html", {"form": StatusForm(), "kept": _kept(request), "ended": ended})
    if deed is None:
        return _hand_out(case, request.POST["file"])
    files, too_often = sending.files_of(request)
    form = deed.form(request.POST, files)
    if too_often and not form.errors:
        form.add_error(None, too_often)
    if not form.is_valid():
        return _show(request, case, form=form)
    try:
        deed.act(case, form.cleaned_data, shown["revision"])
    except CaseError as refusal:
        case = actions.case_of_pass(case.pk)
        if _did_already(case, deed, form):
            return _show(request, case, told=deed.done)
        return _show(request, case, form=form, refusal=_without_names(refusal))
    return _show(request, actions.case_of_pass(case.pk), told=deed.done)


def _without_names(refusal: CaseError) -> str:
    """Which colleague was quicker is for colleagues; a citizen reads the name of the department alone."""
    return str(refusal.message if isinstance(refusal, AlreadyFinished | ChangedMeanwhile) else refusal)


def _hand_out(case, number: str) -> HttpResponse:
    """One of the files of the concern that is shown; the number leads to no other concern's."""
    try:
        return handed_out(actions.file_for_citizen(case, int(number)))
    except (ValueError, CaseNotFound, FileNotFoundError):
        raise Http404 from None


def _did_already(case, deed, form) -> bool:
    """The second of a double click, or a reload: what it would do stands there."""
    if deed.form is WithdrawForm:
        return case.state == Case.State.WITHDRAWN
    given = form.cleaned_data
    newest = [said for said in case.for_citizen().exchange if not said.is_ours]
    if not newest or newest[-1].text != next(iter(given.values())).strip():
        return False
    return [file.name for file in newest[-1].files] == [file.name for file in given.get("files", [])]


def _show(request, case, *, form=None, kept=None, told="", refusal="") -> HttpResponse:
    found = case.for_citizen()
    kept = kept or {}

    def form_for(key):
        wanted = DEEDS[key].form
        if isinstance(form, wanted):
            return form
        name = next(iter(wanted.base_fields), None)
        if kept.get("deed") != key or not name:
            return wanted()
        found = wanted(initial={name: kept["text"]})
        if kept["files"]:
            found.fields["files"].keep(kept["files"])
        return found

    context = {
        "case": found,
        "promised": words.moment(found.promised_at),
        "reasons": words.reasons(found.promise_reasons),
        "pass": signing.dumps({"case": case.pk, "revision": case.revision}, salt=PASS),
        "reply_form": form_for("antworten") if found.state == Case.State.OPEN else None,
        "withdraw_form": form_for("zurueckziehen") if found.state in {Case.State.OPEN, Case.State.MERGED} else None,
        "reopen_form": form_for("hilft-nicht") if _may_say_it_did_not_help(found) else None,
        "told": told,
        "refusal": refusal,
        "form": form,
    }
    shown = (context["reply_form"], context["withdraw_form"], context["reopen_form"])
    if refusal and form not in shown:
        context["unsaved"] = next(iter(form.cleaned_data.values()), "")
    return render(request, "townhall/case.html", context, status=422 if form and form.errors else 200)


def _may_say_it_did_not_help(found) -> bool:
    return found.reopens_until is not None and found.reopens_until > timezone.now()
