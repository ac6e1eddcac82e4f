"""The staff directory from a file: read line by line, compared with what is there, then all of it or nothing."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from cms.audit.actions import record
from cms.audit.models import Actor

from .exports import unguarded
from .models import Colleague, Department

LONGEST_FILE = 1_000_000
MOST_LINES = 5000
ERRORS_SHOWN = 50
FIELDS = ("name", "tasks", "room", "phone", "email")
# How a column may be headed: as our own export does in German and English, and as people say it.
HEADINGS = {
    "partner": ("partner",),
    "department": ("department", "amt", "fachdienst"),
    "name": ("name",),
    "tasks": ("tasks", "aufgaben"),
    "room": ("room", "raum", "zimmer"),
    "phone": ("telephone", "phone", "telefon", "rufnummer", "durchwahl"),
    "email": ("email address", "email", "e-mail", "e-mail-adresse", "mail"),
}
NEW, CHANGED, SAME, GONE = "new", "changed", "same", "gone"
WORDS = {
    NEW: gettext_lazy("new"),
    CHANGED: gettext_lazy("changed"),
    SAME: gettext_lazy("as before"),
    GONE: gettext_lazy("removed"),
}


class FileRefused(Exception):
    """Nothing of the file can be read; the text says why."""


@dataclass(frozen=True)
class Line:
    """What one line of the file says, and its number in the file."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class ColleagueFile:
    """The text of a file, as table programs write it: with semicolons, commas or tabs."""

    text: str

    @classmethod
    def of_bytes(cls, content: bytes) -> ColleagueFile:
        if b"\x00" in content:
            raise FileRefused(_("This is no CSV file. Save the table as “CSV UTF-8” first."))
        try:
            return cls(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return cls(content.decode("cp1252", errors="replace"))

    def lines(self) -> Iterator[Line]:
        """The lines below the headings; raises ``FileRefused``."""
        first = self.text.partition("\n")[0]
        delimiter = max(";,\t", key=first.count)
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=delimiter, strict=True)
        try:
            columns = _columns(next(reader, []))
            # A cell may hold line breaks, so the reader counts lines, not we.
            before = reader.line_num
            for number, cells in enumerate(reader, start=1):
                if number > MOST_LINES:
                    raise FileRefused(_("This file has more than %(number)d lines.") % {"number": MOST_LINES})
                line, before = before + 1, reader.line_num
                if any(cell.strip() for cell in cells):
                    yield Line(line, _values(columns, cells, line))
        except csv.Error as fault:
            raise FileRefused(
                _("Line %(line)d cannot be read: a quotation mark is missing or stands too much.")
                % {"line": reader.line_num}
            ) from fault


def _columns(headings: list[str]) -> list[str]:
    meaning = {word: name for name, words in HEADINGS.items() for word in words}
    columns = [meaning.get(unguarded(heading).strip().lower(), "") for heading in headings]
    strange = [heading.strip() for heading, name in zip(headings, columns, strict=True) if not name and heading.strip()]
    if strange:
        raise FileRefused(_("These columns are not known: %(names)s.") % {"names": ", ".join(strange)[:200]})
    twice = [heading for heading, name in zip(headings, columns, strict=True) if name and columns.count(name) > 1]
    if twice:
        raise FileRefused(_("These columns mean the same: %(names)s.") % {"names": ", ".join(twice)[:200]})
    if missing := [name for name in ("department", "name") if name not in columns]:
        words = {"department": _("Department"), "name": _("Name")}
        names = ", ".join(words[name] for name in missing)
        raise FileRefused(_("The first line has to name the columns. Missing: %(names)s.") % {"names": names})
    return columns


def _values(columns: list[str], cells: list[str], line: int) -> dict[str, str]:
    if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        raise FileRefused(
            _("Line %(line)d has more cells than there are columns.") % {"line": line},
        )
    return {
        name: unguarded(cell.strip()).strip()
        for name, cell in zip(columns, [*cells, *[""] * len(columns)], strict=False)
        if name
    }


@dataclass(frozen=True)
class Error:
    """What is wrong in a line; 0 is the file as a whole."""

    line: int
    text: str


@dataclass(frozen=True)
class Step:
    """What will happen to one colleague."""

    kind: str
    colleague: Colleague
    line: int = 0
    changed: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        return str(WORDS[self.kind])


