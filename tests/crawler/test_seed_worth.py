"""Which seeds are relied on, and which are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.visit.seed_worth import is_poor
from storage.model import Seed, SeedKind, SeedOutcome, Validators
from storage.seeds import Listed

NOW = datetime(2026, 3, 1, tzinfo=UTC)
WELL = Seed(
    id=1,
    source_id=1,
    url="https://post.example/feed",
    site="post.example",
    kind=SeedKind.feed,
    next_check_at=NOW,
    last_checked_at=NOW,
    last_outcome=SeedOutcome.all_known,
    last_reason=None,
    failure_count=0,
    validators=Validators(),
    fresh_at=NOW - timedelta(days=2),
)
DEAD = replace(WELL, last_outcome=SeedOutcome.http_error, failure_count=1)
OLD = replace(WELL, fresh_at=NOW - timedelta(days=31))


@pytest.mark.parametrize(
    ("seed", "listed", "poor"),
    [
        (WELL, Listed(10, articles=9), False),
        (replace(WELL, last_outcome=None), Listed(), False),
        (DEAD, Listed(), True),
        (DEAD, Listed(10, articles=9), False),
        (replace(DEAD, failure_count=2), Listed(10, articles=9), True),
        (WELL, Listed(10), True),
        (WELL, Listed(10, pending=1), False),
        (OLD, Listed(10, articles=9), True),
        (OLD, Listed(), True),
        (replace(OLD, kind=SeedKind.sitemap), Listed(), False),
    ],
    ids=[
        "brings articles",
        "never looked at",
        "dead from the start",
        "failed once",
        "keeps failing",
        "lists pages that are none",
        "its pages are still to be read",
        "silent for a month",
        "empty for a month",
        "an index of sitemaps",
    ],
)
def test_a_seed_is_poor_when_no_articles_are_found_through_it(seed: Seed, listed: Listed, poor: bool):
    assert is_poor(seed, listed, now=NOW) is poor
