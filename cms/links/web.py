"""Looks at an address on the web: politely, briefly, and never inside a network that is not public."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from .models import LinkTarget

Fault = LinkTarget.Fault

TIMEOUT = 10  # seconds for one answer
ANSWER_AT_MOST = 20  # seconds for an answer that comes letter by letter
HOPS = 5
AGENT = "Kuemmerer-Linkpruefung/1.0"
DEFAULT_PORTS = {"http": 80, "https": 443}
# What stays as it is: what is encoded already, and what an address may hold.
PATH, QUERY = "/%:@!$&'()*+,;=~", "=&%:/?@!$'()*+,;~"
PERMANENT = {301, 308}
FORWARDS = {301, 302, 303, 307, 308}
NOT_THERE = {404, 410}
# The server is there and wants no program: whether a person would get in, nobody can tell from here.
NO_PROGRAMS = {401, 403, 405, 406, 407, 429, 451, 999}


@dataclass(frozen=True)
class Look:
    """What was found at an address."""

    fault: str = Fault.NONE
    status: int | None = None
    moved_to: str = ""  # where it has gone for good

    @property
    def works(self) -> bool:
        return self.fault in (Fault.NONE, Fault.REFUSED)


class NotPublic(Exception):
    """The name leads to an address that the public cannot reach."""


def look(address: str) -> Look:
    """Ask for the head of it, and for the whole only if the head is refused; forwardings are followed and checked."""
    moved_to, is_for_good, seen = address, True, set()
    for _hop in range(HOPS + 1):
        if moved_to in seen:
            return Look(Fault.CIRCLE)
        seen.add(moved_to)
        try:
            status, location = ask(moved_to)
        except NotPublic:
            return Look(Fault.NOT_PUBLIC)
        except ssl.SSLCertVerificationError:
            return Look(Fault.CERTIFICATE)
        except socket.gaierror:
            return Look(Fault.NO_HOST)
        except TimeoutError:
            return Look(Fault.TIMEOUT)
        except (OSError, http.client.HTTPException):
            return Look(Fault.NO_ANSWER)
        except ValueError:  # no host, no such port, a name that is none
            return Look(Fault.NO_ADDRESS)
        if status in FORWARDS and location:
            target = urljoin(moved_to, location)
            is_for_good = is_for_good and status in PERMANENT
            moved_to = target
            continue
        gone_to = moved_to if is_for_good and moved_to != address else ""
        if status in NOT_THERE:
            return Look(Fault.NOT_FOUND, status)
        if status in NO_PROGRAMS:
            return Look(Fault.REFUSED, status, gone_to)
        if status >= 400:
            return Look(Fault.SERVER if status >= 500 else Fault.NOT_FOUND, status)
        return Look(Fault.NONE, status, gone_to)
    return Look(Fault.CIRCLE)


def ask(address: str) -> tuple[int, str]:
    """The status of an address and where it forwards to; HEAD first, GET where HEAD brought nothing good."""
    status, location = _request("HEAD", address)
    if status >= 400:
        status, location = _request("GET", address)
    return status, location


def _request(method: str, address: str) -> tuple[int, str]:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ValueError("not an address on the web")
    host = parts.hostname.encode("idna").decode()
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    # Connected to the very address that was looked at: a name may lead elsewhere the next time it is asked.
    sockets = [socket.create_connection((public_address(host, port), port), timeout=TIMEOUT)]
    brake = threading.Timer(ANSWER_AT_MOST, lambda: _hang_up(sockets[-1]))
    brake.daemon = True
    brake.start()
    try:
        if parts.scheme == "https":
            sockets.append(ssl.create_default_context().wrap_socket(sockets[0], server_hostname=host))
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        connection.sock = sockets[-1]
        path = quote(parts.path or "/", safe=PATH)
        target = f"{path}?{quote(parts.query, safe=QUERY)}" if parts.query else path
        host_and_port = host if port == DEFAULT_PORTS[parts.scheme] else f"{host}:{port}"
        connection.request(
            method,
            target,
            headers={"Host": host_and_port, "User-Agent": AGENT, "Accept": "*/*", "Connection": "close"},
        )
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        brake.cancel()
        sockets[-1].close()


def public_address(host: str, port: int) -> str:
    """The first address of a host; raises ``NotPublic`` if any of its addresses is not for everybody."""
    found = [row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found:
        raise socket.gaierror("no address")
    if not all(is_public(each) for each in found):
        raise NotPublic(host)
    return found[0]


def is_public(address: str) -> bool:
    """Whether anybody on the internet could reach it, or the operator has named its network (LINKS_INSIDE)."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if any(ip in ipaddress.ip_network(network) for network in settings.LINKS_INSIDE):
        return True
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if inner is None and ip.version == 6 and ip in ipaddress.ip_network("64:ff9b::/96"):
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is not None:
        ip = inner
    return ip.is_global and not ip.is_multicast


def _hang_up(sock: socket.socket) -> None:
    """End an answer that never ends; whoever waits for it gets an error."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
