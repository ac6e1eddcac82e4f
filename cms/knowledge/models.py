"""The search index beside Django's own tables: entries with their partners, the lexicon's versions and differences."""

from __future__ import annotations

from typing import NamedTuple

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cms.organisation.models import Partner, Responsibility

from .log_models import GapDecision, LoggedSearch, Opinion, SearchSum, StrangeWord
from .word_models import EverydayWord

__all__ = [
    "Audience",
    "Change",
    "Entry",
    "EntryPartner",
    "EverydayWord",
    "Following",
    "GapDecision",
    "Index",
    "Kind",
    "LoggedSearch",
    "Opinion",
    "Rebuild",
    "Remap",
    "SearchSum",
    "Snapshot",
    "StrangeWord",
    "Subject",
    "Vector",
]


class Audience(models.TextChoices):
    """For whom an entry is: agents' entries also hold the words of agent notes."""

    PUBLIC = "public", _("public")
    AGENT = "agent", _("agents")


class Kind(models.TextChoices):
    """What a hit is; colleagues and bulletins are in agents' entries only."""

    SERVICE = "service", _("service")
    LIFE_SITUATION = "life_situation", _("life situation")
    TOPIC = "topic", _("topic")
    DEPARTMENT = "department", _("department")
    OFFICE = "office", _("office")
    LOCATION = "location", _("location")
    PAGE = "page", _("page")
    COLLEAGUE = "colleague", _("colleague")
    BULLETIN = "bulletin", _("bulletin")


AGENTS_ONLY = frozenset({Kind.COLLEAGUE, Kind.BULLETIN})


class Subject(NamedTuple):
    """What an entry is about: the number of a row of this kind."""

    kind: str
    object_id: int


class Index(models.Model):
    """The one row every search reads: which generation holds, and at which version its lexicon is.

    Whoever writes the index takes this row's lock first and keeps it to the end of her transaction. The token tells
    apart two transactions that gave the same number, of which one was rolled back.
    """

    generation = models.PositiveIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32, blank=True)
    words = models.CharField(max_length=32, blank=True)  # names the everyday words in force

    class Meta:
        verbose_name = _("search index")
        verbose_name_plural = _("search index")

    def __str__(self):
        return f"{self.generation}.{self.version}"


