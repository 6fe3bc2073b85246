"""The robots.txt of each origin in the archive: a day's knowledge that outlives the process which asked for it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage.rows import insert_into
from storage.schema import robots

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: Bytes of a robots.txt as it is kept; what is longer even when compressed is asked for again.
LARGEST = 500 * 1024


@dataclass(frozen=True, slots=True)
class RobotsText:
    """What an origin answered when it was asked for its robots.txt."""

    fetched_at: datetime
    #: None where no answer came.
    status: int | None
    body: bytes = b""
    #: Why it cannot be read, where it cannot.
    reason: str | None = None


class RobotsTexts:
    """Keeps and gives them, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, origin: str) -> RobotsText | None:
        """What the origin (scheme, host and port) answered last."""
        row = self._connection.execute(select(robots).where(robots.c.origin == origin)).first()
        if row is None:
            return None
        return RobotsText(row.fetched_at, row.status, zstd.decompress(row.body_zstd), row.reason)

    def keep(self, origin: str, text: RobotsText, *, forget_before: datetime) -> None:
        """Keeps the answer, and forgets all those of before that moment."""
        self._connection.execute(delete(robots).where(robots.c.fetched_at < forget_before))
        packed = zstd.compress(text.body)
        if len(packed) > LARGEST:
            return
        values = {
            "fetched_at": text.fetched_at,
            "status": text.status,
            "reason": text.reason,
            "body_zstd": packed,
        }
        inserting = insert_into(self._connection, robots).values(origin=origin, **values)
        self._connection.execute(inserting.on_conflict_do_update(index_elements=["origin"], set_=values))
