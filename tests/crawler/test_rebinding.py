"""Names whose addresses change, as the shared name server tells them: what is connected to is what was judged.

The system's look-up is led to that server in the process that asks; all addresses are loopback ones, of which the
guard allows one only.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawler.connections import Connections
from tests.crawler.wire import NO_ROBOTS, Wire, ask_all, unused_port

SERVER = Path(__file__).parents[3] / "shared" / "tools" / "fakedns.py"
PORT = unused_port()
ALLOWED, FORBIDDEN = "127.0.0.1", "127.0.9.1"
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnews"

#: Answers to the first, the second, … question about a name; the last one is repeated.
NAMES: dict[str, list[list[str]]] = {
    "honest.test": [[ALLOWED]],
    "rebinding.test": [[ALLOWED], [FORBIDDEN]],
    "rebound.test": [[FORBIDDEN], [ALLOWED]],
    "both.test": [[FORBIDDEN, ALLOWED]],
    "private.test": [["10.255.255.1"]],
    "six.test": [["::1"]],
    "mapped.test": [["::ffff:127.0.9.1"]],
    "both-kinds.test": [["fe80::1", ALLOWED]],
    "nowhere.test": [[]],
}
#: Asks the shared server for names that end in ".test", in the place of the system's resolver.
_HOOK = """
import ipaddress, socket, struct

asked = socket.getaddrinfo

def answers(name, kind):
    labels = b"".join(bytes((len(part),)) + part.encode() for part in name.split(".")) + b"\\0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(5)
        question = struct.pack(">HHHHHH", 1, 256, 1, 0, 0, 0) + labels + struct.pack(">HH", kind, 1)
        client.sendto(question, ("127.0.0.1", {port}))
        packet = client.recv(512)
    place = 12 + len(labels) + 4
    for _ in range(struct.unpack(">H", packet[6:8])[0]):
        length = struct.unpack(">H", packet[place + 10 : place + 12])[0]
        yield str(ipaddress.ip_address(packet[place + 12 : place + 12 + length]))
        place += 12 + length

def getaddrinfo(host, port, *further, **named):
    name = host.decode() if isinstance(host, bytes) else host
    if not str(name).endswith(".test"):
        return asked(host, port, *further, **named)
    found = [one for kind in (1, 28) for one in answers(name, kind)]
    if not found:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")
    return [info for one in found for info in asked(one, port, type=socket.SOCK_STREAM)]

socket.getaddrinfo = getaddrinfo
"""


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The shared name server while it answers."""
    if not SERVER.is_file():
        pytest.skip("the shared name server does not lie beside the project")
    answers = tmp_path_factory.mktemp("names") / "map.json"
    answers.write_text(json.dumps(NAMES))
    command = [sys.executable, str(SERVER), "--port", str(PORT), "--map", str(answers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline()
        # Whatever else it says is not waited for.
        threading.Thread(target=server.stdout.read, daemon=True).start()
        try:
            yield
        finally:
            server.kill()


@pytest.mark.shared
def test_a_name_is_connected_to_at_addresses_that_were_judged(names: None, tmp_path: Path):
    connections = Connections(tmp_path)
    hook = connections.folder / "sitecustomize.py"
    hook.write_text(hook.read_text() + _HOOK.format(port=PORT))
    there = "http://private.test/"
    moved = (
        b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        % there.encode()
    )
    with Wire({"page": {"/robots.txt": NO_ROBOTS, "/moved": moved, "*": PAGE}}) as wire:
        port = wire.url("page").rpartition(":")[2].partition("/")[0]
        urls = {name: f"http://{name}:{port}/page" for name in NAMES}
        urls |= {"again": f"http://rebinding.test:{port}/again", "moved": f"http://honest.test:{port}/moved"}
        told = ask_all(urls, also_import=connections.folder, allow_networks=f"{ALLOWED}/32").told
    endings = {name: one.get("failure") or one["body"] for name, one in told.items()}
    assert endings == {
        "honest.test": "news",
        # The first answer is kept for as long as the process lives.
        "rebinding.test": "news",
        "again": "news",
        "rebound.test": "ForbiddenAddress",
        "both.test": "news",
        "private.test": "ForbiddenAddress",
        "six.test": "ForbiddenAddress",
        "mapped.test": "ForbiddenAddress",
        "both-kinds.test": "news",
        "nowhere.test": "RobotsUnreachable",
        "moved": "ForbiddenAddress",
    }
    assert set(connections.addresses) - {"127.0.0.1"} == set()
