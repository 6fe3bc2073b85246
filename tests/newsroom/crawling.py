"""Crawls the sample newsroom in tests: the ordinary crawl, its own child process, a real archive."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from crawler.by_hand.crawl import CrawlReport, crawl
from crawler.by_hand.targets import declare_sources, scope_of
from crawler.clock import utc_now
from scheduler import CRAWL_PROCESS
from storage import Archive
from storage.model import Article, FetchOutcome
from storage.query import parse_query, search
from tests.newsroom.server import Newsroom


def crawl_newsroom(archive: Archive, newsroom: Newsroom, folder: Path, *targets: str) -> CrawlReport:
    """`newsdesk crawl [TARGET …]` with the newsroom's sources.toml; all sources when no target is named."""
    path = folder / "sources.toml"
    path.write_text(newsroom.sources_toml(), encoding="utf-8")
    declared = declare_sources(archive, path, now=utc_now())
    scope = scope_of(archive, targets, declared, now=utc_now())
    return crawl(archive, scope, module=CRAWL_PROCESS, concurrent_sites=64, on_event=lambda _: None)


def crawl_url(archive: Archive, *urls: str) -> CrawlReport:
    """`newsdesk crawl URL …` with no source file."""
    scope = scope_of(archive, urls, (), now=utc_now())
    return crawl(archive, scope, module=CRAWL_PROCESS, concurrent_sites=64, on_event=lambda _: None)


def everything(archive: Archive) -> tuple[Article, ...]:
    """Every article of the archive, as search gives it."""
    articles: list[Article] = []
    cursor = None
    while True:
        with archive.read() as tx:
            page = search(tx, parse_query("", now=utc_now(), page_size=100, cursor=cursor))
        articles += page.articles
        if page.next is None:
            return tuple(articles)
        cursor = page.next


def expected_urls(newsroom: Newsroom, sources: Iterable[str] | None = None) -> set[str]:
    """The canonical URLs of all articles that a polite crawler can have."""
    return {
        site.url(article)
        for site in map(newsroom.site, sources or newsroom.sites)
        for article in site.articles
        if article.kind == "article" and article.behaviour not in ("missing", "private")
    }


def outcomes(archive: Archive, run_id: int) -> dict[str, FetchOutcome]:
    """URL → what came of asking for it in this run."""
    with archive.read() as tx:
        return {fetch.url: fetch.outcome for fetch in tx.fetches.of_run(run_id)}
