"""What says that a town hall looks different from now on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TownHallChange(models.Model):
    """Something citizens see has changed, in one partner's town hall or in all.

    A row per change and not a number per host: two releases at once would wait for each other's number until the
    first has been committed, and stand in a deadlock where they touch two partners in different order.
    """

    partner = models.ForeignKey(
        "organisation.Partner",
        verbose_name=_("partner"),
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("change of a town hall")
        verbose_name_plural = _("changes of town halls")

    def __str__(self):
        return f"{self.pk}: {self.partner_id or '*'}"
