"""Entries in the archive: the frontier, promises of articles still to be fetched."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, exists, func, or_, select, update

from storage.model import Entry, EntryState, FetchOutcome
from storage.rows import entry_of
from storage.schema import entry, listing


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

    def judged(self, source_id: int, *, limit: int) -> tuple[tuple[str, bool], ...]:
        """Addresses of the source's newest entries that were read, each with whether it is an article."""
        is_article = entry.c.article_id.is_not(None)
        statement = (
            select(entry.c.canonical_url, is_article.label("is_article"))
            .where(
                entry.c.source_id == source_id,
                or_(is_article, entry.c.outcome == FetchOutcome.no_article.value),
            )
            .order_by(entry.c.id.desc())
            .limit(limit)
        )
        return tuple((row.canonical_url, bool(row.is_article)) for row in self._connection.execute(statement))

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

    def lead_to(self, entry_id: int, article_id: int | None) -> None:
        """Notes that the entry's address redirects to an article which is kept already."""
        self._connection.execute(
            update(entry)
            .where(entry.c.id == entry_id)
            .values(
                state=EntryState.done.value,
                outcome=FetchOutcome.duplicate.value,
                reason=None,
                attempt_count=entry.c.attempt_count + 1,
                article_id=article_id,
            )
        )

    def given_up(self, source_id: int, *, before: datetime) -> dict[FetchOutcome, int]:
        """How many entries that are still listed came to nothing before that moment, and are over; by outcome."""
        still_listed = exists().where(listing.c.entry_id == entry.c.id)
        statement = (
            select(entry.c.outcome, func.count().label("number"))
            .where(
                entry.c.source_id == source_id,
                entry.c.state != EntryState.pending.value,
                entry.c.article_id.is_(None),
                entry.c.next_attempt_at < before,
                still_listed,
            )
            .group_by(entry.c.outcome)
        )
        return {FetchOutcome(row.outcome): row.number for row in self._connection.execute(statement)}

    def make_due(self, source_ids: Collection[int], *, now: datetime, seed_ids: Collection[int] = ()) -> int:
        """Lets pending entries of these sources, or listed by these seeds, be fetched now; tells how many waited."""
        listed = select(listing.c.entry_id).where(listing.c.seed_id.in_(seed_ids))
        statement = (
            update(entry)
            .where(
                or_(entry.c.source_id.in_(source_ids), entry.c.id.in_(listed)),
                entry.c.state == EntryState.pending.value,
                entry.c.next_attempt_at > now,
            )
            .values(next_attempt_at=now)
        )
        return self._connection.execute(statement).rowcount
