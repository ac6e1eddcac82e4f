"""Questions about the organisation: chainable, without a request and without a clock of their own."""

from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q

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
