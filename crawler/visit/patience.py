"""A database that restarts is waited for; a crawl need not end because of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from storage import ArchiveBusy, ArchiveUnavailable, Transaction

T = TypeVar("T")

#: Seconds before each further attempt: a minute in all.
DATABASE_WAITS = (0.5, 1, 2, 4, 8, 15, 30)


def patiently(act: Callable[[], T], *, sleep: Callable[[float], None] = time.sleep) -> T:
    """Do `act`, a whole transaction; again after a while when the database was away.

    A lock that somebody holds has been waited for already (NEWSDESK_DATABASE_WAIT) and is told at once.
    """
    for wait in DATABASE_WAITS:
        try:
            return act()
        except ArchiveUnavailable:
            sleep(wait)
    return act()


async def until_answered(attempt: Callable[[], Awaitable[T]]) -> T:
    """What an attempt, a whole transaction, comes to; again after a while when the database was away or kept locked."""
    for wait in DATABASE_WAITS:
        try:
            return await attempt()
        except (ArchiveBusy, ArchiveUnavailable):
            await asyncio.sleep(wait)
    return await attempt()


async def in_transaction(
    begin: Callable[[], AbstractContextManager[Transaction]], act: Callable[[Transaction], T]
) -> T:
    """Do `act` in one transaction, with the same patience."""

    async def attempt() -> T:
        with begin() as tx:
            return act(tx)

    return await until_answered(attempt)
