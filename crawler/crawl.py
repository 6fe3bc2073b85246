"""One crawl now: claims the due sites of some sources until nothing is left to do, and ends."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from crawler.clock import utc_now
from crawler.dispatch import Dispatcher, owner_name
from crawler.messages import Event, VisitEnded
from crawler.patience import patiently
from crawler.tally import Tally
from crawler.targets import Scope
from storage import Archive

#: Seconds that a stopped crawl gives the pages in hand.
GRACE = 6.0
#: Seconds between two looks at sites that another crawl holds.
PATIENCE = 2.0
#: Visits of one site that may break off before it is left for the next crawl.
MOST_BREAKS = 1


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What one crawl came to."""

    run_id: int
    tally: Tally
    #: Sentences about visits that broke off or reached their limit.
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Another crawl holds these sites; we wait for it."""

    sites: tuple[str, ...]


def crawl(
    archive: Archive,
    scope: Scope,
    *,
    module: str,
    concurrent_sites: int,
    on_event: Callable[[Event | Waiting], None],
    clock: Callable[[], datetime] = utc_now,
) -> CrawlReport:
    """Crawl the sources of `scope` until none has due work; KeyboardInterrupt breaks off and gives everything back."""
    with archive.begin() as tx:
        run_id = tx.runs.start("crawl", now=clock())
    dispatcher = Dispatcher(archive, module=module, owner=owner_name(), clock=clock)
    going = _Crawl(archive, scope, run_id, dispatcher, concurrent_sites, on_event, clock)
    outcome = "interrupted"
    try:
        while patiently(going.has_work):
            patiently(lambda: going.hear(timeout=0.5))
        outcome = "finished"
    finally:
        patiently(lambda: dispatcher.retire(GRACE))
        patiently(lambda: _finish_run(archive, run_id, clock(), outcome, going.tally))
    return CrawlReport(run_id, going.tally, tuple(going.remarks))


def _finish_run(archive: Archive, run_id: int, now: datetime, outcome: str, tally: Tally) -> None:
    with archive.begin() as tx:
        tx.runs.finish(run_id, now=now, outcome=outcome, counts=tally.counts)


@dataclass(slots=True)
class _Crawl:
    """A crawl under way."""

    archive: Archive
    scope: Scope
    run_id: int
    dispatcher: Dispatcher
    concurrent_sites: int
    on_event: Callable[[Event | Waiting], None]
    clock: Callable[[], datetime]
    tally: Tally = field(default_factory=Tally)
    remarks: list[str] = field(default_factory=list)
    #: Sites that reached their limit or broke off twice: they are not claimed again in this crawl.
    left: set[str] = field(default_factory=set)
    #: How often the visit of a site broke off.
    breaks: Counter[str] = field(default_factory=Counter)
    may_claim: bool = True

    def has_work(self) -> bool:
        """Claim what is due; False when nothing is active, nothing is due and nobody else is at work for us."""
        places = self.concurrent_sites - len(self.dispatcher.active)
        if self.may_claim and places > 0:
            self.dispatcher.claim(
                limit=places, run_of=lambda _: self.run_id, source_ids=self.scope.ids, exclude=self.left
            )
            self.may_claim = False
        if self.dispatcher.active:
            return True
        with self.archive.read() as tx:
            elsewhere = tx.visits.leased(self.scope.ids, now=self.clock())
        if elsewhere:
            self.on_event(Waiting(tuple(visit.site for visit in elsewhere)))
            time.sleep(PATIENCE)
            self.may_claim = True
        return bool(elsewhere)

    def hear(self, timeout: float) -> None:
        """Take in what the crawl process tells."""
        for event in self.dispatcher.events(timeout):
            self.tally.add(event)
            self.on_event(event)
            if isinstance(event, VisitEnded):
                self.may_claim = True
                self._judge(event)

    def _judge(self, event: VisitEnded) -> None:
        """A visit that broke off gets one more try, for what broke it is often over."""
        self.breaks[event.site] += event.reason is not None
        if event.left or self.breaks[event.site] > MOST_BREAKS:
            self.left.add(event.site)
            self.remarks.append(_remark(event))


def _remark(event: VisitEnded) -> str:
    if event.reason:
        return f"{event.site}: the visit broke off: {event.reason}"
    return f"{event.site}: {event.left} or more pages are left for the next crawl (NEWSDESK_PAGE_LIMIT)"
