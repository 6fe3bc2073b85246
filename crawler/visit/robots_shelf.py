"""The shelf for robots.txt in the archive: a restart, hourly or not, does not ask a thousand hosts again."""

from __future__ import annotations

from crawler.fetching.robots_keeper import ROBOTS_KEPT
from crawler.visit.context import Context
from storage.robots import RobotsText


class ArchiveShelf:
    """Takes and puts what origins answered, through the transactions of the crawl."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def take(self, origin: str) -> RobotsText | None:
        """What the origin answered last."""
        return await self._context.look(lambda tx: tx.robots.of(origin))

    async def put(self, origin: str, text: RobotsText) -> None:
        """Keep what the origin answered just now; what is older than a day is forgotten with it."""
        forget_before = text.fetched_at - ROBOTS_KEPT
        await self._context.transact(lambda tx: tx.robots.keep(origin, text, forget_before=forget_before))
