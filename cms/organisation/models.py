"""Who the municipality is: departments, locations, offices, memberships and responsibilities of its partners."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from .change_models import TownHallChange  # noqa: F401  (one app, several files)
from .colleague_models import Colleague  # noqa: F401
from .dialling import refuse_without_digits
from .hours_models import Closure, HoursException, OpeningSpan  # noqa: F401
from .log_models import RegisterLogEntry  # noqa: F401
from .partner_models import Land, Partner, ServiceLevel  # noqa: F401
from .place_models import DialledNumber, Place  # noqa: F401
from .querysets import DepartmentQuerySet, MembershipQuerySet, OfPartnerQuerySet
from .release_models import SecondPersonTask  # noqa: F401
from .slugs import AddressField, PartnerOfField

DEEPEST = 3


class Department(models.Model):
    """A unit of a partner; it owns cases and may have service hours of its own."""

    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="departments"
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("belongs to"),
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
    )
    name = models.CharField(_("name"), max_length=150)
    slug = AddressField(_("short name in addresses"), help_text=_("Made of the name where you leave it empty."))
    description = models.CharField(
        _("description"),
        max_length=500,
        blank=True,
        help_text=_("What citizens come here for, in a sentence or two; stands on the department's page."),
    )
    mailbox = models.EmailField(
        _("mailbox"),
        blank=True,
        help_text=_("A department without members works by mail, once somebody has confirmed the link we send there."),
    )
    mailbox_confirmed = models.EmailField(_("confirmed mailbox"), blank=True, editable=False)
    service_level = models.CharField(
        _("service level"),
        max_length=12,
        choices=ServiceLevel,
        blank=True,
        help_text=_("Empty: as for the whole partner."),
    )
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)

    objects = DepartmentQuerySet.as_manager()
    partner_path = "partner"

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["partner__name", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "name"],
                name="department_name_is_unique_per_partner",
                violation_error_message=_("This partner already has a department of this name."),
            ),
            models.UniqueConstraint(
                fields=["partner", "slug"],
                name="department_address_is_unique_per_partner",
                violation_error_message=_("Another department of this partner has this short name."),
            ),
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")),
                name="department_is_not_its_own_parent",
                violation_error_message=_("A department cannot belong to itself."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        refuse_another_partner(self)
        if self.parent is None:
            return
        if self.parent.partner_id != self.partner_id:
            raise ValidationError({"parent": _("This department belongs to another partner.")})
        above = self.above()
        if self in above:
            raise ValidationError({"parent": _("Departments cannot belong to each other in a circle.")})
        if len(above) + self.height() > DEEPEST:
            raise ValidationError({"parent": _("Departments are nested at most three deep.")})

    @property
    def gives_information_only(self) -> bool:
        """Whether it is said of this department itself that nothing is forwarded to it."""
        return self.service_level == ServiceLevel.INFORMATION

    @property
    def confirmed_mailbox(self) -> str:
        """The mailbox, once somebody who reads it has said so; a changed one has to be confirmed anew."""
        return self.mailbox if self.mailbox == self.mailbox_confirmed else ""

    @property
    def works_by_mail(self) -> bool:
        """Nobody has a seat here, and whoever reads the confirmed mailbox does the work."""
        return bool(self.confirmed_mailbox) and not self.memberships.exists()

    def above(self) -> list["Department"]:
        """The departments this one belongs to, the nearest first; ends where they would turn in a circle."""
        found: list[Department] = []
        parent = self.parent
        while parent is not None and parent not in found:
            found.append(parent)
            if parent == self:
                break
            parent = parent.parent
        return found

    def below(self) -> list["Department"]:
        """The departments that belong to this one, at whatever depth; ends where they would turn in a circle."""
        found: list[Department] = []
        level = [self] if self.pk else []
        while level:
            level = [child for child in Department.objects.filter(parent__in=level) if child not in [self, *found]]
            found += level
        return found

    def height(self) -> int:
        """How many levels this department and what belongs to it take up."""
        levels, level, seen = 1, [self.pk] if self.pk else [], {self.pk}
        while level:
            level = [
                pk for pk in Department.objects.filter(parent__in=level).values_list("pk", flat=True) if pk not in seen
            ]
            seen.update(level)
            levels += bool(level)
        return levels


def refuse_another_partner(row: models.Model) -> None:
    """A row stays with the partner it was made for: what leads to it would be left with somebody else's."""
    if row.pk is None:
        return
    before = type(row)._default_manager.filter(pk=row.pk).values_list(row.partner_path, flat=True).first()
    now = row
    for step in row.partner_path.split("__"):
        now = getattr(now, step, None)
    if before is not None and now is not None and before != now.pk:
        field = row.partner_path.split("__")[0]
        raise ValidationError({field: _("A row stays with its partner. Make a new one for the other.")})


class Function(models.TextChoices):
    MEMBER = "member", _("member")
    LEAD = "lead", _("lead")


