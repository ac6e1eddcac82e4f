"""Refusals about links, each with a message for the person at the screen."""

from django.core.exceptions import PermissionDenied


class LinkError(Exception):
    """Something about links that is refused."""


class MayNotReplace(LinkError, PermissionDenied):
    """Only who edits a page with the link replaces it."""


class NotAnAddress(LinkError):
    """What shall stand in the place of a link is no address."""


class SameAddress(LinkError):
    """The new address is the old one: nothing would be replaced."""
