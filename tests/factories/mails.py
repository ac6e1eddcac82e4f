"""Mails as they come: a reply of Erika's, a report that a letter came back, and what else a mailbox gets."""

from __future__ import annotations

from email.message import EmailMessage

from tests.factories.citizens import ERIKA
from workflows.citizens.mail_addresses import reply_address

BOX = "anliegen@post.example.org"


def reply(
    case=None, text: str = "Der Apfelbaum.", *, to: str = "", sender: str = "", html: str = "", **headers
) -> bytes:
    """A reply to the letter of a case; every header can be another one."""
    mail = EmailMessage()
    mail["From"] = sender or f"Erika Mustermann <{ERIKA['email']}>"
    mail["To"] = to or (reply_address(case.reference) if case else BOX)
    mail["Subject"] = headers.pop("subject", "Re: Eine Rückfrage")
    mail["Message-ID"] = headers.pop("message_id", "<eins@mail.example>")
    mail["Date"] = "Mon, 24 Nov 2098 14:02:00 +0100"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    if text:
        mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html") if text else mail.set_content(html, subtype="html")
    return mail.as_bytes()


def with_files(case, *files: tuple[str, str, bytes], text: str = "Anbei.") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = ERIKA["email"], reply_address(case.reference)
    mail["Message-ID"], mail["Subject"] = "<anbei@mail.example>", "Re: Rückfrage"
    mail.set_content(text)
    for name, kind, content in files:
        main, _slash, sub = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def came_back(to: str, *, action: str = "failed", status: str = "5.1.1", original: str = "", own: str = "") -> bytes:
    """A report on delivery after RFC 3464, as Postfix writes it."""
    return f"""Return-Path: <>
From: MAILER-DAEMON@mail.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <{own or action}@mail.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Arrival-Date: Mon, 24 Nov 2098 14:02:00 +0100

Final-Recipient: rfc822; {ERIKA["email"]}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--B
Content-Type: text/rfc822-headers

From: servicecenter@lindenfurt.example.org
To: {ERIKA["email"]}
Reply-To: {original}
Subject: Antwort

--B--
""".encode()
