"""Gives the groups what they may do with the organisation, again and again without harm."""

from django.contrib.auth.models import Group

from cms.accounts import groups
from cms.accounts.setup import grant

# What editors keep: of every partner in the centre, of their own in a partner's group (edited_by).
FACTS = [
    "department",
    "location",
    "office",
    "contactpoint",
    "responsibilitymapping",
    "colleague",
    "openingspan",
    "hoursexception",
    "closure",
]


# What upper apps add to this, each for its own rows.
_ALSO: list[str] = []


def editors_also_hold(*permissions: str) -> None:
    """An upper app gives the editors of partners and of the centre rights on rows of its own; said when it is ready."""
    _ALSO.extend(permissions)


def all_of(*models: str) -> list[str]:
    return [f"organisation.{verb}_{model}" for model in models for verb in ("add", "change", "delete", "view")]


PARTNER_EDITOR = ["wagtailadmin.access_admin", "organisation.view_partner", "organisation.change_partner"]
PARTNER_EDITOR += all_of(*FACTS)
# Which place and which number leads to whom is said by the centre: a partner could take another one's callers.
PARTNER_EDITOR += ["organisation.view_place", "organisation.view_diallednumber"]
CENTRAL_EDITOR = [
    *PARTNER_EDITOR,
    *all_of("responsibility", "place", "diallednumber"),
    "organisation.edit_all_partners",
]
# Memberships decide who reads citizens' concerns: they are given by administrators, not by editors.
ADMINISTRATOR = [
    *CENTRAL_EDITOR,
    *all_of("membership"),
    "organisation.add_partner",
    "organisation.found_partners",
]


def give_permissions() -> None:
    grant(groups.CENTRAL_EDITOR, [*CENTRAL_EDITOR, *_ALSO])
    grant(groups.ADMINISTRATOR, [*ADMINISTRATOR, *_ALSO])
    for group in Group.objects.filter(partner__isnull=False):
        grant(group.name, [*PARTNER_EDITOR, *_ALSO])


def editors_of(partner_name: str) -> Group:
    """A group for a new partner's editors; one that another partner has already (it was renamed) stays its own."""
    name, number = groups.partner_editor(partner_name), 1
    while Group.objects.filter(name=name, partner__isnull=False).exists():
        number += 1
        name = f"{groups.partner_editor(partner_name)} {number}"
    return grant(name, [*PARTNER_EDITOR, *_ALSO])