@dataclass
class Plan:
    """What a file would do: carried out as a whole, or not at all."""

    steps: list[Step] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, int]]:
        found = Counter(step.kind for step in self.steps)
        return [(str(word), found[kind]) for kind, word in WORDS.items() if kind != GONE or found[kind]]

    @property
    def errors_shown(self) -> list[Error]:
        return self.errors[:ERRORS_SHOWN]

    @property
    def errors_left_out(self) -> int:
        return max(0, len(self.errors) - ERRORS_SHOWN)

    @property
    def doing(self) -> list[Step]:
        """Only what changes something."""
        return [step for step in self.steps if step.kind != SAME]

    @property
    def fingerprint(self) -> str:
        """The same for the same effect, so that what is confirmed is what was shown."""
        text = "\n".join(
            repr((step.kind, step.colleague.pk, step.colleague.department_id, *_said(step.colleague)))
            for step in self.steps
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def told(self) -> str:
        return _("The file has been read: %(counts)s.") % {
            "counts": ", ".join(f"{number} {word}" for word, number in self.counts)
        }

    @transaction.atomic
    def carry_out(self, *, by: Actor) -> None:
        """Removes first, so that nobody new stands in the way of whoever goes."""
        for step in sorted(self.doing, key=lambda step: step.kind != GONE):
            row = step.colleague
            if step.kind == GONE:
                log(instance=row, action="wagtail.delete", deleted=True)
                record("colleague_deleted", row, by=by)
                row.delete()
                continue
            row.save()
            log(instance=row, action="wagtail.create" if step.kind == NEW else "wagtail.edit", content_changed=True)
            verb = "colleague_created" if step.kind == NEW else "colleague_changed"
            record(verb, row, by=by, fields=step.changed or FIELDS)


def plan_import(content: ColleagueFile, *, user, remove: bool) -> Plan:
    """Compare a file with the colleagues of the departments this person keeps; nothing is written.

    Raises ``FileRefused`` where nothing can be read at all. A colleague is recognised by department and name, among
    several of one name by the number.
    """
    lines, plan = list(content.lines()), Plan()
    if not lines:
        raise FileRefused(_("There is no colleague in this file."))
    departments = _Departments(user)
    placed = []
    for line in lines:
        department = departments.of(line, plan)
        if department is not None:
            placed.append((line, department))
    known = defaultdict(list)
    for row in Colleague.objects.filter(department__in={department.pk for _line, department in placed}):
        known[row.department_id, row.name].append(row)
    namesakes = Counter((department.pk, line.values["name"]) for line, department in placed)
    seen: dict[tuple, int] = {}
    for line, department in placed:
        key = (department.pk, line.values["name"], line.values.get("phone", ""))
        if key in seen:
            plan.errors.append(
                Error(line.number, _("This colleague stands in line %(line)d already.") % {"line": seen[key]})
            )
            continue
        seen[key] = line.number
        _plan_line(plan, line, department, known, alone=namesakes[key[:2]] == 1)
    if remove:
        left = sorted((row for rows in known.values() for row in rows), key=str)
        plan.steps += [Step(GONE, row) for row in left]
    return plan


def _plan_line(plan: Plan, line: Line, department: Department, known: dict, *, alone: bool) -> None:
    same_name = known[department.pk, line.values["name"]]
    row = next((row for row in same_name if row.phone == line.values.get("phone", row.phone)), None)
    if row is None and alone and len(same_name) == 1:
        row = same_name[0]
    kind = CHANGED if row else NEW
    if row:
        same_name.remove(row)
    else:
        row = Colleague(department=department)
    # A column that is missing says nothing; an empty cell empties.
    changed = tuple(name for name in FIELDS if name in line.values and getattr(row, name) != line.values[name])
    for name in changed:
        setattr(row, name, line.values[name])
    try:
        row.full_clean(validate_unique=False, validate_constraints=False)
        row.validate_constraints(exclude=["department"])
    except ValidationError as refusal:
        plan.errors += [Error(line.number, text) for text in _sentences(refusal)]
        return
    plan.steps.append(Step(kind if changed else SAME, row, line.number, changed))


def _sentences(refusal: ValidationError) -> list[str]:
    """Each fault with the column it is about."""
    found = []
    for name, texts in refusal.message_dict.items():
        known = name in FIELDS
        column = str(Colleague._meta.get_field(name).verbose_name).capitalize() if known else ""
        found += [f"{column}: {text}" if known else text for text in texts]
    return found


def _said(row: Colleague) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in FIELDS)


class _Departments:
    """The departments this person keeps, by their names; the column of the partner tells namesakes apart."""

    def __init__(self, user):
        self.by_name = defaultdict(list)
        standing = Department.objects.edited_by(user).standing(timezone.localdate()).select_related("partner")
        for department in standing:
            self.by_name[department.name.casefold()].append(department)

    def of(self, line: Line, plan: Plan) -> Department | None:
        name, partner = line.values["department"], line.values.get("partner", "")
        found = self.by_name.get(name.casefold(), [])
        if partner:
            found = [department for department in found if department.partner.name.casefold() == partner.casefold()]
        if len(found) == 1:
            return found[0]
        if not name:
            text = _("The department is missing.")
        elif found:
            text = _("Several partners have a department “%(name)s”: name the partner in a column of its own.")
        elif partner:
            text = _("You keep no department “%(name)s” of “%(partner)s”.")
        else:
            text = _("You keep no department “%(name)s”.")
        plan.errors.append(Error(line.number, text % {"name": name[:80], "partner": partner[:80]}))
        return None
