"""Registers cms.knowledge with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "cms.knowledge"
    verbose_name = _("knowledge search")

    def ready(self):
        from cms.organisation.setup import editors_also_hold

        from . import checks, other_receivers, receivers  # noqa: F401  (checks register themselves)

        editors_also_hold(*(f"knowledge.{verb}_everydayword" for verb in ("view", "add", "change")))
        receivers.connect()
        other_receivers.connect()
