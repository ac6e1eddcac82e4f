"""Registers workflows.cases with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "workflows.cases"
    verbose_name = _("cases")

    def ready(self):
        from wagtail.signals import published

        from cms.accounts.signals import person_deactivated
        from cms.catalogue.complete import release_asks
        from cms.organisation.setup import editors_also_hold
        from cms.organisation.signals import department_ending, hours_changed, membership_ending

        from . import checks, departments, receivers  # noqa: F401  (they register themselves)
        from .models import CaseType

        editors_also_hold(*(f"cases.{verb}_textmodule" for verb in ("view", "add", "change", "delete")))
        department_ending.connect(departments.keep_department_with_open_cases)
        hours_changed.connect(receivers.compute_anew)
        membership_ending.connect(receivers.keep_who_still_has_work)
        post_save.connect(receivers.return_what_she_had, sender="accounts.User")
        person_deactivated.connect(receivers.return_what_she_had)
        published.connect(receivers.freeze_what_is_released, sender=CaseType)
        release_asks(CaseType, receivers.what_a_case_type_lacks)
        post_migrate.connect(receivers.make_case_types, sender=self)
