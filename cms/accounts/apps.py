"""Registers cms.accounts with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_delete
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "cms.accounts"
    verbose_name = _("people")

    def ready(self):
        from . import checks, receivers  # noqa: F401  (checks register themselves)

        post_migrate.connect(receivers.make_groups, sender=self, dispatch_uid="accounts.make_groups")
        pre_delete.connect(
            receivers.refuse_deletion, sender=self.get_model("User"), dispatch_uid="accounts.refuse_deletion"
        )
