"""How cases say no: every refusal has a name and a message fit for a citizen or a clerk."""

from django.utils.translation import gettext_lazy as _


class CaseError(Exception):
    """Something about a case is refused; the message may be shown as it is."""

    message = _("This is not possible.")

    def __init__(self, message: str = "", **values: str):
        text = message or self.message
        super().__init__(str(text) % values if values else str(text))


class CaseNotFound(CaseError):
    """One message for a wrong number, a wrong code and a locked case, so that none of them is revealed."""

    message = _(
        "We find no concern with this number and this code. Please check both. "
        "After several wrong codes there is a pause of one hour."
    )


class LinkBroken(CaseError):
    """One message for a link that we did not make, for another mailbox and for a department that has members now."""

    message = _("This link does not hold any more. Your department may have a new mailbox, or members at the desk.")


class LinkEnded(CaseError):
    message = _("This link has ended. For the protection of those who asked, links hold for two weeks.")


class CaseTypeClosed(CaseError):
    message = _("This kind of concern cannot be opened here.")


class ConcernMissing(CaseError):
    message = _("Please say what it is about.")


class AnswersFault(CaseError):
    """Answers to a case type's questions that do not fit; ``faults`` has a sentence by the key of each question."""

    message = _("Please look at your answers again.")

    def __init__(self, faults: dict[str, str]):
        self.faults = faults
        super().__init__()


class FileNotTaken(CaseError):
    """A file that cannot be put to a case; the sentence stands beside the field."""

    message = _("This file cannot be taken.")


class FileIsEmpty(FileNotTaken):
    message = _("This file is empty.")


class FileTooLarge(FileNotTaken):
    message = _("This file is larger than 10 MB.")


class FileKindRefused(FileNotTaken):
    message = _("Only PDF files and pictures (JPEG, PNG, WebP, HEIC) can be taken.")


class FileIsBroken(FileNotTaken):
    message = _("This picture is damaged. Please save it once more or take another one.")


class TooManyFiles(FileNotTaken):
    message = _("At most five files belong to one concern.")


class FileNotKept(FileNotTaken):
    message = _("The file could not be saved just now. Please try again later; you can send the rest without it.")


class FileGone(FileNotTaken):
    message = _("A file is no longer there, because too much time has passed. Please choose it once more.")


class CannotBeReached(CaseError):
    message = _("Please tell us how we can reach you.")


class NobodyResponsible(CaseError):
    message = _("Nobody is named who takes concerns of this partner. Please call us.")


class ConcernsNotTaken(CaseError):
    """The service centre only informs about this department or partner; nothing is forwarded to it."""

    message = _("%(whose)s does not take concerns this way. Please turn to it directly.")


class NoPromise(CaseError):
    message = _("The department has no service hours in the next 60 days, so we cannot promise you a date.")


class NotYourWork(CaseError):
    message = _("This work belongs to another department or function.")


class AlreadyTaken(CaseError):
    message = _("%(person)s has already taken this.")


class NotTaken(CaseError):
    message = _("Nobody has taken this.")


class AlreadyFinished(CaseError):
    message = _("This has already been finished.")


class Busy(CaseError):
    """Somebody held the case for longer than anybody should wait."""

    message = _("Somebody else is working on this case just now. Please try again in a moment.")


class NotThisStep(CaseError):
    message = _("This cannot be done at this step.")


class OwnDraft(CaseError):
    message = _("You wrote this draft yourself. Somebody else has to check it.")


class TextMissing(CaseError):
    message = _("Please write something.")


class TextTooLong(CaseError):
    message = _("At most %(limit)s characters, this has %(length)s.")


class NotThisResult(CaseError):
    message = _("This does not fit how the answer was wished for.")


class CannotBeGiven(CaseError):
    message = _("%(person)s cannot do this.")


class ChangedMeanwhile(CaseError):
    """The case is not as the person saw it any more; what she typed is still hers."""

    message = _("This has changed since you opened it. Please look at it once more.")


class NothingToDecide(CaseError):
    message = _("The promise of this concern needs no decision any more.")


class NewDateRefused(CaseError):
    """A new date that cannot be promised; the sentence belongs beside the field."""

    message = _("Choose a moment later than the one promised before, in the future and within 60 days.")


class NobodyIsThere(NewDateRefused):
    message = _("At that moment the department has no service hours. The next are from %(moment)s.")


class StillOpen(CaseError):
    message = _("This concern is still being worked on.")


class CannotBeReopened(CaseError):
    message = _("This concern cannot be opened again. Please open a new one.")


class TooLateToReopen(CaseError):
    message = _("This concern ended more than 14 days ago. Please open a new one.")


class CannotBeMerged(CaseError):
    message = _("Only two different concerns of the same partner that are not yet answered can be merged.")


class NobodyAsked(CaseError):
    message = _("Please choose at least one department.")


class OwnDepartment(CaseError):
    message = _("It is with this department already.")


class OtherPartner(CaseError):
    message = _("This department belongs to another partner.")


class AbsenceRefused(CaseError):
    """A substitute cannot be named like this; ``field`` is where the sentence belongs."""

    field = "substitute"


class SubstituteElsewhere(AbsenceRefused):
    message = _("%(substitute)s has no seat in a department of the same partner.")


class SubstituteCircle(AbsenceRefused):
    message = _(
        "On one of these days %(person)s stands in for %(substitute)s, directly or through others; "
        "then nobody would be there. Please choose somebody else."
    )


class AbsenceBackwards(AbsenceRefused):
    field = "until_day"
    message = _("The last day lies before the first.")


class AbsenceIsOver(AbsenceRefused):
    field = "until_day"
    message = _("These days are over.")


class AbsenceTwice(AbsenceRefused):
    field = "from_day"
    message = _("On some of these days %(substitute)s is named already. End that first.")


class VersionIsFrozen(CaseError):
    message = _("A released version of a case type is never changed.")


class DefinitionFault(CaseError):
    """What is wrong with a case type's definition; ``faults`` has all of it as (place, sentence)."""

    message = _("This case type cannot be released.")

    def __init__(self, faults: list[tuple[str, str]]):
        self.faults = faults
        super().__init__("; ".join(f"{place}: {sentence}" for place, sentence in faults))


class FileRefused(CaseError):
    """What is wrong with a file that should bring a case type; ``faults`` has all of it as (place, sentence)."""

    message = _("This file cannot be imported.")

    def __init__(self, faults: list[tuple[str, str]]):
        self.faults = faults
        super().__init__()
