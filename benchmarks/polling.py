"""`make bench-poll`: unchanged feeds checked a minute by one crawl process, bookkeeping included, beside bare Scrapy.

Every feed stands on a loopback host of its own (127.x.y.z), as 2,000 outlets do. The first round reads robots.txt
and is not counted; the next ones are what a day is made of: conditional requests, 304, and for some feeds a new
entry with its page. Rates are printed as ratios of one run on this machine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil
from sqlalchemy import func, select

from benchmarks.feed_server import FEED_PATH, feeds_served, host_of
from crawler.clock import utc_now
from crawler.log import configure_logging
from crawler.process.dispatch import Dispatcher, owner_name
from crawler.settings import crawler_settings
from scheduler.engine import LocalEngine
from scheduler.service import GRACE
from storage import Archive, open_archive
from storage.model import SeedKind, SeedOutcome, SourceSpec
from storage.schema import article, run, seed

#: The default of NEWSDESK_CONCURRENT_SITES.
SITES_AT_ONCE = 64
_FAILED = [outcome.value for outcome in SeedOutcome if outcome.is_failure]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=3, help="rounds of unchanged feeds; the median counts")
    parser.add_argument(
        "--changed", type=float, default=0.05, help="share of feeds with news in the mixed round"
    )
    parser.add_argument("--keep", action="store_true", help="the server keeps its connections open")
    options = parser.parse_args()
    configure_logging("WARNING")
    with feeds_served(options.feeds, keeps=options.keep) as server, _archive() as archive:
        _declare(archive, options.feeds, server.port)
        with closing(_Polling(archive)) as polling:
            warm = polling.round()
            print(f"first round (robots.txt and the feeds' first entries): {warm}", flush=True)
            rounds = sorted(
                (polling.round() for _ in range(options.rounds)), key=lambda each: each.feeds_a_minute
            )
            unchanged = rounds[len(rounds) // 2]
            print(f"all unchanged, median of {options.rounds}:                      {unchanged}", flush=True)
            server.publish(options.changed)
            print(
                f"mixed, {options.changed:.0%} with one new article each:           {polling.round()}",
                flush=True,
            )
            ending = time.perf_counter()
        print(f"the crawl process ended after {time.perf_counter() - ending:.1f} s", flush=True)
        bare = _bare_scrapy(options.feeds, server.port)
        print(f"bare Scrapy, the same requests, nothing kept:         {bare}", flush=True)
        by_clock = unchanged.feeds_a_minute / bare.feeds_a_minute
        by_cpu = unchanged.feeds_a_cpu_minute / bare.feeds_a_cpu_minute
        print(f"newsdesk : bare Scrapy on unchanged feeds = {by_clock:.2f} by the clock, {by_cpu:.2f} by CPU")


@dataclass(frozen=True, slots=True)
class Round:
    """One look at every feed."""

    feed_count: int
    page_count: int
    seconds: float
    #: Seconds of CPU that it took: what a machine that others use as well tells rightly.
    cpu_seconds: float
    #: Seconds of CPU of the process that hands out the work.
    parent_cpu_seconds: float = 0.0

    @property
    def feeds_a_minute(self) -> float:
        """Feeds checked a minute."""
        return self.feed_count / self.seconds * 60

    @property
    def feeds_a_cpu_minute(self) -> float:
        """Feeds checked in a minute of CPU, of both processes."""
        return self.feed_count / (self.cpu_seconds + self.parent_cpu_seconds) * 60

    @property
    def cost(self) -> str:
        """Milliseconds of CPU for a feed, of each process."""
        each = f"{self.cpu_seconds / self.feed_count * 1000:.2f} ms of CPU a feed"
        if not self.parent_cpu_seconds:
            return each
        return f"{each} and {self.parent_cpu_seconds / self.feed_count * 1000:.2f} of its parent"

    def __str__(self) -> str:
        done = f"{self.feed_count} feeds, {self.page_count} pages, {self.seconds:.1f} s"
        cpu = f"{self.feeds_a_cpu_minute:,.0f} a minute of CPU"
        return f"{self.feeds_a_minute:9,.0f} feeds/min ({done}; {self.cost}; {cpu})"


class _Polling:
    """One crawl process that lives through all rounds, and the engine of the scheduler, which hands it its work."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._dispatcher = Dispatcher(archive, module="scheduler.crawl_process", owner=owner_name())
        self._engine = LocalEngine(archive, self._dispatcher, crawler_settings(), clock=utc_now)

    def round(self) -> Round:
        """Make every feed due and wait until all are checked."""
        self._wait_until_ready()
        due_at = utc_now()
        with self._archive.begin() as tx:
            tx.seeds.make_due([source.id for source in tx.sources.all()], now=due_at)
        started, cpu_before, parent_before = time.perf_counter(), self._cpu_seconds(), time.process_time()
        while self._engine.claim_due() or self._dispatcher.active:
            self._engine.hear(0.5)
        seconds, parent_cpu = time.perf_counter() - started, time.process_time() - parent_before
        cpu = self._cpu_seconds() - cpu_before
        feeds, pages = self._kept(due_at)
        return Round(feeds, pages, seconds, cpu, parent_cpu)

    def _kept(self, since: datetime) -> tuple[int, int]:
        """What the archive tells of the round: feeds that were checked, and pages that became articles."""
        with self._archive.read() as tx:
            ask = tx.connection.execute
            broken = ask(select(run.c.outcome).where(run.c.started_at >= since, run.c.outcome != "finished"))
            if reason := broken.scalars().first():
                sys.exit(f"a visit broke off: {reason}")
            feeds = ask(
                select(func.count()).where(seed.c.last_checked_at >= since, ~seed.c.last_outcome.in_(_FAILED))
            )
            pages = ask(select(func.count()).where(article.c.fetched_at >= since))
            return feeds.scalar_one(), pages.scalar_one()

    def _cpu_seconds(self) -> float:
        """Of the crawl process; not of those that read pages."""
        times = psutil.Process(self._dispatcher.process.pid).cpu_times()
        return times.user + times.system

    def close(self) -> None:
        """End the crawl process."""
        self._engine.stop(GRACE)

    def _wait_until_ready(self) -> None:
        # Its start, a second or two an hour, is not what is measured.
        if not self._dispatcher.is_running:
            next(iter(self._dispatcher.process.events(30)), None)


def _declare(archive: Archive, feed_count: int, port: int) -> None:
    now = utc_now()
    with archive.begin() as tx:
        for number in range(feed_count):
            host = host_of(number)
            url = f"http://{host}:{port}{FEED_PATH}"
            source = tx.sources.put(SourceSpec(name=f"feed-{number}", seeds=(url,)), now=now)
            tx.seeds.add(source.id, url, site=host, kind=SeedKind.feed, now=now)


@contextmanager
def _archive() -> Iterator[Archive]:
    with tempfile.TemporaryDirectory(prefix="newsdesk-bench-") as folder:
        os.environ |= {"NEWSDESK_ALLOW_NETWORKS": "127.0.0.0/8", "NEWSDESK_DELAY": "0"}
        with open_archive(f"sqlite:///{Path(folder) / 'newsdesk.db'}") as archive:
            yield archive


def _bare_scrapy(feed_count: int, port: int) -> Round:
    command = [sys.executable, "-m", "benchmarks.bare_scrapy", str(feed_count), str(port), str(SITES_AT_ONCE)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    answered, seconds, cpu_seconds = run.stdout.split()
    return Round(int(answered), 0, float(seconds), float(cpu_seconds))


if __name__ == "__main__":
    main()
