"""The command that a mail server calls, its exit codes, and fetching from a mailbox."""

import os
import socketserver
import subprocess
import sys
import threading
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError

from tests.factories.cases import opened, town
from tests.factories.mails import BOX, reply
from workflows.cases.models import Message
from workflows.citizens.mail_addresses import reply_address
from workflows.mailroom import imap
from workflows.mailroom.management.commands import receive_mail
from workflows.mailroom.models import IncomingMail

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def box(settings):
    settings.MAIL_IN = BOX


@pytest.fixture
def pipe(monkeypatch):
    """Hands a mail over as a mail server does; returns the exit code."""

    def deliver(raw: bytes, *arguments: str) -> int:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(raw)))
        try:
            call_command("receive_mail", *arguments)
        except SystemExit as ended:
            return ended.code
        return 0

    return deliver


@pytest.mark.django_db
def test_what_is_taken_ends_with_0(pipe):
    case = opened(town()).case

    assert pipe(reply(case)) == 0
    assert pipe(b"kein Brief") == 0

    assert case.messages.filter(kind=Message.Kind.REPLY).count() == 1


@pytest.mark.django_db
def test_the_recipient_of_the_envelope_counts_too(pipe):
    case = opened(town()).case

    assert pipe(reply(to="jemand@example.org"), "--recipient", reply_address(case.reference)) == 0

    assert case.messages.filter(kind=Message.Kind.REPLY).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [OperationalError("away"), OSError("full"), RuntimeError("ours")], ids=repr)
def test_what_cannot_be_kept_now_stays_with_the_mail_server(pipe, monkeypatch, fault):
    def fails(*args, **options):
        raise fault

    monkeypatch.setattr(receive_mail, "receive", fails)

    assert pipe(b"From: x@example.org\n\nHallo") == os.EX_TEMPFAIL


def test_with_the_database_away_the_command_says_try_again_later():
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}",
        "DJANGO_SETTINGS_MODULE": "kuemmerer.settings.dev",
        "DATABASE_URL": "postgresql://nobody:x@127.0.0.1:1/none",
    }
    ended = subprocess.run(
        [sys.executable, "manage.py", "receive_mail"],
        cwd=ROOT,
        env=environment,
        input=b"From: x@example.org\n\nHallo",
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 75, ended.stderr
    assert b"Hallo" not in ended.stderr


class Mailbox(socketserver.StreamRequestHandler):
    """So much of IMAP as fetching needs; what is marked as deleted goes with the next EXPUNGE."""

    def handle(self):
        self.wfile.write(b"* OK ready\r\n")
        deleted = set()
        for line in self.rfile:
            tag, command, *rest = line.decode().split()
            verb = rest[0].upper() if command.upper() == "UID" else command.upper()
            mails = self.server.mails
            if verb == "CAPABILITY":
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            elif verb == "LOGIN" and rest != ["post", '"geheim"']:
                self.wfile.write(f"{tag} NO wrong\r\n".encode())
                continue
            elif verb == "SEARCH":
                self.wfile.write(f"* SEARCH {' '.join(str(key) for key in mails)}\r\n".encode())
            elif verb == "FETCH":
                raw = mails[int(rest[1])]
                self.wfile.write(b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (int(rest[1]), len(raw), raw))
            elif verb == "STORE":
                deleted.add(int(rest[1]))
            elif verb == "EXPUNGE":
                for key in deleted:
                    mails.pop(key)
            self.wfile.write(f"{tag} OK done\r\n".encode())
            if verb == "LOGOUT":
                return


@pytest.fixture
def mailbox(settings):
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox)
    server.mails, server.daemon_threads = {}, True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.IMAP_URL = f"imap://post:geheim@127.0.0.1:{server.server_address[1]}/INBOX"
    yield server.mails
    server.shutdown()
    server.server_close()


@pytest.mark.django_db
def test_a_mailbox_is_emptied_into_the_cases(mailbox):
    case = opened(town()).case
    mailbox[7] = reply(case, "Eins.").replace(b"\n", b"\r\n")
    mailbox[9] = reply(case, "Zwei.", message_id="<zwei@x>").replace(b"\n", b"\r\n")

    call_command("receive_mail", "--imap")

    texts = case.messages.filter(kind=Message.Kind.REPLY).order_by("pk").values_list("text", flat=True)
    assert list(texts) == ["Eins.", "Zwei."]
    assert mailbox == {}


@pytest.mark.django_db
def test_what_could_not_be_taken_stays_in_the_mailbox(mailbox, monkeypatch):
    case = opened(town()).case
    mailbox[7], mailbox[9] = reply(case, "Eins."), reply(case, "Zwei.", message_id="<zwei@x>")
    taken, door = [], imap.receive

    def breaks_at_the_first(raw):
        if b"Eins." in raw:
            raise OperationalError("away")
        taken.append(door(raw))

    monkeypatch.setattr(imap, "receive", breaks_at_the_first)
    with pytest.raises(OperationalError):
        imap.fetch()
    assert (len(taken), list(mailbox)) == (1, [7])
    monkeypatch.setattr(imap, "receive", door)
    imap.fetch()

    assert case.messages.filter(kind=Message.Kind.REPLY).count() == 2
    assert IncomingMail.objects.count() == 2
    assert mailbox == {}


@pytest.mark.django_db
def test_without_a_mailbox_nothing_is_fetched(settings):
    settings.IMAP_URL = ""

    assert imap.fetch() == 0
