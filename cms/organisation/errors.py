"""Why the organisation says no, in words for those who asked."""

from django.utils.translation import gettext_lazy as _


class OrganisationError(Exception):
    """Any refusal of this app; its text may be shown."""


class NoTriageDepartment(OrganisationError):
    """Nobody is named who gets the concerns for which no department is responsible."""

    def __init__(self, partner):
        super().__init__(_("%(partner)s has no department that receives concerns.") % {"partner": partner})


class DepartmentStillNeeded(OrganisationError):
    """Something still leads to a department that is to end; the text says what."""


class DepartmentHasEnded(OrganisationError):
    """A department ends once."""

    def __init__(self):
        super().__init__(_("This department has ended already."))


class NoSuchTarget(OrganisationError):
    """Everything of a department can go only to one of the same partner that stands and is not below it."""

    def __init__(self):
        super().__init__(_("Choose another department of the same partner."))


class MembershipStillNeeded(OrganisationError):
    """Something still waits for this person in this department; the text says what."""


class MailboxLinkEnded(OrganisationError):
    """A link to confirm a mailbox holds for two weeks, and for the mailbox to which it was sent."""

    def __init__(self):
        super().__init__(_("This link does not hold any more. Ask your administrators for a new one."))


class NoMailbox(OrganisationError):
    """There is nothing to confirm."""

    def __init__(self):
        super().__init__(_("This department has no mailbox. Enter one first."))


class SecondPersonNeeded(OrganisationError):
    """Release is refused to whoever wrote or requested it."""

    def __init__(self):
        super().__init__(
            _("Your changes are saved. Somebody else must release this page: you have worked on it yourself.")
        )


class NotYoursToRelease(OrganisationError):
    """Release is refused to the approvers of other partners, and to who is no approver."""

    def __init__(self):
        super().__init__(_("This page is released by others: by the approvers of its partner, or of the centre."))
