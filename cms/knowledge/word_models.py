"""Everyday words of the centre and of its partners: what people say, and the page or the other words that it means."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin, WorkflowState

from cms.catalogue.models import ServicePage
from cms.catalogue.setup import release_workflow
from cms.organisation.approvers import is_an_approver, is_the_centres
from cms.organisation.models import Partner
from cms.organisation.querysets import OfPartnerQuerySet

from . import everyday


class EverydayWordQuerySet(OfPartnerQuerySet):
    def released_by(self, user):
        """Those that are this person's to release, whether she wrote them or not."""
        if not is_an_approver(user):
            return self.none()
        concerned = Q(partner__in=Partner.objects.filter(editors__user=user))
        if is_the_centres(user):
            concerned |= Q(partner=None) | Q(partner__centre_approves=True)
        return self.filter(concerned)

    def seen_by(self, user):
        """Those she edits or releases."""
        keys = [self.model.objects.edited_by(user).values("pk"), self.model.objects.released_by(user).values("pk")]
        return self.filter(Q(pk__in=keys[0]) | Q(pk__in=keys[1]))

    def with_state(self):
        """Each with ``waits``: whether somebody is asked to release it."""
        kind = ContentType.objects.get_for_model(self.model)
        asked = WorkflowState.objects.filter(
            base_content_type=kind, object_id=OuterRef("key"), status=WorkflowState.STATUS_IN_PROGRESS
        )
        return self.annotate(key=Cast("pk", CharField())).annotate(waits=Exists(asked))


class EverydayWord(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """What people say and what it means. The row is what is in force; what waits for release is its latest revision."""

    class Kind(models.TextChoices):
        ONE_WAY = "one_way", _("one word means something else")
        PHRASE = "phrase", _("several words together mean something")
        EQUAL = "equal", _("these words mean the same")

    class State(models.TextChoices):
        IN_FORCE = "in_force", _("in force")
        WAITS = "waits", _("waits for its release")
        NOT_IN_FORCE = "not_in_force", _("not in force")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ONE_WAY)
    words = models.CharField(
        _("what people say"),
        max_length=200,
        help_text=_(
            "Several ways to say it are separated by commas. Endings, order and typing mistakes do not matter."
        ),
    )
    means = models.CharField(
        _("means these words"),
        max_length=200,
        blank=True,
        help_text=_("Words of our pages. “|” separates alternatives; words of one alternative must stand together."),
    )
    page = models.ForeignKey(
        ServicePage,
        verbose_name=_("means this page"),
        on_delete=models.CASCADE,
        related_name="everyday_words",
        null=True,
        blank=True,
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.CASCADE,
        related_name="everyday_words",
        null=True,
        blank=True,
        help_text=_("Empty: for all partners."),
    )

    objects = EverydayWordQuerySet.as_manager()
    partner_path = "partner"

    class Meta:
        verbose_name = _("everyday word")
        verbose_name_plural = _("everyday words")
        ordering = ["words", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="equal", means="", page=None)
                | (~Q(kind="equal") & (Q(page=None, means__gt="") | Q(page__isnull=False, means=""))),
                name="everyday_word_means_one_thing",
                violation_error_message=_("Choose a page or write the words it means, not both."),
            ),
        ]

    def __str__(self):
        return self.words

    @classmethod
    def get_default_workflow(cls):
        """Like pages: somebody else of the approvers agrees."""
        return release_workflow()

    def clean(self):
        """Each field is read as the search will read it, so that what cannot be read is refused beside it."""
        super().clean()
        self.words, self.means = (" ".join(text.split()) for text in (self.words, self.means))
        errors = {}
        if self.page_id and self.page.is_translation:
            errors["page"] = _("Choose the German page; its translations follow it.")
        try:
            self._check_words()
        except everyday.WordListError as error:
            errors["words"] = str(error)
        if self.kind == self.Kind.EQUAL:
            if self.means or self.page_id:
                errors["means" if self.means else "page"] = _("Words that mean the same need nothing else.")
        elif self.means and self.page_id:
            errors["page"] = _("Choose a page or write the words it means, not both.")
        elif not self.means and not self.page_id:
            errors["means"] = _("Write the words it means, or choose a page.")
        elif self.means:
            try:
                everyday.meanings_of(self.means)
            except everyday.WordListError as error:
                errors["means"] = str(error)
        if self.pk and type(self).objects.filter(pk=self.pk).exclude(partner=self.partner_id).exists():
            # Whoever releases it is asked by the partner the row has.
            errors["partner"] = _("A word stays with its partner. Write a new one for another partner.")
        if not errors and self._same().exists():
            errors["words"] = _("There is exactly this everyday word already.")
        if errors:
            raise ValidationError(errors)

    def _same(self) -> models.QuerySet:
        """Other rows that say the same for the same partner."""
        rows = type(self).objects.filter(kind=self.kind, words__iexact=self.words, means__iexact=self.means)
        return rows.filter(page=self.page_id, partner=self.partner_id).exclude(pk=self.pk)

    def _check_words(self) -> None:
        if self.kind == self.Kind.EQUAL:
            everyday.class_of(self.words.split(","))
            return
        for said in self.words.split(","):
            alone = all(len(key) == 1 for key in everyday.keys_of(said))
            if alone and self.kind == self.Kind.PHRASE:
                raise everyday.WordListError(_("“%(said)s” is one word, not several.") % {"said": said.strip()})
            if not alone and self.kind == self.Kind.ONE_WAY and len(everyday.keys_of(said)) == 1:
                raise everyday.WordListError(_("“%(said)s” are several words.") % {"said": said.strip()})

    @property
    def meaning(self) -> str:
        """What it means, in words for a list."""
        if self.page_id:
            return self.page.title
        return self.means

    @property
    def state(self) -> str:
        """Where it is between draft and withdrawal, in words for a list; asks for ``with_state``."""
        if self.live:
            if self.waits:
                return _("in force; a change waits for its release")
            return _("in force; with a draft") if self.has_unpublished_changes else self.State.IN_FORCE.label
        if self.waits:
            return self.State.WAITS.label
        return _("withdrawn") if self.first_published_at else _("draft")

    def expressions(self) -> list[everyday.Expression]:
        """What the search makes of it; a class of equals has none."""
        if self.kind == self.Kind.EQUAL:
            return []
        meanings = (everyday.Meaning(page=self.page_id),) if self.page_id else everyday.meanings_of(self.means)
        return everyday.expressions_of(self.words, meanings)

    def classes(self) -> list[tuple[str, ...]]:
        return [everyday.class_of(self.words.split(","))] if self.kind == self.Kind.EQUAL else []
