"""A source without any feed is watched by its page: first what looks like articles, later what is new."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.by_hand.crawl import crawl
from crawler.by_hand.targets import declare_sources, scope_of
from crawler.clock import utc_now
from scheduler import CRAWL_PROCESS
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


def crawl_declared(archive: Archive, folder: Path, *urls: str) -> None:
    """A crawl of a source that somebody has declared with these seeds."""
    path = folder / "sources.toml"
    path.write_text(f'[[source]]\nname = "post"\nseeds = {json.dumps(urls)}\n')
    scope = scope_of(archive, (), declare_sources(archive, path, now=utc_now()), now=utc_now())
    crawl(archive, scope, module=CRAWL_PROCESS, concurrent_sites=4, on_event=lambda _: None)


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


def test_a_page_whose_only_feed_is_dead_is_watched_by_itself(sqlite_archive: Archive, served: Paper):
    """The first visit asks for the feed; the second, for which the feed is known to be dead, reads the page."""
    announced = '<head><link rel="alternate" type="application/rss+xml" href="/dead.xml"></head>'
    served.pages["/"] = announced + home(*SUBJECTS[:3])
    crawl_url(sqlite_archive, served.url("/"))
    assert titles(sqlite_archive) == set()
    crawl_url(sqlite_archive, served.url("/"))
    assert titles(sqlite_archive) == {"bridge", "ferry", "tunnel"}

    served.pages["/dead.xml"] = (
        "<rss><channel><item><link>ORIGIN/news/the-council-talks-about-the-harbour</link></item></channel></rss>"
    )
    crawl_url(sqlite_archive, served.url("/"))
    assert titles(sqlite_archive) == set(SUBJECTS)
    served.pages["/"] += "<p>Some other day.</p>"
    crawl_url(sqlite_archive, served.url("/"))
    with sqlite_archive.read() as tx:
        (status,) = tx.sources.statuses()
    assert {seed.kind for seed in status.seeds} == {SeedKind.page, SeedKind.feed}


def test_the_usual_places_are_looked_at_once_for_all_pages_of_a_source(
    sqlite_archive: Archive, served: Paper, tmp_path: Path
):
    served.pages["/sport/"] = home(*SUBJECTS)
    crawl_declared(sqlite_archive, tmp_path, served.url("/"), served.url("/sport/"))
    assert titles(sqlite_archive) == set(SUBJECTS)
    usual = Counter(path for path in served.asked if path.endswith((".xml", ".json")))
    assert set(usual.values()) == {1}


def test_a_declared_page_may_link_to_a_single_article(sqlite_archive: Archive, served: Paper, tmp_path: Path):
    served.pages["/sport/"] = home("harbour")
    crawl_declared(sqlite_archive, tmp_path, served.url("/sport/"))
    assert titles(sqlite_archive) == {"harbour"}
    with sqlite_archive.read() as tx:
        ((seed,),) = (status.seeds for status in tx.sources.statuses())
    assert (seed.kind, seed.last_outcome) == (SeedKind.section, SeedOutcome.new)


def test_a_section_that_somebody_names_is_read_whatever_else_the_site_offers(
    sqlite_archive: Archive, served: Paper, tmp_path: Path
):
    links = f"<link>ORIGIN/news/the-council-talks-about-the-{SUBJECTS[3]}</link>"
    served.pages["/feed.xml"] = f'<rss version="2.0"><channel><item>{links}</item></channel></rss>'
    served.pages["/local/"] = home(*SUBJECTS[:2])
    for subjects in (SUBJECTS[:2], SUBJECTS[:3]):
        served.pages["/local/"] = home(*subjects)
        crawl_declared(sqlite_archive, tmp_path, served.url("/local/"))
        assert titles(sqlite_archive) == set(subjects), "of the page that was named, and not of the feed"
