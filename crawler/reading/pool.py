"""The processes that read pages: a deadline and a memory cap for each page, and no page can stop the next.

Pebble rather than concurrent.futures: there a dying worker fails its own task only and is replaced,
and a task past its deadline is killed with its process.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import sys
import threading
import time
from concurrent.futures import TimeoutError as PastDeadline
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import resource_tracker
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from crawler.errors import ExtractionError, ExtractionFailed, ExtractionTimeout
from crawler.extraction import UNGUIDED, Guidance
from crawler.reading.worker import (
    OUT_OF_MEMORY,
    Act,
    ReadPage,
    ReadSeed,
    carry_out,
    prepare,
    read_page,
    read_seed,
)
from crawler.settings import CrawlerSettings

T = TypeVar("T")

#: Wall-clock seconds over CPU seconds before a worker is killed: a busy machine is not the page's fault.
PATIENCE = 6
#: A worker is replaced after so many pages, which gives back what a fragmented heap holds.
PAGES_A_WORKER = 2000
#: Deaths of a worker over one page before the page is blamed: the first may have come from outside.
MOST_DEATHS = 2
#: Pools that may break one after the other, without a page read in between, before the machine is blamed.
MOST_BROKEN_POOLS = 3
#: Seconds over the deadline of a page, without any page done, after which the pool is taken for stuck.
SLACK = 30.0
#: Seconds that ending the workers may take.
GOODBYE = 3.0

_QUIET_TRACKER = "ignore:resource_tracker:UserWarning"


class PoolBroken(RuntimeError):
    """Worker processes cannot be kept alive on this machine; that is no fault of any page."""


class ReadingPool:
    """Reads pages and seeds in worker processes."""

    def __init__(self, settings: CrawlerSettings) -> None:
        self._settings = settings
        self._deadline = settings.extraction_seconds * PATIENCE
        self._broken_count = 0
        self._done_at = time.monotonic()
        self._pool = self._fresh()
        self._started: Any = None

    async def read_page(
        self, body: bytes, url: str, content_type: str | None, guidance: Guidance = UNGUIDED
    ) -> ReadPage:
        """The page's article or named failure; raises ExtractionTimeout or ExtractionFailed."""
        return await self.run(partial(read_page, guidance=guidance), body, url, content_type)

    async def read_seed(
        self, body: bytes, url: str, content_type: str | None, guidance: Guidance = UNGUIDED
    ) -> ReadSeed:
        """The seed's feed, sitemap or page; raises CrawlerError when it is none."""
        return await self.run(partial(read_seed, guidance=guidance), body, url, content_type)

    async def run(self, act: Act[T], body: bytes, url: str, content_type: str | None) -> T:
        """Do `act`, a function of a module, in a worker; its CrawlerError comes through, a death becomes one."""
        death_count = 0
        while True:
            pool = self._pool
            try:
                result: T = await self._result(pool, act, body, url, content_type)
            except PastDeadline:
                raise ExtractionTimeout(
                    url, f"reading the page took more than {self._deadline:g} s"
                ) from None
            except ProcessExpired as expired:
                death_count += 1
                if death_count == MOST_DEATHS or expired.exitcode in (OUT_OF_MEMORY, -signal.SIGXCPU):
                    raise self._verdict(url, expired.exitcode) from None
            except RuntimeError:
                # Pebble gives up for good when an idle worker dies.
                self._replace(pool)
            else:
                self._broken_count = 0
                return result

    def close(self) -> None:
        """End the workers at once."""
        _end(self._pool)

    async def _result(self, pool: Any, act: Act[T], body: bytes, url: str, content_type: str | None) -> T:
        future = await self._scheduled(pool, [act, body, url, content_type])
        waiting: asyncio.Future[T] = asyncio.wrap_future(future)
        asked_at = time.monotonic()
        while not waiting.done():
            await asyncio.wait([waiting], timeout=SLACK)
            is_stuck = time.monotonic() - max(asked_at, self._done_at) > self._deadline + SLACK
            if not waiting.done() and (is_stuck or pool is not self._pool):
                # A worker that is killed while it holds Pebble's lock stops all the others.
                raise BrokenProcessPool("no page was read for too long")
        self._done_at = time.monotonic()
        return waiting.result()

    async def _scheduled(self, pool: Any, arguments: list[Any]) -> Any:
        """The first task starts the workers, which takes seconds: no request in flight is to wait for that."""
        schedule = partial(pool.schedule, carry_out, args=arguments, timeout=self._deadline)
        if pool is self._started:
            return schedule()
        future = await asyncio.to_thread(schedule)
        self._started = pool
        return future

    def _replace(self, broken: Any) -> None:
        """Start afresh, unless a neighbour has just done so; raises PoolBroken when that does not help."""
        if broken is not self._pool:
            return
        self._broken_count += 1
        if self._broken_count > MOST_BROKEN_POOLS:
            raise PoolBroken(
                "the processes that read pages keep dying; is there memory left on this machine?"
            )
        self._pool = self._fresh()
        self._done_at = time.monotonic()
        threading.Thread(target=_end, args=[broken], name="end of a pool", daemon=True).start()

    def _fresh(self) -> Any:
        settings = self._settings
        return ProcessPool(
            max_workers=settings.extraction_processes,
            max_tasks=PAGES_A_WORKER,
            initializer=prepare,
            initargs=(settings.extraction_seconds, settings.extraction_mib),
            context=_clean_context(),
        )

    def _verdict(self, url: str, exit_code: int) -> ExtractionError:
        settings = self._settings
        if exit_code == -signal.SIGXCPU:
            seconds = settings.extraction_seconds
            return ExtractionTimeout(url, f"reading the page took more than {seconds:g} s of CPU")
        if exit_code == OUT_OF_MEMORY:
            mib = settings.extraction_mib
            return ExtractionFailed(url, f"reading the page needs more than {mib} MiB of memory")
        return ExtractionFailed(url, f"the process that read the page died {_how(exit_code)}")


def _end(pool: Any) -> None:
    """End the workers; a stuck pool is not waited for, as its workers see the end of this process."""
    pool.stop()
    joining = threading.Thread(target=pool.join, name="end of the workers", daemon=True)
    joining.start()
    joining.join(GOODBYE)


def _how(exit_code: int) -> str:
    try:
        return f"({signal.Signals(-exit_code).name})"
    except ValueError:
        return f"(exit code {exit_code})"


def _clean_context() -> Any:
    """Workers start from a small server process: forking a process that runs a reactor and threads is not safe."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.reading.warm"])
    # Should this process be killed, the tracker frees its semaphores, and would write a warning that it had to.
    sys.warnoptions.append(_QUIET_TRACKER)
    resource_tracker.ensure_running()
    sys.warnoptions.remove(_QUIET_TRACKER)
    return context
