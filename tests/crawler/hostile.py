"""Origins on loopback that misbehave, one port each, so that each is a site of its own; and a healthy one beside them.

An origin's robots.txt allows everything, unless its misbehaviour is about robots.txt.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import struct
import threading
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

Writer = asyncio.StreamWriter
#: Answers one request for a path; what it writes goes out as it is.
Behaviour = Callable[["Origins", Writer, str], Awaitable[None]]

STORIES = 5
_HEADERS_END = b"\r\n\r\n"
_WORDS = (
    "The council of the harbour town met on Tuesday to talk about the ferry, which has not run since the storm of "
    "October, and about the nine million that a new pier would cost the town over the next ten years. "
)


def answer(
    status: str = "200 OK",
    body: bytes = b"",
    *,
    content_type: str | None = "text/html; charset=utf-8",
    length: int | None = None,
    **headers: str,
) -> bytes:
    """A whole answer; a header's name is written with underscores."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def story(number: int) -> bytes:
    """A page with an article."""
    paragraphs = "".join(f"<p>Part {part} of story {number}. {_WORDS}</p>" for part in range(5))
    title = f"Story {number} of the harbour"
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"{paragraphs}</article></body></html>"
    ).encode()


def feed(*urls: str) -> bytes:
    """An RSS feed of these pages."""
    items = "".join(f"<item><title>{url}</title><link>{url}</link></item>" for url in urls)
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()
    )


ERROR_PAGE = (
    b"<!doctype html><html><head><title>Sorry</title></head><body><p>Something is wrong.</p></body></html>"
)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(500)
FULL = feed("http://127.0.0.1:1/never")


def always(data: bytes) -> Behaviour:
    """The same bytes to every request."""

    async def behave(_origins: Origins, writer: Writer, _path: str) -> None:
        writer.write(data)

    return behave


def redirect(location: str) -> Behaviour:
    """A redirect; `{origin}` and `{healthy}` in it are filled in, `{path}` is the path that was asked for."""

    async def behave(origins: Origins, writer: Writer, path: str) -> None:
        origin = "http://{}:{}".format(*writer.get_extra_info("sockname"))
        target = location.format(origin=origin, healthy=origins.url("healthy", ""), path=path)
        writer.write(answer("302 Found", Location=target))

    return behave


def robots(data: bytes | None) -> Behaviour:
    """This answer to /robots.txt (None: no answer ever), a good feed to everything else."""

    async def behave(_origins: Origins, writer: Writer, path: str) -> None:
        if path != "/robots.txt":
            writer.write(answer(body=FULL))
        elif data is None:
            await asyncio.sleep(3600)
        else:
            writer.write(data)

    return behave


async def hang(_origins: Origins, _writer: Writer, _path: str) -> None:
    """Take the request and never answer."""
    await asyncio.sleep(3600)


async def close_at_once(_origins: Origins, writer: Writer, _path: str) -> None:
    """Hang up without a word."""
    writer.close()


async def reset(_origins: Origins, writer: Writer, _path: str) -> None:
    """Reset the connection."""
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def slow_headers(_origins: Origins, writer: Writer, _path: str) -> None:
    """A character of a header now and then."""
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    await _trickle(writer)


async def slow_body(_origins: Origins, writer: Writer, _path: str) -> None:
    """A character of the body now and then: never idle for long, and never done."""
    writer.write(answer(length=100_000)[: -len(_HEADERS_END)] + _HEADERS_END)
    await _trickle(writer)


async def endless_body(_origins: Origins, writer: Writer, _path: str) -> None:
    """Chunk after chunk."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    await _for_ever(writer, b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


async def endless_headers(_origins: Origins, writer: Writer, _path: str) -> None:
    """One header without an end."""
    writer.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    await _for_ever(writer, b"x" * 0x10000)


async def endless_header_lines(_origins: Origins, writer: Writer, _path: str) -> None:
    """Header after header."""
    writer.write(b"HTTP/1.1 200 OK\r\n")
    await _for_ever(writer, b"X-Long: " + b"x" * 8000 + b"\r\n")


async def unfinished_chunks(_origins: Origins, writer: Writer, _path: str) -> None:
    """A chunked body without its last chunk."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(FULL) + FULL + b"\r\n")


async def _trickle(writer: Writer) -> None:
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.2)


async def _for_ever(writer: Writer, data: bytes) -> None:
    while True:
        writer.write(data)
        await writer.drain()
        # Leaves the reading side its share of a small machine.
        await asyncio.sleep(0.001)


async def healthy(origins: Origins, writer: Writer, path: str) -> None:
    """A feed of five stories, and whatever a test wants in it besides."""
    if path == "/feed.xml":
        own = [origins.url("healthy", f"/stories/{number}") for number in range(1, STORIES + 1)]
        writer.write(answer(body=feed(*own, *origins.also_listed), content_type="application/rss+xml"))
    elif path == "/elsewhere.xml":
        writer.write(answer(body=feed(origins.url("healthy", "/stories/99"))))
    else:
        await asyncio.sleep(origins.story_seconds)
        writer.write(answer(body=story(int(path.rpartition("/")[2]))))


