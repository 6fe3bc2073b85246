"""Seeds: what a check found is kept together, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.model import (
    Entry,
    EntryState,
    FetchOutcome,
    SeedCheck,
    SeedKind,
    SeedOutcome,
    Validators,
)
from storage.rows import BATCH
from tests.storage.builders import NOW, Desk, at, check, draft, entry


def test_a_seed_is_due_at_once_and_added_only_once(desk: Desk) -> None:
    seed = desk.seed
    assert (seed.url, seed.site, seed.next_check_at, seed.kind) == (
        "https://news.example/feed",
        "news.example",
        NOW,
        None,
    )
    with desk.archive.begin() as tx:
        again = tx.seeds.add(desk.source.id, seed.url, site="other", kind=SeedKind.feed, now=at(days=1))
        assert again == seed
        assert tx.seeds.of(desk.source.id) == (seed,)
        assert tx.seeds.by_id(seed.id) == seed
        assert tx.seeds.by_id(seed.id + 1) is None


def test_new_entries_are_pending_and_known_ones_are_not_doubled(desk: Desk) -> None:
    whole = entry(
        "a",
        url="https://news.example/a?utm_source=feed",
        title="A",
        published_at=at(hours=-1),
        modified_at=at(minutes=-5),
        authors=("Ann",),
        summary="About A",
        language="en",
    )
    assert desk.list(whole, entry("b")) == (2, 0)
    assert desk.list(entry("b"), entry("c"), entry("c", title="again"), checked_at=at(hours=1)) == (1, 1)
    with desk.archive.read() as tx:
        entries = tx.entries.of(desk.source.id)
    assert [(one.found.url, one.first_seen_at) for one in entries] == [
        ("https://news.example/a?utm_source=feed", NOW),
        ("https://news.example/b", NOW),
        ("https://news.example/c", at(hours=1)),
    ]
    assert entries[0] == Entry(
        id=1,
        source_id=desk.source.id,
        found=whole,
        state=EntryState.pending,
        outcome=None,
        reason=None,
        attempt_count=0,
        next_attempt_at=NOW,
        first_seen_at=NOW,
        article_id=None,
    )


def test_a_check_keeps_validators_kind_and_the_next_check(desk: Desk) -> None:
    validators = Validators('"e1"', "Tue, 10 Mar 2026 12:00:00 GMT", "hash")
    desk.list(kind=SeedKind.feed, validators=validators, outcome=SeedOutcome.empty, reason="no entries")
    with desk.archive.read() as tx:
        assert tx.seeds.by_id(desk.seed.id) == replace(
            desk.seed,
            kind=SeedKind.feed,
            validators=validators,
            last_checked_at=NOW,
            last_outcome=SeedOutcome.empty,
            last_reason="no entries",
            next_check_at=at(minutes=15),
        )


def test_a_304_keeps_validators_and_listing(desk: Desk) -> None:
    validators = Validators('"e1"')
    desk.list(entry("a"), validators=validators)
    desk.keep(draft(desk.source.id, "a"), entry_id=1)
    with desk.archive.begin() as tx:
        unchanged = check(desk.seed, outcome=SeedOutcome.not_modified)
        assert tx.seeds.record_check(unchanged, None) == (0, 1)
        seed = tx.seeds.by_id(desk.seed.id)
        assert seed is not None
        assert seed.validators == validators
        assert tx.articles.make_listed_due([desk.source.id], now=NOW, limit_per_source=9) == 1


def test_failures_are_counted_until_one_check_is_well(desk: Desk) -> None:
    counts = []
    outcomes = (SeedOutcome.http_error, SeedOutcome.unreadable, SeedOutcome.not_modified, SeedOutcome.blocked)
    for outcome in outcomes:
        with desk.archive.begin() as tx:
            tx.seeds.record_check(check(desk.seed, outcome=outcome), None)
            counts += [seed.failure_count for seed in tx.seeds.of(desk.source.id)]
    assert counts == [1, 2, 0, 1]


def test_an_entry_that_left_the_body_is_listed_no_longer(desk: Desk) -> None:
    desk.list(entry("a"), entry("b"))
    for number, path in enumerate("ab", 1):
        desk.keep(draft(desk.source.id, path), entry_id=number)
    desk.list(entry("b"))
    with desk.archive.begin() as tx:
        assert tx.articles.make_listed_due([desk.source.id], now=NOW, limit_per_source=9) == 1
        work = tx.visits.work("news.example", now=NOW, limit=9)
    assert [recheck.url for recheck in work.rechecks] == ["https://news.example/b"]


@pytest.mark.parametrize(
    ("modified_at", "is_due"), [(None, False), (at(minutes=-1), False), (at(minutes=1), True)]
)
def test_an_article_that_its_outlet_edited_is_due_again(
    desk: Desk, modified_at: object, is_due: bool
) -> None:
    desk.list(entry("a", modified_at=at(hours=-1)))
    desk.keep(draft(desk.source.id, "a"), entry_id=1, next_check_at=at(days=1))
    desk.list(entry("a", modified_at=modified_at), checked_at=at(minutes=5))
    with desk.archive.read() as tx:
        rechecks = tx.visits.work("news.example", now=at(minutes=5), limit=9).rechecks
    assert [recheck.article_id for recheck in rechecks] == ([1] if is_due else [])


def test_an_edit_that_was_looked_at_already_is_not_due_again(desk: Desk) -> None:
    edited = entry("a", modified_at=at(minutes=1))
    desk.list(edited)
    desk.keep(draft(desk.source.id, "a", fetched_at=NOW), entry_id=1)
    with desk.archive.begin() as tx:
        tx.articles.record_recheck(
            1, outcome=FetchOutcome.not_modified, now=at(minutes=2), next_check_at=None, validators=None
        )
    desk.list(replace(edited, modified_at=at(minutes=2)), checked_at=at(minutes=5))
    with desk.archive.read() as tx:
        assert tx.visits.work("news.example", now=at(minutes=5), limit=9).rechecks == ()


def test_a_check_of_a_seed_that_was_removed_meanwhile_keeps_nothing(desk: Desk) -> None:
    with desk.archive.begin() as tx:
        tx.sources.remove("ledger")
        late = SeedCheck(desk.seed.id, SeedOutcome.new, NOW, at(hours=1))
        assert tx.seeds.record_check(late, [entry("a")]) == (0, 0)


def test_seeds_can_be_made_due(desk: Desk) -> None:
    desk.list()
    with desk.archive.begin() as tx:
        assert tx.seeds.make_due([desk.source.id], now=at(minutes=1)) == 1
        assert tx.seeds.of(desk.source.id)[0].next_check_at == at(minutes=1)
        assert tx.seeds.make_due([], now=NOW) == 0


def test_a_sitemap_of_many_entries_is_kept_whole(desk: Desk) -> None:
    many = [entry(f"{number}") for number in range(BATCH + 500)]
    assert desk.list(*many) == (len(many), 0)
    assert desk.list(*many[500:], entry("new")) == (1, BATCH)


def test_unchanged_seeds_are_noted_together_as_each_would_be_alone(desk: Desk) -> None:
    """The next check moves, failures end, validators stay; what still is listed and was given up comes back."""
    validators = Validators('"e1"')
    desk.list(entry("a"), entry("b", site="other.example"), kind=SeedKind.feed, validators=validators)
    with desk.archive.begin() as tx:
        second = tx.seeds.add(
            desk.source.id, "https://news.example/2", site="news.example", kind=None, now=NOW
        )
        tx.seeds.record_check(check(second, outcome=SeedOutcome.blocked, reason="HTTP status 403"), None)
        tx.entries.record(
            2, outcome=FetchOutcome.http_error, reason=None, now=at(days=-4), next_attempt_at=None
        )
    with desk.archive.begin() as tx:
        gone = replace(second, id=second.id + 1)
        unchanged = [
            check(seed, outcome=SeedOutcome.not_modified, checked_at=at(hours=1), next_check_at=later)
            for seed, later in ((desk.seed, at(hours=2)), (second, at(hours=3)), (gone, at(hours=4)))
        ]
        assert tx.seeds.record_unchanged(unchanged) == {"other.example"}
        assert tx.seeds.record_unchanged([]) == frozenset()
        assert tx.seeds.listed_counts([desk.source.id, desk.source.id + 1]) == {desk.source.id: 2}
    noted = {
        "last_checked_at": at(hours=1),
        "last_outcome": SeedOutcome.not_modified,
        "last_reason": None,
        "failure_count": 0,
    }
    with desk.archive.read() as tx:
        assert tx.seeds.of(desk.source.id) == (
            replace(desk.seed, kind=SeedKind.feed, validators=validators, next_check_at=at(hours=2), **noted),
            replace(second, next_check_at=at(hours=3), **noted),
        )
        assert [one.state for one in tx.entries.of(desk.source.id)] == [EntryState.pending] * 2
