"""What every step of a crawl works with: the archive, the fetcher, the readers, the timetable, the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from crawler.fetcher import Fetcher, parsed_networks
from crawler.guard import Network
from crawler.messages import Event
from crawler.patience import DATABASE_WAITS
from crawler.pool import ReadingPool
from crawler.settings import CrawlerSettings
from crawler.timing import Timetable
from storage import Archive, ArchiveBusy, ArchiveUnavailable, Transaction
from storage.model import Source

T = TypeVar("T")


@dataclass(slots=True)
class Context:
    """The surroundings of a visit; one for the life of a crawl process."""

    archive: Archive
    fetcher: Fetcher
    pool: ReadingPool
    timetable: Timetable
    settings: CrawlerSettings
    emit: Callable[[Event], None]
    clock: Callable[[], datetime]
    #: One thread: transactions of one process queue here instead of fighting for SQLite's write lock.
    writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "archive"))

    async def transact(self, act: Callable[[Transaction], T]) -> T:
        """Run `act` in one transaction; waits and tries again while the database is away."""
        loop = asyncio.get_running_loop()
        for wait in (*DATABASE_WAITS, None):
            try:
                return await loop.run_in_executor(self.writer, self._in_transaction, act)
            except (ArchiveBusy, ArchiveUnavailable):
                if wait is None:
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("unreachable")

    def networks_of(self, source: Source) -> tuple[Network, ...]:
        """What may be crawled for this source although it is not public."""
        return parsed_networks(*self.settings.networks, *source.spec.allow_networks)

    def _in_transaction(self, act: Callable[[Transaction], T]) -> T:
        with self.archive.begin() as tx:
            return act(tx)
