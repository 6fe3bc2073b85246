"""Names and addresses as the crawl process connects to them: real requests on loopback, by IPv4 and IPv6."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.fetching.resolver import GuardedResolver, refusal
from crawler.guard import may_connect
from tests.crawler.connections import Connections

#: One request by the ordinary fetcher; tells its status, or the name of its failure and the reason.
ASK = """
import json, sys
from crawler.errors import CrawlerError
from crawler.settings import CrawlerSettings
from crawler.fetching.single import fetch_once
settings = CrawlerSettings(delay=0, request_timeout=5, allow_networks=sys.argv[2])
try:
    told = [fetch_once(sys.argv[1], settings).status, None]
except CrawlerError as error:
    told = [type(error).__name__, error.reason]
print(json.dumps(told))
"""


class Page(BaseHTTPRequestHandler):
    """Answers every request with a page."""

    def do_GET(self) -> None:
        body = b"<html><p>news</p></html>"
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server6(ThreadingHTTPServer):
    """Listens on IPv6."""

    address_family = socket.AF_INET6


@contextmanager
def serving(kind: type[ThreadingHTTPServer], address: str) -> Iterator[int]:
    try:
        server = kind((address, 0), Page)
    except OSError as error:
        pytest.skip(f"this machine has no {address} ({error})")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def ask(url: str, allow: str, connections: Connections) -> list[object]:
    asking = subprocess.run(
        [sys.executable, "-c", ASK, url, allow],
        env={"PYTHONPATH": f"{connections.folder}:{Path(__file__).parents[2]}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    told: list[object] = json.loads(asking.stdout)
    return told


@pytest.fixture
def connections(tmp_path: Path) -> Connections:
    return Connections(tmp_path)


def test_a_host_that_has_only_ipv6_is_reached(connections: Connections):
    with serving(Server6, "::1") as port:
        assert ask(f"http://[::1]:{port}/", "::1/128", connections) == [200, None]


class Names:
    """Stands where Twisted's own resolver stands, as its reactor: knows the addresses of every name."""

    def __init__(self, *addresses: IPv4Address | IPv6Address) -> None:
        self.nameResolver = self
        self.addresses = addresses

    def resolveHostName(self, receiver: Any, name: str, *_: object) -> None:  # noqa: N802
        receiver.resolutionBegan(name)
        for address in self.addresses:
            receiver.addressResolved(address)
        receiver.resolutionComplete()


class Told:
    """Receives the addresses of a name."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.is_complete = False

    def resolutionBegan(self, _: object) -> None:  # noqa: N802
        """Nothing is known yet."""

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.is_complete = True


@pytest.mark.parametrize(
    ("found", "given", "refused"),
    [
        (("8.8.8.8",), ["8.8.8.8"], None),
        (("2606:4700::1111",), ["2606:4700::1111"], None),
        (("2606:4700::1111", "8.8.8.8"), ["2606:4700::1111", "8.8.8.8"], None),
        (("fd00::1", "8.8.8.8", "10.0.0.1"), ["8.8.8.8"], None),
        (("::ffff:127.0.0.1",), [], "::ffff:127.0.0.1"),
        (("fe80::1", "10.0.0.1"), [], "fe80::1"),
        ((), [], None),
    ],
)
def test_every_address_of_a_name_is_judged(found: tuple[str, ...], given: list[str], refused: str | None):
    kinds = [IPv6Address("TCP", one, 0) if ":" in one else IPv4Address("TCP", one, 0) for one in found]
    name, guarded = f"{len(found)}-{'-'.join(found)}.example", GuardedResolver(Names(*kinds), 100)
    for _ in ("asked", "from the cache"):
        told = Told()
        guarded.resolveHostName(told, name, 80)
        assert (told.addresses, told.is_complete, refusal(name)) == (given, True, refused)


def test_a_forbidden_address_of_a_name_is_left_out_and_the_allowed_one_used(connections: Connections):
    with serving(ThreadingHTTPServer, "127.0.0.1") as port:
        assert ask(f"http://localhost:{port}/", "127.0.0.1/32", connections) == [200, None]
    assert set(connections.addresses) == {"127.0.0.1"}


@pytest.mark.parametrize("host", ["localhost", "[::1]", "[::ffff:127.0.0.1]"])
def test_nothing_is_connected_to_that_nobody_allowed(host: str, connections: Connections):
    with serving(ThreadingHTTPServer, "127.0.0.1") as port:
        name, reason = ask(f"http://{host}:{port}/", "192.0.2.0/24", connections)
    assert (name, connections.addresses) == ("ForbiddenAddress", [])
    assert "is not a public address" in str(reason)


@pytest.mark.parametrize(
    ("host", "address", "allow", "may"),
    [
        ("news.example", "8.8.8.8", (), True),
        ("news.example", "2606:4700::1111", (), True),
        ("news.example", "127.0.0.1", (), False),
        ("news.example", "fd00::1", (), False),
        ("news.example", "64:ff9b::7f00:1", (), False),
        ("news.example", "::ffff:10.0.0.1", (), False),
        ("news.example", "fe80::1%eth0", (), False),
        ("printer", "8.8.8.8", (), False),
        ("nas.local", "8.8.8.8", (), False),
        ("printer", "10.0.0.7", ("10.0.0.0/8",), True),
        ("8.8.8.8", "8.8.8.8", (), True),
    ],
)
def test_a_name_is_judged_together_with_its_address(
    host: str, address: str, allow: tuple[str, ...], may: bool
):
    assert may_connect(host, address, allow) is may
