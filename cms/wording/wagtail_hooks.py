"""What plain language adds to Wagtail's admin: the list of officialese, and a look at a page's words."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail_modeladmin.options import modeladmin_register

from cms.organisation.admin import SharedRegister

from . import views
from .models import OfficialeseWord


@modeladmin_register
class Officialese(SharedRegister):
    model = OfficialeseWord
    menu_icon = "pilcrow"
    menu_order = 207
    list_display = ["word", "instead"]
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
