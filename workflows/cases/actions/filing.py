"""Files: they are held while a form is filled in, put to a case when it is sent, and read by whoever sees the case."""

from __future__ import annotations

from collections.abc import Collection

from django.core.files import File
from django.db import transaction
from django.db.models import F

from cms.accounts.models import User
from cms.audit.models import Actor, ActorKind

from .. import files, filing, steps
from ..errors import AlreadyFinished, CaseNotFound, NotYourWork
from ..file_models import CaseFile
from ..models import Case, Message
from ..questions import MOST_FILES
from .asking import receive_reply
from .holding import at_case, refuse_ended

FILES_AT_MOST = MOST_FILES
LARGEST_FILE = files.LARGEST
FILES_WAIT_FOR = files.WAITS_FOR


def hold_file(file: File) -> CaseFile:
    """Keep a file until the form that brought it is sent; four hours later it is given up.

    Looks at the content, not at the name. Raises a ``FileNotTaken`` that says what is wrong, and then nothing is left
    of it: neither a row nor a byte.
    """
    kind = files.kind_of(file)
    stored = files.store(file)
    try:
        with transaction.atomic():
            return CaseFile.objects.create(
                stored=stored, name=files.name_of(file.name or "", kind), kind=kind, size=file.size
            )
    except BaseException:
        files.discard(stored)
        raise


def waiting_files(handles: Collection[str]) -> list[CaseFile]:
    """Those that still wait under these handles; a handle that was made up leads to nothing."""
    return filing.waiting(handles)


def let_go(file: CaseFile) -> None:
    """The form does not want it any more."""
    if CaseFile.objects.waiting().filter(pk=file.pk).delete()[0]:
        files.discard(file.stored)


@transaction.atomic
def attach_files(case: Case, handles: Collection[str], *, by: User, citizen_sees: bool = False) -> list[CaseFile]:
    """A colleague who sees the case puts files to it; the citizen reads them only if she is meant to.

    Raises ``NotYourWork``, ``AlreadyFinished`` once the case has ended, ``TooManyFiles`` and ``FileGone``.
    """
    with at_case(case) as found:
        if not Case.objects.visible_to(by).filter(pk=found.pk).exists():
            raise NotYourWork
        refuse_ended(found)
        put = filing.put_to(found, handles, by=Actor.person(by), citizen_sees=citizen_sees)
        Case.objects.filter(pk=found.pk).update(revision=F("revision") + 1)
        steps.tell_watchers(found)
        return put


def add_file(case: Case, file: File, *, by: Actor, message: Message | None = None) -> CaseFile:
    """Put one file to a case from outside a form, above all what came with a mail of the citizen's.

    ``message`` is the reply with which it came; without one the file is a reply by itself, without words. Raises
    ``FileNotTaken`` (its subclasses say why), and ``AlreadyFinished`` once the case has ended. Whatever is refused
    leaves nothing behind; what an outer transaction takes back afterwards is removed from the storage at night.
    """
    if by.kind not in {ActorKind.CITIZEN, ActorKind.MAILBOX}:
        raise NotYourWork
    held = hold_file(file)
    try:
        with transaction.atomic():
            if message is None:
                receive_reply(case, text="", by=by, files=[held.handle])
            else:
                _with_message(case, message, held, by=by)
    except BaseException:
        let_go(held)
        raise
    return CaseFile.objects.get(pk=held.pk)


def _with_message(case: Case, message: Message, held: CaseFile, *, by: Actor) -> None:
    with at_case(case) as found:
        if found.emptied_at is not None or message.case_id != found.pk:
            raise AlreadyFinished
        filing.put_to(found, [held.handle], by=by, message=message)


def file_for_citizen(case: Case, number: int) -> CaseFile:
    """One of the files that the citizen may read, for whoever has shown her code. Raises ``CaseNotFound``."""
    file = case.files.filter(pk=number, citizen_sees=True).first()
    if file is None:
        raise CaseNotFound
    return file
