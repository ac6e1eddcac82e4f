"""Registers cms.knowledge with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "cms.knowledge"
    verbose_name = _("knowledge search")

    def ready(self):
        from cms.catalogue.editor import also_say_how_it_is_found
        from cms.organisation.setup import editors_also_hold

        from . import checks, other_receivers, panels, receivers  # noqa: F401  (checks register themselves)

        editors_also_hold(*(f"knowledge.{verb}_everydayword" for verb in ("view", "add", "change")))
        post_migrate.connect(receivers.give_permissions, sender=self)
        also_say_how_it_is_found(panels.WordsPanel, panels.FoundPanel)
        receivers.connect()
        other_receivers.connect()
