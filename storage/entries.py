"""Entries in the archive: the frontier, promises of articles still to be fetched."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select, update

from storage.model import Entry, EntryState, FetchOutcome
from storage.rows import entry_of
from storage.schema import entry


class Entries:
    """Notes what became of entries, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_id(self, entry_id: int) -> Entry | None:
        """The entry of this number."""
        row = self._connection.execute(select(entry).where(entry.c.id == entry_id)).first()
        return entry_of(row) if row is not None else None

    def find(self, source_id: int, canonical_url: str) -> Entry | None:
        """The entry of this source for this address."""
        statement = select(entry).where(
            entry.c.source_id == source_id, entry.c.canonical_url == canonical_url
        )
        row = self._connection.execute(statement).first()
        return entry_of(row) if row is not None else None

    def of(self, source_id: int) -> tuple[Entry, ...]:
        """All entries of the source, in the order in which they were met."""
        statement = select(entry).where(entry.c.source_id == source_id).order_by(entry.c.id)
        return tuple(entry_of(row) for row in self._connection.execute(statement))

    def record(
        self,
        entry_id: int,
        *,
        outcome: FetchOutcome,
        reason: str | None,
        now: datetime,
        next_attempt_at: datetime | None,
    ) -> None:
        """Notes an attempt that gave no article: it waits for the next attempt, or is over."""
        if next_attempt_at is not None:
            state = EntryState.pending
        elif outcome is FetchOutcome.no_article:
            state = EntryState.done
        else:
            state = EntryState.failed
        self._connection.execute(
            update(entry)
            .where(entry.c.id == entry_id)
            .values(
                state=state.value,
                outcome=outcome.value,
                reason=reason,
                attempt_count=entry.c.attempt_count + 1,
                next_attempt_at=next_attempt_at or now,
            )
        )

    def make_due(self, source_ids: Collection[int], *, now: datetime) -> int:
        """Lets the pending entries of these sources be fetched now; tells how many had to wait."""
        statement = (
            update(entry)
            .where(
                entry.c.source_id.in_(source_ids),
                entry.c.state == EntryState.pending.value,
                entry.c.next_attempt_at > now,
            )
            .values(next_attempt_at=now)
        )
        return self._connection.execute(statement).rowcount
