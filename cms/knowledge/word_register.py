"""Everyday words in Wagtail's admin: written by one person, released by another, never without a way back."""

from __future__ import annotations

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, IndexView, InspectView

from cms.catalogue.models import ServicePage
from cms.organisation.models import Partner
from cms.organisation.querysets import ALL_PARTNERS
from cms.organisation.snippets import Editor, GuardedSnippets

from . import word_files, word_views
from .models import EverydayWord

NO_PARTNER = "all"
FILLED_IN = ("kind", "words", "means", "page", "partner")


class WordForm(WagtailAdminModelForm):
    """A partner's editor writes the words of her partner; whose a word is never changes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].widget = forms.RadioSelect(choices=EverydayWord.Kind.choices)
        partner = self.fields["partner"]
        partner.queryset = Partner.objects.edited_by(self.for_user)
        partner.disabled = self.instance.pk is not None
        if partner.disabled or self.for_user.has_perm(ALL_PARTNERS):
            partner.empty_label = _("for all partners")
            return
        partner.required = True
        own = list(partner.queryset[:2])
        if len(own) == 1:
            partner.initial = own[0].pk
            partner.empty_label = None


class WordFilters(WagtailFilterSet):
    """By whose they are, by their kind, and by whether they are in force."""

    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("kind"), choices=EverydayWord.Kind.choices, widget=forms.RadioSelect, empty_label=None
    )
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("state"),
        choices=EverydayWord.State.choices,
        method="in_state",
        widget=forms.RadioSelect,
        empty_label=None,
    )
    partner = django_filters.ChoiceFilter(
        label=gettext_lazy("partner"), method="of_partner", widget=forms.RadioSelect, empty_label=None
    )

    class Meta:
        model = EverydayWord
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = Partner.objects.filter(pk__in=self.queryset.order_by().values("partner")).order_by("name")
        everybody = [(NO_PARTNER, _("for all partners"))] if self.queryset.filter(partner=None).exists() else []
        self.filters["partner"].extra["choices"] = [*everybody, *own.values_list("pk", "name")]

    def of_partner(self, rows, name, value):
        return rows.filter(partner=None if value == NO_PARTNER else value)

    def in_state(self, rows, name, value):
        return (
            rows.filter(waits=True)
            if value == EverydayWord.State.WAITS
            else rows.filter(live=value == EverydayWord.State.IN_FORCE)
        )


class Listing(IndexView):
    """With the ways to bring in a file and to take one out."""

    @cached_property
    def header_more_buttons(self):
        buttons = list(super().header_more_buttons)
        for name, label, icon in (
            ("import", _("Read from a file"), "upload"),
            ("export", _("Save as a file"), "download"),
        ):
            if name == "export" or self.user_has_permission("add"):
                buttons.append(Button(label, url=word_views.address(name), icon_name=icon, priority=90))
        return buttons

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if word_views.what_can_end(self.request.user, instance):
            buttons.append(
                MenuItem(end_label(instance), url=word_views.address("end", instance.pk), icon_name="bin", priority=40)
            )
        return buttons


class Writing(CreateView):
    """Whoever comes from a page, or from what was searched in vain, finds the form filled in."""

    def get_initial(self):
        given = {name: self.request.GET[name] for name in FILLED_IN if self.request.GET.get(name)}
        if "words" in given:
            given["words"] = " ".join(given["words"].split())[:200]
            given.setdefault("kind", word_files.likely_kind(given["words"]))
        for name, rows in (("page", ServicePage.objects.german()), ("partner", Partner.objects.all())):
            key = given.pop(name, "")
            if key.isdecimal() and len(key) < 19 and (row := rows.filter(pk=key).first()):
                given[name] = row.pk
        return {**super().get_initial(), **given}


class EndsFromHere:
    """The way to withdraw or discard a word stands beside its title."""

    @cached_property
    def header_more_buttons(self):
        buttons = list(super().header_more_buttons)
        if word_views.what_can_end(self.request.user, self.object):
            where = word_views.address("end", self.object.pk)
            buttons.append(Button(end_label(self.object), url=where, icon_name="bin", priority=40))
        return buttons


class Editing(EndsFromHere, Editor):
    pass


class Looking(EndsFromHere, InspectView):
    pass


class EverydayWords(GuardedSnippets):
    model = EverydayWord
    index_view_class = Listing
    add_view_class = Writing
    edit_view_class = Editing
    inspect_view_class = Looking
    inspect_view_enabled = True
    inspect_view_fields = ["kind", "words", "means", "page", "partner"]
    icon = "comment"
    menu_label = gettext_lazy("Everyday words")
    menu_name = "everyday-words"
    menu_order = 208
    add_to_admin_menu = True
    list_display = [
        "words",
        Column("meaning", label=gettext_lazy("means")),
        Column("kind", label=gettext_lazy("kind"), accessor="get_kind_display", sort_key="kind"),
        Column(
            "partner", label=gettext_lazy("partner"), accessor=lambda word: word.partner or _("all"), sort_key="partner"
        ),
        Column("state", label=gettext_lazy("state"), sort_key="live"),
    ]
    list_per_page = 50
    search_fields = ["words", "means", "page__title"]
    filterset_class = WordFilters
    edit_handler = ObjectList(
        [
            FieldPanel("kind"),
            FieldPanel("words"),
            MultiFieldPanel([FieldPanel("means"), FieldPanel("page")], heading=gettext_lazy("What it means")),
            FieldPanel("partner"),
        ],
        base_form_class=WordForm,
    )

    def get_queryset(self, request: HttpRequest):
        return EverydayWord.objects.seen_by(request.user).with_state().select_related("partner", "page")

    def guarded(self, view):
        """Who sends something waits until whoever was quicker with the same word is done."""

        def in_turn(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method == "POST" and "pk" in kwargs:
                list(EverydayWord.objects.select_for_update().filter(pk=kwargs["pk"]))
            return view(request, *args, **kwargs)

        return super().guarded(in_turn)

    @property
    def end_view(self):
        def end(request: HttpRequest, pk: str) -> HttpResponse:
            return word_views.end(request, get_object_or_404(EverydayWord, pk=pk))

        return self.guarded(end)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not self.permission_policy.user_has_permission(request.user, "add"):
            raise PermissionDenied
        return word_views.bring(request)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        if not self.permission_policy.user_has_any_permission(request.user, {"view", "add", "change"}):
            raise PermissionDenied
        return word_views.export(request)

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("end/<int:pk>/", self.end_view, name="end"),
            path("import/", self.import_view, name="import"),
            path("export/", self.export_view, name="export"),
        ]


def end_label(word: EverydayWord) -> str:
    return _("Withdraw") if word.live else _("Discard")


@hooks.register("construct_snippet_action_menu")
def next_step_first(items: list[ActionMenuItem], request: HttpRequest, context: dict) -> None:
    """A word is written to be released: the button in front asks for it, or gives it."""
    if context["model"] is not EverydayWord:
        return
    names = [getattr(item, "name", "") for item in items]
    first = next((name for name in ("approve", "action-submit", "action-restart-workflow") if name in names), None)
    if first:
        items.insert(0, items.pop(names.index(first)))


register_snippet(EverydayWords)
