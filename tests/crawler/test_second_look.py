"""How often a server's word that nothing has changed is not taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.fetching.second_look import article_validators, seed_validators
from storage.model import Recheck, Seed, SeedKind, SeedOutcome, Validators

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KNOWN = Validators('"a"', None, "hash")


def seed(last_checked_at: datetime | None, url: str = "https://news.example/feed") -> Seed:
    return Seed(
        1, 1, url, "news.example", SeedKind.feed, KNOWN, NOW, last_checked_at, SeedOutcome.all_known, None, 0
    )


def full_looks(every: timedelta, days: int, url: str = "https://news.example/feed") -> int:
    """How many of the checks of a seed are made without conditions."""
    checks = int(timedelta(days=days) / every)
    return sum(
        seed_validators(seed(NOW + (n - 1) * every, url), NOW + n * every) is None for n in range(checks)
    )


@pytest.mark.parametrize(
    ("every", "days", "looks"),
    [
        (timedelta(minutes=5), 30, 30),
        (timedelta(minutes=15), 30, 30),
        (timedelta(hours=3), 50, 20),
        (timedelta(days=1), 70, 10),
        (timedelta(days=3), 69, 10),
    ],
)
def test_a_seed_is_seen_in_full_daily_to_weekly(every: timedelta, days: int, looks: int):
    assert abs(full_looks(every, days) - looks) <= 1


def test_the_seeds_of_a_server_are_not_all_seen_in_full_at_once():
    urls = [f"https://news.example/{n}/feed" for n in range(200)]
    before = NOW - timedelta(minutes=15)
    assert sum(seed_validators(seed(before, url), NOW) is None for url in urls) < 20


def test_a_seed_that_was_never_checked_has_nothing_to_doubt():
    assert seed_validators(seed(None), NOW) == KNOWN


def test_an_article_is_seen_in_full_every_sixth_time():
    def look(count: int) -> Validators | None:
        return article_validators(Recheck(1, 1, "https://news.example/a", "news.example", KNOWN, count))

    assert [n for n in range(18) if look(n) is None] == [5, 11, 17]
