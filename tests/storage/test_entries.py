"""Entries: what became of the promises."""

from __future__ import annotations

from datetime import datetime

import pytest

from storage.model import EntryState, FetchOutcome
from tests.storage.builders import NOW, Desk, at, entry


@pytest.mark.parametrize(
    ("outcome", "next_attempt_at", "state"),
    [
        (FetchOutcome.http_error, at(hours=1), EntryState.pending),
        (FetchOutcome.http_error, None, EntryState.failed),
        (FetchOutcome.gone, None, EntryState.failed),
        (FetchOutcome.no_article, None, EntryState.done),
    ],
)
def test_an_attempt_without_an_article_is_noted(
    desk: Desk, outcome: FetchOutcome, next_attempt_at: datetime | None, state: EntryState
) -> None:
    desk.list(entry("a"))
    with desk.archive.begin() as tx:
        for _ in range(2):
            tx.entries.record(1, outcome=outcome, reason="why", now=NOW, next_attempt_at=next_attempt_at)
        noted = tx.entries.by_id(1)
    assert noted is not None
    assert (noted.state, noted.outcome, noted.reason, noted.attempt_count, noted.next_attempt_at) == (
        state,
        outcome,
        "why",
        2,
        next_attempt_at or NOW,
    )


def test_waiting_entries_can_be_made_due(desk: Desk) -> None:
    desk.list(entry("a"), entry("b"), entry("c"))
    with desk.archive.begin() as tx:
        error = FetchOutcome.http_error
        tx.entries.record(1, outcome=error, reason=None, now=NOW, next_attempt_at=at(hours=1))
        tx.entries.record(2, outcome=error, reason=None, now=NOW, next_attempt_at=None)
        assert tx.entries.make_due([desk.source.id], now=NOW) == 1
        due = tx.visits.work("news.example", now=NOW, limit=9).entries
        assert [one.id for one in due] == [1, 3]
        assert tx.entries.by_id(99) is None
