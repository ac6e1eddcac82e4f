"""Wagtail's screens for people, told to use ours; named in INSTALLED_APPS in place of "wagtail.users"."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleAdminConfig(WagtailUsersAppConfig):
    user_viewset = "cms.accounts.admin.PeopleViewSet"
