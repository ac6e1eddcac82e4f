"""What a case type's definition may say: read into dataclasses, with every fault named at its place.

The schema (``"schema": 2``; versions released before it say 1) is described in docs/cases.md. Nothing here knows a
model or the engine, and ``advance`` is the whole interpreter: where a case goes next, from where it stands and how the
step ended. What a question may say stands in ``questions``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from workflows.calendars.promises import Duration, Unit

from . import questions as asking
from .errors import DefinitionFault
from .questions import Question, Words, read_words

SCHEMA = 2
SCHEMAS = (1, 2)
CHANNELS = ("web", "phone", "counter")
OUTCOMES_OF_A_CASE = ("answered", "closed", "withdrawn")


class Kind(StrEnum):
    """What a step asks for."""

    TRIAGE = "triage"
    ANSWER = "answer"
    CONSULT = "consult"
    APPROVE = "approve"
    INFORM = "inform"
    REPLY = "reply"
    CLOSE = "close"


KINDS_OF_SCHEMA_1 = {Kind.TRIAGE, Kind.ANSWER, Kind.APPROVE, Kind.REPLY, Kind.CLOSE}
WORKED_ON = {Kind.TRIAGE, Kind.ANSWER, Kind.CONSULT, Kind.APPROVE}


class Outcome(StrEnum):
    """How a step ended; the first three say how the case came to its course."""

    PLACED = "placed"
    UNPLACED = "unplaced"
    REOPENED = "reopened"
    DONE = "done"
    APPROVED = "approved"
    REJECTED = "rejected"
    NO_ANSWER = "no_answer"  # a consulted department said nothing in time
    ASKED = "asked"  # the citizen is asked back
    REPLIED = "replied"
    NO_REPLY = "no_reply"  # she said nothing in time
    CONSULTED = "consulted"  # other departments are asked, ad hoc
    REASSIGNED = "reassigned"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


# After these the case is where it was: somebody else has to say something first.
STAYING = {Outcome.ASKED, Outcome.REPLIED, Outcome.NO_REPLY, Outcome.CONSULTED, Outcome.REASSIGNED}


class FallsTo(StrEnum):
    """Whom a step falls to; a fixed department is written ``department:<key>``."""

    CASE = "case"
    RESPONSIBLE = "responsible"
    TRIAGE = "triage"


@dataclass(frozen=True)
class Consulted:
    """One of the departments asked in a consultation; it has until ``due``."""

    falls_to: str
    due: Duration
    function: str = "member"
    remind: Duration | None = None
    escalate: Duration | None = None


@dataclass(frozen=True)
class Step:
    key: str
    kind: Kind
    title: Words
    falls_to: str = FallsTo.CASE
    function: str = "member"
    due: Duration | None = None
    remind: Duration | None = None
    escalate: Duration | None = None
    reject_to: str = ""
    departments: tuple[Consulted, ...] = ()
    acknowledge: bool = False

    @property
    def fixed_department(self) -> int | None:
        return _number(self.falls_to)

    @property
    def fixed_departments(self) -> set[int]:
        """Every department that this step names by its key."""
        named = {self.fixed_department, *(_number(asked.falls_to) for asked in self.departments)}
        return {number for number in named if number is not None}

    def asking(self, asked: Consulted) -> Step:
        """The step as one of the consulted departments finds it in its inbox."""
        return replace(
            self,
            falls_to=asked.falls_to,
            function=asked.function,
            due=asked.due,
            remind=asked.remind,
            escalate=asked.escalate,
        )


def _number(falls_to: str) -> int | None:
    kind, colon, key = falls_to.partition(":")
    return int(key) if colon and kind == "department" and key.isdecimal() else None


@dataclass(frozen=True)
class AskBack:
    """How long the citizen has for a reply: reminded once, then the case comes back to the department."""

    remind: Duration
    end: Duration


USUAL_ASK_BACK = AskBack(Duration(5, Unit.SERVICE_DAYS), Duration(10, Unit.SERVICE_DAYS))


@dataclass(frozen=True)
class Retention:
    """For how many days after the end the caller details and the free text are kept."""

    details_days: int
    text_days: int


@dataclass(frozen=True)
class Definition:
    name: Words
    for_whom: tuple[str, ...]
    steps: tuple[Step, ...]
    promise: Duration
    retention: Mapping[str, Retention]
    questions: tuple[Question, ...] = ()
    texts: Mapping[str, Words] = field(default_factory=dict)
    confidential: bool = False
    ask_back: AskBack = USUAL_ASK_BACK

    def kept(self, outcome: str) -> Retention:
        """What ended without a rule of its own is kept as what was answered."""
        return self.retention.get(outcome) or self.retention["answered"]

    @property
    def last_reply(self) -> int:
        """The number of the step with which a case counts as answered; a reply before it is an interim one."""
        return max(number for number, step in enumerate(self.steps, start=1) if step.kind == Kind.REPLY)

    def is_checked_after(self, position: int) -> bool:
        """Whether somebody else approves what was written at this step before it leaves."""
        for step in self.steps[position:]:
            if step.kind in {Kind.APPROVE, Kind.REPLY}:
                return step.kind == Kind.APPROVE
        return False

    def at(self, position: int) -> Step | None:
        """Steps are counted from one; at 0 a case has not begun, after the last it has ended."""
        return self.steps[position - 1] if 0 < position <= len(self.steps) else None

    def position_of(self, key: str) -> int:
        return next(number for number, step in enumerate(self.steps, start=1) if step.key == key)

    @staticmethod
    def words(texts: Words) -> str:
        """In the active language, else in German."""
        return asking.said(texts)


def advance(definition: Definition, position: int, outcome: str) -> int:
    """Where a case goes from here: the number of the next step.

    A rejected draft goes back to the step the approval names. Triage is left out when the department is known. A case
    opened again goes to the first answer.
    """
    if outcome in STAYING:
        return position
    if outcome == Outcome.REOPENED:
        return next(number for number, step in enumerate(definition.steps, start=1) if step.kind == Kind.ANSWER)
    if outcome == Outcome.REJECTED:
        return definition.position_of(definition.steps[position - 1].reject_to)
    following = position + 1
    step = definition.at(following)
    if outcome == Outcome.PLACED and step is not None and step.kind == Kind.TRIAGE:
        return following + 1
    return following


def parse(data: Mapping) -> Definition:
    """Read a definition; raises ``DefinitionFault`` with every fault, not only the first."""
    faults: list[tuple[str, str]] = []
    if not isinstance(data, Mapping):
        raise DefinitionFault([("", _("A definition is an object."))])
    schema = data.get("schema")
    if schema not in SCHEMAS or isinstance(schema, bool):
        faults.append(("schema", _("Only the schemas 1 and 2 are known.")))
        schema = SCHEMA
    known = {
        "schema", "name", "for_whom", "questions", "steps", "promise", "texts", "retention", "confidential",
    }  # fmt: skip
    if schema != 1:
        known.add("ask_back")
    unknown = set(data) - known
    faults += [(key, _("This is not part of a definition.")) for key in sorted(unknown)]
    name = read_words(data.get("name"), "name", faults)
    for_whom = _for_whom(data.get("for_whom"), faults)
    questions = asking.parse(data.get("questions", []), faults, schema=schema)
    steps = _steps(data.get("steps"), faults, schema=schema)
    promise = _duration(data.get("promise"), "promise", faults) or Duration(1)
    retention = _retention(data.get("retention"), faults)
    ask_back = _ask_back(data.get("ask_back"), faults)
    texts_data = data.get("texts", {})
    texts = {}
    if isinstance(texts_data, Mapping):
        texts = {key: read_words(words, f"texts.{key}", faults) for key, words in texts_data.items()}
    else:
        faults.append(("texts", _("Give one text per name.")))
    confidential = data.get("confidential", False)
    if not isinstance(confidential, bool):
        faults.append(("confidential", _("Say true or false.")))
    if faults:
        raise DefinitionFault(faults)
    return Definition(
        name=name,
        for_whom=for_whom,
        steps=steps,
        promise=promise,
        retention=retention,
        questions=questions,
        texts=texts,
        confidential=confidential,
        ask_back=ask_back,
    )


def _for_whom(value: object, faults: list[tuple[str, str]]) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or any(channel not in CHANNELS for channel in value):
        faults.append(("for_whom", _("Name at least one of web, phone, counter.")))
        return ()
    return tuple(value)


def _duration(value: object, place: str, faults: list[tuple[str, str]], *, optional: bool = False) -> Duration | None:
    if value is None and optional:
        return None
    if (
        not isinstance(value, Mapping)
        or not isinstance(value.get("amount"), int)
        or isinstance(value.get("amount"), bool)
        or value["amount"] < 1
        or value.get("unit") not in {unit.value for unit in Unit}
    ):
        faults.append((place, _("Give a whole number of service hours or service days, at least one.")))
        return None
    return Duration(value["amount"], Unit(value["unit"]))


def _ask_back(value: object, faults: list[tuple[str, str]]) -> AskBack:
    if value is None:
        return USUAL_ASK_BACK
    if not isinstance(value, Mapping):
        faults.append(("ask_back", _("Say when the citizen is reminded and until when she has time.")))
        return USUAL_ASK_BACK
    remind = _duration(value.get("remind"), "ask_back.remind", faults)
    end = _duration(value.get("end"), "ask_back.end", faults)
    if remind and end and remind.unit == end.unit and remind.amount >= end.amount:
        faults.append(("ask_back.remind", _("The reminder comes before the end.")))
    return AskBack(remind, end) if remind and end else USUAL_ASK_BACK


def _retention(value: object, faults: list[tuple[str, str]]) -> Mapping[str, Retention]:
    found: dict[str, Retention] = {}
    for outcome in OUTCOMES_OF_A_CASE:
        entry = value.get(outcome) if isinstance(value, Mapping) else None
        if entry is None and outcome != "answered":
            continue
        days = [entry.get("details_days"), entry.get("text_days")] if isinstance(entry, Mapping) else [None]
        if not all(isinstance(number, int) and not isinstance(number, bool) and number >= 0 for number in days):
            faults.append((f"retention.{outcome}", _("Say for how many days details and text are kept.")))
            continue
        found[outcome] = Retention(details_days=days[0], text_days=days[1])
    return found


def _steps(value: object, faults: list[tuple[str, str]], *, schema: int) -> tuple[Step, ...]:
    if not isinstance(value, list) or not value:
        faults.append(("steps", _("There is no step.")))
        return ()
    found: list[Step] = []
    for number, entry in enumerate(value, start=1):
        step = _step(entry, f"steps.{number}", found, faults, schema=schema)
        if step is not None:
            found.append(step)
    if len(found) == len(value):
        faults += _faults_of_the_way(found) if schema == 1 else _faults_of_any_way(found)
    return tuple(found)


FIELDS_OF_A_STEP = {"key", "kind", "title", "falls_to", "function", "due", "remind", "escalate"}
FIELDS_OF_A_KIND = {Kind.CONSULT: {"departments"}, Kind.APPROVE: {"reject_to"}, Kind.INFORM: {"acknowledge"}}


def _step(entry: object, place: str, before: list[Step], faults: list[tuple[str, str]], *, schema: int) -> Step | None:
    kinds = KINDS_OF_SCHEMA_1 if schema == 1 else set(Kind)
    if not isinstance(entry, Mapping) or entry.get("kind") not in {kind.value for kind in kinds}:
        faults.append((f"{place}.kind", _("This kind of step is not known.")))
        return None
    kind = Kind(entry["kind"])
    if schema != 1:
        unknown = set(entry) - FIELDS_OF_A_STEP - FIELDS_OF_A_KIND.get(kind, set())
        faults += [(f"{place}.{key}", _("This is not part of such a step.")) for key in sorted(unknown - {"reject_to"})]
    key = entry.get("key") or entry["kind"]
    if key in {step.key for step in before}:
        faults.append((f"{place}.key", _("This key is taken.")))
    falls_to = _falls_to(entry.get("falls_to", FallsTo.CASE), place, faults)
    function = _function(entry.get("function", "member"), place, faults)
    acknowledge = entry.get("acknowledge", False)
    if not isinstance(acknowledge, bool):
        faults.append((f"{place}.acknowledge", _("Say true or false.")))
    return Step(
        key=str(key),
        kind=kind,
        title=read_words(entry.get("title"), f"{place}.title", faults),
        falls_to=falls_to,
        function=function,
        due=_duration(entry.get("due"), f"{place}.due", faults, optional=True),
        remind=_duration(entry.get("remind"), f"{place}.remind", faults, optional=True),
        escalate=_duration(entry.get("escalate"), f"{place}.escalate", faults, optional=True),
        reject_to=_reject_to(entry, kind, place, before, faults, schema=schema),
        departments=_departments(entry.get("departments"), place, faults) if kind == Kind.CONSULT else (),
        acknowledge=bool(acknowledge),
    )


def _falls_to(value: object, place: str, faults: list[tuple[str, str]]) -> str:
    falls_to = str(value)
    if _number(falls_to) is None and falls_to not in {target.value for target in FallsTo}:
        faults.append((f"{place}.falls_to", _("Nobody is meant by this.")))
    return falls_to


def _function(value: object, place: str, faults: list[tuple[str, str]]) -> str:
    if value not in {"member", "lead"}:
        faults.append((f"{place}.function", _("Say member or lead.")))
    return str(value)


def _reject_to(
    entry: Mapping, kind: Kind, place: str, before: list[Step], faults: list[tuple[str, str]], *, schema: int
) -> str:
    reject_to = str(entry.get("reject_to", ""))
    if kind != Kind.APPROVE:
        if reject_to:
            faults.append((f"{place}.reject_to", _("Only an approval can reject.")))
        return reject_to
    since = before  # what has been replied is not done again
    for number, step in enumerate(before):
        since = before[number + 1 :] if step.kind == Kind.REPLY else since
    answers = [step.key for step in since if step.kind == Kind.ANSWER]
    reject_to = reject_to or (answers[-1] if answers else "")
    kinds = {Kind.ANSWER} if schema == 1 else WORKED_ON
    if reject_to not in {step.key for step in since if step.kind in kinds}:
        message = (
            _("A rejection goes back to an earlier answer.")
            if schema == 1
            else _("A rejection goes back to an earlier step in which somebody works, not beyond a reply.")
        )
        faults.append((f"{place}.reject_to", message))
    return reject_to


def _departments(value: object, place: str, faults: list[tuple[str, str]]) -> tuple[Consulted, ...]:
    if not isinstance(value, list) or not value:
        faults.append((f"{place}.departments", _("Name at least one department that is asked.")))
        return ()
    found: list[Consulted] = []
    for number, entry in enumerate(value, start=1):
        here = f"{place}.departments.{number}"
        if not isinstance(entry, Mapping):
            faults.append((here, _("Say who is asked and how much time there is.")))
            continue
        unknown = set(entry) - {"falls_to", "function", "due", "remind", "escalate"}
        faults += [(f"{here}.{key}", _("This is not part of such a step.")) for key in sorted(unknown)]
        falls_to = _falls_to(entry.get("falls_to", ""), here, faults)
        if falls_to in {asked.falls_to for asked in found}:
            faults.append((f"{here}.falls_to", _("This department is asked already.")))
        due = _duration(entry.get("due"), f"{here}.due", faults)
        found.append(
            Consulted(
                falls_to=falls_to,
                function=_function(entry.get("function", "member"), here, faults),
                due=due or Duration(1),
                remind=_duration(entry.get("remind"), f"{here}.remind", faults, optional=True),
                escalate=_duration(entry.get("escalate"), f"{here}.escalate", faults, optional=True),
            )
        )
    return tuple(found)


def _faults_of_any_way(steps: list[Step]) -> list[tuple[str, str]]:
    """Steps in any number and order, as long as what is checked and replied was written and the way ends."""
    faults = []
    kinds = [step.kind for step in steps]
    if kinds.count(Kind.CLOSE) != 1 or kinds[-1] != Kind.CLOSE:
        faults.append(("steps", _("The way ends with exactly one step that closes.")))
    if Kind.REPLY not in kinds:
        faults.append(("steps", _("The way has a step that replies.")))
        return faults
    is_written = False
    for number, kind in enumerate(kinds, start=1):
        if kind == Kind.ANSWER:
            is_written = True
        elif kind == Kind.REPLY and not is_written:
            faults.append((f"steps.{number}.kind", _("There is no answer before the reply.")))
        elif kind == Kind.APPROVE and not is_written:
            faults.append((f"steps.{number}.kind", _("There is no answer to check here.")))
        is_written = is_written and kind != Kind.REPLY
    last_reply = len(kinds) - kinds[::-1].index(Kind.REPLY)
    for number, kind in enumerate(kinds[last_reply:], start=last_reply + 1):
        if kind in WORKED_ON:
            faults.append((f"steps.{number}.kind", _("After the last reply departments are only informed.")))
    return faults


def _faults_of_the_way(steps: list[Step]) -> list[tuple[str, str]]:
    """The way begins at most once with triage, answers, replies once, and ends by closing."""
    faults = []
    kinds = [step.kind for step in steps]
    if any(kind == Kind.TRIAGE for kind in kinds[1:]):
        faults.append(("steps", _("Triage can only be the first step.")))
    if kinds.count(Kind.CLOSE) != 1 or kinds[-1] != Kind.CLOSE:
        faults.append(("steps", _("The way ends with exactly one step that closes.")))
    if kinds.count(Kind.REPLY) != 1:
        faults.append(("steps", _("The way has exactly one step that replies.")))
    elif Kind.ANSWER not in kinds[: kinds.index(Kind.REPLY)]:
        faults.append(("steps", _("There is no answer before the reply.")))
    elif {Kind.ANSWER, Kind.APPROVE} & set(kinds[kinds.index(Kind.REPLY) :]):
        faults.append(("steps", _("Nothing is answered or approved after the reply.")))
    return faults
