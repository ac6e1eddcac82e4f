"""Absence: who stands in for oneself, or for somebody one leads, and when."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from desk.access import INBOX, opens
from desk.case_forms import AbsenceForm
from workflows.cases import actions
from workflows.cases.errors import AbsenceRefused, CaseError
from workflows.cases.models import Absence


@opens(INBOX)
@require_http_methods(["GET", "POST"])
def absence(request):
    """What is named, of oneself and of those one leads, and a form for more."""
    form = AbsenceForm(request.POST or None, by=request.user)
    if form.is_valid():
        try:
            actions.name_substitute(by=request.user, **form.cleaned_data)
        except AbsenceRefused as refusal:
            form.add_error(refusal.field, str(refusal))
        except CaseError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(person)s stands in.") % {"person": form.cleaned_data["substitute"]})
            return redirect("desk:absence")
    today = timezone.localdate()
    coming = Absence.objects.not_over(today)
    context = {
        "form": form,
        "named": coming.filter(person__in=form.people),
        "standing_in": coming.filter(substitute=request.user),
        "today": today,
    }
    return render(request, "desk/absence.html", context, status=422 if form.is_bound else 200)


@opens(INBOX)
@require_POST
def end(request, number):
    """She is back earlier, or does not go."""
    people = actions.may_name_for(request.user)
    found = get_object_or_404(Absence.objects.not_over(timezone.localdate()), pk=number, person__in=people)
    actions.end_absence(found, by=request.user)
    messages.success(request, _("Nobody stands in for %(person)s any more.") % {"person": found.person})
    return redirect("desk:absence")
