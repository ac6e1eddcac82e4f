"""Registers workflows.mailroom with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailroomConfig(AppConfig):
    name = "workflows.mailroom"
    verbose_name = _("mail that comes in")
