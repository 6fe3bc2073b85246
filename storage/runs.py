"""Runs in the archive: the records of crawls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage.model import Run, SourceCounts
from storage.rows import Values
from storage.schema import run


class Runs:
    """Begins and ends records of crawls, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, kind: str, *, now: datetime) -> int:
        """A new run; its number goes into the fetches."""
        statement = insert(run).values(kind=kind, started_at=now, counts={}).returning(run.c.id)
        return int(self._connection.execute(statement).scalar_one())

    def finish(self, run_id: int, *, now: datetime, outcome: str, counts: Mapping[str, SourceCounts]) -> None:
        """How the run ended, and what it came to for each source."""
        values = {name: _as_json(count) for name, count in counts.items()}
        self._connection.execute(
            update(run).where(run.c.id == run_id).values(finished_at=now, outcome=outcome, counts=values)
        )

    def latest(self, limit: int = 20) -> tuple[Run, ...]:
        """The newest runs, the newest first."""
        rows = self._connection.execute(select(run).order_by(run.c.id.desc()).limit(limit))
        return tuple(
            Run(
                id=row.id,
                kind=row.kind,
                started_at=row.started_at,
                finished_at=row.finished_at,
                outcome=row.outcome,
                counts={name: _from_json(value) for name, value in row.counts.items()},
            )
            for row in rows
        )


def _as_json(counts: SourceCounts) -> Values:
    return {
        "entries_seen": counts.entries_seen,
        "new": counts.new,
        "revised": counts.revised,
        "unchanged": counts.unchanged,
        "failed": counts.failed,
        "reasons": [list(reason) for reason in counts.reasons],
        "given_up": [list(outcome) for outcome in counts.given_up],
    }


def _from_json(value: Mapping[str, Any]) -> SourceCounts:
    # Runs of older releases tell nothing of what was given up.
    pairs = {name: tuple(map(tuple, value.get(name, ()))) for name in ("reasons", "given_up")}
    return SourceCounts(**{**value, **pairs})
