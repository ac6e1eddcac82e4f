"""What may be done about links: replaced on every page a person edits. Everything else here is private."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.audit import actions as audit
from cms.audit.models import Actor
from cms.catalogue.errors import CatalogueError

from .errors import MayNotReplace, NotAnAddress, SameAddress
from .models import LONGEST_ADDRESS, LinkPlace, LinkTarget
from .walking import Found, walk

__all__ = ["Outcome", "pages_with", "replace_everywhere"]


class Outcome(models.TextChoices):
    """What became of a page on which a link was to be replaced."""

    SUBMITTED = "submitted"
    DRAFT = "draft"
    INCOMPLETE = "incomplete"
    IN_REVIEW = "in_review"
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class Replaced:
    """A page and what became of it."""

    page: Page
    outcome: Outcome


def pages_with(target: LinkTarget, user: models.Model) -> list[Page]:
    """The published pages with this link that she may edit."""
    pages = Page.objects.filter(pk__in=LinkPlace.objects.filter(target=target).values("page")).order_by("title", "pk")
    return [page for page in pages.specific() if page.permissions_for_user(user).can_edit()]


@transaction.atomic
def replace_everywhere(target: LinkTarget, new: str, *, by: models.Model) -> list[Replaced]:
    """Write a new address in the place of an old one, on every page with it that she edits.

    Nothing is published: each page gets a new version in her name, submitted for release by somebody else. A page on
    which somebody is still writing keeps that draft, with the new address in it, and is submitted by its writer; one
    that waits for its release is left alone. Raises ``NotAnAddress`` and ``SameAddress``, and ``MayNotReplace`` if she
    edits none of them.
    """
    new = address(new)
    if new == target.address:
        raise SameAddress(_("This is the old address. Write the one that shall stand there instead."))
    pages = pages_with(target, by)
    if not pages:
        raise MayNotReplace(_("You edit none of the pages with this link."))
    done = [Replaced(page, _replace(page, target.address, new, by)) for page in pages]
    for each in done:
        if each.outcome not in (Outcome.BY_HAND, Outcome.IN_REVIEW):
            audit.record("link_replaced", each.page, by=Actor.person(by), new={"link": target.pk, "how": each.outcome})
    return done


def address(typed: str) -> str:
    """What may stand in a link: a whole address on the web, or a path of our own town halls."""
    typed = typed.strip()
    if len(typed) > LONGEST_ADDRESS or any(letter.isspace() for letter in typed):
        raise NotAnAddress(_("This is not an address."))
    if typed.startswith("/") and not typed.startswith("//"):
        return typed
    try:
        URLValidator(schemes=["http", "https"])(typed)
        if urlsplit(typed).username:
            raise NotAnAddress(_("An address with a name and a password in it is read by everybody."))
    except (ValidationError, ValueError) as error:
        raise NotAnAddress(_("Write the whole address, beginning with https://")) from error
    return typed


def _replace(page: Page, old: str, new: str, by: models.Model) -> Outcome:
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk).specific
    if page.current_workflow_state is not None or page.permissions_for_user(by).page_locked():
        return Outcome.IN_REVIEW
    has_draft = page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    places = 0

    def write(found: Found) -> str:
        nonlocal places
        if found.address != old or found.is_chosen:
            return found.address
        places += 1
        return new

    walk(draft, write)
    if not places:
        return Outcome.BY_HAND
    draft.save_revision(user=by, log_action=True)
    if has_draft:
        return Outcome.DRAFT
    return _submit(Page.objects.get(pk=page.pk).specific, by)


def _submit(page: Page, by: models.Model) -> Outcome:
    workflow = page.get_workflow()
    if workflow is None:
        return Outcome.DRAFT
    try:
        with transaction.atomic():
            workflow.start(page, by)
    except CatalogueError:  # the page lacks something; its editor sees what
        return Outcome.INCOMPLETE
    return Outcome.SUBMITTED
