"""Looking at the web: what works, what does not, and what nobody may reach through us."""

import socket
import threading

import pytest

from cms.links import web as looker
from cms.links.models import LinkTarget

Fault = LinkTarget.Fault


def test_what_is_there_works_and_is_asked_for_its_head_only(web):
    web.answers["/there"] = (200, {})

    look = looker.look(web.url("/there"))

    assert (look.works, look.status, look.moved_to) == (True, 200, "")
    assert web.asked == [("HEAD", "/there")]
    assert web.agents == {looker.AGENT}


def test_a_server_that_does_not_like_head_is_asked_for_the_whole(web):
    web.answers["/odd"] = (lambda method: 200 if method == "GET" else 405, {})

    assert looker.look(web.url("/odd")).works
    assert web.asked == [("HEAD", "/odd"), ("GET", "/odd")]


@pytest.mark.parametrize(
    ("status", "fault", "works"),
    [
        (404, Fault.NOT_FOUND, False),
        (410, Fault.NOT_FOUND, False),
        (500, Fault.SERVER, False),
        (503, Fault.SERVER, False),
        (403, Fault.REFUSED, True),
        (429, Fault.REFUSED, True),
    ],
)
def test_what_a_server_says_is_told_in_words(web, status, fault, works):
    web.answers["/x"] = (status, {})

    look = looker.look(web.url("/x"))

    assert (look.fault, look.status, look.works) == (fault, status, works)


def test_what_moved_for_good_says_where_to(web):
    web.answers |= {"/old": (301, {"Location": "/new"}), "/new": (200, {})}

    look = looker.look(web.url("/old"))

    assert look.works
    assert look.moved_to == web.url("/new")


def test_what_moved_for_a_while_keeps_its_address(web):
    web.answers |= {"/old": (302, {"Location": "/new"}), "/new": (200, {})}

    assert looker.look(web.url("/old")).moved_to == ""


def test_a_circle_ends(web):
    web.answers |= {"/a": (302, {"Location": "/b"}), "/b": (302, {"Location": "/a"})}

    assert looker.look(web.url("/a")).fault == Fault.CIRCLE
    assert len(web.asked) <= 2 * (looker.HOPS + 1)


def test_the_path_is_asked_for_as_it_is_written(web):
    web.answers["/a%20b/%C3%A4?x=1&y=%2F"] = (200, {})

    assert looker.look(web.url("/a%20b/ä?x=1&y=%2F#part")).works


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[fd00::1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://100.64.0.1/",
    ],
)
def test_networks_that_are_not_public_are_never_asked(settings, address):
    settings.LINKS_INSIDE = []

    assert looker.look(address).fault == Fault.NOT_PUBLIC


def test_a_forwarding_into_a_private_network_is_not_followed(web, settings, monkeypatch):
    web.answers["/trap"] = (302, {"Location": "http://192.168.0.1/secret"})

    assert looker.look(web.url("/trap")).fault == Fault.NOT_PUBLIC
    assert web.asked == [("HEAD", "/trap")]


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch, settings):
    settings.LINKS_INSIDE = []
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)

    assert looker.look("http://mixed.example/").fault == Fault.NOT_PUBLIC


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch, settings):
    """A name that leads elsewhere the second time it is asked is asked once only."""
    settings.LINKS_INSIDE = []
    answers = iter(["93.184.216.34", "127.0.0.1"])
    asked, reached = [], []

    def resolve(host, port, **kwargs):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(where, timeout):
        reached.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)

    assert looker.look("http://rebinding.example/").fault == Fault.NO_ANSWER
    assert (asked, reached) == (["rebinding.example"], [("93.184.216.34", 80)])


@pytest.mark.parametrize("address", ["ftp://example.org/", "https:///x", "http://a:b@example.org/", "javascript:1"])
def test_what_is_no_address_on_the_web_is_said_to_be_none(address):
    assert looker.look(address).fault == Fault.NO_ADDRESS


def test_a_name_nobody_has(monkeypatch):
    def nobody(*args, **kwargs):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nobody)

    assert looker.look("https://gibt-es-nicht.example/").fault == Fault.NO_HOST


def test_a_server_that_never_answers_is_left(web, monkeypatch):
    monkeypatch.setattr(looker, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert looker.look(f"http://127.0.0.1:{silent.getsockname()[1]}/").fault == Fault.TIMEOUT


def test_an_answer_that_never_ends_is_cut(web, monkeypatch):
    monkeypatch.setattr(looker, "ANSWER_AT_MOST", 0.3)
    stop = threading.Event()

    def drip(server):
        peer, _address = server.accept()
        with peer:
            while not stop.wait(0.05):
                try:
                    peer.sendall(b"H")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=[server], daemon=True)
        thread.start()
        assert not looker.look(f"http://127.0.0.1:{server.getsockname()[1]}/").works
        stop.set()
        thread.join(5)
