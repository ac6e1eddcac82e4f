"""What the registers share: one guard for every view of wagtail-modeladmin, an event for every change."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import re_path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, UserColumn
from wagtail.log_actions import log
from wagtail_modeladmin import views
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from cms.audit.actions import record
from cms.audit.models import Actor

from .errors import OrganisationError
from .exports import Spreadsheet
from .following import what_follows
from .forms import RegisterForm
from .hours.rules import refuse_calendar_without_hours
from .hours_models import HoursException, HoursKind, OpeningSpan
from .querysets import ALL_PARTNERS
from .tenancy import edited_partners, may_edit
from .turns import take_turn
from .where_used import by_kind, counted, is_told_of, uses_of


class Guard(PermissionHelper):
    """A person needs the permission for the kind of row, and the row must belong to a partner she edits."""

    def user_can_create(self, user):
        return super().user_can_create(user) and (user.has_perm(ALL_PARTNERS) or bool(edited_partners(user)))

    def user_can_inspect_obj(self, user, obj):
        return self.inspect_view_enabled and self.user_has_any_permissions(user) and may_edit(user, obj)

    def user_can_edit_obj(self, user, obj):
        return super().user_can_edit_obj(user, obj) and may_edit(user, obj)

    def user_can_delete_obj(self, user, obj):
        return super().user_can_delete_obj(user, obj) and may_edit(user, obj)


class SharedGuard(PermissionHelper):
    """For rows that all partners share: the permission decides alone, and looking needs it too."""


class Buttons(ButtonHelper):
    """Labels begin large, also where the thing's name begins with an adjective."""

    def add_button(self, *args, **kwargs):
        button = super().add_button(*args, **kwargs)
        return button | {"label": capfirst(button["label"])}


class Listing(Spreadsheet, views.IndexView):
    """Only the filters that are offered may filter.

    wagtail-modeladmin applies any other parameter of the address as a query, which would let people ask for
    passwords letter by letter (``?partner__editors__user__password__startswith=…``).
    """

    def get_filters(self, request):
        specs, has_filters, _others, use_distinct = super().get_filters(request)
        return specs, has_filters, {}, use_distinct

    def get_context_data(self, **kwargs):
        return super().get_context_data(what_follows=what_follows(self.model), **kwargs)


class Writing:
    """Saves the row and its event in one transaction, and only for who edits the row's partner."""

    verb = ""

    def get_error_message(self):
        return capfirst(super().get_error_message())

    def form_valid(self, form):
        with transaction.atomic():
            response = super().form_valid(form)
            if not self.model_admin.may_keep(self.request.user, self.instance):
                raise PermissionDenied
            changed = [*form.changed_data, *_changed_children(form)]
            if changed or self.verb == "created":
                record(
                    f"{self.opts.model_name}_{self.verb}",
                    self.instance,
                    by=Actor.person(self.request.user),
                    fields=sorted(changed),
                )
        return response


class Creating(Writing, views.CreateView):
    verb = "created"

    def get_page_title(self):
        return capfirst(_("Add %(thing)s") % {"thing": self.verbose_name})

    def get_page_subtitle(self):
        return ""

    def check_action_permitted(self, user):
        return self.permission_helper.user_can_create(user)


class ShowsUses:
    """Beside a row that others lead to stands what would change with it."""

    def get_context_data(self, **kwargs):
        used = by_kind(uses_of(self.instance)) if is_told_of(self.instance) else None
        return super().get_context_data(**{"used": used, **kwargs})


class Editing(ShowsUses, Writing, views.EditView):
    verb = "changed"

    def get_page_title(self):
        return capfirst(_("Edit %(thing)s") % {"thing": self.verbose_name})


class Inspecting(ShowsUses, views.InspectView):
    """A row as it stands, in words, with the pages that belong to it."""

    def get_page_title(self):
        return capfirst(self.verbose_name)

    def get_field_label(self, field_name, field=None):
        return capfirst(str(label_for_field(field_name, self.model, self.model_admin)))

    def get_field_display_value(self, field_name, field=None):
        own = getattr(self.model_admin, field_name, None)
        value = own(self.instance) if callable(own) else super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list | tuple):
            return ", ".join(str(each) for each in value)
        return timezone.localtime(value) if isinstance(value, datetime) else value

    def get_context_data(self, **kwargs):
        ways = self.model_admin.further_pages(self.request.user, self.instance)
        return super().get_context_data(**{"ways": ways, **kwargs})


class Deleting(views.DeleteView):
    """Says why a row must stay: what leads to it, what an upper app needs it for, or the last service hour."""

    def get_page_title(self):
        return capfirst(_("Delete %(thing)s") % {"thing": self.verbose_name})

    def confirmation_message(self):
        return _("Really delete %(name)s? This cannot be undone.") % {"name": self.instance}

    def post(self, request, *args, **kwargs):
        row, name = self.instance, str(self.instance)
        try:
            with transaction.atomic():
                take_turn(row)
                refuse_to_starve(row)
                log(instance=row, action="wagtail.delete", deleted=True)
                record(f"{self.opts.model_name}_deleted", row, by=Actor.person(request.user))
                row.delete()
        except ProtectedError as refusal:
            messages.error(request, _still_used(name, refusal.protected_objects))
            return redirect(self.url_helper.get_action_url("delete", self.pk_quoted))
        except (OrganisationError, ValidationError) as refusal:
            text = " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
            messages.error(request, text)
            return redirect(self.url_helper.get_action_url("delete", self.pk_quoted))
        messages.success(request, _("%(name)s has been deleted.") % {"name": name})
        return redirect(self.index_url)


