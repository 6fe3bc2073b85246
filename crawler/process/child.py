"""The crawl process itself: runs one continuous Scrapy crawl and takes its orders from standard input.

Its parent starts it as `python -m scheduler.crawl_process`, which hands in the timetable.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator

import structlog
from scrapy.crawler import AsyncCrawlerProcess

from crawler.clock import utc_now
from crawler.fetching.fetcher import Download, Fetcher
from crawler.fetching.scrapy_settings import scrapy_settings
from crawler.log import configure_logging
from crawler.messages import CannotStart, Event, Order, StopOrder, order_of, to_line
from crawler.reading.pool import ReadingPool
from crawler.settings import crawler_settings
from crawler.visit.context import Context
from crawler.visit.patience import DATABASE_WAITS
from crawler.visit.robots_shelf import ArchiveShelf
from crawler.visit.spider import NewsSpider
from crawler.visit.timing import Timetable
from storage import Archive, ArchiveBusy, ArchiveError, ArchiveUnavailable, open_archive

log = structlog.get_logger("crawl process")

#: Where orders come from: standard input.
ORDERS = 0
#: The exit code of a crawl process that cannot start.
FAILED = 1


def run_crawl_process(timetable: Timetable) -> int:
    """Be the crawl process: take orders until told to stop; returns the exit code."""
    # The parent decides what Ctrl-C means for a visit.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = crawler_settings()
    configure_logging(settings.log_level)
    events = _own_standard_output()
    try:
        archive = _opened_archive()
    except ArchiveError as error:
        _emit(events, CannotStart(str(error)))
        return FAILED
    pool = ReadingPool(settings)

    def make_context(download: Download) -> Context:
        fetcher = Fetcher(download, settings, clock=utc_now)
        context = Context(
            archive=archive,
            fetcher=fetcher,
            pool=pool,
            timetable=timetable,
            settings=settings,
            emit=lambda event: _emit(events, event),
            clock=utc_now,
        )
        fetcher.keep_robots_on(ArchiveShelf(context))
        return context

    try:
        _run_spider(make_context)
    finally:
        pool.close()
        archive.close()
    return 0


def _run_spider(make_context: Callable[[Download], Context]) -> None:
    process = AsyncCrawlerProcess(scrapy_settings(crawler_settings()))
    process.crawl(NewsSpider, listen=_listen_to_parent, make_context=make_context)
    process.start(install_signal_handlers=False)


def _listen_to_parent(orders: asyncio.Queue[Order]) -> None:
    """Pass the parent's orders into the loop; SIGTERM and the end of the input are orders to stop."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, orders.put_nowait, StopOrder())

    def read() -> None:
        for line in _lines(ORDERS):
            try:
                order = order_of(line)
            except (ValueError, TypeError, json.JSONDecodeError):
                log.warning("an order that is none", line=line[:200])
                continue
            loop.call_soon_threadsafe(orders.put_nowait, order)
        loop.call_soon_threadsafe(orders.put_nowait, StopOrder())

    threading.Thread(target=read, name="orders", daemon=True).start()


def _lines(descriptor: int) -> Iterator[bytes]:
    """The lines that come, to the end; not by `sys.stdin`, whose lock a thread must not hold when Python ends."""
    begun = b""
    while read := os.read(descriptor, 65536):
        *lines, begun = (begun + read).split(b"\n")
        yield from lines


def _opened_archive() -> Archive:
    """The archive; a database that is just restarting is waited for, but not for so long that we are taken for dead."""
    for wait in DATABASE_WAITS[:-2]:
        try:
            return open_archive(create=False)
        except (ArchiveBusy, ArchiveUnavailable):
            time.sleep(wait)
    return open_archive(create=False)


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
