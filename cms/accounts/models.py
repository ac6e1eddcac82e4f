"""People who work with Kümmerer; citizens have no account."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PeopleManager(UserManager):
    """Makes people whose name at the door is their e-mail address."""

    def _create_user_object(self, username, email, password, **fields):
        person = self.model(email=self.normalize_email(email or username), **fields)
        person.set_password(password)
        return person

    def create_user(self, email, password=None, **fields):
        return super().create_user(email, email, password, **fields)

    def create_superuser(self, email, password=None, **fields):
        return super().create_superuser(email, email, password, **fields)


class User(AbstractUser):
    """A person. Deactivated, never deleted: cases and events lead here."""

    username = None
    email = models.EmailField(
        _("email address"),
        unique=True,
        error_messages={"unique": _("Somebody with this email address exists already.")},
    )
    external_id = models.CharField(
        _("key in the single sign-on"),
        max_length=190,
        blank=True,
        help_text=_("Filled by a later single sign-on; leave it empty."),
    )

    objects = PeopleManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["last_name", "first_name", "email"]
        permissions = [
            ("open_call_desk", _("Can open the agents' call desk")),
            ("open_inbox", _("Can open the departments' inbox")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id=""),
                name="person_has_one_external_id",
                violation_error_message=_("Somebody else has this key already."),
            ),
        ]

    def __str__(self):
        return self.get_full_name() or self.email
