"""Questions about cases and work items: chainable, without a request and without a clock of their own."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from cms.organisation.models import Function, Membership
from cms.organisation.querysets import ALL_PARTNERS
from workflows.citizens.references import read_reference

from .absence_models import stood_in_for
from .errors import VersionIsFrozen

if TYPE_CHECKING:
    from cms.accounts.models import User
    from cms.catalogue.models import ServicePage
    from cms.organisation.models import Partner


def _departments_of(user: User, *, function: str | None = None):
    """The departments this person belongs to, or somebody for whom she stands in; the deactivated belong to none."""
    if not user.is_authenticated or not user.is_active:
        return Membership.objects.none().values("department_id")
    memberships = Membership.objects.filter(_is_hers("user_id", user))
    if function is not None:
        memberships = memberships.filter(function=function)
    return memberships.values("department_id")


def _is_hers(field: str, user: User) -> Q:
    """Her own, or of somebody for whom she stands in."""
    others = stood_in_for(user)
    return Q(**{f"{field}__in": {*others, user.pk}}) if others else Q(**{field: user.pk})


class CaseTypeQuerySet(models.QuerySet):
    def edited_by(self, user: User) -> CaseTypeQuerySet:
        """Those this person may change: of her partners, and for the centre those that all share."""
        if user.has_perm(ALL_PARTNERS):
            return self
        return self.filter(partner__editors__user=user).distinct() if user.is_active else self.none()

    def offered(self, *, partner: Partner, channel: str) -> CaseTypeQuerySet:
        """What this partner's citizens or agents may open in this way."""
        return self.filter(
            Q(partner__isnull=True) | Q(partner=partner), live=True, is_active=True, **{f"by_{channel}": True}
        )

    def at(self, service: ServicePage | None) -> CaseTypeQuerySet:
        """Those that belong to this service; without a service those that belong to none."""
        if service is None:
            return self.filter(of_services__isnull=True)
        return self.filter(of_services__service=service)


class VersionQuerySet(models.QuerySet):
    """Versions are only ever added: cases stay pinned to theirs."""

    def update(self, **values):
        raise VersionIsFrozen

    def bulk_update(self, *args, **options):
        raise VersionIsFrozen

    def delete(self):
        raise VersionIsFrozen


class CaseQuerySet(models.QuerySet):
    def open(self) -> CaseQuerySet:
        return self.filter(closed_at__isnull=True)

    def with_what_is_shown(self) -> CaseQuerySet:
        """With everything that a screen of one case reads."""
        facts = ("version__case_type", "partner__triage_department", "department", "service", "details")
        return self.select_related(*facts, "merged_into", "about")

    def waiting_for_citizen(self) -> CaseQuerySet:
        return self.open().filter(waiting_since__isnull=False)

    def promised_before(self, at: datetime) -> CaseQuerySet:
        """Promised, not yet answered, and not waiting for the citizen, while the promise rests."""
        return self.filter(promised_at__lt=at, answered_at__isnull=True, waiting_since__isnull=True)

    def visible_to(self, user: User) -> CaseQuerySet:
        """Cases that are or were in an inbox of one of her departments, or were escalated to her as a lead.

        Of confidential ones only those that she has taken or leads. Never one that is about herself.
        """
        items = self.model._meta.get_field("work_items").related_model.objects.filter(case_id=OuterRef("pk"))
        leads = _departments_of(user, function=Function.LEAD)
        hers, leads_it = Q(department_id__in=_departments_of(user)), Q(escalated_to_id__in=leads)
        has_it = hers & _is_hers("assignee_id", user)
        return self.filter(
            Q(is_confidential=False) & Exists(items.filter(hers | leads_it))
            | Q(is_confidential=True) & Exists(items.filter(has_it | Q(department_id__in=leads) | leads_it))
        ).exclude(about_id=user.pk)

    def watched_by(self, user: User) -> CaseQuerySet:
        """What she watches and may still see."""
        return self.visible_to(user).filter(watches__user_id=user.pk)

    def numbered(self, typed: str) -> CaseQuerySet:
        """The case of this number, as somebody typed or said it; none if it cannot be one."""
        reference = read_reference(typed)
        return self.filter(reference=reference) if reference else self.none()

    def fitting(self, words: str, *, user: User) -> CaseQuerySet:
        """What she may see with all these words in the concern, or in the name of whoever asked where she may know it.

        A department that only passed a case on, or is asked for its view, must not learn by searching who asked.
        """
        in_concern, in_name = Q(), Q(department_id__in=_departments_of(user))
        for word in words.split():
            in_concern &= Q(concern__icontains=word)
            in_name &= Q(details__name__icontains=word)
        return self.visible_to(user).filter(in_concern | in_name)

    def merged(self) -> CaseQuerySet:
        """Duplicates that still wait for the answer to the case in which they go on."""
        return self.filter(state="merged", answered_at__isnull=True)

    def to_be_emptied(self, today: date) -> CaseQuerySet:
        """Closed cases whose free text has reached its end date."""
        return self.filter(delete_after__lt=today, emptied_at__isnull=True, closed_at__isnull=False)


