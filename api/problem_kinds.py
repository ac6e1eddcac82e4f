"""The problems that any address may answer with, by their status: a name for machines and a sentence for people."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _


class Kind(NamedTuple):
    """A problem by its name: what it is called for machines, and for people."""

    name: str
    title: str
    explanation: str


KINDS = {
    400: Kind(
        "bad-parameter",
        _("Something in this request is not as it should be."),
        _("A parameter, header or field is missing, unknown, given twice or not of its form; “errors” names each."),
    ),
    401: Kind(
        "unauthorised",
        _("This is for programs of the service centre only."),
        _("Send “Authorization: Bearer …” with a token that has not ended; administrators make one."),
    ),
    403: Kind(
        "forbidden",
        _("This is not open to everybody."),
        _("Nobody who asks without an account, or without the right for it, may see this."),
    ),
    404: Kind(
        "not-found",
        _("There is nothing at this address."),
        _("The address is misspelt, or what stood there is gone or not public."),
    ),
    405: Kind(
        "method-not-allowed",
        _("This cannot be done here."),
        _("Most of it is only read (GET); where something is sent, it is sent by POST. The header “Allow” says which."),
    ),
    406: Kind(
        "not-acceptable",
        _("This cannot be answered in the form asked for."),
        _("The header “Accept” names only forms that this address does not have; leave it out or allow JSON."),
    ),
    413: Kind(
        "too-large",
        _("This is too large."),
        _("A concern with all its answers has at most 256 KiB, a file 10 MB."),
    ),
    415: Kind(
        "unsupported-media-type",
        _("The body of this request has a form that is not understood."),
        _("What is sent is JSON, “Content-Type: application/json”; only a file is “multipart/form-data”."),
    ),
    429: Kind(
        "too-many-requests",
        _("Too many requests."),
        _("The header “Retry-After” says after how many seconds the next one is answered."),
    ),
    500: Kind(
        "internal-error",
        _("Something went wrong on our side."),
        _("It has been logged; the header “X-Request-ID” is the number to report it by."),
    ),
    503: Kind(
        "unavailable",
        _("This cannot be answered at the moment."),
        _("Try again in a while."),
    ),
}
