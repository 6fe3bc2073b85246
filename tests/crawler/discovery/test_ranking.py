"""Which feeds and sitemaps are worth watching, told from one look at what they list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.discovery.model import FoundLink
from crawler.discovery.ranking import Assessment, assess, is_covered, rank

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FEED = "https://ledger.example/feed.xml"


def entries(*hours_ago: float, site: str = "https://ledger.example") -> list[FoundLink]:
    return [
        FoundLink(f"{site}/story-{number}", published_at=NOW - timedelta(hours=hours))
        for number, hours in enumerate(hours_ago)
    ]


def test_a_lively_feed_has_a_rate_and_no_weakness():
    lively = assess(FEED, "feed", entries(12, 24, 36, 48), title="Ledger", now=NOW)
    assert lively == Assessment(entry_count=4, newest_at=NOW - timedelta(hours=12), per_day=2.0)


@pytest.mark.parametrize(
    ("hours_ago", "per_day"),
    [
        ([1, 2, 3], 12.0),
        ([24, 24 * 3, 24 * 30], 2 / 7),
        ([24 * 20, 24 * 30, 24 * 40], 0.1),
        ([24 * 20], None),
        ([], None),
    ],
    ids=["a burst is not spread over less than six hours", "its last week", "a slow one", "one", "none"],
)
def test_how_often_it_publishes_is_told_by_its_dates(hours_ago: list[float], per_day: float | None):
    assert assess(FEED, "feed", entries(*hours_ago), title=None, now=NOW).per_day == per_day


def test_the_dates_of_a_plain_sitemap_tell_of_edits_not_of_news():
    assert assess(FEED, "sitemap", entries(1, 2), title=None, now=NOW).per_day is None


@pytest.mark.parametrize(
    ("url", "title", "listed", "weaknesses"),
    [
        (FEED, None, [], ("it lists nothing",)),
        (FEED, None, [FoundLink("https://ledger.example/a")], ("none of its entries has a date",)),
        (FEED, None, entries(24 * 60), ("nothing new for 60 days",)),
        ("https://ledger.example/comments/feed/", None, entries(1), ("it lists comments",)),
        (FEED, "Ledger » Kommentare", entries(1), ("it lists comments",)),
        (FEED, "The Ledger Podcast", entries(1), ("it lists sound or film",)),
        ("https://ledger.example/tag/fish/feed", None, entries(1), ("it lists one topic, author or search only",)),
        ("https://ledger.example/category-sitemap.xml", None, entries(1), ("it lists other pages than articles",)),
        (FEED, None, entries(1, site="https://other.example"), ("most of its links lead to other sites",)),
    ],
)  # fmt: skip
def test_what_speaks_against_a_seed_is_said(
    url: str, title: str | None, listed: list[FoundLink], weaknesses: tuple[str, ...]
):
    assert assess(url, "feed", listed, title=title, now=NOW).weaknesses == weaknesses


def test_news_sitemaps_and_feeds_come_first_and_poor_ones_last():
    good, poor = entries(1, 2, 3), entries(24 * 90)
    seeds = {
        "news sitemap": ("news_sitemap", "robots.txt", good),
        "feed": ("feed", "link", good),
        "linked feed": ("feed", "anchor", good),
        "sitemap": ("sitemap", "robots.txt", good),
        "silent feed": ("feed", "link", poor),
        "empty feed": ("feed", "link", []),
    }

    def place(name: str) -> tuple[object, ...]:
        kind, how, listed = seeds[name]
        return rank(kind, how, FEED, assess(FEED, kind, listed, title=None, now=NOW))

    upside_down = list(seeds)[::-1]
    assert sorted(upside_down, key=place) == list(seeds)


def test_a_feed_that_repeats_another_is_covered_by_it():
    whole, part, other = entries(1, 2, 3), entries(1, 2), entries(1, site="https://ledger.example/sport")
    assert (is_covered(part, whole), is_covered(whole, part), is_covered(other, whole)) == (
        True,
        False,
        False,
    )


def test_a_feed_without_dates_is_watched_before_one_without_news():
    undated = assess(FEED, "feed", [FoundLink("https://ledger.example/a")], title=None, now=NOW)
    old = assess(FEED, "feed", entries(24 * 3000), title=None, now=NOW)
    assert rank("feed", "link", FEED, undated) < rank("feed", "link", FEED, old)


def test_the_links_of_a_page_need_no_dates():
    links = [FoundLink("https://ledger.example/a")]
    assert assess(FEED, "section", links, title=None, now=NOW).weaknesses == ()
