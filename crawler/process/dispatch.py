"""Visits out, events in: claims sites for this process, hands them to the crawl process and gives them back.

`newsdesk crawl` and the scheduler's heartbeat are two users of the same dispatcher.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from crawler.clock import utc_now
from crawler.errors import CrawlerError
from crawler.messages import BackfillOrder, CannotStart, Event, VisitEnded, VisitOrder
from crawler.process.handle import CrawlProcess, Died
from storage import Archive, ArchiveError

log = structlog.get_logger("dispatch")

#: A lease outlives a missed beat or two, and a dead owner by no more than this.
LEASE = timedelta(seconds=60)
#: Leases are renewed when this much of them has passed.
RENEW_AFTER = timedelta(seconds=20)
#: Seconds without a sign of life after which the crawl process is killed.
LONGEST_SILENCE = 60.0
#: Crawl processes that may die in a row before we give up.
MOST_DEATHS = 5


class CrawlProcessDied(CrawlerError):
    """The crawl process keeps dying."""


def owner_name() -> str:
    """Who holds a lease: host, process and a random part, so that no two owners are ever the same."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


class Dispatcher:
    """Holds the visits that this process has claimed and the crawl process that makes them."""

    def __init__(
        self, archive: Archive, *, module: str, owner: str, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.owner = owner
        self.active: dict[str, int] = {}
        self._archive = archive
        self._module = module
        self._clock = clock
        self._process: CrawlProcess | None = None
        self._renewed_at = clock()
        self._deaths = 0

    @property
    def process(self) -> CrawlProcess:
        """The crawl process, started when it is first needed."""
        if self._process is None:
            self._process = CrawlProcess(self._module, database_url=self._archive.url)
        return self._process

    @property
    def is_running(self) -> bool:
        """True while there is a crawl process."""
        return self._process is not None

    def places(self, at_once: int) -> int:
        """How many more sites to claim where `at_once` are visited together.

        As many again wait in the crawl process, so that no place there stands idle; and claiming many costs no more
        than claiming one, so it is not done for a few.
        """
        free = 2 * at_once - len(self.active)
        return free if 2 * free >= at_once else 0

    def claim(
        self,
        *,
        limit: int,
        runs_of: Callable[[Collection[str]], Mapping[str, int]],
        source_ids: Collection[int] | None = None,
        seed_ids: Collection[int] = (),
        exclude: Collection[str] = (),
        backfill: BackfillOrder | None = None,
        wanted: Collection[str] | None = None,
    ) -> int:
        """Claim up to `limit` sites with due work, but none of `exclude`, and order their visits; returns how many.

        With `backfill` the sites `wanted` are claimed without due work, and others for their entries only.
        """
        with self._archive.begin() as tx:
            visits = tx.visits.claim(
                self.owner,
                now=self._clock(),
                lease=LEASE,
                limit=limit,
                source_ids=source_ids,
                seed_ids=seed_ids,
                exclude=exclude,
                wanted=wanted,
            )
        scope = tuple(source_ids) if source_ids is not None else None
        self.active |= runs_of([visit.site for visit in visits]) if visits else {}
        for visit in visits:
            past = backfill
            if backfill and visit.site not in (wanted or ()):
                # Only its entries are due: its past was looked through, or is not asked for.
                past = replace(backfill, seed_ids=(), source_ids=())
            self.process.order(VisitOrder(visit.site, self.active[visit.site], scope, tuple(seed_ids), past))
        return len(visits)

    def events(self, timeout: float) -> Iterator[Event]:
        """What came of the visits; ended visits are given back, a dead crawl process is replaced."""
        if self._process is None:
            return
        together = list(self._process.events(timeout))
        self._give_back([event.site for event in together if isinstance(event, VisitEnded)])
        for event in together:
            if isinstance(event, Died):
                yield from self._bury(event)
                return
            if isinstance(event, CannotStart):
                raise ArchiveError(self._archive.location, event.sentence)
            yield event
        self.renew()
        if self._process and self._silence() > LONGEST_SILENCE:
            log.error("crawl process is silent and is killed", pid=self._process.pid)
            self._process.kill()

    def renew(self) -> None:
        """Keep the leases of the visits that go on."""
        now = self._clock()
        if self.active and now - self._renewed_at > RENEW_AFTER:
            self._renewed_at = now
            with self._archive.begin() as tx:
                tx.visits.extend(self.owner, tuple(self.active), until=now + LEASE)

    def retire(self, grace: float) -> None:
        """End the crawl process; the visits that break off are given back, their work stays due."""
        if self._process is not None:
            self._process.stop(grace)
            self._process = None
        self.active.clear()
        with self._archive.begin() as tx:
            tx.visits.release_all(self.owner)

    def _give_back(self, sites: Collection[str]) -> None:
        if not sites:
            return
        self._deaths = 0
        for site in sites:
            self.active.pop(site, None)
        with self._archive.begin() as tx:
            tx.visits.release(self.owner, sites)

    def _bury(self, death: Died) -> Iterator[Event]:
        self._deaths += 1
        log.error("crawl process died", exit_code=death.exit_code, visits=len(self.active))
        if self._process is not None:
            self._process.close()
        self._process = None
        for site, run_id in self.active.items():
            yield VisitEnded(site, run_id, f"the crawl process died (exit code {death.exit_code})")
        self.active.clear()
        with self._archive.begin() as tx:
            tx.visits.release_all(self.owner)
        if self._deaths >= MOST_DEATHS:
            raise CrawlProcessDied(
                "newsdesk", f"{self._deaths} times in a row, last with exit code {death.exit_code}"
            )

    def _silence(self) -> float:
        assert self._process is not None  # noqa: S101 - asked only while there is one
        return time.monotonic() - self._process.heard_at
