"""Case types in Wagtail's admin: drafts, preview, history, and a release that a second person gives."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView

from cms.organisation.log_models import RegisterLogEntry
from cms.organisation.snippets import GuardedSnippets

from . import text_register, type_views  # noqa: F401  (its import registers the text modules)
from .models import CaseType, TextModule
from .type_forms import CaseTypeForm


class LinksPanel(HelpPanel):
    """The way to the pages beside the editor, once there is something to look at."""

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self):
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            return {
                **super().get_context_data(parent_context),
                "play": address_of("play", self.instance),
                "export": address_of("export", self.instance),
            }


def address_of(name: str, case_type: CaseType) -> str:
    return reverse(CaseType.snippet_viewset.get_url_name(name), args=[case_type.pk])


class Listing(IndexView):
    """With the way to bring in a file."""

    @cached_property
    def header_more_buttons(self):
        buttons = list(super().header_more_buttons)
        if self.user_has_permission("add"):
            where = reverse(CaseType.snippet_viewset.get_url_name("import"))
            buttons.append(Button(_("Import from a file"), url=where, icon_name="upload", priority=90))
        return buttons


class CaseTypes(GuardedSnippets):
    model = CaseType
    index_view_class = Listing
    icon = "form"
    menu_label = _("Case types")
    menu_name = "case-types"
    menu_order = 320
    add_to_admin_menu = True
    list_display = [
        "name",
        "partner",
        BooleanColumn("is_active", label=_("can be opened"), sort_key="is_active"),
        BooleanColumn("live", label=_("released"), sort_key="live"),
    ]
    search_fields = ["name", "name_en", "slug"]
    list_per_page = 50
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
                    FieldRowPanel([FieldPanel("slug"), FieldPanel("partner")]),
                    FieldPanel("is_active"),
                    MultiFieldPanel(
                        [FieldRowPanel([FieldPanel("by_web"), FieldPanel("by_phone"), FieldPanel("by_counter")])],
                        heading=_("Who may use it"),
                    ),
                    MultipleChooserPanel("of_services", chooser_field_name="service", heading=_("Services")),
                    FieldPanel("introduction"),
                    FieldPanel("introduction_en"),
                ],
                heading=_("What it is"),
            ),
            ObjectList([FieldPanel("questions")], heading=_("Questions")),
            ObjectList(
                [
                    LinksPanel(template="cases/admin/links_panel.html", heading=_("Picture and dates")),
                    FieldRowPanel([FieldPanel("promise_amount"), FieldPanel("promise_unit")], heading=_("Promise")),
                    FieldPanel("steps"),
                    FieldRowPanel(
                        [FieldPanel("ask_back_remind"), FieldPanel("ask_back_end"), FieldPanel("ask_back_unit")],
                        heading=_("When the citizen is asked something"),
                    ),
                ],
                heading=_("Steps and promise"),
            ),
            ObjectList(
                [
                    FieldPanel("is_confidential"),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("details_days"), FieldPanel("text_days")]),
                            FieldRowPanel([FieldPanel("closed_details_days"), FieldPanel("closed_text_days")]),
                            FieldRowPanel([FieldPanel("withdrawn_details_days"), FieldPanel("withdrawn_text_days")]),
                        ],
                        heading=_("How long it is kept after the end"),
                    ),
                ],
                heading=_("Protection"),
            ),
        ],
        base_form_class=CaseTypeForm,
    )

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("partner")

    @property
    def play_view(self):
        def play(request: HttpRequest, pk: str) -> HttpResponse:
            row = get_object_or_404(CaseType, pk=pk)
            return type_views.play_through(request, row.get_latest_revision_as_object(), address_of("edit", row))

        return self.guarded(play)

    @property
    def export_view(self):
        def export(request: HttpRequest, pk: str) -> HttpResponse:
            return type_views.export(get_object_or_404(CaseType, pk=pk).get_latest_revision_as_object())

        return self.guarded(export)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not self.permission_policy.user_has_permission(request.user, "add"):
            raise PermissionDenied
        return type_views.bring(request, lambda case_type: address_of("edit", case_type))

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("play/<int:pk>/", self.play_view, name="play"),
            path("export/<int:pk>/", self.export_view, name="export"),
            path("import/", self.import_view, name="import"),
        ]


register_snippet(CaseTypes)


@hooks.register("register_log_actions")
def text_modules_keep_the_registers_log(log_actions):
    """Wagtail's own log shows everybody the entries of every partner's rows."""
    log_actions.register_model(TextModule, RegisterLogEntry)
