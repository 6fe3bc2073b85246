"""Serves prepared pages from memory on several loopback ports, in a process of its own, with as little work as can be.

One event loop over plain streams: on a small machine the server must not be what is measured.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import socket
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.connection import Connection

#: Path → content type and body; `{base}` in a body becomes the site's address.
Site = Mapping[str, tuple[str, bytes]]

_MISSING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@contextlib.contextmanager
def served(sites: Sequence[Site]) -> Iterator[list[int]]:
    """Serve each site on a port of its own; gives the ports."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_run, args=(sites, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _run(sites: Sequence[Site], parent: Connection) -> None:
    asyncio.run(_serve(sites, parent))


async def _serve(sites: Sequence[Site], parent: Connection) -> None:
    ports = []
    for site in sites:
        listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        port = listener.getsockname()[1]
        base = f"http://127.0.0.1:{port}".encode()
        answers = {path: _answer(kind, body.replace(b"{base}", base)) for path, (kind, body) in site.items()}
        await asyncio.start_server(_handler(answers), sock=listener)
        ports.append(port)
    parent.send(ports)
    await asyncio.Event().wait()


def _answer(kind: str, body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _handler(answers: Mapping[str, bytes]):
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode()
                writer.write(answers.get(path, _MISSING))
                await writer.drain()
                if b"connection: close" in head.lower():
                    break
        writer.close()

    return handle
