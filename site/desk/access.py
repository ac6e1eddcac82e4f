"""Who may open which screen: the door for nobody, a plain answer for the wrong person."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

CALL_DESK = "accounts.open_call_desk"
INBOX = "accounts.open_inbox"
EDITING = "wagtailadmin.access_admin"
PROOF = "assurance.view_proofrun"

WHO_MAY = {
    CALL_DESK: _("Only agents of the service centre open this screen. Your administrators can put you in that group."),
    INBOX: _("Only department staff open this screen. Your administrators can put you in that group."),
    PROOF: _("Only the service centre's lead and the administrators open this screen."),
}


def opens(*permissions: str):
    """Let those in who hold one of the permissions; nobody is sent to the door, others read who may.

    The check comes before any look-up, so the answer says nothing about what exists. What staff see is never kept
    by a browser or a proxy: the next person at this desk may be somebody else.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                # What was posted is lost on the way through the door, so come back to a screen that can be read.
                target = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("desk:home")
                return redirect_to_login(target)
            if any(request.user.has_perm(permission) for permission in permissions):
                response = view(request, *args, **kwargs)
            else:
                response = render(request, "desk/forbidden.html", {"who_may": WHO_MAY[permissions[0]]}, status=403)
            response["Cache-Control"] = "no-store, private"
            return response

        return guarded

    return decorate
