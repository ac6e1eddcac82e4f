"""Registers townhall with Django and lends its pages to the editors' previews."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TownhallConfig(AppConfig):
    name = "townhall"
    verbose_name = _("digital town hall")

    def ready(self):
        from cms.catalogue import preview as service_preview
        from cms.pages import preview as home_preview

        from .views import reading, service

        service_preview.show_with(service.show_service)
        home_preview.show_home_with(reading.show_home)
