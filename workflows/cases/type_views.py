"""Pages of the admin beside the editor of case types: play one through, export one, import one from a file."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.organisation.hours import Hours
from workflows.calendars.promises import NoServiceHours

from .definition import parse
from .errors import DefinitionFault, FileRefused
from .exchange import bring_in, packed, to_map, unpacked
from .picture import picture_of
from .places import in_words
from .release_checks import faults_of_data
from .shaping import definition_of
from .type_forms import FileForm, MappingForm, WalkForm
from .type_models import CaseType
from .type_preview import examples, now, usual_department, walk


def play_through(request: HttpRequest, case_type: CaseType, editor: str) -> HttpResponse:
    """The newest draft with its picture and, for a moment and a department, each step with dates and reasons."""
    data = definition_of(case_type)
    faults = faults_of_data(data)
    context: dict[str, object] = {"case_type": case_type, "editor": editor, "faults": in_words(faults)}
    if not faults:
        definition = parse(data)
        form = WalkForm(_asked(request, case_type), partner=case_type.partner)
        context |= {"form": form, "definition": definition, "picture": picture_of(definition)}
        if form.is_valid():
            at, department = form.cleaned_data["at"], form.cleaned_data["department"]
            try:
                context["walk"] = walk(definition, at=at, department=department)
            except NoServiceHours as refusal:
                context["refusal"] = str(refusal)
            context["examples"] = examples(definition.promise.amount, at, Hours.of(department))
    return render(request, "cases/admin/play.html", context)


def export(case_type: CaseType) -> HttpResponse:
    """The newest draft as a file."""
    answer = HttpResponse(packed(case_type), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{case_type.slug}.json"'
    return answer


def bring(request: HttpRequest, editor: Callable[[CaseType], str]) -> HttpResponse:
    """First the file, then what this town has to map; at the end a draft that somebody releases like any other."""
    if request.method != "POST":
        return render(request, "cases/admin/import.html", {"form": FileForm()})
    text = request.POST.get("text")
    if text is None:
        chosen = FileForm(request.POST, request.FILES)
        if not chosen.is_valid():
            return render(request, "cases/admin/import.html", {"form": chosen}, status=422)
        text = chosen.cleaned_data["file"]
    try:
        parcel = unpacked(text)
    except FileRefused as refusal:
        context = {"form": FileForm(), "faults": refusal.faults}
        return render(request, "cases/admin/import.html", context, status=422)
    if "slug" not in request.POST:
        form = MappingForm(initial={"text": text, "slug": parcel.slug}, parcel=parcel, user=request.user)
        return _ask_to_map(request, form, parcel, None)
    form = MappingForm(request.POST, parcel=parcel, user=request.user)
    if not form.is_valid():
        return _ask_to_map(request, form, parcel, None)
    slug, partner = form.cleaned_data["slug"], form.cleaned_data["partner"]
    try:
        made = bring_in(parcel, slug=slug, partner=partner, departments=form.departments(), by=request.user)
    except DefinitionFault as refusal:
        return _ask_to_map(request, form, parcel, partner, faults=refusal.faults)
    messages.success(request, _("“%(name)s” is here as a draft.") % {"name": made})
    return redirect(editor(made))


def _ask_to_map(request, form, parcel, partner, faults=()) -> HttpResponse:
    context = {"form": form, "parcel": parcel, "to_map": to_map(parcel, partner), "faults": in_words(faults)}
    return render(request, "cases/admin/map.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, case_type: CaseType) -> dict[str, object]:
    """What was entered; at first this minute, and a department that exists."""
    if "at" in request.GET:
        return request.GET
    department = usual_department(case_type)
    return {"at": now().strftime("%Y-%m-%dT%H:%M"), "department": department.pk if department else ""}
