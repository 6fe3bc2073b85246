"""Where visits run: here, in this machine's crawl process."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from crawler.dispatch import Dispatcher
from crawler.messages import Alive, Event, PageDone, SeedChecked, VisitEnded
from crawler.settings import CrawlerSettings
from crawler.tally import Tally
from storage import Archive

log = structlog.get_logger("scheduler")

#: Seconds that a crawl process gets to end its visits before it is replaced all the same.
LONGEST_DRAIN = 600.0


@dataclass(slots=True)
class _Run:
    """The record of one visit under way."""

    run_id: int
    tally: Tally


class LocalEngine:
    """Claims what is due and has it visited by one supervised crawl process."""

    def __init__(
        self,
        archive: Archive,
        dispatcher: Dispatcher,
        settings: CrawlerSettings,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._archive = archive
        self._dispatcher = dispatcher
        self._settings = settings
        self._clock = clock
        self._runs: dict[str, _Run] = {}
        self._draining_since: float | None = None

    def claim_due(self) -> int:
        """Order visits to the sites that have due work and that nobody else visits; returns how many."""
        if self._is_draining():
            return 0
        places = self._settings.concurrent_sites - len(self._dispatcher.active)
        return self._dispatcher.claim(limit=places, run_of=self._start_run) if places > 0 else 0

    def hear(self, timeout: float) -> None:
        """Take in what the crawl process tells, for at most about `timeout` seconds."""
        if not self._dispatcher.is_running:
            time.sleep(timeout)
            return
        for event in self._dispatcher.events(timeout):
            self._take(event)

    def stop(self, grace: float) -> None:
        """End the visits where they are; what was not done stays due."""
        self._dispatcher.retire(grace)
        for site in tuple(self._runs):
            self._finish_run(site, "interrupted")

    def _take(self, event: Event) -> None:
        if isinstance(event, SeedChecked | PageDone):
            if run := self._runs.get(event.site):
                run.tally.add(event)
            log.info("checked" if isinstance(event, SeedChecked) else "fetched", **_told(event))
        elif isinstance(event, VisitEnded):
            self._finish_run(event.site, event.reason or "finished")
        elif isinstance(event, Alive):
            self._dispatcher.process.memory = event.memory

    def _start_run(self, site: str) -> int:
        with self._archive.begin() as tx:
            run_id = tx.runs.start("visit", now=self._clock())
        self._runs[site] = _Run(run_id, Tally())
        return run_id

    def _finish_run(self, site: str, outcome: str) -> None:
        run = self._runs.pop(site, None)
        if run is None:
            return
        with self._archive.begin() as tx:
            tx.runs.finish(run.run_id, now=self._clock(), outcome=outcome, counts=run.tally.counts)
        log.info("visit ended", site=site, outcome=outcome)

    def _is_draining(self) -> bool:
        """True while an old or large crawl process ends its visits; it is then replaced by a fresh one."""
        if not self._dispatcher.is_running:
            return False
        process = self._dispatcher.process
        age = time.monotonic() - process.started_at
        is_worn = (
            age > self._settings.crawl_process_minutes * 60
            or process.memory > self._settings.crawl_process_mib * 1024 * 1024
        )
        if not is_worn:
            return False
        self._draining_since = self._draining_since or time.monotonic()
        has_waited = time.monotonic() - self._draining_since > LONGEST_DRAIN
        if not self._dispatcher.active or has_waited:
            log.info("crawl process is replaced", age=round(age), memory=process.memory)
            self.stop(grace=6.0)
            self._draining_since = None
            return False
        return True


def _told(event: SeedChecked | PageDone) -> dict[str, object]:
    told = {"source": event.source, "url": event.url, "outcome": event.outcome, "reason": event.reason}
    return {key: value for key, value in told.items() if value is not None}
