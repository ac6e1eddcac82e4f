"""How the audit says no."""


class AuditError(Exception):
    """The audit refuses; a mistake in the program, not of a citizen."""


class AppendOnly(AuditError):
    """Somebody tried to change or delete what may only be added."""


class NotForAudit(AuditError):
    """A value that could be personal data or free text; name its field instead."""


class NotStored(AuditError):
    """The object has no key yet, so no event could lead to it."""
