"""Registers cms.pages with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "cms.pages"
    verbose_name = _("pages")

    def ready(self):
        from . import receivers

        post_migrate.connect(receivers.set_up_after_migrations, sender=self)
