"""What cases need in the background: mails to staff, the sweeper of deadlines, the end of free text."""

from cms.outbox.registry import job


@job("tell_department", lane="mail", attempts=8)
def tell_department(*, item: int, occasion: str) -> None:
    pass
