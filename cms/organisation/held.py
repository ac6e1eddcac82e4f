"""What a person holds in the organisation: the departments she belongs to."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.accounts.holdings import Held, tells_what_is_held
from cms.accounts.models import User

from .models import Function, Membership


@tells_what_is_held
def memberships(person: User) -> Iterator[Held]:
    """Whether somebody else is there decides whether her department can go on without her."""
    for row in person.memberships.select_related("department__partner"):
        sentence = _("lead of %(department)s") if row.function == Function.LEAD else _("member of %(department)s")
        what = sentence % {"department": row.department}
        if not others_in(row):
            what += " " + _("(the only one)")
        yield Held(what, reverse("organisation_membership_modeladmin_edit", args=[row.pk]))


def others_in(row: Membership) -> bool:
    return row.department.memberships.exclude(pk=row.pk).filter(user__is_active=True).exists()
