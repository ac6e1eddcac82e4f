"""What other packages may do with cases: every verb is one transaction. Everything else here is private."""

from workflows.calendars.promises import Duration, Unit

from ..people import Mailbox
from .among_us import add_note, be_seen, stop_watching, watch
from .asking import ask_citizen, consult, may_work_on, receive_reply, remind_citizen
from .life import (
    close,
    correct_details,
    go_on_with_duplicates,
    leads_case,
    merge,
    name_person,
    reassign,
    reopen,
    withdraw,
)
from .opening import (
    DetailsInput,
    OpenedCase,
    PromisePreview,
    case_types_for,
    open_case,
    preview_promise,
    questionnaire,
)
from .reading import case_for_citizen
from .work import (
    acknowledge,
    answer,
    approve,
    confirm_reply,
    end_unanswered,
    give,
    give_back,
    give_view,
    may_take_over,
    record_attempt,
    reject,
    take,
    triage,
)

__all__ = [
    "DetailsInput",
    "Duration",
    "Mailbox",
    "OpenedCase",
    "PromisePreview",
    "Unit",
    "acknowledge",
    "add_note",
    "answer",
    "approve",
    "ask_citizen",
    "be_seen",
    "case_for_citizen",
    "case_types_for",
    "close",
    "confirm_reply",
    "consult",
    "correct_details",
    "end_unanswered",
    "give",
    "give_back",
    "give_view",
    "go_on_with_duplicates",
    "leads_case",
    "may_take_over",
    "may_work_on",
    "merge",
    "name_person",
    "open_case",
    "preview_promise",
    "questionnaire",
    "reassign",
    "receive_reply",
    "record_attempt",
    "reject",
    "remind_citizen",
    "reopen",
    "stop_watching",
    "take",
    "triage",
    "watch",
    "withdraw",
]
