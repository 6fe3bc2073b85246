"""The processes that read pages: a deadline and a memory cap for each page, and no page can stop the next.

Pebble rather than concurrent.futures: there a dying worker fails its own task only and is replaced,
and a task past its deadline is killed with its process.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError as PastDeadline
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from crawler.errors import ExtractionError, ExtractionFailed, ExtractionTimeout
from crawler.settings import CrawlerSettings
from crawler.worker import ReadPage, ReadSeed, prepare, read_page, read_seed

T = TypeVar("T")

#: Wall-clock seconds over CPU seconds before a worker is killed: a busy machine is not the page's fault.
PATIENCE = 6
#: A worker is replaced after so many pages, which gives back what a fragmented heap holds.
PAGES_A_WORKER = 2000


class ReadingPool:
    """Reads pages and seeds in worker processes."""

    def __init__(self, settings: CrawlerSettings) -> None:
        self._settings = settings
        self._pool: Any = ProcessPool(
            max_workers=settings.extraction_processes,
            max_tasks=PAGES_A_WORKER,
            initializer=prepare,
            initargs=(settings.extraction_seconds, settings.extraction_mib),
            context=_clean_context(),
        )

    async def read_page(self, body: bytes, url: str, content_type: str | None) -> ReadPage:
        """The page's article or named failure; raises ExtractionTimeout or ExtractionFailed."""
        return await self._run(read_page, body, url, content_type)

    async def read_seed(self, body: bytes, url: str, content_type: str | None) -> ReadSeed:
        """The seed's feed, sitemap or page; raises CrawlerError when it is none."""
        return await self._run(read_seed, body, url, content_type)

    def close(self) -> None:
        """End the workers at once."""
        self._pool.stop()
        self._pool.join()

    async def _run(self, act: Callable[..., T], body: bytes, url: str, content_type: str | None) -> T:
        future: Any = self._pool.schedule(
            act, args=[body, url, content_type], timeout=self._settings.extraction_seconds * PATIENCE
        )
        try:
            result: T = await asyncio.wrap_future(future)
        except PastDeadline:
            raise ExtractionTimeout(url, "reading the page took too long") from None
        except ProcessExpired as expired:
            raise self._verdict(url, expired) from None
        except MemoryError:
            limit = self._settings.extraction_mib
            raise ExtractionFailed(url, f"reading the page needs more than {limit} MiB") from None
        return result

    def _verdict(self, url: str, expired: ProcessExpired) -> ExtractionError:
        if expired.exitcode == -signal.SIGXCPU:
            seconds = self._settings.extraction_seconds
            return ExtractionTimeout(url, f"reading the page took more than {seconds:g} s of CPU")
        return ExtractionFailed(url, f"the process that read the page died (exit code {expired.exitcode})")


def _clean_context() -> Any:
    """Workers start from a small server process: forking a process that runs a reactor and threads is not safe."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.worker"])
    return context
