"""A connection that is kept open and turns out to be closed: the request goes out again, with what it was allowed."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.crawler.wire import ask_all

HEADS = {b"/robots.txt": b"HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n"}
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews"


@contextmanager
def forgetful() -> Iterator[int]:
    """A server that answers the first request of each connection, and hangs up at the second one."""
    loop = asyncio.new_event_loop()
    closed: list[asyncio.StreamWriter] = []

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(HEADS.get(head.split(b" ")[1], PAGE))
            await reader.readuntil(b"\r\n\r\n")
        closed.append(writer)
        writer.close()

    async def serve() -> asyncio.Server:
        return await asyncio.start_server(converse, "127.0.0.1", 0)

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(serve(), loop).result(10)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.call_later, 0.2, loop.stop)
        thread.join(10)
        loop.close()


def test_a_request_that_went_into_a_closing_connection_is_made_again_as_it_was_allowed():
    with forgetful() as port:
        told = ask_all(
            {"page": f"http://127.0.0.1:{port}/page", "name": f"http://localhost:{port}/page"}
        ).told
    assert {name: one.get("body", one) for name, one in told.items()} == {"page": "news", "name": "news"}
