"""A database that restarts is waited for; a crawl need not end because of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from storage import ArchiveUnavailable

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
