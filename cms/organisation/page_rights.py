"""Keeps the centre's rights on pages from a partner's approvers, who are in the same group."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Exists, Q
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.accounts.groups import APPROVER

from .querysets import ALL_PARTNERS

Rights = Callable[[PagePermissionPolicy, models.Model], models.QuerySet]


def guard() -> None:
    """Every question of Wagtail's about pages asks this one method; it offers no setting for another policy."""
    if not hasattr(PagePermissionPolicy.get_all_permissions_for_user, "without_the_centres"):
        PagePermissionPolicy.get_all_permissions_for_user = _without_the_centres(
            PagePermissionPolicy.get_all_permissions_for_user
        )


def _without_the_centres(all_rights: Rights) -> Rights:
    def rights_for(policy: PagePermissionPolicy, user: models.Model) -> models.QuerySet:
        rights = all_rights(policy, user)
        if user.is_anonymous or user.has_perm(ALL_PARTNERS):
            return rights
        of_a_partner = Exists(Group.objects.filter(user=user.pk, partner__isnull=False))
        return rights.exclude(Q(group__name=APPROVER) & of_a_partner)

    rights_for.without_the_centres = True
    return rights_for
