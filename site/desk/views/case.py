"""The case screen: what the citizen said, the one thing to do now, what else can be done, and the way to the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.catalogue.effective import effective
from desk import record, way, words
from desk.access import INBOX, opens
from desk.case_forms import DeedForm
from desk.deeds import DEEDS, Stand, form_of
from desk.difference import changed_lines
from desk.lists import MINE, Tab, neighbours, tab_of
from kuemmerer.file_fields import handed_out
from workflows.cases import actions
from workflows.cases.errors import CaseError, NewDateRefused
from workflows.cases.models import BY_HAND, Attempt, Case, Message, TextModule, WorkItem

PRESENT_FOR = timedelta(seconds=75)  # the screen says every 30 seconds that it is open


@dataclass(frozen=True)
class Sent:
    """A deed that came back to the screen: it was not complete, or it was refused."""

    key: str
    form: DeedForm | None
    refusal: str = ""


@dataclass(frozen=True)
class Consulted:
    """One department that was asked, and what it said."""

    item: WorkItem
    view: Message | None


@opens(INBOX)
@require_http_methods(["GET", "POST"])
def case(request, reference):
    """Show a case to those of its departments; for everybody else it does not exist."""
    found = _visible(request, reference)
    if request.method == "POST":
        return _act(request, found)
    return _screen(request, found)


@opens(INBOX)
@require_POST
def present(request, reference):
    """This person has the case on her screen: answers with who else has, and whether it changed since she opened it."""
    found = _visible(request, reference)
    return render(request, "desk/_others.html", _others(request, found) | {"changed": _seen(request) != found.revision})


@opens(INBOX)
@require_safe
def file(request, reference, number):
    """One of the files at a case, to be saved, for those who see the case."""
    found = get_object_or_404(_visible(request, reference).files, pk=number)
    try:
        return handed_out(found)
    except FileNotFoundError:
        raise Http404 from None


def _visible(request, reference) -> Case:
    return get_object_or_404(
        Case.objects.visible_to(request.user).select_related(
            "version__case_type", "partner", "department", "service", "details", "merged_into", "about"
        ),
        reference=reference,
    )


def _others(request, case) -> dict:
    now = timezone.now()
    actions.be_seen(case, by=request.user, at=now)
    return {"others": list(case.presences.others(request.user, since=now - PRESENT_FOR))}


def _seen(request) -> int | None:
    """The revision of the case that she had before her."""
    revision = request.POST.get("revision", "")
    return int(revision) if revision.isdecimal() else None


def _act(request, case):
    """Do what was sent; a refusal stands on top and leaves everything typed where it is."""
    key = request.POST.get("deed")
    deed = DEEDS.get(key)
    number = request.POST.get("item", "")
    item = case.work_items.filter(pk=number).first() if number.isdecimal() else None
    if deed is None or (deed.needs_item and item is None):
        raise Http404
    stand = Stand(case, request.user, item, _drafts(case))
    if "insert" in request.POST:
        return _insert(request, case, key, stand)
    form = form_of(key, stand, request.POST, request.FILES)
    if form is not None and not form.is_valid():
        return _screen(request, case, Sent(key, form), status=422)
    try:
        deed.act(stand, form, _seen(request))
    except NewDateRefused as refusal:
        form.add_error("to", str(refusal))
        return _screen(request, case, Sent(key, form), status=422)
    except CaseError as refusal:
        return _screen(request, _visible(request, case.reference), Sent(key, form, str(refusal)), status=409)
    messages.success(request, deed.done % {"reference": case.reference})
    if deed.stays and Case.objects.visible_to(request.user).filter(pk=case.pk).exists():
        return redirect(f"{reverse('desk:case', args=[case.reference])}?liste={_list(request).key}")
    return redirect(f"{reverse('desk:inbox')}?liste={_list(request).key}")


def _insert(request, case, key: str, stand: Stand):
    """Put a text module below what has been typed, without JavaScript; nothing else is done."""
    wanted = request.POST["insert"]
    field = DEEDS[key].form.takes_modules if DEEDS[key].form else ""
    module = next((each for each in _modules(stand) if str(each.pk) == wanted), None)
    if module is None or not field:
        raise Http404
    typed = request.POST.copy()
    typed[field] = "\n\n".join(filter(None, [typed.get(field, "").rstrip(), module.words]))
    return _screen(request, case, Sent(key, form_of(key, stand, typed)))


def _modules(stand: Stand) -> list[TextModule]:
    """What may be put into a text here, in the language in which the citizen wrote."""
    case = stand.case
    found = list(TextModule.objects.fitting(case, stand.item.department_id if stand.item else None))
    language = case.details.language if case.details else "de"
    for module in found:
        module.words = module.for_language(language)
    return found


def _drafts(case) -> list[Message]:
    return list(case.messages.filter(kind=Message.Kind.DRAFT).select_related("author"))


def _screen(request, case, sent: Sent | None = None, *, status=200):
    user, now, tab = request.user, timezone.now(), _list(request)
    items = list(case.work_items.select_related("department", "assignee", "done_by", "done_for").order_by("pk"))
    for each in items:
        each.case = case  # with its version, whose definition is read once
    open_items = [item for item in items if item.done_at is None]
    hers = set(WorkItem.objects.of_departments_of(user).filter(case=case).values_list("pk", flat=True))
    item = next((item for item in open_items if item.pk in hers or item.assignee_id == user.pk), None)
    told = list(case.messages.select_related("author"))
    drafts = [message for message in told if message.kind == Message.Kind.DRAFT]
    stand = Stand(case, user, item, drafts)
    context = {
        "case": case,
        "now": now,
        "item": item,
        "elsewhere": None if item else next(iter(open_items), None),
        "stand": stand.how,
        "details": case.details if stand.may_see_details else None,
        "messages_of_case": [message for message in reversed(told) if message.kind not in _ELSEWHERE],
        "notes": [message for message in reversed(told) if message.kind == Message.Kind.NOTE],
        "consulted": _consulted(items, told),
        "asked": _asked(item, told),
        "attempts": _attempts(items),
        "files": list(case.files.select_related("added_by")),
        "duplicates": list(case.duplicates.order_by("pk")),
        "others_case": case.merged_into if case.merged_into and _may_see(case.merged_into, user) else None,
        "watches": case.watches.filter(user=user).exists(),
        "draft": stand.draft,
        "changes": changed_lines(drafts[-2].text, drafts[-1].text) if len(drafts) > 1 else None,
        "rejection": _last_rejection(told),
        "words_of_page": effective(case.service, case.partner) if case.service and stand.step == "answer" else None,
        "way": way.of(case, items),
        "picture": actions.picture_of_case(case, items),
        "record": record.of(case, items),
        "reasons": words.reason_lines(case.promise_reasons),
        "decisions": list(case.promise_decisions.select_related("by")),
        "decides": stand.leads and case.promise_in_doubt is not None,
        "modules": _modules(stand) if stand.is_open else [],
        "refusal": sent.refusal if sent else "",
        "unsaved": _unsaved(sent, stand),
        "list": tab.key,
        **_forms(stand, sent),
        **_others(request, case),
        **_before_and_after(user, tab, item or next(reversed(items), None)),
    }
    return render(request, "desk/case.html", context, status=status)


_ELSEWHERE = {Message.Kind.DRAFT, Message.Kind.NOTE, Message.Kind.VIEW}


def _may_see(case, user) -> bool:
    return Case.objects.visible_to(user).filter(pk=case.pk).exists()


def _consulted(items, told) -> list[Consulted]:
    """The departments that were asked, side by side, with what each said or until when it can."""
    views = {message.item_id: message for message in told if message.kind == Message.Kind.VIEW}
    return [Consulted(item, views.get(item.pk)) for item in items if item.step == "consult"]


def _asked(item, told) -> Message | None:
    """The question to the departments that were asked ad hoc."""
    if item is None or item.step != "consult":
        return None
    questions = [message for message in told if message.kind == Message.Kind.CONSULTATION]
    return questions[-1] if questions else None


def _attempts(items) -> list[Attempt]:
    by_hand = [item.pk for item in items if item.step == BY_HAND]
    return list(Attempt.objects.filter(item__in=by_hand).select_related("by").order_by("-at")) if by_hand else []


def _forms(stand: Stand, sent: Sent | None) -> dict:
    """The form of the step at hand under its name, and what stands beside it; what came back is as it was sent."""

    def form(key):
        return sent.form if sent and sent.key == key else form_of(key, stand)

    at_hand = {
        f"{key}_form": form(key)
        for key, deed in DEEDS.items()
        if deed.step and deed.form and stand.can_act and deed.step == stand.step
    }
    beside = [
        {"name": key, "deed": deed, "form": form(key), "is_open": bool(sent and sent.key == key)}
        for key, deed in DEEDS.items()
        if not deed.step and deed.may(stand)
    ]
    return {**at_hand, "beside": beside}


def _unsaved(sent: Sent | None, stand: Stand) -> str:
    """What was typed for a deed that is no longer on the screen: shown to be copied, because nothing typed is lost."""
    if sent is None or sent.form is None:
        return ""
    if DEEDS[sent.key].may(stand):
        return ""
    typed = [bound.value() for bound in sent.form if isinstance(bound.field, forms.CharField)]
    return "\n\n".join(filter(None, typed))


def _last_rejection(told: list[Message]) -> Message | None:
    """Why the newest draft went back, as long as no newer draft answers it."""
    for message in reversed(told):
        if message.kind == Message.Kind.DRAFT:
            return None
        if message.kind == Message.Kind.REJECTION:
            return message
    return None


def _list(request) -> Tab:
    """Which list she came from; one that is not hers counts as mine."""
    return tab_of(request.user, request.POST.get("liste") or request.GET.get("liste") or MINE) or Tab(MINE)


def _before_and_after(user, tab, item) -> dict:
    if item is None:
        return {}
    before, after = neighbours(user, tab, item)
    return {"before": before, "after": after}
