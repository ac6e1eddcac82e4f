"""Registers workflows.assurance with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AssuranceConfig(AppConfig):
    name = "workflows.assurance"
    verbose_name = _("nightly proof")

    def ready(self):
        from . import receivers

        post_migrate.connect(receivers.let_leads_see_the_proof, sender=self)
