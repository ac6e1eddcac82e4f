"""Everyday words from a file and into one: read line by line, compared with what is there, all of it or nothing."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.mixins import Echo

from cms.catalogue.models import ServicePage
from cms.catalogue.notices import told_of_the_first
from cms.organisation.exports import BYTE_ORDER_MARK, DELIMITER, guarded
from cms.organisation.models import Partner
from cms.organisation.querysets import ALL_PARTNERS
from cms.organisation.table_files import Error, FileRefused, Line, Mistakes, TableFile

from . import actions, everyday
from .models import EverydayWord

Kind = EverydayWord.Kind

# How a column may be headed: as our own file is in German and English, and as people say it.
HEADINGS = {
    "kind": ("kind", "art"),
    "words": ("what people say", "words", "was die leute sagen", "wörter", "wort"),
    "means": ("means these words", "means", "meint diese wörter", "meint", "bedeutung"),
    "page": ("means this page", "page", "meint diese seite", "seite"),
    "partner": ("partner",),
    "state": ("state", "stand"),  # of our own file; it is not read
}
KINDS = {
    Kind.ONE_WAY: ("one_way", "one word", "ein wort", "wort"),
    Kind.PHRASE: ("phrase", "several words", "mehrere wörter", "wendung"),
    Kind.EQUAL: ("equal", "the same", "gleichbedeutend", "gleich"),
}
KIND_WORDS = {
    Kind.ONE_WAY: gettext_lazy("one word"),
    Kind.PHRASE: gettext_lazy("several words"),
    Kind.EQUAL: gettext_lazy("the same"),
}
FOR_ALL = ("all", "alle")
FIELDS = ("kind", "words", "means", "page")
NEW, CHANGED, SAME = "new", "changed", "same"
STEPS = {NEW: gettext_lazy("new"), CHANGED: gettext_lazy("changed"), SAME: gettext_lazy("as before")}


class WordFile(TableFile):
    """A file of everyday words."""

    headings = HEADINGS
    required = {"words": gettext_lazy("What people say")}


@dataclass(frozen=True)
class Step:
    """What will happen to one word."""

    kind: str
    word: EverydayWord
    line: int

    @property
    def told(self) -> str:
        return str(STEPS[self.kind])


@dataclass
class Plan(Mistakes):
    """What a file would do: carried out as a whole, or not at all. ``remarks`` hinder nothing."""

    steps: list[Step] = field(default_factory=list)
    remarks: list[Error] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, int]]:
        found = Counter(step.kind for step in self.steps)
        return [(str(word), found[kind]) for kind, word in STEPS.items()]

    @property
    def doing(self) -> list[Step]:
        return [step for step in self.steps if step.kind != SAME]

    @property
    def fingerprint(self) -> str:
        """The same for the same effect, so that what is confirmed is what was shown."""
        text = "\n".join(repr((step.kind, step.word.pk, said(step.word))) for step in self.steps)
        return hashlib.sha256(text.encode()).hexdigest()

    def told(self) -> str:
        counts = ", ".join(f"{number} {word}" for word, number in self.counts)
        return _("The file has been read: %(counts)s. A second person releases what is new.") % {"counts": counts}

    @transaction.atomic
    def carry_out(self, *, by) -> None:
        """Ask for the release of everything; approvers get one mail, not one for each word."""
        with told_of_the_first():
            for step in self.doing:
                word = step.word
                fields = {"words": word.words, "means": word.means, "page": word.page}
                if step.kind == NEW:
                    actions.propose_everyday_word(**fields, kind=word.kind, partner=word.partner, by=by)
                else:
                    actions.change_everyday_word(word, **fields, by=by)


def plan_import(content: WordFile, *, user) -> Plan:
    """Compare a file with the words this person edits; nothing is written.

    Raises ``FileRefused`` where nothing can be read at all. A word is recognised by its partner and by what people say,
    in whatever order.
    """
    lines, plan = list(content.lines()), Plan()
    if not lines:
        raise FileRefused(_("There is no everyday word in this file."))
    reading = _Reading(user, lines, plan)
    for line in lines:
        reading.take(line)
    return plan


class _Reading:
    """One look at a file: what is there already, and what stood in the lines before."""

    def __init__(self, user, lines: list[Line], plan: Plan):
        self.plan = plan
        self.for_all = user.has_perm(ALL_PARTNERS)
        self.partners = {row.name.casefold(): row for row in Partner.objects.edited_by(user)}
        self.pages = _Pages(line.values.get("page", "") for line in lines)
        self.there: dict[tuple, EverydayWord] = {}
        self.meanings: dict[tuple, tuple[str, str]] = {}  # by one expression of a partner: what it means, and where
        for row in EverydayWord.objects.edited_by(user).with_state().select_related("partner", "page"):
            self.there[identity(row)] = row
            self._remember(row, _("the everyday word “%(words)s”") % {"words": row.words})
        self.seen: dict[tuple, tuple[int, tuple]] = {}

    def take(self, line: Line) -> None:
        try:
            word, kind = self._word(line)
            word.full_clean()
        except ValidationError as refusal:
            self.plan.errors += [Error(line.number, text) for text in _sentences(refusal)]
            return
        key = identity(word)
        if key in self.seen:
            before, what = self.seen[key]
            text = (
                _("This stands in line %(line)d already.")
                if what == said(word)
                else _("Line %(line)d says that it means something else.")
            )
            self.plan.errors.append(Error(line.number, text % {"line": before}))
            return
        self.seen[key] = line.number, said(word)
        if kind == CHANGED and self.there[key].waits:
            text = _("A change of this word waits for its release. Have it released or sent back first.")
            self.plan.errors.append(Error(line.number, text))
            return
        self._compare(word, line)
        self.plan.steps.append(Step(kind, word, line.number))

    def _word(self, line: Line) -> tuple[EverydayWord, str]:
        """The row as the file wants it; raises ``ValidationError`` with the column that is wrong."""
        values = line.values
        page = self.pages.of(values.get("page", ""))
        words, means = values["words"], values.get("means", "")
        if not words:
            raise ValidationError({"words": _("What people say is missing.")})
        wanted = EverydayWord(
            kind=_kind(values.get("kind", ""), words, is_equal=not means and page is None),
            words=words,
            means=means,
            page=page,
            partner=self._partner(values.get("partner", "")),
            live=False,
        )
        there = self.there.get(identity(wanted))
        if there is None:
            return wanted, NEW
        draft = there.get_latest_revision_as_object()
        before = said(draft)
        for name in FIELDS:
            setattr(draft, name, getattr(wanted, name))
        return draft, SAME if said(draft) == before else CHANGED

    def _partner(self, name: str) -> Partner | None:
        if found := self.partners.get(name.casefold()):
            return found
        if self.for_all and (not name or name.casefold() in FOR_ALL):
            return None
        if not name and len(self.partners) == 1:
            return next(iter(self.partners.values()))
        if name:
            raise ValidationError({"partner": _("You do not write the words of “%(name)s”.") % {"name": name[:80]}})
        raise ValidationError({"partner": _("The partner is missing.")})

    def _compare(self, word: EverydayWord, line: Line) -> None:
        """Say where another row gives one of the expressions another meaning: both will count."""
        mine = word.meaning.casefold()
        for each in _expressions(word):
            meaning, where = self.meanings.get((word.partner_id, each), (mine, ""))
            if meaning != mine and identity(word) not in self.there:
                text = _("“%(word)s” already means “%(meaning)s” (%(where)s). With this line it means both.")
                told = text % {"word": each, "meaning": meaning, "where": where}
                self.plan.remarks.append(Error(line.number, told))
        self._remember(word, _("line %(line)d") % {"line": line.number})

    def _remember(self, word: EverydayWord, where: str) -> None:
        for each in _expressions(word):
            self.meanings.setdefault((word.partner_id, each), (word.meaning.casefold(), where))


class _Pages:
    """The services that a file names by their address or title, read at once."""

    def __init__(self, names: Iterable[str]):
        wanted = {name for name in names if name}
        rows = list(ServicePage.objects.german().filter(title__in=wanted))
        rows += ServicePage.objects.german().filter(slug__in={name.strip("/").rsplit("/", 1)[-1] for name in wanted})
        self.by_title: dict[str, dict[int, ServicePage]] = {}
        for row in rows:
            for name in (row.title, row.slug):
                self.by_title.setdefault(name, {})[row.pk] = row

    def of(self, name: str) -> ServicePage | None:
        if not name:
            return None
        found = self.by_title.get(name) or self.by_title.get(name.strip("/").rsplit("/", 1)[-1]) or {}
        if len(found) == 1:
            return next(iter(found.values()))
        text = _("Several services are called “%(name)s”: write the last part of the address.")
        text = text if found else _("There is no service “%(name)s”.")
        raise ValidationError({"page": text % {"name": name[:80]}})


def _kind(name: str, words: str, *, is_equal: bool) -> str:
    """As the column says, else as the words look."""
    if name:
        for kind, names in KINDS.items():
            if name.casefold() in names or name in (kind.label, str(KIND_WORDS[kind])):
                return kind
        known = ", ".join(str(word) for word in KIND_WORDS.values())
        raise ValidationError(
            {"kind": _("There is no kind “%(name)s”. There are: %(known)s.") % {"name": name[:80], "known": known}}
        )
    return Kind.EQUAL if is_equal else likely_kind(words)


def likely_kind(words: str) -> str:
    """One word or several, as the first expression is."""
    try:
        keys = everyday.keys_of(words.split(",")[0])
    except everyday.WordListError:
        return Kind.ONE_WAY
    return Kind.ONE_WAY if any(len(key) == 1 for key in keys) else Kind.PHRASE


def identity(word: EverydayWord) -> tuple:
    """By what a word is recognised: whose it is, and what people say, in whatever order and letters."""
    return word.partner_id, word.kind == Kind.EQUAL, frozenset(_expressions(word))


def _expressions(word: EverydayWord) -> list[str]:
    return [" ".join(each.split()).casefold() for each in word.words.split(",")]


def said(word: EverydayWord) -> tuple:
    return word.kind, word.words, word.means, word.page_id, word.partner_id


def _sentences(refusal: ValidationError) -> list[str]:
    """Each fault with the column it is about."""
    found = []
    for name, texts in refusal.message_dict.items():
        known = name in (*FIELDS, "partner")
        column = str(EverydayWord._meta.get_field(name).verbose_name).capitalize() if known else ""
        found += [f"{column}: {text}" if known else text for text in texts]
    return found


def headings() -> list[str]:
    """The columns of a file, as they are called on the screen."""
    names = ("words", "means", "page", "kind", "partner")
    return [capfirst(str(EverydayWord._meta.get_field(name).verbose_name)) for name in names]


def written(rows: Iterable[EverydayWord]) -> Iterator[bytes]:
    """A file that can be read again: what each row says in its newest version, with its state beside it."""
    writer = csv.writer(Echo(), delimiter=DELIMITER)
    yield BYTE_ORDER_MARK.encode()
    yield writer.writerow([*headings(), capfirst(_("state"))])
    for row in rows:
        draft = row.get_latest_revision_as_object()
        cells = (
            draft.words,
            draft.means,
            draft.page.slug if draft.page_id else "",
            str(KIND_WORDS[Kind(draft.kind)]),
            row.partner.name if row.partner_id else _("all"),
            str(row.state),
        )
        yield writer.writerow([guarded(cell) for cell in cells])
