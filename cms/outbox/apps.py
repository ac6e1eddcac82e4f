"""Registers cms.outbox with Django and finds the jobs of every app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    name = "cms.outbox"
    verbose_name = _("background jobs")

    def ready(self):
        from . import registry

        registry.autodiscover()
