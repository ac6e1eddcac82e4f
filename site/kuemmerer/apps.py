"""Registers kuemmerer with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KuemmererConfig(AppConfig):
    name = "kuemmerer"
    verbose_name = _("Kümmerer")

    def ready(self):
        from . import checks  # noqa: F401 - registers them
