"""Fetches in the archive: every request that was made, with its outcome."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from storage.model import Fetch, FetchOutcome
from storage.rows import Values
from storage.schema import fetch


class Fetches:
    """Records requests, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, made: Fetch) -> None:
        """Records one request."""
        self.add_all([made])

    def add_all(self, made: Sequence[Fetch]) -> None:
        """Records several requests."""
        if made:
            self._connection.execute(insert(fetch), [_values(one) for one in made])

    def of_run(self, run_id: int) -> tuple[Fetch, ...]:
        """The requests of a run, in the order in which they ended."""
        rows = self._connection.execute(select(fetch).where(fetch.c.run_id == run_id).order_by(fetch.c.id))
        return tuple(
            Fetch(
                source_id=row.source_id,
                url=row.url,
                outcome=FetchOutcome(row.outcome),
                requested_at=row.requested_at,
                duration=row.duration,
                run_id=row.run_id,
                status=row.status,
                byte_count=row.byte_count,
                reason=row.reason,
            )
            for row in rows
        )


def _values(made: Fetch) -> Values:
    return {
        "run_id": made.run_id,
        "source_id": made.source_id,
        "url": made.url,
        "outcome": made.outcome.value,
        "requested_at": made.requested_at,
        "duration": made.duration,
        "status": made.status,
        "byte_count": made.byte_count,
        "reason": made.reason,
    }
