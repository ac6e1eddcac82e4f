"""People in Wagtail's admin: by e-mail address, deactivated instead of deleted, every change in the audit."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.views import users

from cms.audit.actions import record
from cms.audit.models import Actor

from .forms import NewPersonForm, PersonForm

SECRETS = {"password1", "password2"}


def changed_fields(form) -> list[str]:
    """The names of what has been changed, a password as one."""
    return sorted({"password" if name in SECRETS else name for name in form.changed_data})


class NobodyDeletes(ModelPermissionPolicy):
    """As the permissions say, but nobody deletes, not even a superuser."""

    def user_has_permission(self, user, action):
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return super().user_has_any_permission(user, set(actions) - {"delete"})


class NewPersonView(users.CreateView):
    @transaction.atomic
    def save_instance(self):
        person = super().save_instance()
        record("person_created", person, by=Actor.person(self.request.user), fields=changed_fields(self.form))
        return person


class PersonView(users.EditView):
    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.can_delete = False

    @transaction.atomic
    def save_instance(self):
        person = super().save_instance()
        if self.form.changed_data:
            record("person_changed", person, by=Actor.person(self.request.user), fields=changed_fields(self.form))
        return person


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
    create_template_name = "accounts/person_form.html"
    edit_template_name = "accounts/person_form.html"

    @cached_property
    def permission_policy(self):
        return NobodyDeletes(self.model)

    def get_form_class(self, for_update=False):
        return PersonForm if for_update else NewPersonForm
