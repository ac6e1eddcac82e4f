"""Why the organisation says no, in words for those who asked."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class OrganisationError(Exception):
    """Any refusal of this app; its text may be shown."""


class NoTriageDepartment(OrganisationError):
    """Nobody is named who gets the concerns for which no department is responsible."""

    def __init__(self, partner):
        super().__init__(_("%(partner)s has no department that receives concerns.") % {"partner": partner})


class DepartmentStillNeeded(OrganisationError):
    """Something still leads to a department that is to end; the text says what."""


class MembershipStillNeeded(OrganisationError):
    """Something still waits for this person in this department; the text says what."""


class SecondPersonNeeded(PermissionDenied):
    """Release is refused to whoever wrote or requested it; Wagtail's screens answer this like any missing right."""

    def __init__(self):
        super().__init__(_("Somebody else must release this: you have worked on it yourself."))
