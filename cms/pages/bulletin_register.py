"""The register in which the centre writes bulletins for the desk."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail_modeladmin.options import modeladmin_register

from cms.organisation.admin import SharedRegister
from cms.organisation.forms import RegisterForm

from .models import Bulletin

SCREENS = Q(permissions__codename__in=["open_call_desk", "open_inbox"], permissions__content_type__app_label="accounts")


class BulletinForm(RegisterForm):
    """Offers the groups that have a desk; a new bulletin begins now."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = Group.objects.filter(SCREENS).distinct()
        if not settings.READ_MARKS:
            self.fields.pop("with_read_marks", None)
        if self.instance.pk is None:
            self.initial.setdefault("starts_at", timezone.now())


@modeladmin_register
class Bulletins(SharedRegister):
    model = Bulletin
    form_class = BulletinForm
    menu_icon = "comment"
    menu_order = 215
    list_display = ["title", "starts_at", "ends_at", "important"]
    list_filter = ["important", "groups"]
    search_fields = ["title", "text"]
    inspect_view_fields = ["title", "text", "starts_at", "ends_at", "important", "groups", "with_read_marks"]
    panels = [
        FieldPanel("title"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("important"),
        FieldPanel("groups", widget=CheckboxSelectMultiple),
        FieldPanel("with_read_marks"),
    ]
