"""Registers cms.knowledge with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "cms.knowledge"
    verbose_name = _("knowledge search")

    def ready(self):
        from . import receivers

        receivers.connect()
