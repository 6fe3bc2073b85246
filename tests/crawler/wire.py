"""Raw answers on loopback and the ordinary fetcher that asks for them: what a server writes is what is tested.

Each origin has a port of its own, and so a robots.txt and a turn of its own; all are asked at the same time.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.crawler.shell import ROOT

#: Writes an answer; gets the path that was asked for and the head of the request.
Speaker = Callable[[asyncio.StreamWriter, str, bytes], Awaitable[None]]
#: One for all paths, or one for each; bytes go out as they are.
Speech = bytes | Speaker | Mapping[str, "bytes | Speaker"]

NO_ROBOTS = b"HTTP/1.1 404 None\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

#: Asks for all URLs at once; tells of each what came, or the name of its failure and the reason.
_ASK = """
import asyncio, json, pathlib, sys
from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess
from crawler.clock import utc_now
from crawler.errors import CrawlerError
from crawler.fetching.fetcher import Fetcher, parsed_networks
from crawler.fetching.scrapy_settings import scrapy_settings
from crawler.settings import CrawlerSettings

orders = json.load(sys.stdin)
settings = CrawlerSettings(**orders["settings"])
told = {}

async def ask(fetcher, name, url):
    try:
        got = await fetcher.get(url, limit_mib=settings.page_mib, allow=parsed_networks(*settings.networks))
        told[name] = {"status": got.status, "url": got.url, "body": got.body[:4000].decode("latin-1"),
                      "size": len(got.body), "type": got.content_type}
    except CrawlerError as error:
        told[name] = {"failure": type(error).__name__, "reason": error.reason or error.sentence}

class Asking(Spider):
    name = "asking"

    async def start(self):
        fetcher = Fetcher(self.crawler.engine.download_async, settings, clock=utc_now)
        await asyncio.gather(*(ask(fetcher, name, url) for name, url in orders["urls"].items()))
        return
        yield

process = AsyncCrawlerProcess(scrapy_settings(settings))
process.crawl(Asking)
process.start(install_signal_handlers=False)
# The high-water mark of getrusage is inherited from the process that started this one.
status = pathlib.Path("/proc/self/status").read_text()
largest = int(status.partition("VmHWM:")[2].split()[0]) * 1024
print(json.dumps({"told": told, "largest": largest}))
"""


def unused_port() -> int:
    """A port on which nobody listens, so that two runs of the tests do not meet."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass(frozen=True)
class Answers:
    """What came of all requests."""

    told: Mapping[str, Mapping[str, Any]]
    #: Bytes of memory that the asking process had at most.
    largest: int


def ask_all(urls: Mapping[str, str], *, also_import: Path | None = None, **settings: object) -> Answers:
    """GET these URLs, by name, with the fetcher of the crawl in a process of its own."""
    orders = {
        "urls": urls,
        "settings": {"delay": 0, "request_timeout": 4, "allow_networks": "127.0.0.0/8", **settings},
    }
    asking = subprocess.run(
        [sys.executable, "-c", _ASK],
        input=json.dumps(orders),
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(map(str, filter(None, (ROOT, also_import)))),
        },
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert asking.returncode == 0, asking.stderr
    return Answers(**json.loads(asking.stdout))


@dataclass
class Wire:
    """The origins while they are served; a context manager."""

    speeches: Mapping[str, Speech]
    #: For origins whose name begins with "tls".
    tls: ssl.SSLContext | None = None
    #: The heads of all requests, by origin, in the order in which they came.
    asked: dict[str, list[bytes]] = field(default_factory=dict)
    _ports: dict[str, int] = field(default_factory=dict)

    def url(self, name: str, path: str = "/page") -> str:
        """An address of the origin."""
        scheme = "https" if self._is_tls(name) else "http"
        return f"{scheme}://127.0.0.1:{self._ports[name]}{path}"

    def paths(self, name: str) -> list[str]:
        """What was asked of the origin, robots.txt left out."""
        return [path for head in self.asked.get(name, ()) if (path := _path(head)) != "/robots.txt"]

    def _is_tls(self, name: str) -> bool:
        return name.startswith("tls") and self.tls is not None

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="wire", daemon=True)
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
        for name, speech in self.speeches.items():
            secured = self.tls if self._is_tls(name) else None
            server = await asyncio.start_server(self._accept(name, speech), "127.0.0.1", 0, ssl=secured)
            self._servers.append(server)
            self._ports[name] = server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        # Sockets are closed at the next turn of the loop.
        await asyncio.sleep(0.05)

    def _accept(
        self, name: str, speech: Speech
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
        async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                    head = await reader.readuntil(b"\r\n\r\n")
                    self.asked.setdefault(name, []).append(head)
                    await self._speak(speech, writer, head)
                    await writer.drain()
            except asyncio.CancelledError:
                writer.transport.abort()
                raise
            writer.close()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.get_running_loop().create_task(converse(reader, writer))
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)

        return accept

    async def _speak(self, speech: Speech, writer: asyncio.StreamWriter, head: bytes) -> None:
        path = _path(head)
        if isinstance(speech, Mapping):
            said = speech.get(path, speech.get("*", NO_ROBOTS))
        else:
            said = NO_ROBOTS if path == "/robots.txt" else speech
        if isinstance(said, bytes):
            origin = "http://{}:{}".format(*writer.get_extra_info("sockname")[:2]).encode()
            writer.write(said.replace(b"{origin}", origin))
        else:
            await said(writer, path, head)


def _path(head: bytes) -> str:
    return head.split(b" ", 2)[1].decode("latin-1")
