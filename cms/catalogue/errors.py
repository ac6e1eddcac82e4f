"""Refusals of the catalogue, each with a message for the person at the screen."""

from django.core.exceptions import PermissionDenied


class CatalogueError(Exception):
    """Something the catalogue refuses."""


class MayNotTakeDown(CatalogueError, PermissionDenied):
    """Only approvers take pages down."""


class NotLive(CatalogueError):
    """The page is not published."""


class NothingPlanned(CatalogueError):
    """The page has no planned release."""


class StillNeeded(CatalogueError):
    """Something refers to the page, so it cannot be deleted."""