class WorkItemQuerySet(models.QuerySet):
    def open(self) -> WorkItemQuerySet:
        return self.filter(done_at__isnull=True)

    def untaken(self) -> WorkItemQuerySet:
        return self.open().filter(assignee__isnull=True)

    def mine(self, user: User) -> WorkItemQuerySet:
        """What this person has taken and not finished."""
        if not user.is_authenticated:
            return self.none()
        return self._not_about(user).open().filter(assignee_id=user.pk)

    def stood_in_for(self, user: User) -> WorkItemQuerySet:
        """What those have taken for whom she stands in today, and what is free where only they could do it."""
        others = stood_in_for(user)
        if not others:
            return self.none()
        own = Membership.objects.filter(user_id=user.pk)
        leads = own.filter(function=Function.LEAD).values("department_id")
        free_for_herself = Q(department_id__in=leads) | Q(
            department_id__in=own.values("department_id"), function=Function.MEMBER
        )
        free = self.of_departments_of(user).filter(assignee__isnull=True).exclude(free_for_herself)
        return self._not_about(user).open().filter(Q(assignee_id__in=others) | Q(pk__in=free.values("pk")))

    def of_departments_of(self, user: User) -> WorkItemQuerySet:
        """Open work in her departments' inboxes that her function there allows, and what was escalated to her.

        What is confidential falls to leads; what she was given of it is among hers (``mine``).
        """
        leads = _departments_of(user, function=Function.LEAD)
        return (
            self._not_about(user)
            .open()
            .filter(
                Q(department_id__in=_departments_of(user), function=Function.MEMBER)
                | Q(department_id__in=leads)
                | Q(escalated_to_id__in=leads)
            )
        )

    def waiting_in(self, department, *, user: User) -> WorkItemQuerySet:
        """Open work in one department's inbox; whether her function there allows it is for the caller to say."""
        return self._not_about(user).open().filter(department_id=department)

    def escalated_from_elsewhere(self, department, *, user: User) -> WorkItemQuerySet:
        """What was escalated to the leads of a department and waits in another one."""
        return self._not_about(user).open().filter(escalated_to_id=department).exclude(department_id=department)

    def visible_to(self, user: User) -> WorkItemQuerySet:
        """Every item, open or done, of her departments, of confidential cases only what she has taken or leads."""
        leads = _departments_of(user, function=Function.LEAD)
        hers = Q(department_id__in=_departments_of(user))
        return self._not_about(user).filter(
            hers & (Q(case__is_confidential=False) | _is_hers("assignee_id", user))
            | Q(department_id__in=leads)
            | Q(escalated_to_id__in=leads)
        )

    def _not_about(self, user: User) -> WorkItemQuerySet:
        cases = self.model._meta.get_field("case").related_model
        return self.exclude(case_id__in=cases.objects.filter(about_id=user.pk).values("pk")) if user.pk else self

    def due_before(self, at: datetime) -> WorkItemQuerySet:
        return self.open().filter(due_at__lt=at)

    def for_list(self) -> WorkItemQuerySet:
        """With everything one line of an inbox shows, in the same query."""
        return self.select_related(
            "case__version__case_type", "case__partner", "case__service", "department", "assignee"
        ).order_by("due_at", "pk")


class DeadlineQuerySet(models.QuerySet):
    def live(self) -> DeadlineQuerySet:
        """Not fired, not closed, and the work is still open."""
        return self.filter(closed_at__isnull=True, item__done_at__isnull=True)

    def ready(self, at: datetime, *, most_attempts: int) -> DeadlineQuerySet:
        """Live, due, and not waiting for another attempt or for the next opening; ``ready_at`` says since when."""
        live = self.live().alias(ready_at=Coalesce("retry_at", "due_at"))
        return live.filter(ready_at__lte=at, attempts__lt=most_attempts)

    def set_aside(self, *, most_attempts: int) -> DeadlineQuerySet:
        """Live, but failed so often that nobody tries any more."""
        return self.live().filter(attempts__gte=most_attempts)


class PresenceQuerySet(models.QuerySet):
    def others(self, user: User, *, since: datetime) -> PresenceQuerySet:
        """Colleagues other than this one who have had it open since then."""
        return self.filter(seen_at__gte=since).exclude(user_id=user.pk).select_related("user").order_by("seen_at")
