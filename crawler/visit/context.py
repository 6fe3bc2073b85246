"""What every step of a crawl works with: the archive, the fetcher, the readers, the timetable, the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from crawler.fetching.fetcher import Fetcher, parsed_networks
from crawler.guard import Network
from crawler.messages import Event
from crawler.reading.pool import ReadingPool
from crawler.settings import CrawlerSettings
from crawler.visit.patience import until_answered
from crawler.visit.profiles import Shelved
from crawler.visit.timing import Timetable
from crawler.visit.together import Together
from crawler.visit.writer import ArchiveWriter
from storage import Archive, Transaction
from storage.model import Source

T = TypeVar("T")
Item = TypeVar("Item")


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
    #: Transactions of one process queue here instead of fighting for SQLite's write lock.
    writer: ArchiveWriter = field(init=False)
    reader: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "archive-reader"))
    #: What is known of the pages of the sources under visit, by their number (see crawler.visit.profiles).
    profiles: dict[int, Shelved] = field(default_factory=dict)
    _together: dict[Callable[..., Any], Together[Any, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.writer = ArchiveWriter(self.archive)

    async def transact(self, act: Callable[[Transaction], T]) -> T:
        """Run `act` in one transaction; waits and tries again while the database is away."""
        return await until_answered(lambda: asyncio.wrap_future(self.writer.submit(act)))

    async def look(self, act: Callable[[Transaction], T]) -> T:
        """Ask the archive something; waits and tries again while the database is away. Writers do not hold it up."""
        return await until_answered(lambda: asyncio.wrap_future(self.reader.submit(self._in_reading, act)))

    async def transact_together(
        self, act: Callable[[Transaction, Sequence[Item]], Sequence[T]], item: Item
    ) -> T:
        """Like `transact`, for what many visits do in the same way: `act` does it for all that wait."""
        if act not in self._together:
            self._together[act] = Together(lambda items: self.transact(lambda tx: act(tx, items)))
        gathered: Together[Item, T] = self._together[act]
        return await gathered.of(item)

    async def look_together(self, act: Callable[[Transaction, Sequence[Item]], Sequence[T]], item: Item) -> T:
        """Like `look`, for what many visits ask in the same way."""
        if act not in self._together:
            self._together[act] = Together(lambda items: self.look(lambda tx: act(tx, items)))
        gathered: Together[Item, T] = self._together[act]
        return await gathered.of(item)

    def networks_of(self, source: Source) -> tuple[Network, ...]:
        """What may be crawled for this source although it is not public."""
        return parsed_networks(*self.settings.networks, *source.spec.allow_networks)

    def _in_reading(self, act: Callable[[Transaction], T]) -> T:
        with self.archive.read() as tx:
            return act(tx)
