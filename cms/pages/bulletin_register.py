"""The register in which the centre writes bulletins for the desk."""

from django.conf import settings
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail_modeladmin.options import modeladmin_register

from cms.organisation.admin import SharedRegister, yes_or_no
from cms.organisation.forms import RegisterForm

from .models import Bulletin

SCREENS = Q(permissions__codename__in=["open_call_desk", "open_inbox"], permissions__content_type__app_label="accounts")


def with_a_desk() -> QuerySet:
    return Group.objects.filter(SCREENS).order_by("name").distinct()


class ForGroup(RelatedFieldListFilter):
    """A filter by who is meant; it asks for no admin of Django's, which is not here."""

    def field_choices(self, field, request, model_admin):
        return [(group.pk, group.name) for group in with_a_desk()]


class BulletinForm(RegisterForm):
    """Offers the groups that have a desk; a new bulletin begins now."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = with_a_desk()
        if not settings.READ_MARKS:
            self.fields.pop("with_read_marks", None)
        if self.instance.pk is None:
            self.initial["starts_at"] = timezone.now()


@modeladmin_register
class Bulletins(SharedRegister):
    model = Bulletin
    form_class = BulletinForm
    menu_icon = "comment"
    menu_order = 215
    list_display = ["title", "starts_at", "ends_at", "is_important"]
    is_important = yes_or_no(Bulletin, "important")
    list_filter = ["important", ("groups", ForGroup)]
    search_fields = ["title", "text"]
    list_export = ["title", "text", "starts_at", "ends_at", "important", "groups", "with_read_marks"]
    inspect_view_fields = list_export
    panels = [
        FieldPanel("title"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("important"),
        FieldPanel("groups", widget=CheckboxSelectMultiple),
        FieldPanel("with_read_marks"),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")
