"""How the outbox says no, and how a handler says not yet."""

from __future__ import annotations

from datetime import datetime


class OutboxError(Exception):
    """The outbox refuses; a mistake in the program, not of a citizen."""


class OutsideTransaction(OutboxError):
    """A job was sent outside a transaction: it would be kept even if what it belongs to is not."""


class UnknownJob(OutboxError):
    """No handler of this name has been registered by any installed app."""


class NotForPayload(OutboxError):
    """A payload holds keys, states and dates; this value could be personal data or cannot be kept as JSON."""


class AlreadyRegistered(OutboxError):
    """Two handlers want the same name."""


class OverLimit(OutboxError):
    """A job ran longer than its limit; its thread was left behind."""


class WorkerLost(OutboxError):
    """The worker that had taken the job did not come back before its lease ended."""


class CannotRetry(OutboxError):
    """There is no set-aside job of this number, or a newer one of the same key is already waiting."""


class PutOff(Exception):
    """What a handler raises when the time for its job has not come: it waits until then, and the attempt counts not."""

    def __init__(self, until: datetime):
        super().__init__(until)
        self.until = until
