"""Whose a row is: every row of a partner leads to one, and only who edits that partner reaches it."""

from django.db import models

from .models import Partner
from .partner_path import partner_of
from .querysets import ALL_PARTNERS


def may_edit(user: models.Model, row: models.Model) -> bool:
    """Whether this person edits the row's partner; what nobody owns only the whole centre may touch."""
    if user.has_perm(ALL_PARTNERS):
        return True
    partner = partner_of(row)
    return partner is not None and partner.pk in edited_partners(user)


def edited_partners(user: models.Model) -> set[int]:
    """The keys of the partners this person edits, asked once per request."""
    if not hasattr(user, "_edited_partners"):
        user._edited_partners = set(Partner.objects.edited_by(user).values_list("pk", flat=True))
    return user._edited_partners
