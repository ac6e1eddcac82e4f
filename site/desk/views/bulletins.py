"""The news of the day: what is in force for this person, and what she has read."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from cms.pages import bulletins as doors
from cms.pages.models import Bulletin
from desk.access import CALL_DESK, INBOX, opens


@opens(CALL_DESK, INBOX)
@require_safe
def bulletins(request):
    """What is still to be read comes first, then what is important, then the newest."""
    now = timezone.now()
    unread = {each.pk for each in doors.unread_by(request.user, now)}
    showing = Bulletin.objects.showing(now).for_user(request.user)
    lines = sorted(((each, each.pk in unread) for each in showing), key=lambda line: not line[1])
    return render(request, "desk/bulletins.html", {"lines": lines, "unread": len(unread)})


@opens(CALL_DESK, INBOX)
@require_POST
def mark_as_read(request, bulletin):
    """“Read”, then back to the screen she was at."""
    if bulletin > 2**63 - 1:
        raise Http404
    found = get_object_or_404(Bulletin.objects.showing(timezone.now()).for_user(request.user), pk=bulletin)
    doors.mark_as_read(found, by=request.user)
    back = request.POST.get("next", "")
    fits = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(back if fits else "desk:bulletins")
