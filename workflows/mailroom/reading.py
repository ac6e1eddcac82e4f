"""Reads a mail as it came: who, to whom, what was written, what hangs on it, and what kind of mail it is. Pure.

Nothing is unpacked and no header is trusted: sizes and depths are limited before the parser sees the mail, and whatever
goes wrong inside is ``Unreadable``, never an error that stops the next mail.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parseaddr

from bs4 import BeautifulSoup

from .stripping import own_words

MOST_BYTES = 25 * 2**20
MOST_HEADERS = 256 * 2**10
MOST_PARTS = 100
MOST_HTML = 2 * 2**20
LONGEST_NAME = 120
RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc", "Resent-To")
AUTOMATIC = ("bulk", "junk", "list", "auto_reply", "auto-reply")
DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon")
BLOCKS = ("p", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "pre")
QUOTES = (
    "blockquote",
    ".gmail_quote",
    ".moz-cite-prefix",
    "#divRplyFwdMsg",
    "#appendonsend ~ *",
    "#ms-outlook-mobile-signature",
)


class Unreadable(Exception):
    """The mail is broken, or made to break whoever reads it."""


@dataclass(frozen=True)
class Attachment:
    """A file that hangs on a mail; nobody has looked into it."""

    name: str
    content_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True)
class CameBack:
    """What a mail server says about a letter of ours: for good or only later, and to which address it was."""

    for_good: bool
    status: str
    written_to: tuple[str, ...]


@dataclass(frozen=True)
class Mail:
    """What is left of a mail when it has been read."""

    message_id: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    digest: str
    text: str = ""
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)
    is_automatic: bool = False
    came_back: CameBack | None = None


def read(raw: bytes) -> Mail:
    """The mail in words. Raises ``Unreadable``."""
    _look_before(raw)
    try:
        return _read(message_from_bytes(raw, policy=policy.compat32), raw)
    except Unreadable:
        raise
    except Exception as error:  # the standard library knows many ways to fail at a mail made for it
        raise Unreadable from error


def head_of(raw: bytes) -> Mail:
    """Who and to whom, of a mail that cannot be read as a whole; what is unreadable there as well stays empty."""
    try:
        return _head(message_from_bytes(raw[:MOST_HEADERS].split(b"\n\n")[0], policy=policy.compat32), raw)
    except Exception:
        return Mail("", "", "", (), "", hashlib.sha256(raw).hexdigest())


def _look_before(raw: bytes) -> None:
    head = re.split(rb"\r?\n\r?\n", raw[: MOST_HEADERS + 4], maxsplit=1)
    if not raw.strip() or len(head[0]) > MOST_HEADERS:
        raise Unreadable
    if len(re.findall(rb"(?i)content-type:\s*multipart/|boundary=", raw)) > 2 * MOST_PARTS:
        raise Unreadable


def _read(message: Message, raw: bytes) -> Mail:
    parts = []
    for part in message.walk():
        parts.append(part)
        if len(parts) > MOST_PARTS:
            raise Unreadable
    head = _head(message, raw)
    said = _said(parts)
    if said is None and not _attachments(parts) and message.get_content_maintype() not in {"multipart", "text"}:
        raise Unreadable
    return replace(
        head,
        text=said or "",
        attachments=_attachments(parts),
        is_automatic=_is_automatic(message),
        came_back=_came_back(message, parts, head),
    )


def _head(message: Message, raw: bytes) -> Mail:
    name, sender = parseaddr(_header(message, "From"))
    found = getaddresses([_header(message, each, value) for each in RECIPIENTS for value in message.get_all(each, [])])
    content = raw.partition(b"\n\n")[2] or raw.partition(b"\r\n\r\n")[2]
    digest = hashlib.sha256(f"{sender}\n{_header(message, 'Date')}\n".encode() + content.replace(b"\r\n", b"\n"))
    return Mail(
        message_id=_header(message, "Message-ID").strip()[:500],
        sender=sender[:254],
        sender_name=_clean(name)[:150],
        recipients=tuple(dict.fromkeys(address for _name, address in found if "@" in address)),
        subject=" ".join(_clean(_header(message, "Subject")).split())[:300],
        digest=digest.hexdigest(),
    )


def _header(message: Message, name: str, value: str | None = None) -> str:
    found = message.get(name, "") if value is None else value
    try:
        return str(make_header(decode_header(found)))
    except (ValueError, LookupError, UnicodeError):
        return str(found)


def _said(parts: list[Message]) -> str | None:
    """What was written: the plain text, else what the HTML says, without quotation and signature."""
    plain = [part for part in parts if part.get_content_type() == "text/plain" and not _is_file(part)]
    if any(_decoded(part).strip() for part in plain):
        return own_words("\n".join(_decoded(part) for part in plain))
    html = [part for part in parts if part.get_content_type() == "text/html" and not _is_file(part)]
    return own_words("\n".join(_words_of(_decoded(part)) for part in html)) if html else None


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True) or b""
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp1252"):
        try:
            return _clean(content.decode(charset))
        except (LookupError, UnicodeDecodeError):
            continue
    return _clean(content.decode("utf-8", errors="replace"))


def _words_of(html: str) -> str:
    if len(html) > MOST_HTML:
        raise Unreadable
    tree = BeautifulSoup(html, "html.parser")
    for each in tree(["script", "style", "head", "title"]):
        each.decompose()
    whole = tree.get_text().strip()
    for selector in QUOTES:
        for each in tree.select(selector):
            each.extract()
    if not tree.get_text().strip() and whole:
        tree = BeautifulSoup(html, "html.parser")
    for each in tree("br"):
        each.replace_with("\n")
    for each in tree(BLOCKS):
        each.append("\n")
    lines = [" ".join(line.split()) for line in tree.get_text().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _attachments(parts: list[Message]) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(_name_of(part, number), part.get_content_type(), part.get_payload(decode=True) or b"")
        for number, part in enumerate((part for part in parts if _is_file(part)), start=1)
    )


def _is_file(part: Message) -> bool:
    if part.is_multipart() or part.get_content_type() in {"message/delivery-status", "text/rfc822-headers"}:
        return False
    disposition = part.get_content_disposition()
    if disposition == "inline" and part.get_content_maintype() == "image" and part.get("Content-ID"):
        return False  # a picture in a signature
    is_words = part.get_content_maintype() in {"text", "multipart", "message"}
    return disposition == "attachment" or bool(part.get_filename()) or not is_words


def _name_of(part: Message, number: int) -> str:
    given = _clean(_header(part, "", part.get_filename() or "")).replace("\\", "/").rsplit("/", 1)[-1]
    return " ".join(given.split())[-LONGEST_NAME:] or f"{number}"


def _is_automatic(message: Message) -> bool:
    submitted = _header(message, "Auto-Submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return True
    if _header(message, "Precedence").strip().lower() in AUTOMATIC:
        return True
    if any(message.get(name) for name in ("List-Id", "X-Autoreply", "X-Autorespond", "X-Auto-Reply-From")):
        return True
    return _header(message, "Return-Path").strip() == "<>"


def _came_back(message: Message, parts: list[Message], head: Mail) -> CameBack | None:
    """A report on delivery (RFC 3464), or what a mail server without manners writes instead."""
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    from_a_daemon = head.sender.partition("@")[0].lower() in DAEMONS
    said = str(message.get_param("report-type", "") or "").lower()
    if not reports and not from_a_daemon:
        return None
    if said and said != "delivery-status":
        return None  # a receipt that it was read
    actions = [str(each.get("Action", "")).strip().lower() for part in reports for each in _blocks(part)]
    codes = [str(each.get("Status", "")).strip() for part in reports for each in _blocks(part)]
    status = next((code for code in codes if re.fullmatch(r"[245]\.\d{1,3}\.\d{1,3}", code)), "")
    for_good = "failed" in actions or (not any(actions) and not status.startswith(("2", "4")))
    return CameBack(for_good, status, _written_to(parts))


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _written_to(parts: list[Message]) -> tuple[str, ...]:
    """The addresses of ours in the letter that is sent back with the report, as a part of it or only its head."""
    found = []
    for part in parts:
        heads = [part] if part is not parts[0] else []
        if part.get_content_type() == "text/rfc822-headers":
            heads = [message_from_bytes((part.get_payload(decode=True) or b"")[:MOST_HEADERS], policy=policy.compat32)]
        for each in heads:
            found += [_header(each, name) for name in ("Reply-To", "Return-Path") if each.get(name)]
    return tuple(address for _name, address in getaddresses(found) if "@" in address)


def _clean(text: str) -> str:
    """Without what a database cannot keep, and what is only there to mislead the eye."""
    kept = (letter for letter in text.replace("\xa0", " ") if letter in "\n\t\r" or letter.isprintable())
    return "".join(kept)
