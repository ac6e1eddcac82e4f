"""Says in the page's editor why one cannot release it oneself, and when nobody can."""

from __future__ import annotations

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page, WorkflowState

from .approvers import approvers_for, partner_concerned
from .release_models import SecondPersonTask, saved_since_publication


def who_else(state: WorkflowState) -> models.QuerySet:
    """Everybody who may release what waits here: approvers without a part in it."""
    page = state.content_object
    writers = saved_since_publication(page).filter(user__isnull=False).values("user")
    return approvers_for(partner_concerned(page)).exclude(pk__in=writers).exclude(pk=state.requested_by_id)


@hooks.register("before_edit_page")
def say_what_holds_it(request: HttpRequest, page: Page) -> None:
    if request.method == "GET":
        tell(request, page)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_that_nobody_can(request: HttpRequest, page: Page) -> None:
    if request.POST.get("action-submit"):
        tell(request, page)


def tell(request: HttpRequest, page: Page) -> None:
    task = page.current_workflow_task
    if not isinstance(task, SecondPersonTask):
        return
    state = page.current_workflow_state
    if not who_else(state).exists():
        partner = partner_concerned(page)
        if partner is None:
            advice = _("The centre needs a second person in the group of approvers.")
        elif partner.centre_approves:
            advice = _("Ask your administrators for a second approver.")
        else:
            advice = _(
                "Ask your administrators for a second approver of %(partner)s, or to name the centre as its approver."
            ) % {"partner": partner}
        messages.warning(request, _("At the moment nobody can release this page.") + " " + advice)
    elif task.concerns(page, request.user) and not task.may_release(state, request.user):
        messages.info(
            request, _("You have worked on this version or asked for its release; somebody else must release it.")
        )
