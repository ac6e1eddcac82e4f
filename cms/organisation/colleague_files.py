"""The staff directory from a file: read line by line, compared with what is there, then all of it or nothing."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from cms.audit.actions import record
from cms.audit.models import Actor

from .models import Colleague, Department
from .table_files import Error, FileRefused, Line, Mistakes, TableFile

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


class ColleagueFile(TableFile):
    """A file of colleagues."""

    headings = HEADINGS
    required = {"department": gettext_lazy("Department"), "name": gettext_lazy("Name")}


@dataclass(frozen=True)
class Step:
    """What will happen to one colleague."""

    kind: str
    colleague: Colleague
    line: int = 0
    changed: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        return str(WORDS[self.kind])


@dataclass
class Plan(Mistakes):
    """What a file would do: carried out as a whole, or not at all."""

    steps: list[Step] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, int]]:
        found = Counter(step.kind for step in self.steps)
        return [(str(word), found[kind]) for kind, word in WORDS.items() if kind != GONE or found[kind]]

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
