"""The register of text modules: a partner's editors keep its own, administrators those of all."""

from __future__ import annotations

from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail_modeladmin.options import modeladmin_register

from cms.organisation.admin import OwnChoices, Register
from cms.organisation.forms import RegisterForm

from .text_models import TextModule


class TextModuleForm(RegisterForm):
    """A module stays with its partner; the department is one of it."""

    fixed = ("partner",)

    def clean(self):
        values = super().clean()
        department, partner = values.get("department"), values.get("partner")
        partner_id = partner.pk if partner else self.instance.partner_id  # none where it was refused itself
        if department is not None and partner_id is not None and department.partner_id != partner_id:
            self.add_error("department", _("This department belongs to another partner."))
        return values


@modeladmin_register
class TextModules(Register):
    model = TextModule
    form_class = TextModuleForm
    menu_icon = "doc-full-inverse"
    menu_order = 325
    list_display = ["title", "partner", "department"]
    list_select_related = ["partner", "department"]
    list_filter = [("partner", OwnChoices), ("department", OwnChoices)]
    search_fields = ["title", "text", "text_en"]
    list_export = ["title", "partner", "department", "text", "text_en"]
    inspect_view_fields = list_export
    panels = [
        FieldRowPanel([FieldPanel("partner"), FieldPanel("department")]),
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("text_en"),
    ]
