"""Entries: what became of the promises."""

from __future__ import annotations

from datetime import datetime

import pytest

from storage.model import EntryState, FetchOutcome, SeedOutcome
from tests.storage.builders import NOW, Desk, at, check, draft, entry


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


@pytest.mark.parametrize(
    ("outcome", "later", "is_revived"),
    [
        (FetchOutcome.http_error, at(days=2), False),
        (FetchOutcome.http_error, at(days=3), True),
        (FetchOutcome.denied_by_robots, at(days=3), True),
        (FetchOutcome.gone, at(days=3), True),
        (FetchOutcome.too_large, at(days=30), False),
    ],
)
@pytest.mark.parametrize("is_modified", [True, False], ids=["listed again", "304"])
def test_what_was_given_up_gets_another_chance_while_it_is_listed(
    desk: Desk, outcome: FetchOutcome, later: datetime, is_revived: bool, is_modified: bool
) -> None:
    desk.list(entry("a"))
    with desk.archive.begin() as tx:
        tx.entries.record(1, outcome=outcome, reason="why", now=NOW, next_attempt_at=None)
        again = check(desk.seed, outcome=SeedOutcome.all_known, checked_at=later)
        tx.seeds.record_check(again, [entry("a")] if is_modified else None)
        due = tx.visits.work("news.example", now=later, limit=9).entries
    assert [one.id for one in due] == ([1] if is_revived else [])


def test_what_is_not_listed_any_more_stays_given_up(desk: Desk) -> None:
    desk.list(entry("a"))
    with desk.archive.begin() as tx:
        tx.entries.record(1, outcome=FetchOutcome.gone, reason=None, now=NOW, next_attempt_at=None)
        tx.seeds.record_check(check(desk.seed, checked_at=at(days=9)), [entry("b")])
        assert [one.id for one in tx.visits.work("news.example", now=at(days=9), limit=9).entries] == [2]


def test_what_was_given_up_before_is_counted_by_its_outcome(desk: Desk) -> None:
    desk.list(entry("a"), entry("b"), entry("c"), entry("d"))
    with desk.archive.begin() as tx:
        tx.entries.record(1, outcome=FetchOutcome.gone, reason=None, now=NOW, next_attempt_at=None)
        tx.entries.record(2, outcome=FetchOutcome.no_article, reason=None, now=NOW, next_attempt_at=None)
        tx.entries.record(3, outcome=FetchOutcome.gone, reason=None, now=at(hours=1), next_attempt_at=None)
        assert tx.entries.given_up(desk.source.id, before=at(minutes=1)) == {
            FetchOutcome.gone: 1,
            FetchOutcome.no_article: 1,
        }


def test_an_entry_can_lead_to_an_article_that_is_kept(desk: Desk) -> None:
    desk.list(entry("a"), entry("b"))
    desk.keep(draft(desk.source.id, "a"), entry_id=1, next_check_at=at(hours=1))
    url = "https://news.example/a"
    with desk.archive.begin() as tx:
        assert tx.articles.kept_at(url) == 1
        assert tx.articles.kept_at(url, resting_at=at(minutes=59)) == 1
        assert tx.articles.kept_at(url, resting_at=at(hours=1)) is None
        assert tx.articles.kept_at("https://news.example/b") is None
        tx.entries.lead_to(2, 1)
        noted = tx.entries.by_id(2)
    assert noted is not None
    assert (noted.state, noted.outcome, noted.article_id) == (EntryState.done, FetchOutcome.duplicate, 1)
