"""The heartbeat: APScheduler beats, and each beat asks the archive what is due.

The schedule itself is rows (`next_check_at`), so nothing of it is lost or run twice when the heartbeat stops;
APScheduler keeps no jobs of its own but the few that beat here.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from crawler.by_hand.targets import declare_sources
from crawler.clock import utc_now
from crawler.process.dispatch import Dispatcher, owner_name
from crawler.settings import CrawlerSettings
from scheduler import CRAWL_PROCESS
from scheduler.engine import LocalEngine
from scheduler.leadership import Leadership
from scheduler.settings import SchedulerSettings
from storage import Archive
from storage.errors import ArchiveError, SourceFileError

log = structlog.get_logger("scheduler")

#: Seconds for the pages in hand when we are told to stop.
GRACE = 6.0
#: Seconds between two looks at the file that declares the sources.
SOURCES_EVERY = 10.0


class Service:
    """The scheduler of one archive on this machine."""

    def __init__(
        self,
        archive: Archive,
        settings: SchedulerSettings,
        crawler_settings: CrawlerSettings,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        owner = owner_name()
        self._archive = archive
        self._settings = settings
        self._clock = clock
        self._leadership = Leadership(archive, owner, clock=clock)
        dispatcher = Dispatcher(archive, module=CRAWL_PROCESS, owner=owner, clock=clock)
        self._engine = LocalEngine(archive, dispatcher, crawler_settings, clock=clock)
        self._beats: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._sources_read: tuple[float, int] | None = None

    def run(self, should_stop: threading.Event) -> None:
        """Beat until told to stop. Raises AnotherScheduler, or SourceFileError at the start."""
        self._leadership.take()
        try:
            self._read_sources()
            self._beat_until(should_stop)
        finally:
            self._engine.stop(GRACE)
            self._leadership.give_up()

    def _beat_until(self, should_stop: threading.Event) -> None:
        # coalesce and no grace limit: a beat that comes late is a beat, not a dropped job.
        heart = BackgroundScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        heart.add_job(
            self._beats.put,
            "interval",
            args=[self._tick],
            seconds=self._settings.tick,
            next_run_time=self._clock(),
        )
        heart.add_job(self._beats.put, "interval", args=[self._look_at_sources], seconds=SOURCES_EVERY)
        heart.start()
        try:
            while not should_stop.is_set():
                self._on_each_beat()
                self._do(lambda: self._engine.hear(timeout=0.25))
        finally:
            heart.shutdown(wait=False)

    def _on_each_beat(self) -> None:
        """Do what the heart asks for, in this one thread."""
        while True:
            try:
                act = self._beats.get_nowait()
            except queue.Empty:
                return
            self._do(act)

    def _do(self, act: Callable[[], None]) -> None:
        """An archive that is away for a while stops nothing: leases end by themselves, what is due stays due."""
        try:
            act()
        except ArchiveError as error:
            log.warning("the archive does not answer; the next beat tries again", error=str(error))
            time.sleep(1.0)

    def _tick(self) -> None:
        self._leadership.renew()
        self._engine.claim_due()

    def _look_at_sources(self) -> None:
        try:
            self._read_sources()
        except SourceFileError as error:
            log.error("the source file is wrong; what it said before goes on", error=str(error))

    def _read_sources(self) -> None:
        path = Path(self._settings.sources)
        try:
            state = path.stat()
        except FileNotFoundError:
            return
        seen = (state.st_mtime, state.st_size)
        if seen != self._sources_read:
            self._sources_read = seen
            sources = declare_sources(self._archive, path, now=self._clock(), is_whole=True)
            log.info("sources read", path=str(path), count=len(sources))
