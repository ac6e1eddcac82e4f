"""The register of officialese: words and phrases with the kinder words that say the same."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

GAP = "…"


class OfficialeseWord(models.Model):
    """A word of officialese; its inflected forms are found by themselves, irregular ones are named."""

    word = models.CharField(
        _("word or phrase"),
        max_length=80,
        help_text=_("Nouns with a capital, verbs in the infinitive. “…” stands for words in between."),
    )
    forms = models.CharField(
        _("irregular forms"),
        max_length=200,
        blank=True,
        help_text=_("Separated by commas. Regular endings are found by themselves."),
    )
    instead = models.CharField(
        _("kinder words"), max_length=200, help_text=_("Separated by commas, the best one first.")
    )

    class Meta:
        verbose_name = _("officialese word")
        verbose_name_plural = _("officialese")
        ordering = [Lower("word")]
        constraints = [
            models.UniqueConstraint(
                Lower("word"),
                name="officialese_word_is_listed_once",
                violation_error_message=_("This word is in the list already."),
            ),
        ]

    def __str__(self):
        return self.word

    def clean(self):
        for field in ("word", "forms", "instead"):
            setattr(self, field, " ".join(getattr(self, field).replace("...", GAP).split()))
        if not any(letter.isalpha() for letter in self.word):
            raise ValidationError({"word": _("Write a word.")})

    @property
    def kinder(self) -> list[str]:
        return [each.strip() for each in self.instead.split(",") if each.strip()]
