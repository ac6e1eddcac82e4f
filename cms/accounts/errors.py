"""Why accounts say no."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class AccountsError(Exception):
    """Any refusal of this app; its text may be shown."""


class TooManyAttempts(AccountsError):
    """It was tried too often; the text says how long to wait, and nothing about what was tried."""

    def __init__(self, wait: timedelta, limit: str):
        self.limit = limit
        self.seconds = max(1, round(wait.total_seconds()))
        minutes = -(-self.seconds // 60)
        super().__init__(
            ngettext(
                "Too many attempts in a short time. Please wait %(minutes)d minute and try again.",
                "Too many attempts in a short time. Please wait %(minutes)d minutes and try again.",
                minutes,
            )
            % {"minutes": minutes}
        )


class NeverDeleted(AccountsError):
    """People are deactivated: cases and events lead to them."""

    def __init__(self):
        super().__init__(_("People are deactivated, not deleted: cases and events lead to them."))


class NotFit(AccountsError):
    """Full power needs an open account and a reason."""

    def __init__(self):
        super().__init__(_("Full power needs an active person and a reason of at most 300 characters."))


class TooLong(AccountsError):
    """Full power is for hours, not for days."""

    def __init__(self, longest: timedelta):
        hours = int(longest.total_seconds() // 3600)
        super().__init__(_("Full power lasts at least a minute and at most %(hours)d hours.") % {"hours": hours})


class HasFullPower(AccountsError):
    """Twice at once would hide when it ends."""

    def __init__(self, person):
        super().__init__(_("%(person)s may do everything already; end that first.") % {"person": person})


class NoFullPower(AccountsError):
    """There is nothing to end."""

    def __init__(self, person):
        super().__init__(_("%(person)s has no full power at the moment.") % {"person": person})


class AlreadyIn(AccountsError):
    """Who has chosen a password needs no invitation."""

    def __init__(self, person):
        super().__init__(
            _("%(person)s has chosen a password already and gets a new one by “Forgotten your password?”.")
            % {"person": person}
        )


class NoToken(AccountsError):
    """A token speaks for an open account, and not for ever."""

    def __init__(self):
        super().__init__(_("A token needs an active person who has a password; it lasts from one to 365 days."))


class AccountClosed(AccountsError):
    """A link would open nothing."""

    def __init__(self, person):
        super().__init__(_("%(person)s is not active and gets no link.") % {"person": person})
