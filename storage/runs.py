"""Runs in the archive: the records of crawls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.model import Run, SourceCounts
from storage.rows import Values
from storage.schema import run


class Runs:
    """Begins and ends records of crawls, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, kind: str, *, now: datetime) -> int:
        """A new run; its number goes into the fetches."""
        return self.start_all(kind, 1, now=now)[0]

    def start_all(self, kind: str, count: int, *, now: datetime) -> tuple[int, ...]:
        """So many new runs."""
        if not count:
            return ()
        new = [{"kind": kind, "started_at": now, "counts": {}}] * count
        return tuple(map(int, self._connection.execute(insert(run).returning(run.c.id), new).scalars()))

    def finish(self, run_id: int, *, now: datetime, outcome: str, counts: Mapping[str, SourceCounts]) -> None:
        """How the run ended, and what it came to for each source."""
        self.finish_all({run_id: (outcome, counts)}, now=now)

    def finish_all(
        self, ended: Mapping[int, tuple[str, Mapping[str, SourceCounts]]], *, now: datetime
    ) -> None:
        """The same for several, by their numbers."""
        if not ended:
            return
        values = [
            {
                "number": run_id,
                "told_outcome": outcome,
                "told_counts": {name: _as_json(count) for name, count in counts.items()},
            }
            for run_id, (outcome, counts) in ended.items()
        ]
        self._connection.execute(
            update(run)
            .where(run.c.id == bindparam("number"))
            .values(finished_at=now, outcome=bindparam("told_outcome"), counts=bindparam("told_counts")),
            values,
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
