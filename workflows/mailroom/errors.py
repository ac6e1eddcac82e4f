"""How the mailroom says no."""

from django.utils.translation import gettext_lazy as _


class MailroomError(Exception):
    """Something about a mail is refused; the text may be shown."""

    message = _("This is not possible.")

    def __init__(self, text: str = ""):
        super().__init__(str(text or self.message))


class NotInCharge(MailroomError):
    message = _("Only those who allot the partner's concerns decide about its mail.")


class AlreadyDecided(MailroomError):
    message = _("Somebody has already decided about this mail.")


class NothingLeft(MailroomError):
    message = _("The mail itself has been deleted after its time.")


class NoSuchCase(MailroomError):
    message = _("There is no concern of this partner with this number.")
