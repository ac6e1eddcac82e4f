"""The register of notices: a partner's editors write its own, the centre those of all."""

from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail_modeladmin.options import modeladmin_register

from cms.organisation.admin import OwnChoices, Register, yes_or_no
from cms.organisation.forms import RegisterForm
from cms.organisation.partner_path import partner_of
from cms.organisation.querysets import ALL_PARTNERS

from .models import Notice


class NoticeForm(RegisterForm):
    """A notice stands somewhere, and what it names belongs to its partner; a new one begins now."""

    fixed = ("partner",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["starts_at"] = timezone.now()
        # Without a partner it would stand in everybody's town hall, which is the centre's to say.
        self.fields["partner"].required = not self.for_user.has_perm(ALL_PARTNERS)
        own = list(self.fields["partner"].queryset[:2]) if self.fields["partner"].required else []
        if len(own) == 1 and self.instance.pk is None:
            self.fields["partner"].initial = own[0].pk

    def clean(self):
        values = super().clean()
        if self.errors:
            return values
        for name in ("departments", "offices"):
            strangers = [row for row in values[name] if values["partner"] and partner_of(row) != values["partner"]]
            if strangers:
                self.add_error(name, _("Of another partner: %(names)s.") % {"names": ", ".join(map(str, strangers))})
        return values

    def is_valid(self):
        if not super().is_valid():
            return False
        if not (self.cleaned_data["banner"] or self.cleaned_data["departments"] or self.cleaned_data["offices"]):
            rows = self.formsets["noticed_services"].cleaned_data if "noticed_services" in self.formsets else []
            if not any(row and not row.get("DELETE") for row in rows):
                self.add_error("banner", ValidationError(_("Say where it stands: as a banner, or on which pages.")))
        return not self.errors


@modeladmin_register
class Notices(Register):
    model = Notice
    form_class = NoticeForm
    menu_icon = "warning"
    menu_order = 210
    list_display = ["text", "partner", "starts_at", "ends_at", "as_banner"]
    as_banner = yes_or_no(Notice, "banner")
    list_select_related = ["partner"]
    list_filter = ["banner", ("partner", OwnChoices), ("departments", OwnChoices), ("offices", OwnChoices)]
    search_fields = ["text", "text_en"]
    list_export = ["text", "text_en", "partner", "starts_at", "ends_at", "banner", "departments", "offices", "services"]
    inspect_view_fields = list_export
    panels = [
        FieldPanel("partner"),
        FieldPanel("text"),
        FieldPanel("text_en"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        MultiFieldPanel(
            [
                FieldPanel("banner"),
                MultipleChooserPanel(
                    "noticed_services", chooser_field_name="service", heading=_("services"), label=_("service")
                ),
                FieldPanel("offices", widget=CheckboxSelectMultiple),
                FieldPanel("departments", widget=CheckboxSelectMultiple),
            ],
            _("Where it stands"),
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("departments", "offices", "services")
