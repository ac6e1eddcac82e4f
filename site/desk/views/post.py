"""Mail that came in and that nobody could place by a program: for those who allot the partner's concerns."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from desk.access import INBOX, opens
from desk.forms import PlaceMailForm
from workflows.cases.errors import CaseError
from workflows.cases.models import Case
from workflows.mailroom import actions
from workflows.mailroom.errors import MailroomError
from workflows.mailroom.models import IncomingMail, State

LINES = 200


@opens(INBOX)
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first, and below it what was set aside; for everybody else the page does not exist."""
    if not actions.is_in_charge(request.user):
        raise Http404
    hers = IncomingMail.objects.in_charge(request.user).for_list()
    context = {
        "waiting": list(hers.waiting().order_by("received_at", "pk")[:LINES]),
        "aside": list(hers.exclude(state=State.WAITING).kept().order_by("-received_at", "-pk")[:LINES]),
    }
    return render(request, "desk/mails.html", context)


@opens(INBOX)
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One mail with its words, and what becomes of it."""
    found = get_object_or_404(IncomingMail.objects.in_charge(request.user).select_related("partner", "case"), pk=number)
    form = PlaceMailForm(initial={"reference": found.case.reference if found.case else ""})
    if request.method != "POST":
        return _show(request, found, form)
    deed = request.POST.get("deed")
    if deed == "attach":
        form = PlaceMailForm(request.POST)
        if not form.is_valid():
            return _show(request, found, form, status=422)
    try:
        told = _do(deed, found, form, request.user)
    except (MailroomError, CaseError) as refusal:
        if deed == "attach":
            form.add_error("reference", str(refusal))
            return _show(request, found, form, status=422)
        return _show(request, found, form, refusal=str(refusal), status=409)
    messages.success(request, told)
    return redirect("desk:mails")


def _do(deed: str | None, found: IncomingMail, form: PlaceMailForm, user) -> str:
    if deed == "attach":
        case = actions.attach(found, reference=form.cleaned_data["reference"], by=user)
        return _("The mail is at %(reference)s.") % {"reference": case.reference}
    if deed == "concern":
        case = actions.make_a_concern(found, by=user)
        return _("The mail is %(reference)s now.") % {"reference": case.reference}
    if deed == "leave":
        actions.leave(found, by=user)
        return _("The mail is set aside.")
    raise Http404


def _show(request, found, form, *, refusal="", status=200) -> HttpResponse:
    said = actions.words_of(found)
    case = found.case
    context = {
        "mail": found,
        "said": said,
        "source": "" if said else bytes(found.raw or b"")[:4000].decode("utf-8", errors="replace"),
        "case": case if case and Case.objects.visible_to(request.user).filter(pk=case.pk).exists() else None,
        "form": form,
        "refusal": refusal,
        "can_decide": found.state != State.PLACED and found.raw is not None,
        "can_place": bool(said and said.text),
    }
    return render(request, "desk/mail.html", context, status=status)
