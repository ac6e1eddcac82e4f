"""Putting files that wait for their form to a case, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cms.audit.actions import record
from cms.audit.models import Actor

from .errors import AnswersFault, FileGone, TooManyFiles
from .file_models import CaseFile
from .models import Case, CaseTypeVersion, Message
from .questions import MOST_FILES, Answers, Kind


def waiting(handles: Collection[str]) -> list[CaseFile]:
    """The files that still wait under these handles, in their order."""
    found = {file.handle: file for file in CaseFile.objects.waiting().filter(handle__in=handles)}
    return [found[handle] for handle in dict.fromkeys(handles) if handle in found]


def answers_with_files(version: CaseTypeVersion, answers: Answers) -> Mapping[str, list[CaseFile]]:
    """The files by the questions that they answer; raises ``AnswersFault`` beside the question where one is gone."""
    asked = [q.key for q in version.parsed.questions if q.kind == Kind.FILE and q.key in answers]
    brought = {key: waiting(answers[key]) for key in asked}
    faults = {key: str(FileGone()) for key in asked if len(brought[key]) < len(set(answers[key]))}
    if asked and sum(len(files) for files in brought.values()) > MOST_FILES:
        faults.setdefault(asked[-1], str(TooManyFiles()))
    if faults:
        raise AnswersFault(faults)
    return brought


def put_to(
    case: Case,
    handles: Collection[str],
    *,
    by: Actor,
    message: Message | None = None,
    question: str = "",
    citizen_sees: bool = True,
) -> list[CaseFile]:
    """Put the files to the case, each once; the case is held still by the caller.

    Raises ``TooManyFiles`` and, for a file that waits no longer, ``FileGone``.
    """
    files = waiting(handles)
    if len(files) < len(set(handles)):
        raise FileGone
    if files and case.files.count() + len(files) > MOST_FILES:
        raise TooManyFiles
    for file in files:
        values = {
            "case": case,
            "message": message,
            "question": question,
            "citizen_sees": citizen_sees,
            "added_by_id": by.user_id,
        }
        # The case only takes what waits: of two forms with the same handle the second finds nothing.
        if not CaseFile.objects.waiting().filter(pk=file.pk).update(**values):
            raise FileGone
        record("file_added", case, by=by, new={"file": file.pk, "kind": str(file.kind), "bytes": file.size})
    return files
