"""What the catalogue adds to Wagtail's admin: topics, taking pages down, and no copies of local pages."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets.button import Button
from wagtail_modeladmin.options import modeladmin_register

from cms.organisation.admin import SharedRegister

from . import actions, admin_views, language_views, notice_register, reports, waiting  # noqa: F401  (their import registers them)
from .models import LifeSituation, LocalServicePage, Topic


@modeladmin_register
class Topics(SharedRegister):
    model = Topic
    menu_icon = "folder-open-inverse"
    menu_order = 205
    list_display = ["name", "name_en", "slug"]
    search_fields = ["name", "name_en"]
    inspect_view_fields = ["name", "name_en", "slug"]
    panels = [FieldPanel("name"), FieldPanel("name_en"), FieldPanel("slug")]


@modeladmin_register
class LifeSituations(SharedRegister):
    model = LifeSituation
    menu_icon = "group"
    menu_order = 206
    list_display = ["name", "name_en", "position", "slug"]
    search_fields = ["name", "name_en", "teaser"]
    inspect_view_fields = ["name", "name_en", "slug", "teaser", "position"]
    panels = [
        FieldPanel("name"),
        FieldPanel("name_en"),
        FieldPanel("slug"),
        FieldPanel("teaser"),
        FieldPanel("position"),
    ]


@hooks.register("register_admin_urls")
def take_down_address():
    return [path("abnehmen/<int:page_id>/", admin_views.take_down, name="catalogue_take_down")]


@hooks.register("register_page_header_buttons")
def take_down_button(page, user, view_name, next_url=None):
    if page.depth > 2 and actions.may_take_down(user, page):
        yield Button(
            _("Take down"), reverse("catalogue_take_down", args=[page.pk]), icon_name="download-alt", priority=55
        )


@hooks.register("register_page_listing_more_buttons")
def take_down_listing_button(page, user, next_url=None):
    if page.depth > 2 and actions.may_take_down(user, page):
        yield Button(
            _("Take down"), reverse("catalogue_take_down", args=[page.pk]), icon_name="download-alt", priority=55
        )


@hooks.register("register_log_actions")
def import_in_the_history(log_actions):
    log_actions.register_action("catalogue.import", _("Import"), _("Imported and published"))


@hooks.register("before_copy_page")
def local_pages_are_not_copied(request, page):
    if isinstance(page.specific, LocalServicePage):
        messages.error(request, _("A local page cannot be copied: a partner has one per service."))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None
