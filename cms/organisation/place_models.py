"""Where a caller is: places and the numbers people dial, each leading to a partner or saying who else serves them."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from . import dialling
from .querysets import DialledNumberQuerySet, OfPartnerQuerySet


class Place(models.Model):
    """A town, a district or a postcode; it leads to the partner that serves it, or says who does."""

    class Kind(models.TextChoices):
        TOWN = "town", _("town")
        DISTRICT = "district", _("district")
        POSTCODE = "postcode", _("postcode")

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TOWN)
    postcode = models.CharField(
        _("postcode"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", _("A postcode has five digits."))],
    )
    partner = models.ForeignKey(
        "organisation.Partner",
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="places",
        null=True,
        blank=True,
        help_text=_("Who answers for this place here. Leave it empty where somebody else does, and say who."),
    )
    served_by = models.CharField(_("served by somebody else"), max_length=150, blank=True)
    served_by_phone = models.CharField(
        _("their telephone"), max_length=40, blank=True, validators=[dialling.refuse_without_digits]
    )
    served_by_url = models.URLField(_("their address on the web"), blank=True)

    objects = OfPartnerQuerySet.as_manager()
    partner_path = "partner"

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["name", "postcode"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "kind", "postcode"],
                name="place_is_named_once",
                violation_error_message=_("This place is in the list already."),
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=False, served_by="") | (Q(partner__isnull=True) & ~Q(served_by="")),
                name="place_is_served_by_one",
                violation_error_message=_("Choose the partner, or say who else serves this place, not both."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="postcode") | ~Q(postcode=""),
                name="postcode_place_has_its_postcode",
                violation_error_message=_("A place of the kind postcode needs its postcode."),
            ),
        ]

    def __str__(self):
        return f"{self.postcode} {self.name}".strip()


class DialledNumber(models.Model):
    """A number that people call: one partner's own, or one like 115 that all share."""

    number = models.CharField(
        _("number"),
        max_length=40,
        unique=True,
        error_messages={"unique": _("This number is in the list already.")},
        help_text=_("As people type it, with its area code. It is kept in one form: +4964215550100, or 115."),
    )
    label = models.CharField(_("label"), max_length=120, blank=True)
    partner = models.ForeignKey(
        "organisation.Partner",
        verbose_name=_("partner"),
        on_delete=models.CASCADE,
        related_name="dialled_numbers",
        null=True,
        blank=True,
        help_text=_("Empty for a number that all partners share, like 115."),
    )

    objects = DialledNumberQuerySet.as_manager()
    partner_path = "partner"

    class Meta:
        verbose_name = _("dialled number")
        verbose_name_plural = _("dialled numbers")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__startswith="+") | Q(number__startswith="1"),
                name="dialled_number_is_normalised",
                violation_error_message=_("This number is not stored in its one form."),
            ),
        ]

    def __str__(self):
        return f"{self.spoken} ({self.label})" if self.label else self.spoken

    @property
    def spoken(self) -> str:
        return dialling.spaced(self.number)

    def clean_fields(self, exclude=None):
        # Before anything compares it: two ways of typing one number are one number.
        if self.number and "number" not in (exclude or ()):
            try:
                self.number = dialling.normalised(self.number)
            except ValidationError as refusal:
                raise ValidationError({"number": refusal}) from refusal
        super().clean_fields(exclude=exclude)
