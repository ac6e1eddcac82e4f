"""Registers cms.wording with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WordingConfig(AppConfig):
    name = "cms.wording"
    verbose_name = _("plain language")

    def ready(self):
        from . import receivers

        post_migrate.connect(receivers.give_permissions, sender=self)
