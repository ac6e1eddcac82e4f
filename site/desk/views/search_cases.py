"""Finding a case by its number, by words or by a name: the words stand in no address, that she searched is recorded."""

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cms.audit.actions import record
from cms.audit.models import Actor
from desk.access import INBOX, opens
from kuemmerer.forms import KernForm
from workflows.cases.models import Case

LINES = 50
LINE = ("version__case_type", "service", "department", "partner")


class FindForm(KernForm):
    """What is looked for."""

    words = forms.CharField(
        label=_("Number, words of the concern, or a name"),
        min_length=3,
        max_length=100,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Write what you are looking for."),
            "min_length": _("Write at least %(limit_value)d characters."),
        },
    )


@opens(INBOX)
@require_http_methods(["GET", "POST"])
def find(request):
    """The cases that she may see and that fit, newest first; a complete number leads straight there."""
    form = FindForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["words"]
        numbered = Case.objects.visible_to(request.user).numbered(words).first()
        shown = Case.objects.fitting(words, user=request.user).select_related(*LINE).order_by("-opened_at", "-pk")
        found = [numbered] if numbered else list(shown[: LINES + 1])
        record(
            "cases_searched", request.user, by=Actor.person(request.user), new={"found": len(found)}, fields=["words"]
        )
        if numbered:
            return redirect("desk:case", numbered.reference)
    context = {
        "form": form,
        "searched": found is not None,
        "found": (found or [])[:LINES],
        "is_more": len(found or []) > LINES,
    }
    return render(request, "desk/find.html", context, status=422 if form.is_bound and form.errors else 200)
