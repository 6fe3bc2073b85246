"""The crawl process: a supervised child in which Scrapy runs, and the parent's handle on it.

One child a machine: it takes visits as lines on its standard input and tells what comes of them on its standard
output. When the parent is gone the input ends, and the child ends with it.
"""

from __future__ import annotations

import asyncio
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import structlog

from crawler.context import Context
from crawler.fetcher import Download, Fetcher, utc_now
from crawler.log import configure_logging
from crawler.messages import Event, Order, StopOrder, event_of, order_of, to_line
from crawler.pool import ReadingPool
from crawler.settings import crawler_settings
from crawler.timing import Timetable
from storage import open_archive

log = structlog.get_logger("crawl process")


@dataclass(frozen=True, slots=True)
class Died:
    """The crawl process ended without being told to."""

    exit_code: int


class CrawlProcess:
    """A running crawl process, as its parent sees it."""

    def __init__(self, module: str, *, database_url: str) -> None:
        """Start `python -m module`, which must call `run_crawl_process`."""
        self.started_at = time.monotonic()
        self.heard_at = self.started_at
        self.memory = 0
        self._events: queue.SimpleQueue[Event | Died] = queue.SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "NEWSDESK_DATABASE_URL": database_url},
        )
        self._listener = threading.Thread(target=self._listen, name="crawl-events", daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def order(self, order: Order) -> None:
        """Tell the child; a child that is gone is reported by `events`, not here."""
        assert self._process.stdin is not None  # noqa: S101 - opened as a pipe
        try:
            self._process.stdin.write(to_line(order))
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            log.debug("crawl process takes no more orders", order=order.name)

    def events(self, timeout: float) -> Iterator[Event | Died]:
        """What the child has told; waits up to `timeout` seconds for the first."""
        try:
            yield self._events.get(timeout=timeout)
            while True:
                yield self._events.get_nowait()
        except queue.Empty:
            return

    def stop(self, grace: float) -> None:
        """Let the visits break off where they are; kill the child when it has not ended after `grace` seconds."""
        self.order(StopOrder())
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            log.warning("crawl process killed", pid=self.pid, grace=grace)
            self.kill()
        self._listener.join(grace)

    def kill(self) -> None:
        """End the child at once; what it had not kept stays pending in the archive."""
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - opened as a pipe
        for line in self._process.stdout:
            self.heard_at = time.monotonic()
            try:
                self._events.put(event_of(line))
            except (ValueError, TypeError):
                log.warning("crawl process said something strange", line=line[:200])
        self._process.stdout.close()
        self._events.put(Died(self._process.wait()))


def run_crawl_process(timetable: Timetable) -> int:
    """Be the crawl process: take orders until told to stop; returns the exit code."""
    # The parent decides what Ctrl-C means for a visit.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = crawler_settings()
    configure_logging(settings.log_level)
    events = _own_standard_output()
    pool = ReadingPool(settings)
    archive = open_archive(create=False)

    def make_context(download: Download) -> Context:
        fetcher = Fetcher(download, settings, clock=utc_now)
        return Context(
            archive=archive,
            fetcher=fetcher,
            pool=pool,
            timetable=timetable,
            settings=settings,
            emit=lambda event: _emit(events, event),
            clock=utc_now,
        )

    try:
        _run_spider(make_context)
    finally:
        pool.close()
        archive.close()
    return 0


def _run_spider(make_context: Any) -> None:
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.scrapy_settings import scrapy_settings
    from crawler.spider import NewsSpider

    process = AsyncCrawlerProcess(scrapy_settings(crawler_settings()))
    process.crawl(NewsSpider, listen=_listen_to_parent, make_context=make_context)
    process.start(install_signal_handlers=False)


def _listen_to_parent(orders: asyncio.Queue[Order]) -> None:
    """Pass the parent's orders into the loop; SIGTERM and the end of the input are orders to stop."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, orders.put_nowait, StopOrder())

    def read() -> None:
        for line in sys.stdin.buffer:
            try:
                order = order_of(line)
            except (ValueError, TypeError, json.JSONDecodeError):
                log.warning("an order that is none", line=line[:200])
                continue
            loop.call_soon_threadsafe(orders.put_nowait, order)
        loop.call_soon_threadsafe(orders.put_nowait, StopOrder())

    threading.Thread(target=read, name="orders", daemon=True).start()


def _own_standard_output() -> int:
    """Keep standard output for events: whatever a library prints goes to standard error."""
    sys.stdout.flush()
    events = os.dup(1)
    os.dup2(2, 1)
    return events


def _emit(descriptor: int, event: Event) -> None:
    try:
        os.write(descriptor, to_line(event))
    except BrokenPipeError:
        # The parent is gone; the end of our input says so as well, and that ends the visits.
        log.debug("nobody listens", event_name=event.name)
