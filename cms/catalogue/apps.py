"""Registers cms.catalogue with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save, pre_save
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "cms.catalogue"
    verbose_name = _("catalogue")

    def ready(self):
        from wagtail.signals import task_submitted

        from cms.organisation import changes
        from cms.organisation.setup import editors_also_hold

        from . import complete, editor, languages, notices, receivers, uses  # noqa: F401  (some register themselves)
        from .models import LifeSituation, LocalServicePage, Notice, NoticedService, ServicePage, Topic

        task_submitted.connect(complete.refuse_to_submit, dispatch_uid="refuse_to_submit_incomplete", weak=False)
        notices.send_through_the_outbox()
        editors_also_hold(*(f"catalogue.{verb}_notice" for verb in ("view", "add", "change", "delete")))
        post_migrate.connect(receivers.set_up_after_migrations, sender=self)
        for signal in (post_save, post_delete):
            signal.connect(languages.forget_codes, sender="wagtailcore.Locale")
        receivers.lead_translations(ServicePage)
        pre_save.connect(receivers.keep_in_order, sender=ServicePage)
        receivers.tell_visitors(ServicePage, lambda page: None)
        receivers.tell_visitors(LocalServicePage, lambda page: None)  # its neighbours say whether it is done there
        changes.watch(LifeSituation, Notice, NoticedService, Topic)
        changes.watch_choices(Notice.departments.through, Notice.offices.through)
