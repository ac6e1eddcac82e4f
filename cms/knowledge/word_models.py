"""Everyday words of the centre and of its partners: what people say, and the page or the other words that it means."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, RevisionMixin, WorkflowMixin

from cms.catalogue.models import ServicePage
from cms.catalogue.setup import release_workflow
from cms.organisation.models import Partner

from . import everyday


class EverydayWord(WorkflowMixin, DraftStateMixin, RevisionMixin, models.Model):
    """What people say and what it means. The row is what is in force; what waits for release is its latest revision."""

    class Kind(models.TextChoices):
        ONE_WAY = "one_way", _("one word means something else")
        PHRASE = "phrase", _("several words together mean something")
        EQUAL = "equal", _("these words mean the same")

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
        if errors:
            raise ValidationError(errors)

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

    def expressions(self) -> list[everyday.Expression]:
        """What the search makes of it; a class of equals has none."""
        if self.kind == self.Kind.EQUAL:
            return []
        meanings = (everyday.Meaning(page=self.page_id),) if self.page_id else everyday.meanings_of(self.means)
        return everyday.expressions_of(self.words, meanings)

    def classes(self) -> list[tuple[str, ...]]:
        return [everyday.class_of(self.words.split(","))] if self.kind == self.Kind.EQUAL else []
