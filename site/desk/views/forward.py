"""Forwarding a concern while the caller is on the line: questions, the promise, and the number to note down."""

import hashlib

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.audit.models import Actor
from cms.catalogue.effective import effective
from cms.organisation.models import Partner
from desk import words
from desk.access import CALL_DESK, opens
from desk.callers import remember
from desk.forms import ForwardForm
from kuemmerer import once
from workflows.cases import actions
from workflows.cases.errors import AnswersFault, CannotBeReached, CaseError, ConcernMissing, ConcernsNotTaken
from workflows.cases.models import Case, CaseType, Channel

from .knowledge import live_service

FORWARDED = "desk_forwarded"


@opens(CALL_DESK)
@require_http_methods(["GET", "POST"])
def forward(request, partner, slug=None):
    """One form, one send. The promise stands beside it before it is sent."""
    partner = get_object_or_404(Partner, slug=partner)
    remember(request, partner)
    service = live_service(slug) if slug else None
    offered = actions.case_types_for(service, channel=Channel.PHONE, partner=partner)
    case_type = _chosen(request, offered)
    if case_type is None:
        return render(request, "desk/no_case_type.html", {"partner": partner, "service": service})
    asks = actions.questionnaire(case_type=case_type, channel=Channel.PHONE, partner=partner)
    form = ForwardForm(request.POST or None, request.FILES or None, questionnaire=asks, spoken=True)
    refusal = ""
    if form.is_valid():
        try:
            left = _send_once(request, case_type, partner, service, form)
        except AnswersFault as faults:
            form.refuse(faults.faults)
        except ConcernMissing as missing:
            form.add_error("concern", str(missing))
        except CannotBeReached as missing:
            form.add_error("reply_channel", str(missing))
        except CaseError as error:
            refusal = str(error)
        else:
            if "code" in left:
                return redirect("desk:forwarded")
            messages.info(
                request,
                _("This concern was forwarded before; its number is %(reference)s.") % {"reference": left["reference"]},
            )
            return redirect("desk:knowledge")
    context = {
        "partner": partner,
        "service": service,
        "form": form,
        "refusal": refusal,
        "once": request.POST.get("once") or once.new_token(),
        "case_type": case_type,
        "case_types": offered,
        **_promise(case_type, partner, service),
    }
    return render(request, "desk/forward.html", context, status=422 if form.is_bound else 200)


@opens(CALL_DESK)
@require_safe
def forwarded(request):
    """Number and code in large groups, for as long as nothing else is forwarded in this session."""
    left = once.newest(request, FORWARDED)
    case = Case.objects.select_related("partner", "department").filter(reference=(left or {}).get("reference")).first()
    if case is None:
        return redirect("desk:knowledge")
    context = {
        "case": case,
        "code": left["code"],
        "sentence": words.promise_sentence(case.promised_at),
    }
    return render(request, "desk/forwarded.html", context)


def _send_once(request, case_type, partner, service, form) -> dict:
    """A browser that goes back may send an old token with new words: that is a new form, or its words would be lost."""
    token = request.POST.get("once") or once.new_token()
    content = f"{token} {case_type.pk} {partner.pk} {service.pk if service else ''} {sorted(form.cleaned_data.items())}"
    key = hashlib.sha256(content.encode()).hexdigest()
    return once.only_once(request, FORWARDED, key, lambda: _open(request, case_type, partner, service, form))


def _open(request, case_type, partner, service, form) -> dict:
    details = form.given_details()
    opened = actions.open_case(
        case_type=case_type,
        partner=partner,
        service=service,
        concern=form.cleaned_data["concern"],
        channel=Channel.PHONE,
        reply_channel=form.cleaned_data["reply_channel"],
        details=actions.DetailsInput(**details) if details else None,
        by=Actor.person(request.user),
        answers=form.raw_answers(),
    )
    return {"reference": opened.case.reference, "code": opened.code}


def _promise(case_type, partner, service) -> dict:
    """What the agent says aloud before she sends, and why this moment; or why nothing can be promised."""
    try:
        preview = actions.preview_promise(case_type=case_type, partner=partner, service=service, at=timezone.now())
    except ConcernsNotTaken as error:
        offices = effective(service, partner).offices if service else []
        return {
            "promise_refusal": str(error),
            "instead": words.turn_to(offices[0] if offices else partner),
            "whose": str(offices[0].department if offices else partner.triage_department or partner),
        }
    except CaseError as error:
        return {"promise_refusal": str(error)}
    return {
        "department": preview.department,
        "sentence": words.promise_sentence(preview.promise.due_at),
        "reasons": words.reason_lines(preview.promise.reasons()),
    }


def _chosen(request, offered: list[CaseType]) -> CaseType | None:
    """The case type in the address, else the first; None where nothing can be opened by telephone."""
    slug = request.GET.get("art", "")
    return next((case_type for case_type in offered if case_type.slug == slug), offered[0] if offered else None)
