"""Whom the service centre works for: each partner with its Land, its site, its colours and what it offers."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string
from wagtail.models import Site

from .contrast import DARK, LIGHT, refuse_faint
from .dialling import refuse_without_digits
from .municipality_keys import as_written, refuse_wrong_key
from .querysets import PartnerQuerySet


class Land(models.TextChoices):
    """The sixteen Länder by the keys of ISO 3166-2; public holidays depend on them."""

    BW = "BW", "Baden-Württemberg"
    BY = "BY", "Bayern"
    BE = "BE", "Berlin"
    BB = "BB", "Brandenburg"
    HB = "HB", "Bremen"
    HH = "HH", "Hamburg"
    HE = "HE", "Hessen"
    MV = "MV", "Mecklenburg-Vorpommern"
    NI = "NI", "Niedersachsen"
    NW = "NW", "Nordrhein-Westfalen"
    RP = "RP", "Rheinland-Pfalz"
    SL = "SL", "Saarland"
    SN = "SN", "Sachsen"
    ST = "ST", "Sachsen-Anhalt"
    SH = "SH", "Schleswig-Holstein"
    TH = "TH", "Thüringen"


class ServiceLevel(models.TextChoices):
    """How far the service centre goes for a partner or one of its departments."""

    INFORMATION = "information", _("information")
    FORWARDING = "forwarding", _("information and forwarding")
    FULL = "full", _("full service")

    @property
    def takes_concerns(self) -> bool:
        """Whether concerns are taken in and forwarded; with “information” people are told whom to turn to."""
        return self != ServiceLevel.INFORMATION


class Language(models.TextChoices):
    """In which languages a town hall may speak; German always."""

    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")
    EASY = "de-simple", _("Leichte Sprache")


def german() -> list[str]:
    return [Language.GERMAN.value]


a_colour = RegexValidator(
    r"^#[0-9a-fA-F]{6}$", _("A colour is written like #0a5c8d: a hash and six digits or letters.")
)


class Partner(models.Model):
    """A municipality or body the centre works for, the town itself included."""

    class Kind(models.TextChoices):
        TOWN = "town", _("town or municipality")
        DISTRICT = "district", _("administrative district")
        SCHOOL = "school", _("school or adult education")
        COMPANY = "company", _("municipal company")
        OTHER = "other", _("other body")

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("short name in addresses"), unique=True)
    prefix = models.CharField(
        _("letters before case numbers"),
        max_length=3,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Three capital letters, for example LIN."))],
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TOWN)
    land = models.CharField(_("Land"), max_length=2, choices=Land)
    municipality_key = models.CharField(
        _("municipality key"),
        max_length=20,
        blank=True,
        help_text=_("AGS (8 digits) or ARS (12 digits), for example 06 5 34 014. Empty for a body that has none."),
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True, validators=[refuse_without_digits])
    site = models.OneToOneField(
        Site,
        verbose_name=_("site"),
        on_delete=models.PROTECT,
        related_name="partner",
        null=True,
        blank=True,
        help_text=_("The address under which citizens find this partner's town hall."),
    )
    editors = models.OneToOneField(
        Group,
        verbose_name=_("editors"),
        on_delete=models.PROTECT,
        related_name="partner",
        null=True,
        blank=True,
        help_text=_("The group whose members may change this partner's facts."),
    )
    triage_department = models.ForeignKey(
        "Department",
        verbose_name=_("triage department"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Gets every concern for which no responsible department is known."),
    )

    greeting = models.CharField(
        _("greeting"),
        max_length=250,
        blank=True,
        help_text=_("What an agent says first when somebody calls for this partner."),
    )
    service_level = models.CharField(_("service level"), max_length=12, choices=ServiceLevel, default=ServiceLevel.FULL)
    languages = models.JSONField(_("languages"), default=german, help_text=_("German is always one of them."))
    colour = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        validators=[a_colour],
        help_text=_("Of links and buttons on the town hall's pages. Empty: the blue of the KERN theme."),
    )
    colour_dark = models.CharField(
        _("colour on a dark background"),
        max_length=7,
        blank=True,
        validators=[a_colour],
        help_text=_("For visitors whose device shows dark pages. Empty: the light blue of the KERN theme."),
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("logo"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    centre_approves = models.BooleanField(
        _("the centre approves"),
        default=False,
        help_text=_("For a partner with a single editor: the centre's approvers release its pages."),
    )

    objects = PartnerQuerySet.as_manager()
    partner_path = "pk"

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]
        permissions = [
            ("edit_all_partners", _("Can change the facts of every partner")),
            ("found_partners", _("Can say how a partner is called and where it stands")),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Says everything that is wrong at once, each beside its field."""
        wrong: dict[str, ValidationError] = {}
        if self.triage_department and self.triage_department.partner_id != self.pk:
            wrong["triage_department"] = ValidationError(_("This department belongs to another partner."))
        self.municipality_key = as_written(self.municipality_key)
        if self.municipality_key:
            try:
                refuse_wrong_key(self.municipality_key, self.land)
            except ValidationError as refusal:
                wrong["municipality_key"] = refusal
        for field, backgrounds in (("colour", LIGHT), ("colour_dark", DARK)):
            # What is no colour at all the field has refused by itself.
            if a_colour.regex.search(colour := getattr(self, field)):
                try:
                    refuse_faint(colour, backgrounds)
                except ValidationError as refusal:
                    wrong[field] = refusal
        if not isinstance(self.languages, list) or set(self.languages) - set(Language.values):
            wrong["languages"] = ValidationError(_("Choose from the languages that are offered."))
        else:
            # German first and always; the others in their own order.
            self.languages = [key for key in Language.values if key == Language.GERMAN or key in self.languages]
        if wrong:
            raise ValidationError(wrong)

    def level_for(self, department: models.Model | None) -> ServiceLevel:
        """How far the centre goes for a department; without one, for the department that gets what nobody else does."""
        department = department or self.triage_department
        own = department.service_level if department is not None else ""
        return ServiceLevel(own or self.service_level)

    @property
    def takes_questions(self) -> bool:
        """Whether concerns are taken in for which no responsible department is known."""
        return self.level_for(None).takes_concerns

    def get_languages_display(self) -> str:
        return ", ".join(str(Language(key).label) for key in self.languages)
