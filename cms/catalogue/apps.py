"""Registers cms.catalogue with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "cms.catalogue"
    verbose_name = _("catalogue")

    def ready(self):
        from cms.organisation.setup import editors_also_hold

        from . import languages, notices, receivers
        from .models import ServicePage

        notices.send_through_the_outbox()
        editors_also_hold(*(f"catalogue.{verb}_notice" for verb in ("view", "add", "change", "delete")))
        post_migrate.connect(receivers.set_up_after_migrations, sender=self)
        for signal in (post_save, post_delete):
            signal.connect(languages.forget_codes, sender="wagtailcore.Locale")
        receivers.lead_translations(ServicePage)
