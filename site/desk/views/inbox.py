"""The departments' inbox: what is due first stands on top, one line per item."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.access import INBOX, opens
from desk.lists import MINE, items_of, lines_of, tabs_of
from workflows.cases import actions
from workflows.cases.errors import CaseError
from workflows.cases.models import WorkItem

LINES = 200


@opens(INBOX)
@require_safe
def inbox(request):
    """One list at a time; which one stands in the address."""
    tabs = tabs_of(request.user)
    if "liste" in request.GET:
        chosen = next((tab for tab in tabs if tab.key == request.GET["liste"]), None)
    else:  # whoever has taken nothing comes to see what there is to take
        chosen = next((tab for tab in tabs if tab.count), tabs[0])
    if chosen is None:
        raise Http404
    now = timezone.now()
    items = list(items_of(request.user, chosen.key)[:LINES])
    elsewhere = None
    if not items:
        elsewhere = WorkItem.objects.of_departments_of(request.user).for_list().first()
    context = {
        "tabs": tabs,
        "chosen": chosen,
        "lines": lines_of(items, user=request.user, now=now),
        "not_shown": max(chosen.count - LINES, 0),
        "elsewhere": elsewhere,
        "now": now,
    }
    return render(request, "desk/inbox.html", context)


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
