"""What a case type's definition may say: read into dataclasses, with every fault named at its place.

The schema (``"schema": 1``) is described in docs/cases.md. Nothing here knows a model or the engine, and ``advance``
is the whole interpreter: where a case goes next, from where it stands and how the step ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from workflows.calendars.promises import Duration, Unit

from .errors import DefinitionFault

SCHEMA = 1
LANGUAGES = ("de", "en")
CHANNELS = ("web", "phone", "counter")
OUTCOMES_OF_A_CASE = ("answered",)


class Kind(StrEnum):
    """What a step asks for."""

    TRIAGE = "triage"
    ANSWER = "answer"
    APPROVE = "approve"
    REPLY = "reply"
    CLOSE = "close"


class Outcome(StrEnum):
    """How a step ended; the first two say how the case was opened."""

    PLACED = "placed"
    UNPLACED = "unplaced"
    DONE = "done"
    APPROVED = "approved"
    REJECTED = "rejected"


class FallsTo(StrEnum):
    """Whom a step falls to; a fixed department is written ``department:<key>``."""

    CASE = "case"
    RESPONSIBLE = "responsible"
    TRIAGE = "triage"


Words = Mapping[str, str]


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

    @property
    def fixed_department(self) -> int | None:
        kind, colon, key = self.falls_to.partition(":")
        return int(key) if colon and kind == "department" else None


@dataclass(frozen=True)
class Question:
    """Asked when the concern is taken in; the key is frozen with the first release."""

    key: str
    kind: str
    label: Words
    required: bool = False


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

    def at(self, position: int) -> Step | None:
        """Steps are counted from one; at 0 a case has not begun, after the last it has ended."""
        return self.steps[position - 1] if 0 < position <= len(self.steps) else None

    def position_of(self, key: str) -> int:
        return next(number for number, step in enumerate(self.steps, start=1) if step.key == key)

    @staticmethod
    def words(texts: Words) -> str:
        """In the active language, else in German."""
        return texts.get((get_language() or "de")[:2]) or texts["de"]


def advance(definition: Definition, position: int, outcome: str) -> int:
    """Where a case goes from here: the number of the next step.

    A rejected draft goes back to the step the approval names. Triage is left out when the department is known.
    """
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
    if data.get("schema") != SCHEMA:
        faults.append(("schema", _("Only schema %(known)d is known.") % {"known": SCHEMA}))
    unknown = set(data) - {
        "schema", "name", "for_whom", "questions", "steps", "promise", "texts", "retention", "confidential",
    }  # fmt: skip
    faults += [(key, _("This is not part of a definition.")) for key in sorted(unknown)]
    name = _words(data.get("name"), "name", faults)
    for_whom = _for_whom(data.get("for_whom"), faults)
    questions = _questions(data.get("questions", []), faults)
    steps = _steps(data.get("steps"), faults)
    promise = _duration(data.get("promise"), "promise", faults) or Duration(1)
    retention = _retention(data.get("retention"), faults)
    texts_data = data.get("texts", {})
    texts = {}
    if isinstance(texts_data, Mapping):
        texts = {key: _words(words, f"texts.{key}", faults) for key, words in texts_data.items()}
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
    )


def _words(value: object, place: str, faults: list[tuple[str, str]]) -> Words:
    if not isinstance(value, Mapping):
        faults.append((place, _("Say it in German and in English.")))
        return {}
    for language in LANGUAGES:
        if not isinstance(value.get(language), str) or not value[language].strip():
            faults.append((f"{place}.{language}", _("Text is missing.")))
    return {language: str(value.get(language, "")) for language in LANGUAGES}


def _for_whom(value: object, faults: list[tuple[str, str]]) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or any(channel not in CHANNELS for channel in value):
        faults.append(("for_whom", _("Name at least one of web, phone, counter.")))
        return ()
    return tuple(value)


def _questions(value: object, faults: list[tuple[str, str]]) -> tuple[Question, ...]:
    if not isinstance(value, list):
        faults.append(("questions", _("Give a list.")))
        return ()
    found: list[Question] = []
    for number, entry in enumerate(value, start=1):
        place = f"questions.{number}"
        if not isinstance(entry, Mapping) or not entry.get("key") or not entry.get("kind"):
            faults.append((place, _("A question has a key and a kind.")))
            continue
        if entry["key"] in {question.key for question in found}:
            faults.append((f"{place}.key", _("This key is taken.")))
        found.append(
            Question(
                key=str(entry["key"]),
                kind=str(entry["kind"]),
                label=_words(entry.get("label"), f"{place}.label", faults),
                required=bool(entry.get("required", False)),
            )
        )
    return tuple(found)


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


def _retention(value: object, faults: list[tuple[str, str]]) -> Mapping[str, Retention]:
    found: dict[str, Retention] = {}
    for outcome in OUTCOMES_OF_A_CASE:
        entry = value.get(outcome) if isinstance(value, Mapping) else None
        days = [entry.get("details_days"), entry.get("text_days")] if isinstance(entry, Mapping) else [None]
        if not all(isinstance(number, int) and not isinstance(number, bool) and number >= 0 for number in days):
            faults.append((f"retention.{outcome}", _("Say for how many days details and text are kept.")))
            continue
        found[outcome] = Retention(details_days=days[0], text_days=days[1])
    return found


def _steps(value: object, faults: list[tuple[str, str]]) -> tuple[Step, ...]:
    if not isinstance(value, list) or not value:
        faults.append(("steps", _("There is no step.")))
        return ()
    found: list[Step] = []
    for number, entry in enumerate(value, start=1):
        step = _step(entry, f"steps.{number}", found, faults)
        if step is not None:
            found.append(step)
    if len(found) == len(value):
        faults += _faults_of_the_way(found)
    return tuple(found)


def _step(entry: object, place: str, before: list[Step], faults: list[tuple[str, str]]) -> Step | None:
    if not isinstance(entry, Mapping) or entry.get("kind") not in {kind.value for kind in Kind}:
        faults.append((f"{place}.kind", _("This kind of step is not known.")))
        return None
    key = entry.get("key") or entry["kind"]
    if key in {step.key for step in before}:
        faults.append((f"{place}.key", _("This key is taken.")))
    falls_to = str(entry.get("falls_to", FallsTo.CASE))
    kind, colon, number = falls_to.partition(":")
    fixed = kind == "department" and colon and number.isdecimal()
    if not fixed and falls_to not in {target.value for target in FallsTo}:
        faults.append((f"{place}.falls_to", _("Nobody is meant by this.")))
    function = entry.get("function", "member")
    if function not in {"member", "lead"}:
        faults.append((f"{place}.function", _("Say member or lead.")))
    reject_to = str(entry.get("reject_to", ""))
    if entry["kind"] == Kind.APPROVE:
        answers = [step.key for step in before if step.kind == Kind.ANSWER]
        reject_to = reject_to or (answers[-1] if answers else "")
        if reject_to not in answers:
            faults.append((f"{place}.reject_to", _("A rejection goes back to an earlier answer.")))
    elif reject_to:
        faults.append((f"{place}.reject_to", _("Only an approval can reject.")))
    return Step(
        key=str(key),
        kind=Kind(entry["kind"]),
        title=_words(entry.get("title"), f"{place}.title", faults),
        falls_to=falls_to,
        function=str(function),
        due=_duration(entry.get("due"), f"{place}.due", faults, optional=True),
        remind=_duration(entry.get("remind"), f"{place}.remind", faults, optional=True),
        escalate=_duration(entry.get("escalate"), f"{place}.escalate", faults, optional=True),
        reject_to=reject_to,
    )


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
