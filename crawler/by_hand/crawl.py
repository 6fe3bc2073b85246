"""One crawl now: claims the due sites of some sources until nothing is left to do, and ends."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from crawler.by_hand.tally import Tally
from crawler.by_hand.targets import Scope, add_seed
from crawler.clock import utc_now
from crawler.messages import Event, SeedChecked, VisitEnded
from crawler.process.dispatch import Dispatcher, owner_name
from crawler.visit.patience import patiently
from storage import Archive, ArchiveError
from storage.model import SeedOutcome

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
    #: Sentences about what went another way than asked, and yet well.
    notes: tuple[str, ...] = ()


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
    """Crawl what is in `scope` until none of it is due; KeyboardInterrupt breaks off and gives everything back."""
    started_at = clock()
    with archive.begin() as tx:
        run_id = tx.runs.start("crawl", now=started_at)
    dispatcher = Dispatcher(archive, module=module, owner=owner_name(), clock=clock)
    going = _Crawl(archive, scope, run_id, dispatcher, concurrent_sites, on_event, clock)
    going.unexplored |= set(scope.past_sites)
    if not scope.backfill:
        going.tell_of_resting_hosts()
    try:
        while patiently(going.has_work):
            patiently(lambda: going.hear(timeout=0.5))
    except BaseException:
        # Whoever breaks off is not kept waiting for a database that is away: leases end by themselves.
        with suppress(ArchiveError):
            dispatcher.retire(GRACE)
            _finish_run(archive, run_id, clock(), "interrupted", going.tally)
        raise
    patiently(lambda: dispatcher.retire(GRACE))
    patiently(lambda: _count_given_up(archive, going.tally, before=started_at))
    patiently(lambda: _finish_run(archive, run_id, clock(), "finished", going.tally))
    return CrawlReport(run_id, going.tally, tuple(going.remarks), tuple(going.notes.values()))


def _finish_run(archive: Archive, run_id: int, now: datetime, outcome: str, tally: Tally) -> None:
    with archive.begin() as tx:
        tx.runs.finish(run_id, now=now, outcome=outcome, counts=tally.counts)


def _count_given_up(archive: Archive, tally: Tally, *, before: datetime) -> None:
    with archive.read() as tx:
        for name in tuple(tally.sources):
            if source := tx.sources.by_name(name):
                tally.skip(name, tx.entries.given_up(source.id, before=before))


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
    #: What is told once, by what it is about.
    notes: dict[str, str] = field(default_factory=dict)
    #: Sites that reached their limit or broke off twice: they are not claimed again in this crawl.
    left: set[str] = field(default_factory=set)
    #: How often the visit of a site broke off.
    breaks: Counter[str] = field(default_factory=Counter)
    may_claim: bool = True
    #: Sites whose past is still to be looked through.
    unexplored: set[str] = field(default_factory=set)
    explore_again: set[str] = field(default_factory=set)

    def has_work(self) -> bool:
        """Claim what is due; False when nothing is active, nothing is due and nobody else is at work for us."""
        places = self.dispatcher.places(self.concurrent_sites)
        if self.may_claim and places > 0:
            self.dispatcher.claim(
                limit=places,
                runs_of=lambda sites: dict.fromkeys(sites, self.run_id),
                source_ids=self.scope.source_ids,
                seed_ids=self.scope.seed_ids,
                exclude=self.left,
                backfill=self.scope.backfill,
                wanted=self.unexplored if self.scope.backfill else None,
            )
            self.may_claim = False
        return bool(self.dispatcher.active) or self._waits_for_others()

    def tell_of_resting_hosts(self) -> None:
        """Where nothing is asked for the host's own wish, that is said: nothing else would tell of it."""
        with self.archive.read() as tx:
            resting = tx.visits.resting(self.scope.source_ids, seed_ids=self.scope.seed_ids, now=self.clock())
        for one in resting:
            until = f"{one.until:%Y-%m-%d %H:%M:%S} UTC"
            sentence = f"{one.host}: not asked, as the server asks to be left alone until {until}"
            if one.has_seed:
                self.remarks.append(sentence)
            else:
                self.notes[f"resting {one.host}"] = sentence

    def hear(self, timeout: float) -> None:
        """Take in what the crawl process tells."""
        for event in self.dispatcher.events(timeout):
            if isinstance(event, SeedChecked):
                self.scope = self.scope.with_seeds(event.announced)
                if self._tries_http(event):
                    continue
            self.tally.add(event)
            self.on_event(event)
            if isinstance(event, VisitEnded):
                self.may_claim = True
                self.notes.pop(event.site, None)
                self._judge(event)
                self._note_explored(event)

    def _note_explored(self, event: VisitEnded) -> None:
        """A visit that broke off may have left some of the past; a second spelling of a seed is another seed."""
        if event.reason is None or event.site in self.left:
            self.unexplored.discard(event.site)
        if event.site in self.explore_again:
            self.explore_again.discard(event.site)
            self.unexplored.add(event.site)

    def _waits_for_others(self) -> bool:
        """True where another crawl holds work of ours that is due; waits a little for it then."""
        with self.archive.read() as tx:
            elsewhere = tx.visits.leased(
                self.scope.source_ids, seed_ids=self.scope.seed_ids, now=self.clock()
            )
        # Nobody of ours is at work, so a site that could not be claimed is held by another.
        sites = tuple(sorted({*(visit.site for visit in elsewhere), *self.unexplored}))
        if sites:
            self.on_event(Waiting(sites))
            self.notes |= {
                site: f"{site}: another crawl visited it meanwhile, and counts it" for site in sites
            }
            time.sleep(PATIENCE)
            self.may_claim = True
        return bool(sites)

    def _tries_http(self, event: SeedChecked) -> bool:
        """A host that nobody said was to be asked by https is asked by http, where it takes no connection by https."""
        url = self.scope.by_http.get(event.url)
        if url is None or event.outcome != SeedOutcome.network_error.value:
            return False
        self._add_seed(url)
        self.notes[url] = f"{event.url}: {event.reason}; {url} was asked instead"
        return True

    def _add_seed(self, url: str) -> None:
        seed = add_seed(self.archive, url, now=self.clock())
        if self.scope.backfill:
            self.scope = self.scope.with_past_of(seed)
            self.explore_again.add(seed.site)
        else:
            self.scope = self.scope.with_seeds((seed.id,))

    def _judge(self, event: VisitEnded) -> None:
        """A visit that broke off gets one more try, for what broke it is often over."""
        self.breaks[event.site] += event.reason is not None
        if event.remark:
            self.remarks.append(f"{event.site}: {event.remark}")
        if event.left or self.breaks[event.site] > MOST_BREAKS:
            self.left.add(event.site)
            self.remarks.append(_remark(event))


def _remark(event: VisitEnded) -> str:
    if event.reason:
        return f"{event.site}: the visit broke off: {event.reason}"
    return f"{event.site}: {event.left} or more pages are left for the next crawl (NEWSDESK_PAGE_LIMIT)"
