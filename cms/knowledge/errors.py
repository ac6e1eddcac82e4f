"""Why the search says no, in words for those who asked."""

from django.utils.translation import gettext_lazy as _


class KnowledgeError(Exception):
    """Any refusal of this app; its text may be shown."""


class NotYourWord(KnowledgeError):
    """Everyday words are written by the editors of their partner and withdrawn by its approvers."""

    def __init__(self):
        super().__init__(_("This everyday word belongs to others: to the editors of its partner, or to the centre's."))


class NothingToRelease(KnowledgeError):
    """It was released or sent back meanwhile."""

    def __init__(self):
        super().__init__(_("This everyday word does not wait for a release any more."))


class NotInForce(KnowledgeError):
    """It can be withdrawn only once."""

    def __init__(self):
        super().__init__(_("This everyday word is not in force."))


class NotYourGap(KnowledgeError):
    """What was searched at a partner's in vain is for its editors and the centre's."""

    def __init__(self):
        super().__init__(_("This was searched at another partner's; its editors decide about it, or the centre's."))


class WasInForce(KnowledgeError):
    """Only drafts are thrown away."""

    def __init__(self):
        super().__init__(_("This everyday word has been in force. It can be withdrawn; its history stays."))
