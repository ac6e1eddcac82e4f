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


class NotReady(CatalogueError):
    """A page lacks something without which it is not released; ``missing`` names everything."""

    def __init__(self, page, missing):
        self.page, self.missing = page, missing
        super().__init__(" ".join(each.sentence for each in missing))

    @property
    def title(self) -> str:
        name = getattr(self.page, "get_admin_display_title", None)
        return name() if name else str(self.page)


class MayNotEdit(CatalogueError, PermissionDenied):
    """Only who may edit a page says what has been done about it."""


class NotTranslatable(CatalogueError):
    """Only a German page is written anew in another language."""
