"""The Scrapy spider of the crawl process: visit after visit, each a coroutine over one site's due work.

A visit asks for one thing after the other, because a site is asked one thing at a time; reading and keeping
overlap with the next request. Visits of different sites know nothing of each other, so a slow site delays none.
Requests go through Scrapy's downloader directly: the frontier is rows in the archive, not a queue in memory.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import psutil
import structlog
from scrapy import Spider

from crawler.fetching.fetcher import Download
from crawler.messages import Alive, Order, Pending, Ready, StopOrder, VisitEnded, VisitOrder
from crawler.visit.backfill import look_back
from crawler.visit.checks import SeedTask
from crawler.visit.context import Context
from crawler.visit.due import LOT, Asking, due_at, due_of
from crawler.visit.pages import AskAgain, PageTask, ask, entry_task, read_and_keep, recheck_task
from crawler.visit.profiles import put_back
from crawler.visit.seeds import check_seed
from storage import ArchiveError
from storage.model import Source, Work

log = structlog.get_logger("crawl")

#: Seconds between two signs of life.
LIFE_SIGN = 5.0


@dataclass(slots=True)
class Visiting:
    """One visit in progress: what it did, so that nothing is done twice in it."""

    order: VisitOrder
    sources: dict[int, Source] = field(default_factory=dict)
    asked: set[tuple[str, int]] = field(default_factory=set)
    page_count: int = 0
    #: Seeds whose work is wanted: those of the order, and what they turned out to announce.
    seed_ids: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.seed_ids |= set(self.order.seed_ids)

    def is_full(self, limit: int) -> bool:
        """True when this visit has asked for as many pages as one visit may (0: no limit)."""
        return bool(limit) and self.page_count >= limit

    def note(self, task: PageTask) -> None:
        """Remember that this page was asked for."""
        self.page_count += 1
        self.asked.add(_key(task))

    def fresh(self, work: Work) -> Work:
        """The part of the work that this visit has not done yet: a page that failed is left for another day."""
        if self.order.backfill:
            work = Work(entries=work.entries)
        return Work(
            seeds=tuple(seed for seed in work.seeds if ("seed", seed.id) not in self.asked),
            entries=tuple(entry for entry in work.entries if ("entry", entry.id) not in self.asked),
            rechecks=tuple(r for r in work.rechecks if ("article", r.article_id) not in self.asked),
        )


class NewsSpider(Spider):
    """Takes visits until it is told to stop."""

    name = "newsdesk"

    def __init__(
        self, *, listen: Callable[[asyncio.Queue[Order]], None], make_context: Callable[[Download], Context]
    ) -> None:
        super().__init__()
        self._listen = listen
        self._make_context = make_context
        self._is_stopping = False

    async def start(self) -> AsyncIterator[Any]:
        """Run visits as their orders come; ends with the stop order, when the visits have broken off."""
        context = self._make_context(self.crawler.engine.download_async)
        orders: asyncio.Queue[Order] = asyncio.Queue()
        self._listen(orders)
        life = asyncio.create_task(_signs_of_life(context))
        places = asyncio.Semaphore(context.settings.concurrent_sites)
        visits: set[asyncio.Task[None]] = set()
        while not isinstance(order := await orders.get(), StopOrder):
            task = asyncio.create_task(self._in_place(places, context, order))
            visits.add(task)
            task.add_done_callback(visits.discard)
        self._is_stopping = True
        if visits:
            await asyncio.wait(visits)
        life.cancel()
        return
        yield  # an async generator that yields nothing: requests do not go through Scrapy's queue

    async def _in_place(self, places: asyncio.Semaphore, context: Context, order: VisitOrder) -> None:
        async with places:
            reason = remark = None
            left = 0
            try:
                if order.backfill:
                    await _remember_waits(context)
                    remark = await look_back(
                        context, order, order.backfill, is_stopping=lambda: self._is_stopping
                    )
                left = await self._visit(context, order)
            except Exception as error:
                cause = _first_cause(error)
                reason = str(cause) if isinstance(cause, ArchiveError) else f"{type(cause).__name__}: {cause}"
                if not isinstance(cause, ArchiveError):
                    log.exception("visit broke off", site=order.site)
            context.emit(VisitEnded(order.site, order.run_id, reason, left, remark))

    async def _visit(self, context: Context, order: VisitOrder) -> int:
        """Do all due work of the site; returns how much was left because the visit reached its limit."""
        visiting = Visiting(order)
        while not self._is_stopping:
            work = visiting.fresh(await self._due(context, visiting))
            has_more = bool(work.entries or work.rechecks) or len(work.seeds) == LOT
            for seed in work.seeds:
                if self._is_stopping:
                    return 0
                visiting.asked.add(("seed", seed.id))
                task = SeedTask(order.site, order.run_id, visiting.sources[seed.source_id], seed)
                brought = await check_seed(context, task)
                visiting.seed_ids |= brought.announced
                has_more |= brought.has_work
            if work.seeds and has_more:
                continue  # their new entries belong to this visit
            if not has_more:
                return 0
            if visiting.is_full(context.settings.page_limit):
                return len(work.entries) + len(work.rechecks)
            await self._pages(context, visiting, work)
            await put_back(context, work.source_ids)
        return 0

    async def _due(self, context: Context, visiting: Visiting) -> Work:
        """What is due now; hosts that asked to be left alone are remembered on the way."""
        order, now = visiting.order, context.clock()
        if order.source_ids is None:
            due = await context.look_together(due_at, Asking(order.site, now))
        else:
            due = await context.look(
                lambda tx: due_of(tx, order.site, order.source_ids or (), now=now, seed_ids=visiting.seed_ids)
            )
        for host, until in due.waits.items():
            context.fetcher.remember_wait(host, until)
        visiting.sources |= due.sources
        return due.work

    async def _pages(self, context: Context, visiting: Visiting, work: Work) -> None:
        """Ask for the pages one after the other; those that may come later get another turn at the end."""
        ahead: deque[PageTask | AskAgain] = deque(self._tasks(visiting, work))
        in_reading = asyncio.Semaphore(context.settings.extraction_processes + 1)
        async with asyncio.TaskGroup() as reading:
            while ahead and not self._is_stopping and not visiting.is_full(context.settings.page_limit):
                context.emit(Pending(visiting.order.site, len(ahead)))
                task = await _due_task(context, ahead.popleft())
                visiting.note(task)
                asked = await ask(context, task)
                if isinstance(asked, AskAgain):
                    ahead.append(asked)
                elif asked:
                    await in_reading.acquire()
                    read = reading.create_task(read_and_keep(context, asked))
                    read.add_done_callback(lambda _: in_reading.release())

    def _tasks(self, visiting: Visiting, work: Work) -> list[PageTask]:
        order, sources = visiting.order, visiting.sources
        return [
            *(entry_task(order.site, order.run_id, sources[e.source_id], e) for e in work.entries),
            *(recheck_task(order.site, order.run_id, sources[r.source_id], r) for r in work.rechecks),
        ]


async def _remember_waits(context: Context) -> None:
    """Heed what hosts asked for before. Not those of this site only: a redirect may lead to any."""
    waits = await context.look(lambda tx: tx.visits.waits())
    for host, until in waits.items():
        context.fetcher.remember_wait(host, until)


def _first_cause(error: Exception) -> Exception:
    """What went wrong first, where several pages that were being read broke off together."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


async def _due_task(context: Context, next_one: PageTask | AskAgain) -> PageTask:
    if isinstance(next_one, PageTask):
        return next_one
    wait = (next_one.not_before - context.clock()).total_seconds()
    if wait > 0:
        await asyncio.sleep(wait)
    return next_one.task


def _key(task: PageTask) -> tuple[str, int]:
    if task.entry:
        return "entry", task.entry.id
    assert task.recheck is not None  # noqa: S101 - a page task is one of the two
    return "article", task.recheck.article_id


async def _signs_of_life(context: Context) -> None:
    context.emit(Ready())
    while True:
        await asyncio.sleep(LIFE_SIGN)
        context.emit(Alive(psutil.Process().memory_info().rss))
