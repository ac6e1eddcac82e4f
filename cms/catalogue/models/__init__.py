"""What the municipality does for citizens: shared service pages, local pages of partners, notes for agents."""

from .local import LocalServicePage, LocalServicesPage, Mode, partner_above
from .notes import AgentNote, SourceRecord
from .notices import Notice, NoticedService
from .service import (
    PLAIN_FORMATTING,
    WAYS_TO_PAY,
    LifeSituation,
    ServiceLibraryPage,
    ServicePage,
    Topic,
    at_most_spoken_words,
)

__all__ = [
    "PLAIN_FORMATTING",
    "WAYS_TO_PAY",
    "AgentNote",
    "LifeSituation",
    "LocalServicePage",
    "LocalServicesPage",
    "Mode",
    "Notice",
    "NoticedService",
    "ServiceLibraryPage",
    "ServicePage",
    "SourceRecord",
    "Topic",
    "at_most_spoken_words",
    "partner_above",
]
