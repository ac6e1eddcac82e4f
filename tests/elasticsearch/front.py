"""What stands before a server in production: TLS with a certificate of an authority of our own, and a key asked for."""

from __future__ import annotations

import secrets
import ssl
import subprocess
import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

OF_ONE_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}


class Front:
    """Passes on to the server what comes with its key; the server itself stays what it is."""

    def __init__(self, server: str, folder: Path, host: str = "127.0.0.1"):
        self.key = secrets.token_urlsafe(20)
        self.ca_file, certificate, private = made(folder, host)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, private)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler(urlsplit(server), f"ApiKey {self.key}"))
        self._server.daemon_threads = True
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"https://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def made(folder: Path, host: str) -> tuple[Path, Path, Path]:
    """An authority that nobody knows, and a certificate for one address that it signed."""
    folder.mkdir(parents=True, exist_ok=True)
    ca, ca_key, request, certificate, private, names = (
        folder / name for name in ("ca.pem", "ca.key", "server.csr", "server.pem", "server.key", "names")
    )
    names.write_text(f"subjectAltName=IP:{host}\n", encoding="ascii")
    new = ["openssl", "req", "-newkey", "rsa:2048", "-nodes"]
    for command in (
        [*new, "-x509", "-days", "2", "-subj", "/CN=Authority of the tests", "-keyout", ca_key, "-out", ca],
        [*new, "-subj", "/CN=node", "-keyout", private, "-out", request],
        [
            *("openssl", "x509", "-req", "-days", "2", "-in", request, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial"),
            *("-extfile", names, "-out", certificate),
        ],
    ):
        subprocess.run([*map(str, command)], check=True, capture_output=True)
    return ca, certificate, private


def handler(server, expected: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.headers.get("Authorization") != expected:
                refusal = b'{"error": {"type": "security_exception"}, "status": 401}'
                self.reply(401, {"Content-Type": "application/json", "WWW-Authenticate": "ApiKey"}, refusal)
                return
            headers = {name: value for name, value in self.headers.items() if name.lower() not in OF_ONE_HOP}
            behind = HTTPConnection(server.hostname, server.port, timeout=60)
            behind.request(self.command, self.path, body, headers)
            found = behind.getresponse()
            self.reply(found.status, dict(found.getheaders()), found.read())
            behind.close()

        def reply(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in OF_ONE_HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = answer

        def log_message(self, *args):
            pass

    return Handler
