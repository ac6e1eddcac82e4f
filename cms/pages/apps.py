"""Registers cms.pages with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "cms.pages"
    verbose_name = _("pages")

    def ready(self):
        from wagtail.documents.models import Document
        from wagtail.images.models import Image
        from wagtail.models import PageViewRestriction

        from cms.catalogue.models import partner_above
        from cms.catalogue.receivers import lead_translations, tell_visitors
        from cms.organisation import changes
        from cms.organisation.models import Partner

        from . import receivers
        from .models import EditorialPage, HomePage

        post_migrate.connect(receivers.set_up_after_migrations, sender=self)
        post_save.connect(receivers.follow_who_approves, sender=Partner)
        tell_visitors(HomePage, partner_above)
        tell_visitors(EditorialPage, partner_above)
        lead_translations(EditorialPage)
        changes.watch(Document, Image, PageViewRestriction)