class Membership(models.Model):
    """A person in a department; what she may do with its cases comes only from here."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="memberships"
    )
    function = models.CharField(_("function"), max_length=10, choices=Function, default=Function.MEMBER)

    objects = MembershipQuerySet.as_manager()
    partner_path = "department__partner"

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["department__name", "user__last_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "department"],
                name="one_membership_per_person_and_department",
                violation_error_message=_("This person already belongs to this department."),
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.department}"


class Location(models.Model):
    """A building with an address."""

    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="locations")
    name = models.CharField(_("name"), max_length=150)
    slug = AddressField(_("short name in addresses"), help_text=_("Made of the name where you leave it empty."))
    street = models.CharField(_("street and number"), max_length=150, blank=True)
    postcode = models.CharField(
        _("postcode"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", _("A postcode has five digits."))],
    )
    town = models.CharField(_("town"), max_length=100, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)

    objects = OfPartnerQuerySet.as_manager()
    partner_path = "partner"

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "slug"],
                name="location_address_is_unique_per_partner",
                violation_error_message=_("Another location of this partner has this short name."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        refuse_another_partner(self)


class Office(ClusterableModel):
    """A department at a location: where citizens go and whom they call."""

    department = models.ForeignKey(
        Department, verbose_name=_("department"), on_delete=models.PROTECT, related_name="offices"
    )
    location = models.ForeignKey(Location, verbose_name=_("location"), on_delete=models.PROTECT, related_name="offices")
    partner = PartnerOfField(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="offices",
        through="department",
        editable=False,
    )
    name = models.CharField(_("name"), max_length=150)
    slug = AddressField(_("short name in addresses"), help_text=_("Made of the name where you leave it empty."))
    directions = models.CharField(_("how to find it"), max_length=250, blank=True)
    email = models.EmailField(_("email address"), blank=True)

    objects = OfPartnerQuerySet.as_manager()
    partner_path = "department__partner"

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "slug"], name="office_address_is_unique_per_partner"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        # A form that lacks one of them says so itself.
        if self.department_id is None or self.location_id is None:
            return
        refuse_another_partner(self)
        if self.location.partner_id != self.department.partner_id:
            raise ValidationError({"location": _("This location belongs to another partner than the department.")})
        others = Office.objects.filter(partner=self.department.partner_id, slug=self.slug).exclude(pk=self.pk)
        if self.slug and others.exists():
            raise ValidationError({"slug": _("Another office of this partner has this short name.")})


class ContactPoint(models.Model):
    """One telephone number of an office, as printed on its page; its hours are telephone hours."""

    office = ParentalKey(Office, verbose_name=_("office"), on_delete=models.CASCADE, related_name="contact_points")
    label = models.CharField(_("label"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, validators=[refuse_without_digits])

    objects = OfPartnerQuerySet.as_manager()
    partner_path = "office__department__partner"

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        ordering = ["label", "phone"]

    def __str__(self):
        return f"{self.office}: {self.label or self.phone}"


class Responsibility(models.Model):
    """What a service names instead of an office, for example “Bürgerbüro”; shared by all partners."""

    name = models.CharField(_("name"), max_length=150, unique=True)

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["name"]

    def __str__(self):
        return self.name


class ResponsibilityMapping(models.Model):
    """Which office of a partner holds a responsibility; several may, the lowest position comes first."""

    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.CASCADE, related_name="mappings")
    responsibility = models.ForeignKey(
        Responsibility,
        verbose_name=_("responsibility"),
        on_delete=models.PROTECT,
        related_name="mappings",
    )
    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="mappings")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = OfPartnerQuerySet.as_manager()
    partner_path = "partner"

    class Meta:
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        ordering = ["responsibility__name", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "responsibility", "office"],
                name="office_holds_a_responsibility_once",
                violation_error_message=_("This office already holds this responsibility."),
            ),
        ]

    def __str__(self):
        return f"{self.partner}: {self.responsibility} → {self.office}"

    def clean(self):
        if self.office_id is None or self.partner_id is None:
            return
        refuse_another_partner(self)
        if self.office.department.partner_id != self.partner_id:
            raise ValidationError({"office": _("This office belongs to another partner.")})


class LocationSource(models.Model):
    """Where an office came from: the key it has in the system it was imported from, and what that said last.

    It outlives the office: an import then knows that somebody deleted it here and does not bring it back.
    """

    office = models.ForeignKey(
        Office,
        verbose_name=_("office"),
        on_delete=models.SET_NULL,
        related_name="sources",
        null=True,
        blank=True,
    )
    system = models.CharField(_("system"), max_length=60)
    key = models.CharField(_("key there"), max_length=120)
    content_hash = models.CharField(_("fingerprint of what was imported"), max_length=64)
    imported = models.JSONField(
        _("fingerprints by field"),
        default=dict,
        blank=True,
        help_text=_("Tells whether a field was changed there, here or in both places since the last import."),
    )

    class Meta:
        verbose_name = _("source of an office")
        verbose_name_plural = _("sources of offices")
        constraints = [
            models.UniqueConstraint(fields=["system", "key"], name="office_source_is_unique"),
        ]

    def __str__(self):
        return f"{self.system} {self.key}"
