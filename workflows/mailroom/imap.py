"""Fetches mail from a mailbox of a mail server; each is deleted there once it is safe here."""

from __future__ import annotations

import imaplib
import ssl
from urllib.parse import unquote, urlsplit

from django.conf import settings

from . import reading
from .actions import receive

TIMEOUT = 30  # seconds
AT_ONCE = 200


def fetch() -> int:
    """Take in what lies in the mailbox that ``IMAP_URL`` names; returns how many mails.

    One by one: a mail is marked as deleted only after its transaction has been committed, so a fetch that is killed
    finds it again and places it once. What cannot be taken now stays there, and is an error once the others are in.
    """
    if not settings.IMAP_URL:
        return 0
    url = urlsplit(settings.IMAP_URL)
    if url.scheme == "imaps":
        server = imaplib.IMAP4_SSL(
            url.hostname, url.port or 993, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
        )
    else:
        server = imaplib.IMAP4(url.hostname, url.port or 143, timeout=TIMEOUT)
    with server:
        server.login(unquote(url.username or ""), unquote(url.password or ""))
        _ok(server.select(f'"{unquote(url.path.lstrip("/")) or "INBOX"}"'))
        [numbers] = _ok(server.uid("SEARCH", "UNDELETED"))
        taken, faults = 0, []
        for uid in numbers.split()[:AT_ONCE]:
            try:
                receive(_mail(server, uid.decode()))
            except Exception as fault:  # one mail must not keep the others
                faults.append(fault)
                continue
            _ok(server.uid("STORE", uid.decode(), "+FLAGS.SILENT", r"(\Deleted)"))
            taken += 1
        if taken:
            _ok(server.expunge())
        if faults:
            raise faults[0]
        return taken


def _mail(server: imaplib.IMAP4, uid: str) -> bytes:
    """The mail; of one that is too large only so much that this is seen. Looking does not mark it as read."""
    found = _ok(server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{reading.MOST_BYTES + 1}>)"))
    return next(part[1] for part in found if isinstance(part, tuple))


def _ok(answer: tuple[str, list]) -> list:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error("The mail server refused a command.")
    return data
