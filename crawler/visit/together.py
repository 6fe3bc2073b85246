"""Does for many what each asks for by itself: whatever comes while one act is under way goes with the next one.

Sixty visits that each need their own few statements are sixty times the work of one that asks for all of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from storage import ArchiveBusy, ArchiveUnavailable

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Items that one act may hold: more would make the first of them wait for the last.
MOST_TOGETHER = 64


class Together(Generic[Item, Result]):
    """Gathers items for one act, which has a result for each of them, in their order."""

    def __init__(self, act: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        self._act = act
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._acting: asyncio.Task[None] | None = None

    async def of(self, item: Item) -> Result:
        """The result for this item; raises what the act raises for it."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._acting is None or self._acting.done():
            self._acting = asyncio.create_task(self._act_on_all())
        return await future

    async def _act_on_all(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting[:MOST_TOGETHER], self._waiting[MOST_TOGETHER:]
            await self._act_on(together)

    async def _act_on(self, together: Sequence[tuple[Item, asyncio.Future[Result]]]) -> None:
        try:
            results = await self._act([item for item, _ in together])
        except Exception as error:  # noqa: BLE001 - it is raised again where the item came from
            if len(together) > 1 and not isinstance(error, ArchiveBusy | ArchiveUnavailable):
                # One of them is to blame: each by itself, so that the others do not pay for it.
                for one in together:
                    await self._act_on([one])
                return
            for _, future in together:
                if not future.done():
                    future.set_exception(error)
        else:
            for (_, future), result in zip(together, results, strict=True):
                if not future.done():
                    future.set_result(result)
