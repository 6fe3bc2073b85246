"""The main job on the sample newsroom: everything found, nothing twice, every edit kept, and good manners."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from crawler.clock import utc_now
from crawler.urls import site_of
from storage import Archive
from storage.model import FetchOutcome, SeedKind, SeedOutcome, SourceCounts, SourceSpec
from tests.newsroom.crawling import crawl_newsroom, crawl_url, everything, expected_urls, outcomes
from tests.newsroom.server import Newsroom

EDITED = ("vantage-portal", "tidal-plant-shut-down")
PUBLISHED = (("daily-meridian", "cyclone-warning-lifted"), ("harbour-ledger", "storm-barrier-closes"))


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of what is kept need no pauses; the tests of manners set them again."""
    monkeypatch.setenv("NEWSDESK_DELAY", "0")
    monkeypatch.setenv("NEWSDESK_ALLOW_NETWORKS", "127.0.0.0/8")


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(crawl_delay=0, slow_seconds=0.5) as running:
        yield running


def test_the_main_job(archive: Archive, newsroom: Newsroom, tmp_path: Path):
    """A first crawl keeps every article once; a second finds nothing; an edit and two new ones are seen."""
    crawl_newsroom(archive, newsroom, tmp_path)
    first = everything(archive)
    assert {article.canonical_url for article in first} == expected_urls(newsroom)
    assert Counter(article.canonical_url for article in first).most_common(1)[0][1] == 1

    newsroom.clear_log()
    report = crawl_newsroom(archive, newsroom, tmp_path)
    counts = report.tally.counts.values()
    assert (sum(line.new for line in counts), sum(line.revised for line in counts)) == (0, 0)
    assert everything(archive) == first or {a.id for a in everything(archive)} == {a.id for a in first}
    fetched_whole = {r.path for r in newsroom.log if r.status == 200 and r.path != "/robots.txt"}
    assert fetched_whole == set(), "everything but robots.txt is asked for conditionally"

    newsroom.edit(*EDITED)
    for source, slug in PUBLISHED:
        newsroom.publish(source, slug)
    report = crawl_newsroom(archive, newsroom, tmp_path)
    happened = outcomes(archive, report.run_id)
    assert {url for url, outcome in happened.items() if outcome is FetchOutcome.revised} == {
        newsroom.article_url(*EDITED)
    }
    new = {article.canonical_url for article in everything(archive)} - {a.canonical_url for a in first}
    assert new == {newsroom.article_url(source, slug) for source, slug in PUBLISHED}

    revised = next(article for article in everything(archive) if article.revised_at)
    with archive.read() as tx:
        revisions = tx.articles.revisions(revised.id)
    before = next(article for article in first if article.id == revised.id)
    assert [revision.number for revision in revisions] == [1, 2]
    assert (revisions[0].title, revisions[0].text) == (before.title, before.text)
    assert (revisions[1].title, revisions[1].text) == (revised.title, revised.text)
    assert revisions[0].text != revisions[1].text


def test_what_robots_txt_forbids_is_never_asked_for(
    sqlite_archive: Archive, newsroom: Newsroom, tmp_path: Path
):
    report = crawl_newsroom(sqlite_archive, newsroom, tmp_path, "harbour-ledger", "rio-diario")
    private = {
        site.url(article)
        for site in map(newsroom.site, ("harbour-ledger", "rio-diario"))
        for article in site.articles
        if article.behaviour == "private"
    }
    assert private
    asked = {f"http://{request.host}{request.path}" for request in newsroom.log}
    assert not asked & private
    denied = {
        url
        for url, outcome in outcomes(sqlite_archive, report.run_id).items()
        if outcome is FetchOutcome.denied_by_robots
    }
    redirect_into_private = newsroom.url("harbour-ledger", "/go/port-sale-briefing")
    assert denied == private | {redirect_into_private}

    again = crawl_newsroom(sqlite_archive, newsroom, tmp_path, "harbour-ledger", "rio-diario")
    given_up = Counter[str]()
    for counts in again.tally.counts.values():
        given_up.update(dict(counts.given_up))
    assert given_up["denied_by_robots"] == len(denied)


def test_failures_are_rows_with_a_named_outcome(sqlite_archive: Archive, newsroom: Newsroom, tmp_path: Path):
    report = crawl_newsroom(sqlite_archive, newsroom, tmp_path, "harbour-ledger", "cape-courier")
    named = Counter(outcomes(sqlite_archive, report.run_id).values())
    assert named[FetchOutcome.gone] == 1, "the page that is missing"
    assert named[FetchOutcome.no_article] == 1, "the page that is no article"
    assert named[FetchOutcome.http_error] == 0, "the page that failed twice and then came"


