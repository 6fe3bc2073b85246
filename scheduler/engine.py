"""Where visits run: here, in this machine's crawl process."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from crawler.by_hand.tally import Tally
from crawler.messages import Alive, Event, PageDone, SeedChecked, VisitEnded
from crawler.process.dispatch import Dispatcher
from crawler.settings import CrawlerSettings
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
        #: True when the last claim took all it could: more is due than it brought.
        self._has_more = False

    def claim_due(self) -> int:
        """Order visits to the sites that have due work and that nobody else visits; returns how many."""
        places = self._dispatcher.places(self._settings.concurrent_sites)
        if not places or self._is_draining():
            return 0
        claimed = self._dispatcher.claim(limit=places, runs_of=self._start_runs)
        self._has_more = claimed == places
        return claimed

    def hear(self, timeout: float) -> None:
        """Take in what the crawl process tells, for at most about `timeout` seconds."""
        if not self._dispatcher.is_running:
            time.sleep(timeout)
            return
        ended: dict[str, str] = {}
        for event in self._dispatcher.events(timeout):
            self._take(event)
            if isinstance(event, VisitEnded):
                ended[event.site] = event.reason or "finished"
        self._finish_runs(ended)
        if ended and self._has_more:
            # What is left from a full claim does not wait for the next beat.
            self.claim_due()

    def stop(self, grace: float) -> None:
        """End the visits where they are; what was not done stays due."""
        self._dispatcher.retire(grace)
        self._finish_runs(dict.fromkeys(self._runs, "interrupted"))

    def _take(self, event: Event) -> None:
        if isinstance(event, SeedChecked | PageDone):
            if run := self._runs.get(event.site):
                run.tally.add(event)
            log.info("checked" if isinstance(event, SeedChecked) else "fetched", **_told(event))
        elif isinstance(event, Alive):
            self._dispatcher.process.memory = event.memory

    def _start_runs(self, sites: Collection[str]) -> Mapping[str, int]:
        with self._archive.begin() as tx:
            numbers = tx.runs.start_all("visit", len(sites), now=self._clock())
        ids = dict(zip(sites, numbers, strict=True))
        self._runs |= {site: _Run(run_id, Tally()) for site, run_id in ids.items()}
        return ids

    def _finish_runs(self, outcomes: Mapping[str, str]) -> None:
        ended = {site: run for site in outcomes if (run := self._runs.pop(site, None))}
        if not ended:
            return
        with self._archive.begin() as tx:
            told = {run.run_id: (outcomes[site], run.tally.counts) for site, run in ended.items()}
            tx.runs.finish_all(told, now=self._clock())
        for site in ended:
            log.info("visit ended", site=site, outcome=outcomes[site])

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