async def links_elsewhere(origins: Origins, writer: Writer, path: str) -> None:
    """A feed of one link, which leads to the healthy origin's first story."""
    if path == "/feed.xml":
        writer.write(answer(body=feed("http://{}:{}/1".format(*writer.get_extra_info("sockname")))))
    else:
        writer.write(answer("302 Found", Location=origins.url("healthy", f"/stories{path}")))


#: Not hostile, but of the same kind: asked for by name only.
OTHERS: dict[str, Behaviour] = {"links-elsewhere": links_elsewhere}
BEHAVIOURS: dict[str, Behaviour] = {
    **{
        f"status-{code}": always(answer(f"{code} Status", ERROR_PAGE))
        for code in (401, 403, 404, 410, 429, 500, 999)
    },
    "status-429-later": always(answer("429 Too Many Requests", Retry_After="300")),
    "status-503-later": always(answer("503 Service Unavailable", Retry_After="600")),
    "part-of-a-body": always(answer("206 Partial Content", FULL, Content_Range="bytes 0-99/1000")),
    "unasked-304": always(b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'),
    "html-for-xml": always(answer(body=ERROR_PAGE)),
    "xml-no-feed": always(
        answer(body=b"<?xml version='1.0'?><orders><order/></orders>", content_type="text/xml")
    ),
    "broken-feed": always(answer(body=b"<rss><channel><item><", content_type="application/rss+xml")),
    "image": always(answer(body=PNG, content_type="application/rss+xml")),
    "pdf": always(answer(body=b"%PDF-1.7\n" + bytes(500), content_type="application/pdf")),
    "garbage": always(answer(body=bytes(range(256)) * 40)),
    "empty": always(answer()),
    "huge": always(answer(length=1 << 40)),
    "endless-body": endless_body,
    "endless-headers": endless_headers,
    "gzip-bomb": always(answer(body=gzip.compress(bytes(50 << 20)), Content_Encoding="gzip")),
    "gzip-half": always(answer(body=gzip.compress(FULL)[:-12], Content_Encoding="gzip")),
    "longer-than-told": always(answer(body=FULL, length=100)),
    "endless-header-lines": endless_header_lines,
    "gzip-damaged": always(answer(body=zlib.compress(FULL)[:9] + bytes(50), Content_Encoding="deflate")),
    "truncated": always(answer(body=FULL, length=100_000)),
    "unfinished-chunks": unfinished_chunks,
    "closed": close_at_once,
    "reset": reset,
    "hang": hang,
    "slow-headers": slow_headers,
    "slow-body": slow_body,
    "no-http": always(b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
    "lying-length": always(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"),
    "redirect-loop": redirect("{origin}{path}"),
    "redirect-chain": redirect("{origin}{path}1"),
    "redirect-file": redirect("file:///etc/passwd"),
    "redirect-ftp": redirect("ftp://127.0.0.1/feed.xml"),
    "redirect-nowhere": redirect("http://[half/"),
    "redirect-private": redirect("http://10.255.255.1/feed.xml"),
    "redirect-elsewhere": redirect("{healthy}/elsewhere.xml"),
    "robots-forbids": robots(answer(body=b"User-agent: *\nDisallow: /\n", content_type="text/plain")),
    "robots-500": robots(answer("500 Oh")),
    "robots-redirects": robots(answer("302 Found", Location="file:///etc/robots.txt")),
    "robots-hangs": robots(None),
}
_ABOUT_ROBOTS = ("robots-", "closed", "reset", "hang", "no-http")


@dataclass
class Origins:
    """The origins while they are served; a context manager."""

    names: tuple[str, ...] = tuple(BEHAVIOURS)
    #: Seconds that the healthy origin takes for a story.
    story_seconds: float = 0.0
    #: URLs that the healthy origin's feed lists after its own.
    also_listed: list[str] = field(default_factory=list)
    #: The healthy origin's paths, in the order in which they were asked for.
    asked: list[str] = field(default_factory=list)
    _ports: dict[str, int] = field(default_factory=dict)

    def url(self, name: str, path: str = "/feed.xml") -> str:
        """A URL at the origin with this misbehaviour, or at the healthy one."""
        return f"http://127.0.0.1:{self._ports[name]}{path}"

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="hostile origins", daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _start(self) -> None:
        self._servers: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()
        for name in ("healthy", *self.names):
            behaviour = {"healthy": healthy, **OTHERS, **BEHAVIOURS}[name]
            server = await asyncio.start_server(self._handler(name, behaviour), "127.0.0.1", 0)
            self._servers.append(server)
            self._ports[name] = server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _handler(self, name: str, behaviour: Behaviour) -> Callable[[asyncio.StreamReader, Writer], None]:
        async def handle(reader: asyncio.StreamReader, writer: Writer) -> None:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                head = await reader.readuntil(_HEADERS_END)
                path = head.split(b" ")[1].decode()
                if path == "/robots.txt" and not name.startswith(_ABOUT_ROBOTS):
                    writer.write(answer("404 None"))
                else:
                    if name == "healthy":
                        self.asked.append(path)
                    await behaviour(self, writer, path)
                await writer.drain()
            writer.close()

        def accept(reader: asyncio.StreamReader, writer: Writer) -> None:
            task = asyncio.get_running_loop().create_task(handle(reader, writer))
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)

        return accept
