"""A real web server on this machine, which the link checker may reach because the tests name its network."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Answers(BaseHTTPRequestHandler):
    """Answers as the test says: ``server.answers[path] = (status, headers)``."""

    def do_HEAD(self):
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        self.server.asked.append((self.command, self.path))
        self.server.agents.add(self.headers.get("User-Agent"))
        status, headers = self.server.answers.get(self.path, (404, {}))
        if callable(status):
            status = status(self.command)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def web(settings):
    """The server; ``web.url("/there")`` is an address on it."""
    settings.LINKS_INSIDE = ["127.0.0.0/8"]
    settings.LINKS_ON_THE_WEB = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.answers, server.asked, server.agents = {}, [], set()
    server.url = lambda path: f"http://127.0.0.1:{server.server_port}{path}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
