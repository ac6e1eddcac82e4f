"""Questions about the organisation: chainable, without a request and without a clock of their own."""

from django.db import models


class PartnerQuerySet(models.QuerySet):
    def edited_by(self, user):
        """The partners whose facts this person may change: all for the centre, else those whose group she is in."""
        if user.has_perm("organisation.edit_all_partners"):
            return self
        return self.filter(editors__user=user).distinct()


class OfPartnerQuerySet(models.QuerySet):
    """Rows that lead to a partner; the model says by which way in ``partner_path``."""

    def edited_by(self, user):
        """The rows this person may change."""
        if user.has_perm("organisation.edit_all_partners"):
            return self
        return self.filter(**{f"{self.model.partner_path}__editors__user": user}).distinct()


class MembershipQuerySet(models.QuerySet):
    def leads(self):
        return self.filter(function="lead")
