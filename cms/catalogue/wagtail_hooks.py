"""What the catalogue adds to Wagtail's admin: topics, taking pages down, and no copies of local pages."""

from django.contrib import messages
from django.contrib.admin import SimpleListFilter
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.widgets.button import Button
from wagtail_modeladmin.options import modeladmin_register

from cms.organisation.admin import SharedRegister
from cms.organisation.log_models import RegisterLogEntry

from . import actions, admin_views, language_views, notice_register, reports, waiting  # noqa: F401  (their import registers them)
from .languages import GERMAN
from .models import LifeSituation, LocalServicePage, Notice, Topic


class Filled(SimpleListFilter):
    """Subjects under which citizens find something, and those that are empty."""

    title = _("services")
    parameter_name = "filled"

    def lookups(self, request, model_admin):
        return [("yes", _("with services")), ("no", _("without services"))]

    def queryset(self, request, queryset):
        if self.value() in ("yes", "no"):
            return queryset.exclude(found=0) if self.value() == "yes" else queryset.filter(found=0)
        return queryset


class Subjects(SharedRegister):
    """Under what citizens look for services, each with the number of published ones."""

    list_filter = [Filled]

    def get_queryset(self, request):
        live = Count("services", filter=Q(services__live=True, services__locale__language_code=GERMAN))
        return super().get_queryset(request).annotate(found=live)

    def number(self, row):
        return row.found

    number.short_description = _("published services")
    number.admin_order_field = "found"


@modeladmin_register
class Topics(Subjects):
    model = Topic
    menu_icon = "folder-open-inverse"
    menu_order = 205
    list_display = ["name", "name_en", "number", "slug"]
    search_fields = ["name", "name_en"]
    inspect_view_fields = ["name", "name_en", "slug"]
    panels = [FieldPanel("name"), FieldPanel("name_en"), FieldPanel("slug")]


@modeladmin_register
class LifeSituations(Subjects):
    model = LifeSituation
    menu_icon = "group"
    menu_order = 206
    list_display = ["name", "name_en", "position", "number", "slug"]
    search_fields = ["name", "name_en", "teaser"]
    list_export = ["name", "name_en", "slug", "teaser", "position", "number"]
    inspect_view_fields = ["name", "name_en", "slug", "teaser", "position"]
    panels = [
        FieldPanel("name"),
        FieldPanel("name_en"),
        FieldPanel("slug"),
        FieldPanel("teaser"),
        FieldPanel("position"),
    ]


@hooks.register("register_log_actions")
def notices_keep_the_registers_log(log_actions):
    """Wagtail's own log shows everybody the entries of every partner's rows."""
    log_actions.register_model(Notice, RegisterLogEntry)


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