class GuardedHistory(views.HistoryView):
    """wagtail-modeladmin shows a row's history to everybody with access to the admin."""

    header_icon = "history"
    columns = [
        Column("message", label=gettext_lazy("Action")),
        UserColumn("user", label=gettext_lazy("By"), blank_display_name=gettext_lazy("the program")),
        DateColumn("timestamp", label=gettext_lazy("When")),
    ]

    def check_action_permitted(self, user):
        return self.model_admin.may_look(user, self.instance)


def yes_or_no(model: type[Model], name: str) -> Callable[..., str]:
    """A column of a list; Django's own shows pictures of its admin, which is not installed here."""

    def column(register, row) -> str:
        return _("yes") if getattr(row, name) else _("no")

    column.short_description = model._meta.get_field(name).verbose_name
    column.admin_order_field = name
    return column


class OwnChoices(RelatedFieldListFilter):
    """A filter by something of a partner's: it names only what one edits."""

    def field_choices(self, field, request, model_admin):
        rows = field.remote_field.model._default_manager.edited_by(request.user)
        return [(row.pk, str(row)) for row in rows]


class Register(ModelAdmin):
    """The base of every register: name the model, its panels and lists; the guard is there."""

    permission_helper_class = Guard
    button_helper_class = Buttons
    form_class = RegisterForm
    panels = []
    index_view_class = Listing
    create_view_class = Creating
    edit_view_class = Editing
    inspect_view_class = Inspecting
    delete_view_class = Deleting
    history_view_class = GuardedHistory
    inspect_view_enabled = True
    list_per_page = 50
    stylesheets = ["organisation/registers.css"]

    def get_index_view_extra_css(self):
        return self.stylesheets

    def get_form_view_extra_css(self):
        return self.stylesheets

    def get_inspect_view_extra_css(self):
        return self.stylesheets

    def get_extra_attrs_for_field_col(self, obj, field_name=None):
        """On a telephone each value stands below the other, with its name."""
        return {"data-label": capfirst(str(label_for_field(field_name, self.model, self)))}

    def get_list_export(self, request):
        """What the list shows, unless the register names more."""
        return self.list_export or self.list_display

    # Further pages: of a row, guarded by the row, and of the whole register, by their names in the address.
    row_views: dict[str, type[views.InstanceSpecificView]] = {}
    list_views: dict[str, type[views.WMABaseView]] = {}

    def get_admin_urls_for_registration(self):
        helper = self.url_helper
        return (
            *super().get_admin_urls_for_registration(),
            *(
                re_path(
                    helper.get_action_url_pattern(action),
                    partial(self.further_row_view, view),
                    name=helper.get_action_url_name(action),
                )
                for action, view in self.row_views.items()
            ),
            *(
                re_path(
                    rf"^{helper.base_url_path}/{action}/$",
                    partial(self.further_list_view, view),
                    name=helper.get_action_url_name(action),
                )
                for action, view in self.list_views.items()
            ),
        )

    def further_row_view(self, view, request, instance_pk):
        return view.as_view(model_admin=self, instance_pk=_key(instance_pk))(request)

    def further_list_view(self, view, request):
        return view.as_view(model_admin=self)(request)

    def further_pages(self, user, row) -> list[tuple[str, str]]:
        """The pages of this row that this person may open, by name and address."""
        return [
            (view.link, self.url_helper.get_action_url(action, row.pk))
            for action, view in self.row_views.items()
            if view.may_open(self, user, row)
        ]

    def get_edit_handler(self):
        return ObjectList(self.panels, base_form_class=self.form_class)

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.edited_by(request.user) if hasattr(rows, "edited_by") else rows

    def get_menu_label(self):
        return capfirst(self.opts.verbose_name_plural)

    def may_look(self, user, row) -> bool:
        return self.permission_helper.user_can_inspect_obj(user, row)

    def may_keep(self, user, row) -> bool:
        return may_edit(user, row)

    # An address with something else than a key leads nowhere (wagtail-modeladmin fails on it).

    def edit_view(self, request, instance_pk):
        return super().edit_view(request, _key(instance_pk))

    def inspect_view(self, request, instance_pk):
        return super().inspect_view(request, _key(instance_pk))

    def delete_view(self, request, instance_pk):
        return super().delete_view(request, _key(instance_pk))

    def history_view(self, request, instance_pk):
        return super().history_view(request, _key(instance_pk))


class SharedRegister(Register):
    """A register whose rows belong to all partners."""

    permission_helper_class = SharedGuard

    def may_keep(self, user, row) -> bool:
        return True  # the permission has been asked by the view


def refuse_to_starve(row) -> None:
    """The last service hour of the next 60 days stays."""
    if isinstance(row, OpeningSpan | HoursException) and row.kind == HoursKind.SERVICE:
        refuse_calendar_without_hours([row.owner], now=timezone.now(), without=row)


def _still_used(name: str, rows) -> str:
    return _("%(name)s cannot be deleted, it is still used: %(used)s.") % {"name": name, "used": counted(rows)}


def _changed_children(form) -> list[str]:
    return [name for name, formset in getattr(form, "formsets", {}).items() if formset.has_changed()]


def _key(value: str) -> str:
    if not value.isdigit() or len(value) > 18:
        raise Http404
    return value
