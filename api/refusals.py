"""What cases refuse, as named problems: the status, the name, and what it means for whoever writes a program."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from workflows.cases import errors

from .once import KeyUsedBefore
from .problem_kinds import Kind


class PromiseEnded(Exception):
    """What was promised before is too old to be kept, or was promised for something else."""


class Refusal(NamedTuple):
    """How a refusal is answered; ``field`` is the field of the body that it is about, if it is about one."""

    status: int
    kind: Kind
    field: str = ""


# What is refused about a case and has no name of its own here.
OTHER = Refusal(
    409,
    Kind(
        "refused",
        _("This cannot be done with this concern."),
        _("“detail” says why, in words for the person in front of the screen."),
    ),
)
REFUSALS: dict[type[Exception], Refusal] = {
    errors.CaseNotFound: Refusal(
        404,
        Kind(
            "case-not-found",
            _("There is no concern with this number and this code."),
            _("One answer for a wrong number, a wrong code and a concern that is locked after five wrong codes."),
        ),
    ),
    errors.AnswersFault: Refusal(
        422,
        Kind(
            "answers-wrong",
            _("Some answers do not fit their questions."),
            _("“errors” names each by “answers.” and the key of the question; the case type has their JSON Schema."),
        ),
    ),
    errors.ConcernMissing: Refusal(
        422,
        Kind("concern-missing", _("It is not said what it is about."), _("“concern” is empty.")),
        "concern",
    ),
    errors.CannotBeReached: Refusal(
        422,
        Kind(
            "cannot-be-reached",
            _("The answer could not be given in this way."),
            _("Mail needs “email”, a call “phone”, a letter “address”; “none” leaves the answer to be read here."),
        ),
        "reply_channel",
    ),
    errors.FileTooLarge: Refusal(
        413, Kind("file-too-large", _("The file is too large."), _("A file has at most 10 MB.")), "file"
    ),
    errors.FileIsEmpty: Refusal(422, Kind("file-empty", _("The file is empty."), _("It has no content.")), "file"),
    errors.FileKindRefused: Refusal(
        422,
        Kind(
            "file-kind-refused",
            _("Files of this kind are not taken."),
            _("The content is neither a PDF nor a picture (JPEG, PNG, WebP, HEIC), whatever its name says."),
        ),
        "file",
    ),
    errors.FileIsBroken: Refusal(
        422, Kind("file-broken", _("The picture is damaged."), _("It begins like a picture and is none.")), "file"
    ),
    errors.FileNotKept: Refusal(
        503, Kind("file-not-kept", _("The file could not be saved."), _("Try again in a moment.")), "file"
    ),
    errors.TextMissing: Refusal(
        422, Kind("text-missing", _("The text is empty."), _("An answer has to say something.")), "text"
    ),
    errors.TextTooLong: Refusal(
        422, Kind("text-too-long", _("The text is too long."), _("“detail” says how long it may be."))
    ),
    KeyUsedBefore: Refusal(
        422,
        Kind(
            "key-used-before",
            _("Something else was sent with this key."),
            _("Each concern has an “Idempotency-Key” of its own; the same is only sent again if nothing has changed."),
        ),
        "Idempotency-Key",
    ),
    PromiseEnded: Refusal(
        409,
        Kind(
            "promise-ended",
            _("This promise cannot be kept any more."),
            _("It holds for half an hour and for what it was asked for. Ask for the promise again."),
        ),
        "promise",
    ),
    errors.CaseTypeClosed: Refusal(
        409,
        Kind(
            "case-type-closed",
            _("This kind of concern cannot be opened here."),
            _("Not by this partner, for this service or in this way; “case-types” lists what can."),
        ),
        "case_type",
    ),
    errors.ConcernsNotTaken: Refusal(
        409,
        Kind(
            "concerns-not-taken",
            _("No concerns are taken for this department."),
            _("The service centre only informs about it; “detail” says whom to turn to."),
        ),
    ),
    errors.NobodyResponsible: Refusal(
        409,
        Kind(
            "nobody-responsible",
            _("Nobody is named who takes this."),
            _("Neither is a department responsible for the service, nor has the partner one for all else."),
        ),
    ),
    errors.NoPromise: Refusal(
        409,
        Kind(
            "no-promise",
            _("No date can be promised."),
            _("The department has no service hours in the next 60 days, so nothing is taken in."),
        ),
    ),
    errors.NotYourWork: Refusal(
        403,
        Kind(
            "not-your-work",
            _("This belongs to another department or function."),
            _("The token's person may see it, but not do this."),
        ),
    ),
    errors.AlreadyTaken: Refusal(
        409, Kind("already-taken", _("Somebody has taken this."), _("“detail” says who; a lead may take it over."))
    ),
    errors.NotTaken: Refusal(409, Kind("not-taken", _("Nobody has taken this."), _("So it cannot be handed back."))),
    errors.AlreadyFinished: Refusal(
        409,
        Kind("already-finished", _("This has been finished."), _("“detail” says who was quicker, and when.")),
    ),
    errors.NotThisStep: Refusal(
        409,
        Kind(
            "not-this-step",
            _("This cannot be done at this step."),
            _("Only “answer” and “consult” are answered here; everything else is done at the desk."),
        ),
    ),
    errors.OwnDraft: Refusal(
        409, Kind("own-draft", _("Nobody checks her own draft."), _("Somebody else has to take it."))
    ),
    errors.ChangedMeanwhile: Refusal(
        409,
        Kind(
            "changed-meanwhile",
            _("The concern has changed since it was read."),
            _("“revision” is not the present one. Read the item again before answering."),
        ),
    ),
    errors.Busy: Refusal(
        503, Kind("busy", _("Somebody holds this concern just now."), _("Try again in a moment.")), ""
    ),
}


def refusal_of(error: Exception) -> Refusal | None:
    """How this error is answered; None for what is no refusal of a case."""
    if found := REFUSALS.get(type(error)):
        return found
    return OTHER if isinstance(error, errors.CaseError) else None


def kinds() -> list[tuple[int, Kind]]:
    """Every named refusal with its status, for the page that explains them."""
    return [(refusal.status, refusal.kind) for refusal in (*REFUSALS.values(), OTHER)]
