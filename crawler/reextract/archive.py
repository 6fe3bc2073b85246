"""Reads the kept pages of some sources again with today's extractor, a lot at a time.

What was read again is remembered with each lot, so that an interrupted re-reading goes on where it stopped. A crawl
may run beside it: nothing is replaced that has changed since it was given out.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from crawler.clock import utc_now
from crawler.extraction import Guidance
from crawler.reading.guidance import guidance_of
from crawler.reading.pool import ReadingPool
from crawler.reading.rereading import Reread, read_again
from crawler.reextract.change import change_of
from crawler.reextract.tally import Outcome, SourceTally
from crawler.settings import crawler_settings
from crawler.visit.patience import in_transaction
from crawler.visit.profiles import profile_of
from storage import Archive, Transaction
from storage.model import Source
from storage.rereading import Place, Scope

#: Revisions that are loaded, read and replaced together: what is in memory, and what an interruption costs.
LOT = 64


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be read again."""

    sources: tuple[Source, ...]
    #: Only pages fetched at this moment or later.
    since: datetime | None = None
    #: Nothing is changed, only told.
    is_dry_run: bool = False
    #: Changed pages of each source that are shown.
    sample_count: int = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the re-reading is."""

    source: str
    done: int
    total: int


async def reextract(
    archive: Archive,
    pool: ReadingPool,
    order: Order,
    *,
    on_progress: Callable[[Progress], None] = lambda _: None,
    clock: Callable[[], datetime] = utc_now,
    lot: int = LOT,
) -> tuple[SourceTally, ...]:
    """Read again what is due, source by source, and tell what it came to; sources with nothing due are left out."""
    return await _Rereading(archive, pool, order, on_progress, clock, lot).done()


def read_with(guidance: Guidance) -> str:
    """Names the extractor and what it knows of a source: a page that was read with it need not be read again."""
    # Loaded here because the command line shows its help without trafilatura.
    from crawler.extraction.article import METHOD

    parts = [METHOD, f"strictness {guidance.strictness:g}"]
    if guidance.site is not None and guidance.site.page_count:
        # A profile grows with every page. It has something new to say when it has doubled.
        parts.append(f"site of 2^{guidance.site.page_count.bit_length() - 1} pages")
    if guidance.rules:
        parts.append(f"source rules {hashlib.sha256(repr(guidance.rules).encode()).hexdigest()[:12]}")
    return " + ".join(parts)


@dataclass(frozen=True, slots=True)
class _Plan:
    """One source, what is known of it, and which of its pages are due."""

    source: Source
    guidance: Guidance
    scope: Scope
    due_count: int


@dataclass(slots=True)
class _Rereading:
    """A re-reading under way."""

    archive: Archive
    pool: ReadingPool
    order: Order
    on_progress: Callable[[Progress], None]
    clock: Callable[[], datetime]
    lot: int
    page_count: int = 0

    async def done(self) -> tuple[SourceTally, ...]:
        plans = [await self._plan(source) for source in self.order.sources]
        total = sum(plan.due_count for plan in plans)
        return tuple([await self._source(plan, total) for plan in plans if plan.due_count])

    async def _plan(self, source: Source) -> _Plan:
        profile = await in_transaction(self.archive.read, lambda tx: profile_of(tx, source.id))
        strictness = crawler_settings().extraction_strictness
        guidance = guidance_of(source, now=self.clock(), strictness=strictness, site=profile.condensed())
        scope = Scope(source.id, read_with(guidance), self.order.since)
        count = await in_transaction(self.archive.read, lambda tx: tx.rereading.count(scope))
        return _Plan(source, guidance, scope, count)

    async def _source(self, plan: _Plan, total: int) -> SourceTally:
        tally = SourceTally(plan.source.name, sample_count=self.order.sample_count)
        after: Place | None = None
        while True:
            self.on_progress(Progress(plan.source.name, self.page_count, max(total, self.page_count)))
            outcomes, after = await self._lot(plan, after)
            for outcome in outcomes:
                tally.add(outcome)
            self.page_count += len(outcomes)
            if after is None:
                return tally

    async def _lot(self, plan: _Plan, after: Place | None) -> tuple[list[Outcome], Place | None]:
        """Load, read and keep the next lot; where it ended, or None when it was the last."""
        lot, end = await in_transaction(
            self.archive.read, lambda tx: tx.rereading.due(plan.scope, after=after, limit=self.lot)
        )
        reading = [read_again(self.pool, kept, plan.source, plan.guidance) for kept in lot]
        outcomes = [_judged(reread) for reread in await asyncio.gather(*reading)]
        if outcomes and not self.order.is_dry_run:
            keep = partial(_keep, outcomes=outcomes, scope=plan.scope, now=self.clock())
            outcomes = await in_transaction(self.archive.begin, keep)
        return outcomes, end


def _judged(reread: Reread) -> Outcome:
    return Outcome(reread, change_of(reread.kept, reread.draft) if reread.draft else None)


def _keep(tx: Transaction, *, outcomes: list[Outcome], scope: Scope, now: datetime) -> list[Outcome]:
    """Put the new readings in the place of the old ones and remember them, in one transaction."""
    kept = [_kept(tx, outcome, now) for outcome in outcomes]
    # A page that failed is tried again next time: what ended its reader may have come from outside.
    tx.rereading.note((one.reread.kept.key for one in kept if one.change is not None), scope)
    return kept


def _kept(tx: Transaction, outcome: Outcome, now: datetime) -> Outcome:
    kept, draft = outcome.reread.kept, outcome.reread.draft
    if draft is None or tx.rereading.replace(kept, draft, now=now):
        return outcome
    return Outcome(outcome.reread, change=None, was_taken=True)
