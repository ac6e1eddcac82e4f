"""Case types as administrators shape them, and the frozen versions that releasing makes."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from cms.catalogue.models import ServicePage
from cms.organisation.models import Partner
from workflows.calendars.promises import Unit

from . import definition as definitions
from .querysets import CaseTypeQuerySet, VersionQuerySet
from .type_blocks import QuestionStream, StepStream

GENERAL = "frage-an-das-amt"
UNITS = [
    (Unit.SERVICE_HOURS.value, pgettext_lazy("unit", "service hours")),
    (Unit.SERVICE_DAYS.value, _("service days")),
]


class CaseType(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """A kind of concern; administrators shape it, releasing makes a version that never changes.

    The row holds what was released last, drafts are revisions; cases know only versions.
    """

    slug = models.SlugField(_("short name"), unique=True, help_text=_("Stands in addresses; it is not changed later."))
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="case_types",
        null=True,
        blank=True,
        help_text=_("Empty: for all partners."),
    )
    is_active = models.BooleanField(_("can be opened"), default=True)
    by_web = models.BooleanField(_("citizens on the web"), default=True)
    by_phone = models.BooleanField(_("agents on the telephone"), default=True)
    by_counter = models.BooleanField(_("at the counter"), default=True)
    introduction = models.TextField(
        _("introduction"), blank=True, max_length=1000, help_text=_("Stands above the questions.")
    )
    introduction_en = models.TextField(_("introduction in English"), blank=True, max_length=1000)
    questions = StreamField(QuestionStream(required=False), verbose_name=_("questions"), blank=True, default=list)
    steps = StreamField(StepStream(required=False), verbose_name=_("steps"), blank=True, default=list)
    promise_amount = models.PositiveSmallIntegerField(
        _("an answer within"), default=24, validators=[MinValueValidator(1)]
    )
    promise_unit = models.CharField(_("of"), max_length=15, choices=UNITS, default=Unit.SERVICE_HOURS.value)
    ask_back_remind = models.PositiveSmallIntegerField(
        _("the citizen is reminded of a question after"), default=5, validators=[MinValueValidator(1)]
    )
    ask_back_end = models.PositiveSmallIntegerField(
        _("it goes on without a reply after"), default=10, validators=[MinValueValidator(1)]
    )
    ask_back_unit = models.CharField(_("of"), max_length=15, choices=UNITS, default=Unit.SERVICE_DAYS.value)
    is_confidential = models.BooleanField(
        _("confidential"), default=False, help_text=_("Only who works on it and the lead see such a case.")
    )
    details_days = models.PositiveSmallIntegerField(_("answered: contact details kept for days"), default=30)
    text_days = models.PositiveSmallIntegerField(_("answered: texts kept for days"), default=180)
    closed_details_days = models.PositiveSmallIntegerField(
        _("closed without an answer: contact details kept for days"), default=30
    )
    closed_text_days = models.PositiveSmallIntegerField(_("closed without an answer: texts kept for days"), default=180)
    withdrawn_details_days = models.PositiveSmallIntegerField(_("withdrawn: contact details kept for days"), default=7)
    withdrawn_text_days = models.PositiveSmallIntegerField(_("withdrawn: texts kept for days"), default=30)

    objects = CaseTypeQuerySet.as_manager()
    partner_path = "partner"

    class Meta:
        verbose_name = _("case type")
        verbose_name_plural = _("case types")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def title(self) -> str:
        """In the active language."""
        return definitions.Definition.words({"de": self.name, "en": self.name_en})

    @property
    def introduction_words(self) -> str:
        """What stands above the questions, in the active language."""
        return definitions.Definition.words({"de": self.introduction, "en": self.introduction_en})

    @property
    def is_general(self) -> bool:
        """The question that every installation has, for whatever has no type of its own."""
        return self.slug == GENERAL

    def current_version(self) -> CaseTypeVersion:
        """The version new cases are pinned to: the one released last."""
        return self.versions.order_by("-number").select_related("case_type")[0]

    def get_preview_template(self, request, mode_name):
        return "cases/admin/preview.html"

    def get_preview_context(self, request, mode_name):
        from .type_preview import shown  # which knows the calendars of departments, and this model

        return {**super().get_preview_context(request, mode_name), **shown(self)}


class ServiceOfCaseType(models.Model):
    """A service at which this type is offered instead of the general question."""

    case_type = ParentalKey(CaseType, verbose_name=_("case type"), on_delete=models.CASCADE, related_name="of_services")
    service = models.ForeignKey(
        ServicePage, verbose_name=_("service"), on_delete=models.CASCADE, related_name="of_case_types"
    )

    class Meta:
        verbose_name = _("service of a case type")
        verbose_name_plural = _("services of a case type")
        constraints = [
            models.UniqueConstraint(
                fields=["case_type", "service"],
                name="case_type_names_a_service_once",
                violation_error_message=_("This service is already named."),
            ),
        ]

    def __str__(self):
        return str(self.service)


class CaseTypeVersion(models.Model):
    """What a case type was when it was released: questions, steps, promise, texts; cases stay pinned to theirs.

    ``definition`` is checked by ``workflows.cases.definition`` before it is written, and is never changed after.
    """

    case_type = models.ForeignKey(
        CaseType, verbose_name=_("case type"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("number"))
    definition = models.JSONField(_("definition"))
    released_at = models.DateTimeField(_("released"), default=timezone.now)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a case type")
        verbose_name_plural = _("versions of case types")
        ordering = ["case_type", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["case_type", "number"], name="case_type_version_is_numbered_once"),
        ]

    def __str__(self):
        return f"{self.case_type} {self.number}"

    @cached_property
    def parsed(self) -> definitions.Definition:
        return definitions.parse(self.definition)
