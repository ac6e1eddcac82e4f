"""The organisation's jobs: mails about releases."""

from cms.outbox.registry import job

from .release_mail import write_mail


@job("mail_about_release", lane="mail")
def mail_about_release(*, occasion: str, state: int, person: int) -> None:
    write_mail(occasion, state, person)
