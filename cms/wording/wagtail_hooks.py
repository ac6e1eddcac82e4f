"""What plain language adds to Wagtail's admin: the list of officialese."""

from wagtail.admin.panels import FieldPanel
from wagtail_modeladmin.options import modeladmin_register

from cms.organisation.admin import SharedRegister

from .models import OfficialeseWord


@modeladmin_register
class Officialese(SharedRegister):
    model = OfficialeseWord
    menu_icon = "pilcrow"
    menu_order = 207
    list_display = ["word", "instead"]
    search_fields = ["word", "forms", "instead"]
    list_export = ["word", "forms", "instead"]
    inspect_view_fields = ["word", "forms", "instead"]
    panels = [FieldPanel("word"), FieldPanel("forms"), FieldPanel("instead")]
