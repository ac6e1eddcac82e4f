"""Registers workflows.citizens with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CitizensConfig(AppConfig):
    name = "workflows.citizens"
    verbose_name = _("citizens")

    def ready(self):
        from cms.organisation.setup import editors_also_hold

        editors_also_hold(*(f"citizens.{verb}_lettertext" for verb in ("view", "add", "change", "delete")))
