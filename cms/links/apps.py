"""Registers cms.links with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LinksConfig(AppConfig):
    name = "cms.links"
    verbose_name = _("links")
