"""Who may take whom in: administrators everybody, a partner's administrators people for their own partner."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from cms.accounts import actions as accounts
from cms.accounts import groups as names
from cms.audit.actions import record
from cms.audit.models import Actor

from .errors import OrganisationError
from .forms import people_for
from .models import Department, Function, Membership, Partner
from .querysets import ALL_PARTNERS

INVITE = "accounts.invite_people"

# With a partner's group of editors these hold for that partner only; without it they open nothing of the centre's.
GIVEN_BY_PARTNERS = [names.APPROVER, names.DEPARTMENT_STAFF, names.PARTNER_ADMINISTRATOR]
# What means nothing, or the centre instead of the partner, for who is not in a partner's group of editors.
ONLY_WITH_EDITORS = [names.APPROVER, names.PARTNER_ADMINISTRATOR]

WHAT_THEY_DO = {
    names.CENTRAL_EDITOR: _("writes the shared services and the facts of every partner"),
    names.APPROVER: _("releases what somebody else has written"),
    names.DEPARTMENT_STAFF: _("answers the concerns of her department"),
    names.AGENT: _("looks things up and forwards, at the telephone"),
    names.CENTRE_LEAD: _("leads the service centre: knowledge, inbox, news"),
    names.ADMINISTRATOR: _("partners, people, memberships, facts of every partner"),
    names.PARTNER_ADMINISTRATOR: _("invites people for this partner"),
}


class MayNotInvite(OrganisationError):
    """She gives more than is hers to give."""

    def __init__(self):
        super().__init__(_("You may invite people for your own partner only, and only into its groups."))


def may_invite(user: models.Model) -> bool:
    """Administrators, and who holds the right and edits a partner."""
    return user.has_perm(INVITE) and (invites_everywhere(user) or Partner.objects.edited_by(user).exists())


def invites_everywhere(user: models.Model) -> bool:
    return user.has_perm(INVITE) and user.has_perm("accounts.add_user") and user.has_perm(ALL_PARTNERS)


def groups_to_give(user: models.Model) -> models.QuerySet:
    """The groups she may put somebody into; a partner's group of editors goes with the partner, not with these."""
    offered = Group.objects.filter(partner__isnull=True).order_by("name")
    return offered if invites_everywhere(user) else offered.filter(name__in=GIVEN_BY_PARTNERS)


def partners_to_give(user: models.Model) -> models.QuerySet:
    return Partner.objects.all() if invites_everywhere(user) else Partner.objects.edited_by(user)


def waiting_for(user: models.Model) -> models.QuerySet:
    """Who has been invited and has chosen no password yet, as far as it is hers to look after."""
    people = get_user_model().objects.all() if invites_everywhere(user) else people_for(user)
    return people.filter(is_active=True, external_id="", password__startswith="!").order_by("-date_joined")


@transaction.atomic
def invite(
    *,
    email: str,
    first_name: str,
    last_name: str,
    groups: Iterable[Group],
    partner: Partner | None = None,
    edits_partner: bool = False,
    department: Department | None = None,
    function: str = Function.MEMBER,
    host: str,
    secure: bool,
    language: str,
    by: models.Model,
) -> models.Model:
    """Make a person with everything she needs, and let her invitation leave: all of it or nothing.

    Raises ``MayNotInvite`` for what is not hers to give, ``ValidationError`` for what a form would refuse too.
    """
    groups = list(groups)
    _refuse_too_much(by, groups, partner, edits_partner, department)
    if edits_partner:
        groups.append(partner.editors)
    actor = Actor.person(by)
    person = accounts.make_person(email=email, first_name=first_name, last_name=last_name, groups=groups, by=actor)
    if department is not None:
        membership = Membership(user=person, department=department, function=function)
        membership.full_clean()
        membership.save()
        record("membership_created", membership, by=actor, new={"function": function})
    accounts.send_invitation(person, host=host, secure=secure, language=language, by=actor)
    return person


def _refuse_too_much(
    by: models.Model,
    groups: list[Group],
    partner: Partner | None,
    edits_partner: bool,
    department: Department | None,
) -> None:
    if not may_invite(by):
        raise MayNotInvite
    if invites_everywhere(by):
        return
    own = set(partners_to_give(by).values_list("pk", flat=True))
    to_give = set(groups_to_give(by).values_list("pk", flat=True))
    if (
        {group.pk for group in groups} - to_give
        or partner is None
        or partner.pk not in own
        or (department is not None and department.partner_id not in own)
        or (not edits_partner and any(group.name in ONLY_WITH_EDITORS for group in groups))
    ):
        raise MayNotInvite
