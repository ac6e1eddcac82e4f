"""The staff's ways through the house: each person sees the screens her rights open, and starts at the first."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from cms.accounts.models import User
from workflows.mailroom.actions import is_in_charge

from .access import CALL_DESK, EDITING, INBOX, PROOF


@dataclass(frozen=True)
class Way:
    """One entry of the navigation."""

    title: str | Promise
    url: str
    also: str = ""

    def leads_to(self, path: str) -> bool:
        """Whether a screen belongs to this entry: its own, and the one its work goes on at."""
        return path.startswith(self.url) or bool(self.also and path.startswith(self.also))


def ways_of(user: User) -> list[Way]:
    """The screens a person may open, in the order in which they wait for her during the day."""
    ways, home = [], reverse("desk:home")
    if user.has_perm(CALL_DESK):
        ways.append(Way(pgettext_lazy("desk", "Knowledge"), reverse("desk:knowledge"), f"{home}weiterleiten/"))
        ways.append(Way(pgettext_lazy("desk", "Directory"), reverse("desk:directory")))
    if user.has_perm(INBOX):
        ways.append(Way(pgettext_lazy("desk", "Inbox"), reverse("desk:inbox"), f"{home}anliegen/"))
    if user.has_perm(INBOX) and is_in_charge(user):
        ways.append(Way(pgettext_lazy("desk", "Mail"), reverse("desk:mails")))
    if ways:
        ways.append(Way(pgettext_lazy("desk", "Bulletins"), reverse("desk:bulletins")))
    if user.has_perm(PROOF):
        ways.append(Way(pgettext_lazy("desk", "Nightly proof"), reverse("desk:proof")))
    if user.has_perm(EDITING):
        ways.append(Way(pgettext_lazy("desk", "Editing"), reverse("wagtailadmin_home")))
    return ways
