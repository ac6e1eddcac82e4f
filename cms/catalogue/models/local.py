"""Local pages: where a partner deviates from a shared service."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from cms.organisation.dialling import refuse_without_digits
from cms.organisation.models import Office, Partner

from .. import blocks, preview
from ..fields import RichTextField, StreamField
from ..querysets import LocalServicePageManager
from .service import PLAIN_FORMATTING, PreviewOfOnePage, ServicePage, at_most_spoken_words


def partner_above(page: Page) -> Partner | None:
    """The partner under whose home page this page stands; one query."""
    step = page.steplen
    above = [page.path[:end] for end in range(step, len(page.path) + 1, step)]
    return Partner.objects.filter(site__root_page__path__in=above).order_by("-site__root_page__depth").first()


class Mode(models.TextChoices):
    """What a partner does with a part of the shared page."""

    INHERIT = "inherit", _("take over")
    REPLACE = "replace", _("replace")
    ADD = "add", _("add")


class LocalServicesPage(Page):
    """The folder under a partner's home page that holds its local pages."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["catalogue.LocalServicePage"]
    max_count_per_parent = 1
    private_page_options = []

    class Meta:
        verbose_name = _("local services")
        verbose_name_plural = _("local services")

    def can_move_to(self, parent: Page) -> bool:
        """Never: what stands in it belongs to its partner."""
        return False

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        raise Http404

    @property
    def preview_modes(self):
        return []


class LocalServicePage(PreviewOfOnePage):
    """Where a partner deviates from a shared service; what is empty holds as the shared page says."""

    service = models.ForeignKey(
        ServicePage, verbose_name=_("service"), on_delete=models.PROTECT, related_name="local_pages"
    )
    # Follows from the place in the tree (full_clean sets it); a column, so that lists need no walk up the tree
    # and the database refuses a second page.
    partner = models.ForeignKey(
        Partner, verbose_name=_("partner"), on_delete=models.PROTECT, related_name="local_pages", editable=False
    )
    offered = models.BooleanField(_("is offered here"), default=True)
    office = models.ForeignKey(
        Office,
        verbose_name=_("other office"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Only if another office is responsible than the one your partner has mapped."),
    )
    fees_mode = models.CharField(_("fees of the shared page"), max_length=10, choices=Mode, default=Mode.INHERIT)
    fees = StreamField([("fee", blocks.FeeBlock())], verbose_name=_("fees"), blank=True)
    is_free = models.BooleanField(_("is free of charge here"), default=False)
    documents_mode = models.CharField(
        _("documents of the shared page"), max_length=10, choices=Mode, default=Mode.INHERIT
    )
    documents = StreamField([("document", blocks.DocumentBlock())], verbose_name=_("documents"), blank=True)
    documents_none_needed = models.BooleanField(_("nothing needs to be brought here"), default=False)
    processing_time_mode = models.CharField(
        _("processing time of the shared page"), max_length=10, choices=Mode, default=Mode.INHERIT
    )
    processing_time = models.CharField(_("processing time"), max_length=250, blank=True)
    spoken_answer = models.TextField(
        _("spoken answer"),
        blank=True,
        validators=[at_most_spoken_words],
        help_text=_("Only if the shared one does not hold here. At most 60 words an agent reads aloud."),
    )
    local_text = RichTextField(_("local text"), features=PLAIN_FORMATTING, blank=True)
    local_text_en = RichTextField(
        _("local text in English"),
        features=PLAIN_FORMATTING,
        blank=True,
        help_text=_("Left empty, English pages show the German text and say that it is German."),
    )
    local_text_simple = RichTextField(
        _("local text in easy language"),
        features=PLAIN_FORMATTING,
        blank=True,
        help_text=_("Left empty, pages in easy language show the German text."),
    )
    whose_name = models.CharField(
        _("whose it is"),
        max_length=200,
        blank=True,
        help_text=_("Who does it instead, for example “Landratsamt Lindenfurt, Zulassungsstelle”."),
    )
    whose_phone = models.CharField(_("their telephone"), max_length=40, blank=True, validators=[refuse_without_digits])
    whose_url = models.URLField(_("their address on the web"), blank=True)
    # What the shared page said when somebody of the partner last looked; no part of any revision (with_content_json).
    shared_revision_seen = models.ForeignKey(
        Revision,
        verbose_name=_("shared page as it was looked at"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    texts_to_check = ("spoken_answer", "processing_time", "fees", "documents", "local_text", "local_text_simple")

    objects = LocalServicePageManager()

    parent_page_types = ["catalogue.LocalServicesPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("local service")
        verbose_name_plural = _("local services")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "partner"],
                name="one_local_page_per_service_and_partner",
                violation_error_message=_("Your partner already has a local page for this service."),
            ),
        ]

    @property
    def citizens_path(self) -> str:
        return self.service.citizens_path

    @property
    def is_behind(self) -> bool:
        """Whether the shared page has been published anew since somebody of the partner looked at it."""
        return self.service.live and self.service.live_revision_id != self.shared_revision_seen_id

    def full_clean(self, *args, **kwargs):
        self._take_over()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self):
        """What Wagtail asks of a draft; it does not call full_clean for one."""
        self._take_over()
        self._check_place()
        super().minimal_clean()

    def clean(self):
        self._check_place()
        super().clean()

    def with_content_json(self, content):
        """Going back to an older text does not make anybody look at the shared page again."""
        page = super().with_content_json(content)
        page.shared_revision_seen_id = self.shared_revision_seen_id
        return page

    def _take_over(self):
        """Title and slug are the service's, the partner is the one whose home page it stands under."""
        if self.service_id:
            self.title = self.draft_title = self.service.title
            self.slug = self.service.slug
        if self.path and (partner := partner_above(self)):
            self.partner = partner

    def _check_place(self):
        if not self.partner_id:
            raise ValidationError(_("A local page stands under the home page of a partner."))
        if self.office_id and self.office.department.partner_id != self.partner_id:
            raise ValidationError({"office": _("This office belongs to another partner.")})
        others = LocalServicePage.objects.of(self.service, self.partner) if self.service_id else None
        if others is not None and others.exclude(pk=self.pk).exists():
            raise ValidationError({"service": _("Your partner already has a local page for this service.")})

    def can_move_to(self, parent: Page) -> bool:
        """Never: it would change hands."""
        return False

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return preview.show(request, self.service, self.partner, local=self)