@pytest.mark.parametrize(
    ("source", "path", "kind", "count"),
    [
        ("daily-meridian", "/rss.xml", SeedKind.feed, 13),
        ("cape-courier", "/index.rdf", SeedKind.feed, 12),
        ("harbour-ledger", "/atom.xml", SeedKind.feed, 1),
        ("cape-courier", "/feed.json", SeedKind.feed, 12),
        ("vantage-portal", "/sitemap.xml", SeedKind.sitemap, 12),
        ("vantage-portal", "/news-sitemap.xml", SeedKind.news_sitemap, 3),
    ],
)
def test_any_kind_of_feed_or_sitemap_can_be_crawled_by_its_url(
    sqlite_archive: Archive, newsroom: Newsroom, source: str, path: str, kind: SeedKind, count: int
):
    url = newsroom.url(source, path)
    crawl_url(sqlite_archive, url)
    with sqlite_archive.read() as tx:
        (status,) = tx.sources.statuses()
    assert status.source.name == url.split("/")[2], "named after its domain, here an address with its port"
    assert [(seed.url, seed.kind) for seed in status.seeds] == [(url, kind)]
    found = {article.canonical_url for article in everything(sqlite_archive)}
    assert found <= expected_urls(newsroom, [source])
    assert len(found) == count


@pytest.mark.parametrize("source", ["harbour-ledger", "cape-courier", "rio-diario"])
def test_a_home_page_leads_to_the_feeds_and_sitemaps_it_announces(
    sqlite_archive: Archive, newsroom: Newsroom, source: str
):
    crawl_url(sqlite_archive, newsroom.url(source))
    found = {article.canonical_url for article in everything(sqlite_archive)}
    assert found == expected_urls(newsroom, [source])


def test_the_url_of_one_article_stores_that_article_with_one_request(
    sqlite_archive: Archive, newsroom: Newsroom
):
    url = newsroom.article_url(*EDITED)
    crawl_url(sqlite_archive, url)
    assert [article.canonical_url for article in everything(sqlite_archive)] == [url]
    assert [request.path for request in newsroom.log] == ["/robots.txt", "/" + url.split("/", 3)[3]]
    newsroom.edit(*EDITED)
    crawl_url(sqlite_archive, url)
    (article,) = everything(sqlite_archive)
    assert article.revision_count == 2


def test_one_wire_story_at_three_sources_is_three_articles(
    sqlite_archive: Archive, newsroom: Newsroom, tmp_path: Path
):
    crawl_newsroom(sqlite_archive, newsroom, tmp_path, "harbour-ledger", "cape-courier", "redwood-tribune")
    texts = defaultdict(set)
    for article in everything(sqlite_archive):
        texts[article.text].add(article.source)
    shared = [sources for sources in texts.values() if len(sources) > 1]
    assert shared == [{"harbour-ledger", "cape-courier", "redwood-tribune"}]


