"""A source without any feed is watched by its page: first what looks like articles, later what is new."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage import Archive
from storage.model import SeedKind, SeedOutcome
from tests.crawler.papers import Paper, paper, story
from tests.newsroom.crawling import crawl_url, everything

SUBJECTS = ("bridge", "ferry", "tunnel", "harbour")
MENU = (
    '<nav><a href="/sport/">Sport</a></nav><footer><a href="/how-we-work-here">How we work here</a></footer>'
)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_DELAY", "0")
    monkeypatch.setenv("NEWSDESK_ALLOW_NETWORKS", "127.0.0.0/8")


def teaser(subject: str) -> str:
    return f'<h2><a href="/news/the-council-talks-about-the-{subject}">The council talks about the {subject}</a></h2>'


def home(*subjects: str) -> str:
    promotion = '<a href="/our-best-of-books-this-year-for-you">Our best of books, this year for you</a>'
    return f"<html><title>Post</title><body>{MENU}{promotion}{''.join(map(teaser, subjects))}</body></html>"


@pytest.fixture
def served() -> Iterator[Paper]:
    with paper() as made:
        made.pages |= {"/": home(*SUBJECTS[:3]), "/our-best-of-books-this-year-for-you": home()}
        made.pages |= {f"/news/the-council-talks-about-the-{one}": story(one) for one in SUBJECTS}
        yield made


def titles(archive: Archive) -> set[str]:
    return {article.title.rpartition(" ")[2] for article in everything(archive)}


def test_a_home_page_without_feeds_is_watched_by_itself(archive: Archive, served: Paper):
    crawl_url(archive, served.url("/"))
    assert titles(archive) == {"bridge", "ferry", "tunnel"}, "and no page that is no article"
    with archive.read() as tx:
        ((seed,),) = (status.seeds for status in tx.sources.statuses())
    assert (seed.kind, seed.last_outcome) == (SeedKind.section, SeedOutcome.new)

    served.pages["/"] = home("harbour", *SUBJECTS[:3])
    served.asked.clear()
    crawl_url(archive, served.url("/"))
    assert titles(archive) == set(SUBJECTS)
    new = [path for path in served.asked if path not in ("/", "/robots.txt")]
    assert new.count("/news/the-council-talks-about-the-harbour") == 1
    assert not [path for path in served.asked if path.endswith((".xml", ".json"))], (
        "no feed is looked for again"
    )


def test_a_page_that_begins_to_announce_a_feed_is_watched_by_that(sqlite_archive: Archive, served: Paper):
    crawl_url(sqlite_archive, served.url("/"))
    served.pages["/"] = "<html><head><link rel=alternate type=application/rss+xml href=/feed></head></html>"
    served.pages["/feed"] = (
        "<rss><channel><item><link>ORIGIN/news/the-council-talks-about-the-harbour</link></item></channel></rss>"
    )
    crawl_url(sqlite_archive, served.url("/"))
    assert titles(sqlite_archive) == set(SUBJECTS)
    with sqlite_archive.read() as tx:
        (status,) = tx.sources.statuses()
    assert {seed.kind for seed in status.seeds} == {SeedKind.page, SeedKind.feed}


def test_a_page_with_few_links_is_told_to_announce_nothing(sqlite_archive: Archive, served: Paper):
    served.pages["/"] = home("bridge")
    report = crawl_url(sqlite_archive, served.url("/"))
    (counts,) = report.tally.counts.values()
    assert "announces neither feed nor sitemap" in counts.reasons[0][0]
    assert everything(sqlite_archive) == ()
