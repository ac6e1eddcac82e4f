"""What a citizen sees of her case: its stages in words with dates, where it is, what comes next, and the answer.

No names of people, no drafts, no rejected drafts: going back to the desk looks like still being there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .answers import Line
from .definition import Definition, Kind
from .file_models import CaseFile


class Progress(StrEnum):
    DONE = "done"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True)
class Stage:
    """One stage on the line: what it is called, how far it is, since when, and by when at the latest."""

    title: str
    sentence: str
    progress: Progress
    at: datetime | None = None
    until: datetime | None = None

    @property
    def is_done(self) -> bool:
        return self.progress == Progress.DONE

    @property
    def is_now(self) -> bool:
        return self.progress == Progress.NOW


@dataclass(frozen=True)
class Said:
    """A question of ours or a reply of hers, with the files that came along."""

    is_ours: bool
    text: str
    at: datetime
    files: Sequence[CaseFile] = ()


@dataclass(frozen=True)
class CitizenView:
    """Everything a citizen may read after giving reference and code.

    ``question`` is what we ask her and still wait for, ``reply_until`` how long; ``why_closed`` why it ended without an
    answer; until ``reopens_until`` she may say that it did not help her. ``files`` are those that came with no message.
    ``promised_before`` is the date that a lead had to move, ``why_moved`` her reason.
    """

    reference: str
    case_type: str
    partner: str
    department: str
    service: str
    concern: str
    opened_at: datetime
    promised_at: datetime
    promise_reasons: list[dict[str, str | int | bool]]
    is_overdue: bool
    is_answered: bool
    answered_at: datetime | None
    answer: str
    text_deleted_at: datetime | None
    stages: list[Stage]
    state: str = "open"
    question: str = ""
    reply_until: datetime | None = None
    why_closed: str = ""
    reopens_until: datetime | None = None
    answers: Sequence[Line] = ()
    exchange: Sequence[Said] = ()
    files: Sequence[CaseFile] = ()
    revision: int = 0
    promised_before: datetime | None = None
    why_moved: str = ""

    @property
    def now(self) -> Stage | None:
        """Where it is; ``None`` when it is answered."""
        return next((stage for stage in self.stages if stage.is_now), None)

    @property
    def next(self) -> Stage | None:
        return next((stage for stage in self.stages if stage.progress == Progress.NEXT), None)


def stages(
    definition: Definition,
    *,
    position: int,
    was_triaged: bool,
    department: str,
    reply_channel: str,
    opened_at: datetime,
    promised_at: datetime,
    answered_at: datetime | None,
    ended: Mapping[int, datetime],
    begun: Mapping[int, datetime],
    is_waiting: bool = False,
    has_ended: bool = False,
) -> list[Stage]:
    """The line of stages; ``ended`` and ``begun`` say by position when a step was last finished and arrived.

    What has ended without an answer has nothing that comes next.
    """
    line = [
        Stage(pgettext("stage of a case", "Received"), _("We have received your concern."), Progress.DONE, at=opened_at)
    ]
    for number, step in enumerate(definition.steps, start=1):
        if step.kind in {Kind.CLOSE, Kind.INFORM} or (step.kind == Kind.TRIAGE and not was_triaged):
            continue
        if has_ended and answered_at is None and number >= position:
            break
        if answered_at is not None or number < position:
            progress, at = Progress.DONE, ended.get(number, answered_at)
        elif number == position:
            progress, at = Progress.NOW, begun.get(number)
        else:
            progress, at = Progress.NEXT, None
        title, sentence = _words(step.kind, progress, department, reply_channel)
        if is_waiting and progress == Progress.NOW:
            sentence = _("We have asked you something and are waiting for your reply.")
        until = promised_at if step.kind == Kind.REPLY and progress != Progress.DONE else None
        line.append(Stage(title, sentence, progress, at=at, until=until))
    return line


def _words(kind: Kind, progress: Progress, department: str, reply_channel: str) -> tuple[str, str]:
    named = {"department": department}
    words = {
        Kind.TRIAGE: (
            pgettext("stage of a case", "Allocation"),
            {
                Progress.DONE: _("We have found the department that is responsible."),
                Progress.NOW: _("We are finding out which department is responsible."),
                Progress.NEXT: _("We find out which department is responsible."),
            },
        ),
        Kind.ANSWER: (
            _("At: %(department)s") % named,
            {
                Progress.DONE: _("The answer has been written at: %(department)s.") % named,
                Progress.NOW: _("Your concern is being worked on at: %(department)s.") % named,
                Progress.NEXT: _("Your concern goes to: %(department)s.") % named,
            },
        ),
        Kind.CONSULT: (
            pgettext("stage of a case", "Consultation"),
            {
                Progress.DONE: _("We have asked other departments for their view."),
                Progress.NOW: _("We are asking other departments for their view."),
                Progress.NEXT: _("We ask other departments for their view."),
            },
        ),
        Kind.APPROVE: (
            pgettext("stage of a case", "Check"),
            {
                Progress.DONE: _("A second person has checked the answer."),
                Progress.NOW: _("A second person is checking the answer."),
                Progress.NEXT: _("A second person checks the answer."),
            },
        ),
        Kind.REPLY: (pgettext("stage of a case", "Answer"), _reply(reply_channel)),
    }
    title, sentences = words[kind]
    return title, sentences[progress]


def _reply(reply_channel: str) -> dict[Progress, str]:
    return {
        "email": {
            Progress.DONE: _("We have sent you the answer by email."),
            Progress.NOW: _("We are sending you the answer by email."),
            Progress.NEXT: _("We send you the answer by email."),
        },
        "phone": {
            Progress.DONE: _("We have given you the answer by telephone."),
            Progress.NOW: _("We are calling you."),
            Progress.NEXT: _("We call you."),
        },
        "letter": {
            Progress.DONE: _("We have sent you the answer by letter."),
            Progress.NOW: _("We are writing you a letter."),
            Progress.NEXT: _("We write you a letter."),
        },
        "none": {
            Progress.DONE: _("The answer stands on this page."),
            Progress.NOW: _("The answer is about to stand on this page."),
            Progress.NEXT: _("You will find the answer on this page."),
        },
    }[reply_channel]
