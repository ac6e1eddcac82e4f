"""Why a letter came back, in words: what a mail server's status code means (RFC 3463)."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CODE = re.compile(r"[245]\.(\d{1,3})\.(\d{1,3})")
TOO_LARGE = _("The letter is too large for this mailbox.")
# The second and third number; the first only says whether it might have worked later.
DETAILS: dict[str, str | Promise] = {
    "1.1": _("There is no such mailbox: the address is wrong, or it was given up."),
    "1.2": _("What stands behind the @ does not exist or takes no mail."),
    "1.3": _("The address is not written as an address has to be."),
    "1.6": _("The mailbox has moved, and nobody knows where to."),
    "1.10": _("What stands behind the @ does not exist or takes no mail."),
    "2.1": _("The mailbox is closed and takes no mail at present."),
    "2.2": _("The mailbox is full."),
    "2.3": TOO_LARGE,
    "3.4": TOO_LARGE,
    "4.7": _("The other mail server could not be reached for too long."),
}
KINDS: dict[str, str | Promise] = {
    "1": _("Something is wrong with the address."),
    "2": _("The mailbox takes no mail."),
    "3": _("The other mail system is out of order or takes nothing more."),
    "4": _("The way to the other mail server is interrupted."),
    "5": _("The two mail servers did not understand each other."),
    "6": _("The other mail server could not read the form of the letter."),
    "7": _("The other mail server refuses our letters, for example as unwanted advertising."),
}
UNKNOWN = _("The other mail server did not say why.")


def in_words(code: str) -> str:
    """What the code says, for whoever has to reach the citizen now; the code itself stands beside it."""
    found = CODE.fullmatch(code.strip())
    if found is None:
        return str(UNKNOWN)
    subject, detail = (str(int(number)) for number in found.groups())
    words = DETAILS.get(f"{subject}.{detail}") or KINDS.get(subject) or UNKNOWN
    return _("%(why)s (code %(code)s)") % {"why": words, "code": code.strip()}