def test_one_request_at_a_time_and_a_pause_after_each(
    sqlite_archive: Archive, newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NEWSDESK_DELAY", "0.3")
    monkeypatch.setenv("NEWSDESK_CONTACT", "https://example.org/about-our-crawler")
    crawl_newsroom(sqlite_archive, newsroom, tmp_path, "daily-meridian", "vantage-portal")
    by_host = defaultdict(list)
    for request in newsroom.log:
        by_host[request.source].append(request)
    assert set(by_host) == {"daily-meridian", "vantage-portal"}
    for requests in by_host.values():
        assert len(requests) > 10
        pauses = [
            (later.received_at - former.answered_at).total_seconds() for former, later in pairwise(requests)
        ]
        assert min(pauses) >= 0.29
    assert {request.user_agent for request in newsroom.log} == {
        "newsdesk/0.1.0 (+https://example.org/about-our-crawler)"
    }


def test_a_crawl_delay_longer_than_ours_is_honoured(sqlite_archive: Archive, tmp_path: Path):
    with Newsroom(crawl_delay=0.4, sources=["minato-shimbun"]) as newsroom:
        crawl_newsroom(sqlite_archive, newsroom, tmp_path)
        pauses = [
            (later.received_at - former.answered_at).total_seconds()
            for former, later in pairwise(newsroom.log)
        ]
    assert len(pauses) > 10
    assert min(pauses) >= 0.39


def test_a_slow_site_delays_no_other(sqlite_archive: Archive, tmp_path: Path):
    with Newsroom(crawl_delay=0, slow_seconds=6) as newsroom:
        crawl_newsroom(sqlite_archive, newsroom, tmp_path, "harbour-ledger", "daily-meridian", "cape-courier")
        last = defaultdict(list)
        for request in newsroom.log:
            last[request.source].append(request.answered_at)
    ended = {source: max(moments) for source, moments in last.items()}
    began = min(min(moments) for moments in last.values())
    assert (ended["harbour-ledger"] - began).total_seconds() >= 6, "the slow page is at this site"
    assert max((ended[name] - began).total_seconds() for name in ("daily-meridian", "cape-courier")) < 6


def test_a_site_that_is_not_public_is_refused_unless_it_is_allowed(
    sqlite_archive: Archive, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NEWSDESK_ALLOW_NETWORKS", "")
    for url in (
        newsroom.url("daily-meridian", "/rss.xml"),
        newsroom.url("daily-meridian").replace("127.0.0.1", "localhost"),
    ):
        report = crawl_url(sqlite_archive, url)
        (counts,) = report.tally.counts.values()
        assert counts.failed == 1
        assert "not a public address" in counts.reasons[0][0]
    assert newsroom.log == ()


def test_a_declared_seed_that_fails_backs_off_and_says_why(sqlite_archive: Archive, newsroom: Newsroom):
    url = newsroom.url("daily-meridian", "/no-such-feed.xml")
    with sqlite_archive.begin() as tx:
        source = tx.sources.put(SourceSpec(name="meridian", seeds=(url,)), now=utc_now())
        tx.seeds.add(source.id, url, site=site_of(url), kind=None, now=utc_now())
    crawl_url(sqlite_archive, url)
    with sqlite_archive.read() as tx:
        ((seed,),) = (status.seeds for status in tx.sources.statuses())
    assert (seed.last_outcome, seed.last_reason, seed.failure_count) == (
        SeedOutcome.http_error,
        "HTTP status 404",
        1,
    )
    assert seed.last_checked_at is not None
    assert (seed.next_check_at - seed.last_checked_at).total_seconds() >= 30 * 60


def test_a_url_that_never_worked_is_told_and_not_kept(sqlite_archive: Archive, newsroom: Newsroom):
    report = crawl_url(sqlite_archive, newsroom.url("daily-meridian", "/no-such-feed.xml"))
    (counts,) = report.tally.counts.values()
    assert counts.reasons == (("seed http error: HTTP status 404", 1),)
    with sqlite_archive.read() as tx:
        assert tx.sources.all() == ()
    good = newsroom.url("daily-meridian", "/rss.xml")
    crawl_url(sqlite_archive, good)
    again = crawl_url(sqlite_archive, newsroom.url("daily-meridian", "/mistyped.xml"), good)
    (counts,) = again.tally.counts.values()
    assert counts.failed == 1
    with sqlite_archive.read() as tx:
        assert [[seed.url for seed in status.seeds] for status in tx.sources.statuses()] == [[good]]


def test_only_what_was_named_is_crawled(sqlite_archive: Archive, newsroom: Newsroom):
    feed, sitemap = (newsroom.url("vantage-portal", path) for path in ("/news-sitemap.xml", "/sitemap.xml"))
    crawl_url(sqlite_archive, feed, sitemap)
    article = newsroom.article_url(*EDITED)
    paths = {url: "/" + url.split("/", 3)[3] for url in (feed, article)}

    newsroom.clear_log()
    crawl_url(sqlite_archive, article)
    assert [request.path for request in newsroom.log] == [paths[article]], "robots.txt is known from before"

    newsroom.clear_log()
    crawl_url(sqlite_archive, feed)
    asked = [request.path for request in newsroom.log]
    assert asked[0] == paths[feed]
    assert len(asked) == 1 + 3, "the three articles that it lists"


def test_the_table_of_a_crawl_counts_what_was_seen(
    sqlite_archive: Archive, newsroom: Newsroom, tmp_path: Path
):
    report = crawl_newsroom(sqlite_archive, newsroom, tmp_path, "daily-meridian")
    count = len(expected_urls(newsroom, ["daily-meridian"]))
    assert report.tally.counts == {"daily-meridian": SourceCounts(entries_seen=count, new=count)}
    with sqlite_archive.read() as tx:
        (run,) = tx.runs.latest(1)
    assert (run.kind, run.outcome) == ("crawl", "finished")


def test_a_crawl_process_that_dies_is_replaced_and_the_crawl_completed(
    archive: Archive, newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NEWSDESK_DELAY", "0.1")
    killed = threading.Event()

    def kill_once() -> None:
        while not killed.wait(0.1):
            for child in psutil.Process().children(recursive=True):
                is_crawl = "scheduler.crawl_process" in " ".join(child.cmdline())
                if is_crawl and len(everything(archive)) > 5:
                    child.kill()
                    killed.set()
                    break

    killer = threading.Thread(target=kill_once)
    killer.start()
    try:
        crawl_newsroom(archive, newsroom, tmp_path, "daily-meridian", "elbe-anzeiger")
    finally:
        was_killed = killed.is_set()
        killed.set()
        killer.join()
    assert was_killed
    found = [article.canonical_url for article in everything(archive)]
    assert sorted(found) == sorted(expected_urls(newsroom, ["daily-meridian", "elbe-anzeiger"]))
