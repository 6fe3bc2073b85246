"""Serves many small feeds, each on a loopback address of its own, from one process of one event loop."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import socket
from collections.abc import Iterator
from multiprocessing.connection import Connection

FEED_PATH = "/feed.xml"

_ENTRY = "<item><title>Harbour report {n}</title><link>http://{host}:{port}/{n}.html</link></item>"
_FEED = '<rss version="2.0"><channel><title>Harbour</title><link>http://{host}/</link>{items}</channel></rss>'
_PAGE = (
    "<html><head><title>Harbour report {n}</title></head><body><article><h1>Harbour report {n}</h1>"
    + "".join(
        f"<p>Ferry number {i} left the pier at dawn and came back with the tide, as on every day.</p>"
        for i in range(9)
    )
    + "</article></body></html>"
)


def host_of(number: int) -> str:
    """The loopback address of a feed."""
    return f"127.{1 + number // 62_500}.{number // 250 % 250}.{number % 250 + 2}"


class FeedServer:
    """The server's handle: its port, and the news it is told to publish."""

    def __init__(self, port: int, pipe: Connection) -> None:
        self.port = port
        self._pipe = pipe

    def publish(self, share: float) -> None:
        """From now on this share of the feeds has one entry more."""
        self._pipe.send(share)
        self._pipe.recv()


@contextlib.contextmanager
def feeds_served(count: int, *, keeps: bool = False) -> Iterator[FeedServer]:
    """Serve so many feeds until the block ends; without `keeps` each answer ends its connection.

    Between two looks at an outlet lie minutes, for which no server keeps a connection.
    """
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=_run, args=(count, keeps, theirs), daemon=True
    )
    process.start()
    try:
        yield FeedServer(ours.recv(), ours)
    finally:
        process.terminate()
        process.join()


def _run(count: int, keeps: bool, parent: Connection) -> None:
    asyncio.run(_serve(count, keeps, parent))


async def _serve(count: int, keeps: bool, parent: Connection) -> None:
    edition = {host_of(number): 1 for number in range(count)}
    first = socket.create_server((host_of(0), 0))
    port = first.getsockname()[1]
    listeners = [first, *(socket.create_server((host, port)) for host in list(edition)[1:])]
    for listener in listeners:
        await asyncio.start_server(_handler(edition, port, keeps), sock=listener)

    def publish() -> None:
        changed = int(count * parent.recv())
        for host in list(edition)[:changed]:
            edition[host] += 1
        parent.send(changed)

    asyncio.get_running_loop().add_reader(parent.fileno(), publish)
    parent.send(port)
    await asyncio.Event().wait()


def _handler(edition: dict[str, int], port: int, keeps: bool):
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                answer = _answer(head, host, port, edition[host])
                writer.write(answer if keeps else answer.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
                await writer.drain()
                if not keeps or b"connection: close" in head.lower():
                    break
        writer.close()

    return handle


def _answer(head: bytes, host: str, port: int, edition: int) -> bytes:
    path = head.split(b" ", 2)[1].decode()
    etag = f'"{edition}"'
    if path == FEED_PATH:
        if f"if-none-match: {etag}".encode() in head.lower():
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        items = "".join(_ENTRY.format(n=n, host=host, port=port) for n in range(1, edition + 1))
        return _ok("application/rss+xml", _FEED.format(host=host, items=items), f"ETag: {etag}\r\n")
    if path.endswith(".html"):
        return _ok("text/html; charset=utf-8", _PAGE.format(n=path[1:-5]))
    return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def _ok(kind: str, body: str, headers: str = "") -> bytes:
    content = body.encode()
    return (
        f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{headers}Content-Length: {len(content)}\r\n\r\n".encode()
        + content
    )
