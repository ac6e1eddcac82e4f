"""Takes in mail: one from standard input, as a mail server hands it to a program, or all of a mailbox (--imap)."""

import logging
import os
import sys

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseError

from workflows.cases.errors import Busy
from workflows.mailroom import reading
from workflows.mailroom.actions import receive
from workflows.mailroom.imap import fetch

logger = logging.getLogger("workflows.mailroom")


class Command(BaseCommand):
    help = "Take in a mail from standard input (exit code 0: taken, 75: try again later), or fetch a mailbox (--imap)."
    requires_system_checks = []  # with the database away the mail server has to be told so, and keeps the mail

    def add_arguments(self, parser):
        parser.add_argument("--imap", action="store_true", help="fetch the mailbox that IMAP_URL names")
        parser.add_argument("--recipient", default="", help="the address that the mail server delivers to")

    def handle(self, *, imap: bool, recipient: str, **options):
        if imap:
            self.stdout.write(f"{fetch()} mails taken in.")
            return
        # One byte more than is taken shows that it is too large; the rest is read so that the server's pipe ends well.
        raw = sys.stdin.buffer.read(reading.MOST_BYTES + 1)
        while sys.stdin.buffer.read(2**20):
            pass
        try:
            receive(raw, recipient=recipient)
        except (DatabaseError, Busy, OSError) as later:
            self._later(later)
        except Exception as fault:
            # A fault of ours must not cost the mail: the server keeps it, and tries again for days.
            logger.exception("A mail could not be taken in.")
            self._later(fault)

    def _later(self, error: Exception) -> None:
        self.stderr.write(f"Not taken ({type(error).__name__}); try again later.")
        raise SystemExit(os.EX_TEMPFAIL)
