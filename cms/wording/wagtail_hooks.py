"""What plain language adds to Wagtail's admin: the list of officialese, and a look at a page's words."""

from django.contrib.admin import SimpleListFilter
from django.urls import path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail_modeladmin.options import modeladmin_register

from cms.organisation.admin import SharedRegister

from . import views
from .models import OfficialeseWord


class Initial(SimpleListFilter):
    """The letter a word begins with: the list is long."""

    title = _("first letter")
    parameter_name = "letter"

    def lookups(self, request, model_admin):
        words = model_admin.model.objects.values_list("word", flat=True)
        return [(letter, letter) for letter in sorted({word[0].upper() for word in words})]

    def queryset(self, request, queryset):
        return queryset.filter(word__istartswith=self.value()) if self.value() else queryset


@modeladmin_register
class Officialese(SharedRegister):
    model = OfficialeseWord
    menu_icon = "pilcrow"
    menu_order = 207
    list_display = ["word", "instead"]
    list_filter = [Initial]
    ordering = ["word"]  # wagtail-modeladmin cannot read an expression
    search_fields = ["word", "forms", "instead"]
    list_export = ["word", "forms", "instead"]
    inspect_view_fields = ["word", "forms", "instead"]
    panels = [FieldPanel("word"), FieldPanel("forms"), FieldPanel("instead")]


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("verstaendlich/<int:page_id>/", views.check_page, name="wording_check"),
        path(
            "verstaendlich/<slug:app_label>/<slug:model_name>/<int:parent_id>/",
            views.check_new_page,
            name="wording_check_new",
        ),
    ]
