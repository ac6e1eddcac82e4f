"""Registers cms.organisation with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete
from django.utils.translation import gettext_lazy as _

# What citizens see, in the town hall of its partner or in those of its neighbours too
OF_ONE_PARTNER = (
    "Department",
    "Location",
    "Office",
    "ContactPoint",
    "OpeningSpan",
    "HoursException",
    "Closure",
    "DialledNumber",
)
OF_ALL = ("Partner", "Place", "Responsibility", "ResponsibilityMapping")


class OrganisationConfig(AppConfig):
    name = "cms.organisation"
    verbose_name = _("organisation")

    def ready(self):
        from wagtail.models import Site

        from . import changes, held, known_people, page_rights, receivers, release_words, snippets, uses  # noqa: F401
        from .release_models import approvers_change_what_waits

        page_rights.guard()
        known_people.guard()
        snippets.guard()
        post_migrate.connect(receivers.give_permissions, sender=self, dispatch_uid="organisation.give_permissions")
        pre_delete.connect(receivers.tell_that_department_ends, sender=self.get_model("Department"))
        pre_delete.connect(receivers.tell_that_membership_ends, sender=self.get_model("Membership"))
        for name in ("OpeningSpan", "HoursException", "Closure"):
            post_save.connect(receivers.tell_that_hours_changed, sender=self.get_model(name))
            post_delete.connect(receivers.tell_that_hours_changed, sender=self.get_model(name))
        post_save.connect(approvers_change_what_waits, sender="wagtailcore.Revision")
        changes.watch(*map(self.get_model, OF_ONE_PARTNER))
        changes.watch(Site, *map(self.get_model, OF_ALL), everywhere=True)
