"""Who releases what: a partner's approvers its pages, the centre's the library and the partners that named the centre.

One group makes people approvers. Who is in it and in a partner's group of editors is that partner's approver; who is in
no partner's group, or edits all partners, is the centre's.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from wagtail.models import Page

from cms.accounts.groups import APPROVER

from .partner_path import partner_of
from .querysets import ALL_PARTNERS

TOP_OF_A_TREE = 2 * Page.steplen  # the root of all pages belongs to nobody, although a site may stand on it


def partner_concerned(row: models.Model) -> models.Model | None:
    """The partner below whose town hall a page stands, or that a row leads to; None for what all share."""
    if not isinstance(row, Page):
        return partner_of(row)
    if not hasattr(row, "_partner_concerned"):
        tops = [row.path[:end] for end in range(TOP_OF_A_TREE, len(row.path) + 1, Page.steplen)]
        row._partner_concerned = _partners().filter(site__root_page__path__in=tops).first()
    return row._partner_concerned


def _partners() -> models.QuerySet:
    from .models import Partner  # which imports the release, which asks here

    return Partner.objects.all()


def is_the_centres(user: models.Model) -> bool:
    """Whether she works for the centre, asked once per request."""
    if not hasattr(user, "_is_the_centres"):
        of_a_partner = Group.objects.filter(user=user, partner__isnull=False)
        user._is_the_centres = user.has_perm(ALL_PARTNERS) or not of_a_partner.exists()
    return user._is_the_centres


def is_an_approver(user: models.Model) -> bool:
    """Whether she may release anything at all, asked once per request."""
    if not hasattr(user, "_is_an_approver"):
        user._is_an_approver = user.groups.filter(name=APPROVER).exists()
    return user.is_active and user._is_an_approver


def may_release(user: models.Model, row: models.Model) -> bool:
    """Whether it is hers to release; whether she wrote it herself is another question."""
    return is_an_approver(user) and _concerns(user, partner_concerned(row))


def _concerns(user: models.Model, partner: models.Model | None) -> bool:
    if partner is None:
        return is_the_centres(user)
    if partner.editors_id and user.groups.filter(pk=partner.editors_id).exists():
        return True
    return partner.centre_approves and is_the_centres(user)


def approvers_for(partner: models.Model | None) -> models.QuerySet:
    """Everybody who may release for this partner, or what all share; the same rule for many people at once."""
    people = get_user_model().objects.filter(is_active=True)
    with_rights_everywhere = people.filter(
        groups__permissions__content_type__app_label="organisation", groups__permissions__codename="edit_all_partners"
    )
    of_a_partner = people.filter(groups__partner__isnull=False)
    concerned = Q(pk__in=with_rights_everywhere.values("pk")) | ~Q(pk__in=of_a_partner.values("pk"))
    if partner is not None:
        concerned &= Q() if partner.centre_approves else Q(pk__in=[])
        concerned |= Q(pk__in=people.filter(groups=partner.editors_id).values("pk"))
    return people.filter(pk__in=people.filter(groups__name=APPROVER).values("pk")).filter(concerned)


def released_by(user: models.Model, states: models.QuerySet) -> list[int]:
    """The keys of those states of a workflow that are hers to decide; asks as often for many as for one."""
    if not is_an_approver(user):
        return []
    states = list(states.select_related("workflow_state__base_content_type"))
    of_pages = {
        state.pk: int(state.workflow_state.object_id)
        for state in states
        if state.workflow_state.base_content_type.model_class() is Page
    }
    pages = Page.objects.in_bulk(of_pages.values())
    _say_whose(pages.values())
    rows = {state.pk: pages.get(of_pages[state.pk]) for state in states if state.pk in of_pages}
    rows |= {state.pk: state.workflow_state.content_object for state in states if state.pk not in of_pages}
    answers: dict[models.Model | None, bool] = {}
    found = []
    for key, row in rows.items():
        if row is None:
            continue
        partner = partner_concerned(row)
        if partner not in answers:
            answers[partner] = _concerns(user, partner)
        if answers[partner]:
            found.append(key)
    return found


def _say_whose(pages: Iterable[Page]) -> None:
    """Tell many pages at once what ``partner_concerned`` would ask for each."""
    houses = _partners().filter(site__root_page__depth__gt=1).select_related("site__root_page")
    tops = {house.site.root_page.path: house for house in houses}
    for page in pages:
        above = (page.path[:end] for end in range(TOP_OF_A_TREE, len(page.path) + 1, Page.steplen))
        page._partner_concerned = next((tops[top] for top in above if top in tops), None)