class Entry(models.Model):
    """One distinct text of what can be found, for one audience, with the partners it holds for; never changed."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    object_id = models.BigIntegerField()
    audience = models.CharField(_("audience"), max_length=10, choices=Audience)
    generation = models.PositiveIntegerField()
    source = models.CharField(max_length=32)  # digest of the text it was made from
    digest = models.CharField(max_length=32)  # digest of record and display: its name in a worker's memory
    meaning = models.CharField(max_length=32, blank=True)  # digest of its public text: the name of its vector
    slug = models.CharField(max_length=255)
    title = models.CharField(_("title"), max_length=255)
    everyday_title = models.CharField(_("everyday title"), max_length=120, blank=True)
    teaser = models.CharField(_("teaser"), max_length=250, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)  # outside of these two moments nobody finds it
    ends_at = models.DateTimeField(null=True, blank=True)
    record = models.TextField()
    words = models.TextField()  # surface words with their counts, for the lexicon's differences

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        indexes = [
            models.Index(fields=["object_id", "kind", "generation"], name="entry_of_subject"),
            models.Index(fields=["meaning"], name="entry_by_meaning"),
        ]

    def __str__(self):
        return self.title


class EntryPartner(models.Model):
    """A partner for which an entry holds; `offered` is False where its local page says so."""

    entry = models.ForeignKey(Entry, verbose_name=_("entry"), on_delete=models.CASCADE, related_name="partners")
    partner = models.ForeignKey(Partner, verbose_name=_("partner"), on_delete=models.CASCADE, related_name="+")
    offered = models.BooleanField(_("is offered"), default=True)

    class Meta:
        verbose_name = _("partner of a search entry")
        verbose_name_plural = _("partners of search entries")
        constraints = [models.UniqueConstraint(fields=["entry", "partner"], name="entry_names_a_partner_once")]

    def __str__(self):
        return f"{self.entry}: {self.partner}"


class Vector(models.Model):
    """What a sentence model makes of a public text. What texts and models leave behind is removed at night."""

    meaning = models.CharField(max_length=32)
    model = models.CharField(max_length=60)
    data = models.BinaryField()

    class Meta:
        verbose_name = _("vector of a text")
        verbose_name_plural = _("vectors of texts")
        constraints = [models.UniqueConstraint(fields=["meaning", "model"], name="one_vector_per_text_and_model")]

    def __str__(self):
        return f"{self.meaning} ({self.model})"


class Rebuild(models.Model):
    """How far the filling of a new generation is; one that was killed is taken up again from here."""

    generation = models.PositiveIntegerField(unique=True)
    began_generation = models.PositiveIntegerField()
    began_version = models.PositiveBigIntegerField()
    last_kind = models.CharField(max_length=20, choices=Kind, blank=True)
    last_object = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    beat_at = models.DateTimeField()  # whoever works at it says so with every step

    class Meta:
        verbose_name = _("rebuild of the search index")
        verbose_name_plural = _("rebuilds of the search index")

    def __str__(self):
        return f"{self.done}/{self.of}"


class Remap(models.Model):
    """A responsibility that was mapped anew, as long as not all of its many services have been written since."""

    responsibility = models.OneToOneField(
        Responsibility, verbose_name=_("responsibility"), on_delete=models.CASCADE, related_name="+"
    )
    last_service = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("services of a responsibility to be written")
        verbose_name_plural = _("services of responsibilities to be written")

    def __str__(self):
        return str(self.responsibility)


class Change(models.Model):
    """What one writing of the index changed in the lexicon; workers follow from version to version."""

    version = models.PositiveBigIntegerField(unique=True)
    token = models.CharField(max_length=32)
    at = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=20, choices=Kind, blank=True)
    object_id = models.BigIntegerField(null=True, blank=True)
    public = models.TextField(blank=True)
    agent = models.TextField(blank=True)

    class Meta:
        verbose_name = _("change of the search index")
        verbose_name_plural = _("changes of the search index")

    def __str__(self):
        return str(self.version)


class Following(models.Model):
    """The one row that says how far a search engine beside the database has followed it, and whether it answers."""

    version = models.PositiveBigIntegerField(default=0)  # of the index, up to which it has every change
    is_whole = models.BooleanField(default=False)  # False while changes are missing that only a walk brings back
    away_since = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=20, blank=True)
    # A walk over all entries: into a new set of indexes beside the old one, or through the one in use.
    walk = models.CharField(max_length=40, blank=True)  # the set's name
    walk_is_fresh = models.BooleanField(default=False)
    walk_version = models.PositiveBigIntegerField(default=0)
    walk_last = models.BigIntegerField(default=0)  # the last entry that somebody took
    walk_done = models.PositiveIntegerField(default=0)
    walk_of = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("search engine beside the database")
        verbose_name_plural = _("search engines beside the database")

    def __str__(self):
        return str(self.version)


class Snapshot(models.Model):
    """The whole lexicon of an audience at one version: where a worker begins that has none."""

    audience = models.CharField(_("audience"), max_length=10, choices=Audience)
    generation = models.PositiveIntegerField()
    version = models.PositiveBigIntegerField()
    lexicon = models.BinaryField()

    class Meta:
        verbose_name = _("lexicon")
        verbose_name_plural = _("lexicons")
        constraints = [
            models.UniqueConstraint(fields=["audience", "generation"], name="one_lexicon_per_audience_and_generation")
        ]

    def __str__(self):
        return f"{self.audience} {self.generation}.{self.version}"
