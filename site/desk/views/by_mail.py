"""The page of one case for a department without seats: opened by a link from its mailbox, without a login.

The link itself is the permission, so no cookie is needed and none is asked for; a stranger's page cannot send the form
without it. It stands in the address, so the page tells nobody where somebody came from and is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cms.accounts.errors import TooManyAttempts
from cms.organisation import actions as organisation
from cms.organisation.errors import MailboxLinkEnded
from desk import words
from desk.case_forms import DeedForm, HandBackForm
from desk.deeds import DEEDS, Stand
from kuemmerer.file_fields import handed_out
from workflows.cases import actions
from workflows.cases.errors import CaseError, LinkBroken, LinkEnded
from workflows.cases.models import BY_HAND, Message

_HANDED_BACK = gettext_lazy("%(reference)s went back; those who allot concerns see to it.")
STEPS = {"triage": "triage", "answer": "answer", "consult": "give_view", "acknowledge": "acknowledge"}
BESIDE = ("ask_citizen", "hand_back")
DONE = {*STEPS.values(), *BESIDE}
# What whoever answers has to know; a question to another department and its view only those two.
TOLD = {
    Message.Kind.QUESTION,
    Message.Kind.REPLY,
    Message.Kind.ANSWER,
    Message.Kind.REJECTION,
    Message.Kind.HANDOVER,
    Message.Kind.REOPENING,
}


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page behind a link in a mail: found by no search engine, kept by nobody, and silent about its address."""

    @csrf_exempt
    @sensitive_post_parameters()
    @wraps(view)
    def opened(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return opened


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Show the case and do what is sent. Opening changes nothing: mail filters open every link."""
    try:
        link = actions.open_link(token)
    except LinkEnded as refusal:
        return _ended(request, token, str(refusal))
    except LinkBroken as refusal:
        return render(request, "desk/link_broken.html", {"refusal": str(refusal)}, status=404)
    item = actions.item_for_mailbox(link)
    if "datei" in request.GET:
        return _hand_out(link, item, request.GET["datei"])
    if request.method == "POST":
        return _act(request, link, item)
    done = request.GET.get("getan", "")
    return _show(request, link, item, told=_done(done) % {"reference": link.case.reference} if done in DONE else "")


def _ended(request, token, refusal) -> HttpResponse:
    """A new link goes to the mailbox and nowhere else, so whoever found an old one has nothing of it."""
    context = {"refusal": refusal}
    if request.method == "POST":
        try:
            context["sent_to"] = actions.send_new_link(token).mailbox
        except TooManyAttempts as early:
            context["early"] = str(early)
    return render(request, "desk/link_ended.html", context, status=200 if "sent_to" in context else 410)


def _act(request, link, item) -> HttpResponse:
    key = request.POST.get("deed", "")
    if key not in DONE:
        raise Http404
    sent = request.POST.get("item")
    if item is None or str(item.pk) != sent:
        item = link.case.work_items.filter(pk=sent if sent and sent.isdecimal() else None).first() or item
    stand = _stand(link, item)
    form = _form(key, stand, request.POST)
    if form is not None and not form.is_valid():
        return _show(request, link, item, {key: form}, status=422)
    revision = request.POST.get("revision", "")
    seen = int(revision) if revision.isdecimal() else None
    try:
        _deed(key, stand, form, seen)
    except CaseError as refusal:
        again = actions.open_link(request.resolver_match.kwargs["token"])
        now = actions.item_for_mailbox(again)
        return _show(request, again, now, {key: form}, refusal=str(refusal), status=409)
    return redirect(f"{request.path}?getan={key}")


def _hand_out(link, item, number) -> HttpResponse:
    """A file of this case, as long as the department has something to do at it."""
    file = link.case.files.filter(pk=number).first() if item is not None and number.isdecimal() else None
    if file is None:
        raise Http404
    try:
        return handed_out(file)
    except FileNotFoundError:
        raise Http404 from None


def _done(key) -> str:
    return str(_HANDED_BACK if key == "hand_back" else DEEDS[key].done)


def _deed(key, stand, form, seen) -> None:
    if key == "hand_back":
        actions.hand_back(stand.item, by=stand.user, seen=seen, **form.cleaned_data)
    else:
        DEEDS[key].act(stand, form, seen)


def _stand(link, item) -> Stand:
    if item is not None:
        item.case = link.case
    drafts = list(link.case.messages.filter(kind=Message.Kind.DRAFT))
    return Stand(link.case, actions.Mailbox(link.department), item, drafts)


def _form(key, stand, data=None) -> DeedForm | None:
    form = HandBackForm if key == "hand_back" else DEEDS[key].form
    if form is None:
        return None
    beside = {"auto_id": f"{key}_%s"} if key in BESIDE else {}
    return form(data, stand=stand, **beside)


def _may(deed: str, stand: Stand) -> bool:
    if deed == "hand_back":
        triage = stand.case.partner.triage_department_id
        return stand.step in {"answer", BY_HAND} and triage not in {None, stand.user.department.pk}
    return DEEDS[deed].may(stand)


def _show(request, link, item, sent=None, *, told="", refusal="", status=200) -> HttpResponse:
    sent = sent or {}
    case, stand = link.case, _stand(link, item)
    step = STEPS.get(stand.step, "")
    beside = [
        {
            "key": key,
            "name": HandBackForm.title if key == "hand_back" else DEEDS[key].title,
            "form": sent.get(key) or _form(key, stand),
            "is_open": key in sent,
        }
        for key in BESIDE
        if item is not None and _may(key, stand)
    ]
    shown = {step, *(each["key"] for each in beside)}
    kinds = TOLD | {"consult": {Message.Kind.CONSULTATION}, "answer": {Message.Kind.VIEW}}.get(stand.step, set())
    unsaved = [form for key, form in sent.items() if refusal and form is not None and key not in shown]
    context = {
        "case": case,
        "department": link.department,
        "item": item,
        "step": step,
        "form": (sent.get(step) or _form(step, stand)) if step else None,
        "title": DEEDS[step].title if step else "",
        "beside": beside,
        "reasons": words.reason_lines(case.promise_reasons),
        "files": list(case.files.all()) if item is not None else [],
        "messages_of_case": list(case.messages.filter(kind__in=kinds).order_by("-pk")),
        "told": told,
        "refusal": refusal,
        "unsaved": "\n\n".join(str(value) for form in unsaved for value in form.cleaned_data.values()),
    }
    return render(request, "desk/by_mail.html", context, status=status)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_mailbox(request: HttpRequest, token: str) -> HttpResponse:
    """Whose mailbox is this? Looking confirms nothing, only the button does."""
    try:
        if request.method == "POST":
            department = organisation.confirm_mailbox(token)
        else:
            department = organisation.mailbox_to_confirm(token)
    except MailboxLinkEnded as refusal:
        return render(request, "desk/link_broken.html", {"refusal": str(refusal)}, status=404)
    return render(request, "desk/confirm_mailbox.html", {"department": department})
