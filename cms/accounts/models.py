"""People who work with Kümmerer; citizens have no account."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
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

    def with_address(self, email: str) -> models.QuerySet:
        """Whatever letters she writes it with; lowered exactly as the attempts of an account are counted."""
        return self.annotate(lowered=Lower("email")).filter(lowered=email.lower())

    def get_by_natural_key(self, username):
        return self.with_address(username).get()


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
            ("invite_people", _("Can invite people")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"],
                condition=~Q(external_id=""),
                name="person_has_one_external_id",
                violation_error_message=_("Somebody else has this key already."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="one_person_per_address_in_any_letters",
                violation_error_message=_("Somebody with this email address exists already."),
            ),
        ]

    def __str__(self):
        return self.get_full_name() or self.email


class Tally(models.Model):
    """How often something was tried for one account or from one network address; forgotten within the hour.

    The key is a fingerprint under our secret key: from the row alone nobody reads whose it is.
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("tally of attempts")
        verbose_name_plural = _("tallies of attempts")

    def __str__(self):
        return f"{self.count} until {self.ends_at:%H:%M}"


class BreakGlass(models.Model):
    """A person may do everything for a limited time, for a reason that all administrators read."""

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="times_of_full_power"
    )
    reason = models.CharField(_("reason"), max_length=300)
    started_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("time of full power")
        verbose_name_plural = _("times of full power")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_at__isnull=True),
                name="full_power_is_given_once_at_a_time",
                violation_error_message=_("This person may do everything already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("started_at")),
                name="full_power_ends_after_it_starts",
                violation_error_message=_("The end comes after the start."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="full_power_has_a_reason",
                violation_error_message=_("Say why."),
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.started_at:%Y-%m-%d %H:%M}"
