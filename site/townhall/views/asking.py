"""Asking a question: fill in, read over with the promised date, send."""

from __future__ import annotations

import re
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.accounts import attempts
from cms.accounts.errors import TooManyAttempts
from cms.audit.models import Actor
from cms.catalogue.effective import effective
from cms.catalogue.models import ServicePage
from kuemmerer import once
from townhall import glance, sending, words
from townhall.forms import BarrierForm, QuestionForm
from workflows.cases import actions
from workflows.cases.errors import AnswersFault, CaseError, CaseTypeClosed
from workflows.cases.models import CaseType, Channel

BARRIER = "barriere"
SENT = "townhall_sent"
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,255}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """One address for both steps: nothing is stored before it is sent, what was typed travels with the page."""
    now = timezone.now()
    service = asked_about(request)
    try:
        offered = kinds(request, service)
        case_type = chosen(request, offered)
        if case_type is None:
            return render(request, "townhall/ask_which.html", {"service": service, "case_types": offered})
        preview = actions.preview_promise(case_type=case_type, partner=request.partner, service=service, at=now)
        asks = actions.questionnaire(case_type=case_type, channel=Channel.WEB, partner=request.partner)
    except CaseError as refusal:
        return closed(request, service, refusal, now)
    about_barrier = is_about_barrier(request)
    files, refusal = sending.files_of(request)
    form = (BarrierForm if about_barrier else QuestionForm)(request.POST or None, files, questionnaire=asks)
    if refusal and not form.errors:
        form.add_error(None, refusal)
    step = request.POST.get("step", "fill") if form.is_bound and form.is_valid() else "fill"
    seen = sending.unseal(request.POST.get("seal", ""), now=now) if step == "send" else None
    if seen:
        try:
            attempts.count(attempts.QUESTIONS_FROM_HERE, attempts.network_address(request))
            once.only_once(request, SENT, seen.key, lambda: send(request, form, case_type, service, seen.at))
        except AnswersFault as faults:
            form.refuse(faults.faults)
            step = "fill"
        except (CaseError, TooManyAttempts) as refusal:
            form.add_error(None, str(refusal))
            step = "fill"
        else:
            return redirect("townhall:sent")
    context = {
        "form": form,
        "service": service,
        "about_barrier": about_barrier,
        "case_type": case_type,
        "details_days": preview.details_days,
        **promise_context(preview.promise.due_at, preview.promise.reasons()),
    }
    if step in {"check", "send"}:
        sending.remember_visitor(request)
        waited = step == "send"
        return render(request, "townhall/check.html", {**context, "seal": sending.seal(now), "waited": waited})
    return render(request, "townhall/ask.html", context)


def closed(request: HttpRequest, service: ServicePage | None, refusal: CaseError, now: datetime) -> HttpResponse:
    """Nothing is taken in here: whom to turn to instead, and what was typed, if the form was open meanwhile."""
    offices = effective(service, request.partner).offices if service else []
    context = {
        "refusal": refusal,
        "service": service,
        "offices": glance.office_cards(offices, now),
        "nothing_is_taken": service is None,
        "typed": request.POST.get("concern", "").strip(),
    }
    return render(request, "townhall/ask_closed.html", context)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Number and code, for whoever sent the question from this browser within the last hour."""
    result = once.newest(request, SENT)
    if not result:
        return redirect("townhall:status")
    promise = promise_context(datetime.fromisoformat(result["promised_at"]), result["reasons"])
    groups = {"reference": words.groups(result["reference"]), "code": words.groups(result["code"])}
    look_up = f"{request.get_host()}{reverse('townhall:status')}"
    return render(request, "townhall/sent.html", {**groups, **promise, "sent": result, "look_up": look_up})


def send(
    request: HttpRequest, form: QuestionForm, case_type: CaseType, service: ServicePage | None, at: datetime
) -> dict:
    """Open the case at the moment for which the promise was read, and keep what the next page shows."""
    opened = actions.open_case(
        case_type=case_type,
        partner=request.partner,
        service=service,
        concern=form.concern_as_sent(),
        channel=Channel.WEB,
        reply_channel=form.cleaned_data["reply_channel"],
        details=form.details(),
        by=Actor.citizen(),
        at=at,
        answers=form.raw_answers(),
    )
    return {
        "reference": opened.case.reference,
        "code": opened.code,
        "department": opened.case.department.name,
        "reply_channel": opened.case.reply_channel,
        "receipt": bool(form.cleaned_data["email"]),
        "checked": opened.case.version.parsed.is_checked_after(0),
        "promised_at": opened.case.promised_at.isoformat(),
        "reasons": opened.case.promise_reasons,
    }


def asked_about(request: HttpRequest) -> ServicePage | None:
    """The service in the address, if this partner offers it; anything else is a general question."""
    slug = request.GET.get("leistung", "")
    if not SLUG.fullmatch(slug) or is_about_barrier(request):
        return None
    return ServicePage.objects.offered_by(request.partner).filter(slug=slug).first()


def is_about_barrier(request: HttpRequest) -> bool:
    """Whether somebody reports a barrier on these pages; it goes to the department that gets what nobody else does."""
    return request.GET.get("thema") == BARRIER


def kinds(request: HttpRequest, service: ServicePage | None) -> list[CaseType]:
    """What may be opened here; a barrier is reported as a general question."""
    found = actions.case_types_for(service, channel=Channel.WEB, partner=request.partner)
    if is_about_barrier(request):
        found = found[:1]
    if not found:
        raise CaseTypeClosed(_("Questions cannot be asked here at the moment. Please call us."))
    return found


def chosen(request: HttpRequest, offered: list[CaseType]) -> CaseType | None:
    """The kind of concern in the address, or the only one there is; None if there are several to choose from."""
    slug = request.GET.get("art", "")
    return next((kind for kind in offered if kind.slug == slug), offered[0] if len(offered) == 1 else None)


def promise_context(due_at: datetime, spans: list[dict]) -> dict:
    return {"promised": words.moment(due_at), "reasons": words.reasons(spans)}
