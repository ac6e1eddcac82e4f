"""What the organisation needs in the background: old changes of town halls are forgotten."""

from datetime import timedelta

from cms.outbox.registry import recurring

from . import changes


@recurring("forget_old_changes", every=timedelta(hours=1))
def forget_old_changes() -> None:
    """An import writes thousands of them, and every worker counts them twice a second."""
    changes.forget_old()
