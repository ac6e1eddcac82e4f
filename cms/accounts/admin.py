"""People in Wagtail's admin: by e-mail address, deactivated instead of deleted, every change in the audit."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.views import users

from cms.audit.actions import record
from cms.audit.models import Actor

from .forms import PersonForm
from .holdings import held_by
from .models import User


class NobodyDeletes(ModelPermissionPolicy):
    """As the permissions say, but nobody deletes, not even a superuser."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return super().user_has_any_permission(user, set(actions) - {"delete"})


class NewPersonView(users.CreateView):
    """People are invited, with everything they need at once; nobody types a password for another."""

    def dispatch(self, request, *args, **kwargs):
        return redirect("organisation_new_person")


class PersonView(users.EditView):
    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.can_delete = False

    @transaction.atomic
    def save_instance(self):
        person = super().save_instance()
        if self.form.changed_data:
            record("person_changed", person, by=Actor.person(self.request.user), fields=sorted(self.form.changed_data))
        if "is_active" in self.form.changed_data and not person.is_active:
            tell_what_stays(self.request, person)
        return person

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "held": held_by(self.object)}


def tell_what_stays(request: HttpRequest, person: User) -> None:
    """Nothing is taken from her by itself: somebody has to look after it."""
    if held := held_by(person):
        sentence = _("%(person)s can no longer log in, but still holds: %(held)s.")
        messages.warning(request, sentence % {"person": person, "held": ", ".join(one.what for one in held)})


class NoDeletion(users.DeleteView):
    def dispatch(self, request, *args, **kwargs):
        raise PermissionDenied


class ListOfPeople(users.IndexView):
    page_title = gettext_lazy("People")
    add_item_label = gettext_lazy("Add a person")

    @cached_property
    def columns(self):
        """Without the column for superusers: nobody is one in daily work."""
        return [column for column in super().columns if column.name != "is_superuser"]

    def get_delete_url(self, instance):
        return None


class PeopleViewSet(users.UserViewSet):
    menu_label = gettext_lazy("People")
    index_view_class = ListOfPeople
    add_view_class = NewPersonView
    edit_view_class = PersonView
    delete_view_class = NoDeletion
    edit_template_name = "accounts/person_form.html"
    copy_view_enabled = False  # people are invited

    @cached_property
    def permission_policy(self):
        return NobodyDeletes(self.model)

    def get_form_class(self, for_update=False):
        return PersonForm
