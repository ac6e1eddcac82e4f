"""The departments' inbox: what is due first stands on top, one line per item; narrowed down, and several at once."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cms.accounts.models import User
from desk.access import INBOX, opens
from desk.case_forms import SeveralForm
from desk.filters import Filter, Place
from desk.lists import MINE, WATCHED, Tab, first_of, items_of, lines_of, tabs_of, versions_in
from workflows.cases import actions
from workflows.cases.errors import CaseError
from workflows.cases.models import WorkItem, stood_in_for

LINES = 50
AT_ONCE = 50


@opens(INBOX)
@require_safe
def inbox(request):
    """One list at a time; which one, what of it, and from which line on stand in the address."""
    tabs = tabs_of(request.user)
    if "liste" in request.GET:
        chosen = next((tab for tab in tabs if tab.key == request.GET["liste"]), None)
    else:  # whoever has taken nothing comes to see what there is to take
        chosen = next((tab for tab in tabs if tab.count), tabs[0])
    if chosen is None:
        raise Http404
    now = timezone.now()
    whole = items_of(request.user, chosen)
    versions = versions_in(whole)
    partners = dict(tab.partner for tab in tabs if tab.partner)
    narrowed = Filter(request.GET, versions=versions.values(), partners=partners)
    after = Place.read(request.GET.get("nach", ""))
    parts = [narrowed.apply(part) for part in whole]
    items = first_of([after.after(part) for part in parts] if after else parts, LINES + 1)
    following = Place.of(items[LINES - 1]) if len(items) > LINES else None
    elsewhere = None
    looks_elsewhere = not (items or narrowed.chosen or after or chosen.key == WATCHED)
    if looks_elsewhere:
        elsewhere = next(iter(first_of([WorkItem.objects.of_departments_of(request.user)], 1)), None)
    context = {
        "tabs": tabs,
        "chosen": chosen,
        "lines": lines_of(items[:LINES], user=request.user, tab=chosen, now=now, versions=versions),
        "filter": narrowed,
        "is_narrowed": bool(narrowed.chosen),
        "following": following,
        "is_first": after is None,
        "elsewhere": elsewhere,
        "looks_elsewhere": looks_elsewhere,
        "colleagues": _colleagues(chosen),
        "leads": any(tab.leads for tab in tabs) or _leads_elsewhere(request.user),
        "now": now,
    }
    template = "desk/_inbox_lines.html" if request.headers.get("X-Part") == "lines" else "desk/inbox.html"
    return render(request, template, context)


def _leads_elsewhere(user: User) -> bool:
    """Whether she stands in for the lead of a department in which she has no seat; nobody else costs a question."""
    return bool(stood_in_for(user)) and actions.led_by(user).exists()


def _colleagues(chosen: Tab) -> list[User]:
    """To whom she may give items of this list: nobody unless she leads its department."""
    if not chosen.leads:
        return []
    members = User.objects.filter(is_active=True, memberships__department=int(chosen.key))
    return list(members.order_by("last_name", "first_name"))


@opens(INBOX)
@require_POST
def take(request, item):
    """Take an item; whoever was quicker is named."""
    return _change(request, item, actions.take, _("%(reference)s is yours now."))


@opens(INBOX)
@require_POST
def give_back(request, item):
    """Put an item back into the department's list."""
    return _change(request, item, actions.give_back, _("%(reference)s is back in the department's list."))


def _change(request, pk, verb, sentence):
    item = get_object_or_404(WorkItem.objects.visible_to(request.user).select_related("case"), pk=pk)
    try:
        verb(item, by=request.user)
    except CaseError as refusal:
        messages.error(request, f"{item.case.reference}: {refusal}")
    else:
        messages.success(request, sentence % {"reference": item.case.reference})
    key = request.POST.get("liste", MINE)
    if request.POST.get("zu") == "anliegen":
        return redirect(f"{reverse('desk:case', args=[item.case.reference])}?liste={key}")
    return redirect(f"{reverse('desk:inbox')}?liste={key}#a{item.pk}")


@opens(INBOX)
@require_POST
def several(request):
    """Take, give back, give or hand over several at once; each by itself, and each that is refused is named."""
    ticked = [int(key) for key in request.POST.getlist("item") if key.isdecimal() and len(key) < 19][:AT_ONCE]
    visible = WorkItem.objects.visible_to(request.user).filter(pk__in=ticked)
    items = list(visible.select_related("case__partner", "case__service", "department").order_by("due_at"))
    if not items:
        messages.error(request, _("Tick the concerns first."))
        return _to_list(request)
    if request.POST.get("tun") == "abgeben":
        return _hand_over(request, items)
    return _all_of_them(request, items, _verb_of(request))


def _hand_over(request, items):
    """To which department, and why, is asked on a page of its own: the same for all."""
    if len({item.case.partner_id for item in items}) > 1:
        messages.error(request, _("Tick concerns of one partner only: no other partner's department can take them."))
        return _to_list(request)
    form = SeveralForm(request.POST if "reason" in request.POST else None, case=items[0].case)
    if not form.is_valid():
        context = {"form": form, "items": items, "list": request.POST.get("liste", MINE)}
        return render(request, "desk/hand_over.html", context, status=422 if form.is_bound else 200)
    return _all_of_them(request, items, lambda item: actions.reassign(item, by=request.user, **form.cleaned_data))


def _all_of_them(request, items, verb):
    done = 0
    for item in items:
        try:
            verb(item)
        except CaseError as refusal:
            messages.error(request, f"{item.case.reference}: {refusal}")
        else:
            done += 1
    if done:
        messages.success(request, ngettext("%(number)d is done.", "%(number)d are done.", done) % {"number": done})
    return _to_list(request)


def _to_list(request):
    return redirect(f"{reverse('desk:inbox')}?liste={request.POST.get('liste', MINE)}")


def _verb_of(request):
    by = request.user
    wanted = request.POST.get("tun")
    if wanted == "nehmen":
        return lambda item: actions.take(item, by=by)
    if wanted == "zurueckgeben":
        return lambda item: actions.give_back(item, by=by)
    if wanted == "zuteilen":
        key = request.POST.get("person", "")
        person = User.objects.filter(pk=key, is_active=True).first() if key.isdecimal() and len(key) < 19 else None
        if person is not None:
            return lambda item: actions.give(item, to=person, by=by)
        return lambda item: _refuse(_("Choose a person."))
    raise Http404


def _refuse(sentence):
    raise CaseError(sentence)
