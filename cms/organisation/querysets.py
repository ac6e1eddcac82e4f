"""Questions about the organisation: chainable, without a request and without a clock of their own."""

from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from .dialling import normalised

ALL_PARTNERS = "organisation.edit_all_partners"


class PartnerQuerySet(models.QuerySet):
    def own_town_first(self):
        """By name, but first the partner whose site is the default one: the town that runs the service centre."""
        return self.order_by(F("site__is_default_site").desc(nulls_last=True), "name")

    def edited_by(self, user):
        """The partners whose facts this person may change: all for the centre, else those whose group she is in."""
        if user.has_perm(ALL_PARTNERS):
            return self
        return self.filter(editors__user=user).distinct() if user.is_active else self.none()

    def for_host(self, host: str):
        """The partner whose town hall stands under this host name, or None; the port does not matter."""
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return None
        return self.select_related("site").filter(site__hostname=name.rstrip(".")).first() if name else None


class OfPartnerQuerySet(models.QuerySet):
    """Rows that lead to a partner; the model says by which way in ``partner_path``."""

    def edited_by(self, user):
        """The rows this person may change."""
        if user.has_perm(ALL_PARTNERS):
            return self
        if not user.is_active:
            return self.none()
        return self.filter(**{f"{self.model.partner_path}__editors__user": user}).distinct()


class MembershipQuerySet(OfPartnerQuerySet):
    def leads(self):
        return self.filter(function="lead")


class OwnedHoursQuerySet(models.QuerySet):
    """Rows of hours: they lead to a partner by whichever owner they have."""

    def edited_by(self, user):
        """The rows this person may change."""
        if user.has_perm(ALL_PARTNERS):
            return self
        if not user.is_active:
            return self.none()
        return self.filter(
            Q(partner__editors__user=user)
            | Q(department__partner__editors__user=user)
            | Q(office__department__partner__editors__user=user)
            | Q(contact_point__office__department__partner__editors__user=user)
        ).distinct()


class DepartmentQuerySet(OfPartnerQuerySet):
    def standing(self, on: date):
        """Those that have not ended by this day."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))

    def led_by(self, user):
        """Those this person leads; the deactivated lead none."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(memberships__user=user, memberships__function="lead").distinct()

    def taking_over(self):
        """Those to which open concerns may be handed, also where the partner takes in no new ones: see the model."""
        return self.exclude(service_level="information")


class DialledNumberQuerySet(OfPartnerQuerySet):
    def dialled(self, number: str):
        """The row of a number in whatever way a telephone shows it; none for what is no number."""
        try:
            return self.filter(number=normalised(number))
        except ValidationError:
            return self.none()


class ColleagueQuerySet(OfPartnerQuerySet):
    def found(self, words: str):
        """Whose name, tasks, room, number or department hold every one of these words."""
        rows = self
        for word in words.split():
            either = Q(name__icontains=word) | Q(tasks__icontains=word) | Q(room__icontains=word)
            either |= Q(phone__icontains=word) | Q(email__icontains=word) | Q(department__name__icontains=word)
            rows = rows.filter(either)
        return rows
