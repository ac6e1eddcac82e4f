"""The page on which a new person is taken in with one step, and gets her link anew."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.accounts.actions import send_invitation
from cms.accounts.errors import AccountsError
from cms.audit.models import Actor

from . import newcomers
from .errors import OrganisationError
from .newcomer_forms import NewcomerForm


def sender(request: HttpRequest) -> dict:
    """Where the link leads: to the house in which it was asked for, in its language."""
    return {"host": request.get_host(), "secure": request.is_secure(), "language": get_language() or "de"}


class NewPerson(WagtailAdminTemplateMixin, FormView):
    """Name, address, what she does and where; below it who has not come in yet."""

    form_class = NewcomerForm
    template_name = "organisation/admin/new_person.html"
    success_url = reverse_lazy("organisation_new_person")
    page_title = _("Invite a person")
    header_icon = "user"

    def dispatch(self, request, *args, **kwargs):
        if not newcomers.may_invite(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form):
        try:
            person = newcomers.invite(**form.cleaned_data, **sender(self.request), by=self.request.user)
        except (OrganisationError, ValidationError) as refusal:
            form.add_error(None, refusal if isinstance(refusal, ValidationError) else str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, gettext("%(person)s is invited: the link is on its way.") % {"person": person})
        return redirect(self.success_url)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "waiting": newcomers.waiting_for(self.request.user),
            "everywhere": context["form"].everywhere,
        }

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": reverse("organisation_new_person"), "label": self.page_title}]


@require_POST
def link_anew(request: HttpRequest, person: int) -> HttpResponse:
    """Another link to her first password; an earlier one stays good until she has used either of them."""
    if not newcomers.may_invite(request.user):
        raise PermissionDenied
    invited = get_object_or_404(newcomers.waiting_for(request.user), pk=person)
    try:
        send_invitation(invited, **sender(request), by=Actor.person(request.user))
    except AccountsError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, gettext("A new link for %(person)s is on its way.") % {"person": invited})
    return redirect("organisation_new_person")
