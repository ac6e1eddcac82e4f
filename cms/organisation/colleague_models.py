"""The staff directory: who sits where and does what; for agents only, never on a face of citizens."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .dialling import refuse_without_digits
from .querysets import ColleagueQuerySet


class Colleague(models.Model):
    """Somebody in a department whom an agent may call or transfer to; she needs no account here."""

    department = models.ForeignKey(
        "organisation.Department", verbose_name=_("department"), on_delete=models.PROTECT, related_name="colleagues"
    )
    name = models.CharField(_("name"), max_length=120)
    tasks = models.CharField(_("tasks"), max_length=300, blank=True, help_text=_("What she is asked for, in words."))
    room = models.CharField(_("room"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True, validators=[refuse_without_digits])
    email = models.EmailField(_("email address"), blank=True)

    objects = ColleagueQuerySet.as_manager()
    partner_path = "department__partner"

    class Meta:
        verbose_name = _("colleague")
        verbose_name_plural = _("colleagues")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "name", "phone"],
                name="colleague_is_listed_once",
                violation_error_message=_("This colleague is listed in this department already."),
            ),
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(email=""),
                name="colleague_is_reachable",
                violation_error_message=_("Give a telephone number or an email address."),
            ),
        ]

    def __str__(self):
        return self.name
