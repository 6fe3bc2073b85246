"""`newsdesk crawl SOURCE --since DATE [--until DATE]`: the past of a source, and nothing but that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.by_hand.crawl import CrawlReport, crawl
from crawler.by_hand.targets import declare_sources, past_scope_of
from crawler.clock import utc_now
from crawler.discovery.period import Period
from scheduler import CRAWL_PROCESS
from storage import Archive
from storage.model import Seed
from storage.query.moments import span_of
from tests.crawler.papers import Paper, index, line, paper, sitemap, story
from tests.crawler.shell import newsdesk
from tests.newsroom.crawling import crawl_url, everything

FEED = "<rss><channel><item><link>ORIGIN/2026/03/09/todays-bridge</link></item></channel></rss>"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_DELAY", "0")
    monkeypatch.setenv("NEWSDESK_ALLOW_NETWORKS", "127.0.0.0/8")


@pytest.fixture
def served() -> Iterator[Paper]:
    """A paper with a feed of today, and three years in its sitemaps."""
    with paper() as made:
        made.pages |= {
            "/robots.txt": "Sitemap: ORIGIN/sitemap.xml\n",
            "/feed.xml": FEED,
            "/sitemap.xml": index(
                **{
                    "sitemap-2023": "2026-03-01",
                    "sitemap-2024": "2026-03-01",
                    "sitemap-2025": "2026-03-01",
                    "old-things": "2022-12-31",
                    "undated": None,
                }
            ),
            "/sitemap-2024.xml": sitemap(
                line("/2024/05/16/ferry", "2025-01-01"),
                line("/2024/05/17/bridge", "2025-01-01"),
                line("/2024/05/18/tunnel", "2025-01-01"),
                line("/news/harbour", "2024-05-17T09:00:00Z"),
                line("/news/lighthouse", "2024-05-19T09:00:00Z"),
            ),
            "/undated.xml": sitemap(line("/news/timeless-story")),
            "/2024/05/17/bridge": story("bridge", "2024-05-17T10:00:00Z"),
            "/news/harbour": story("harbour", "2024-05-17T09:00:00Z"),
            "/news/timeless-story": story("old town hall", "2019-01-01T09:00:00Z"),
            "/2026/03/09/todays-bridge": story("bridge of today"),
        }
        yield made


def backfill(archive: Archive, *targets: str, since: str, until: str) -> CrawlReport:
    now = utc_now()
    period = Period(span_of(since, now)[0], span_of(until, now)[1])
    scope = past_scope_of(archive, targets, (), period, now=now)
    return crawl(archive, scope, module=CRAWL_PROCESS, concurrent_sites=4, on_event=lambda _: None)


def declared(archive: Archive, folder: Path, text: str) -> None:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    declare_sources(archive, path, now=utc_now())


def paths(archive: Archive, served: Paper) -> set[str]:
    return {article.url.removeprefix(served.origin) for article in everything(archive)}


def seeds(archive: Archive) -> list[Seed]:
    with archive.read() as tx:
        return [seed for status in tx.sources.statuses() for seed in status.seeds]


def test_the_sitemaps_of_a_source_are_looked_through_for_the_period(
    archive: Archive, served: Paper, tmp_path: Path
):
    """Only the feed is declared; robots.txt names the sitemaps. What does not tell its date is read, and kept."""
    declared(archive, tmp_path, f'[[source]]\nname = "ferry-post"\nseeds = ["{served.url("/feed.xml")}"]\n')
    before = seeds(archive)
    report = backfill(archive, "ferry-post", since="2024-05-17", until="2024-05-18T00:00")
    assert report.remarks == ()
    assert paths(archive, served) == {"/2024/05/17/bridge", "/news/harbour", "/news/timeless-story"}
    asked = [path for path in served.asked if path.endswith(".xml")]
    assert asked == ["/feed.xml", "/sitemap.xml", "/sitemap-2024.xml", "/undated.xml"]
    assert seeds(archive) == before, "what is watched, and when, stays as it was"
    (counts,) = report.tally.counts.values()
    assert (counts.new, counts.failed) == (3, 1), "the tunnel is named, and its page is missing"


def test_a_second_time_everything_is_known(sqlite_archive: Archive, served: Paper):
    crawl_url(sqlite_archive, served.url("/feed.xml"))
    for _ in range(2):
        report = backfill(sqlite_archive, served.url("/sitemap.xml"), since="2024-05-17", until="2024-05-17")
    (counts,) = report.tally.counts.values()
    assert (counts.new, counts.failed, counts.entries_seen) == (0, 0, 3)
    assert len(everything(sqlite_archive)) == 4


def test_a_home_page_leads_to_the_past_of_its_site(sqlite_archive: Archive, served: Paper):
    served.pages["/"] = (
        "<html><head><link rel=alternate type=application/rss+xml href=/feed.xml></head></html>"
    )
    backfill(sqlite_archive, served.origin, since="2024-05-17", until="2024-05-17")
    assert paths(sqlite_archive, served) == {"/2024/05/17/bridge", "/news/harbour", "/news/timeless-story"}


def test_the_usual_places_are_tried_where_no_sitemap_is_named(
    sqlite_archive: Archive, served: Paper, tmp_path: Path
):
    served.pages["/robots.txt"] = ""
    declared(
        sqlite_archive, tmp_path, f'[[source]]\nname = "ferry-post"\nseeds = ["{served.url("/feed.xml")}"]\n'
    )
    report = backfill(sqlite_archive, "ferry-post", since="2024-05-17", until="2024-05-17")
    assert paths(sqlite_archive, served) == {"/2024/05/17/bridge", "/news/harbour", "/news/timeless-story"}
    assert report.remarks == ()


def test_the_pages_of_a_feed_are_followed_until_they_are_too_old(sqlite_archive: Archive, served: Paper):
    def page(number: int, year: int) -> str:
        return (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>Ferry Post</title>'
            f'<link rel="prev-archive" href="ORIGIN/atom-{number + 1}.xml"/>'
            f'<entry><title>Ferries of {year}</title><link href="ORIGIN/ferries/{year}"/>'
            f"<published>{year}-06-01T08:00:00Z</published></entry></feed>"
        )

    years = range(2026, 2018, -1)
    served.pages |= {f"/atom-{number}.xml": page(number, year) for number, year in enumerate(years)}
    served.pages |= {f"/ferries/{year}": story("ferries", f"{year}-06-01T08:00:00Z") for year in years}
    backfill(sqlite_archive, served.url("/atom-0.xml"), since="2023", until="2024")
    assert paths(sqlite_archive, served) == {"/ferries/2023", "/ferries/2024"}
    assert [path for path in served.asked if path.startswith("/atom")] == [
        f"/atom-{number}.xml" for number in range(5)
    ]


def test_a_visit_ends_at_its_limit_and_the_rest_waits_in_the_archive(
    sqlite_archive: Archive, served: Paper, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NEWSDESK_PAGE_LIMIT", "2")
    first = backfill(sqlite_archive, served.url("/sitemap.xml"), since="2024-05-17", until="2024-05-17")
    host = served.origin.removeprefix("http://")
    assert first.remarks == (f"{host}: 1 or more pages are left for the next crawl (NEWSDESK_PAGE_LIMIT)",)
    assert len(everything(sqlite_archive)) == 2
    backfill(sqlite_archive, served.url("/sitemap.xml"), since="2024-05-17", until="2024-05-17")
    assert len(everything(sqlite_archive)) == 3


def test_an_index_that_names_itself_and_one_too_deep_end(sqlite_archive: Archive, served: Paper):
    for depth in range(6):
        served.pages[f"/deep-{depth}.xml"] = index(**{f"deep-{depth}": None, f"deep-{depth + 1}": None})
    backfill(sqlite_archive, served.url("/deep-0.xml"), since="2024", until="2024")
    assert [path for path in served.asked if path.startswith("/deep")] == [
        "/deep-0.xml",
        "/deep-1.xml",
        "/deep-2.xml",
        "/deep-3.xml",
    ]


def test_the_command_tells_what_it_found_and_what_it_does_not_understand(served: Paper, tmp_path: Path):
    good = newsdesk(
        "crawl",
        served.url("/sitemap.xml"),
        "--since",
        "2024-05-17",
        "--until",
        "2024-05-17",
        "--json",
        folder=tmp_path,
    )
    assert good.exit_code == 0, good.err
    (counts,) = good.document["sources"].values()
    assert (counts["entries_seen"], counts["new"]) == (3, 3)
    wrong = {
        (
            "--since",
            "last year",
        ): '--since "last year" is no date: write 7d, 12h, 2026-01-31 or 2026-01-31T08:00\n',
        (
            "--until",
            "2024",
        ): "--until says where the past ends that --since begins: name both, or only --since\n",
        ("--since", "2025", "--until", "2024"): "--until 2024 lies before --since 2025\n",
    }
    done = {options: newsdesk("crawl", served.origin, *options, folder=tmp_path) for options in wrong}
    assert {options: one.exit_code for options, one in done.items()} == dict.fromkeys(wrong, 2)
    assert {options: one.err for options, one in done.items()} == wrong


def test_a_sitemap_that_cannot_be_had_is_told(sqlite_archive: Archive, served: Paper):
    report = backfill(sqlite_archive, served.url("/no-sitemap.xml"), since="2024", until="2024")
    (counts,) = report.tally.counts.values()
    assert counts.reasons == (("seed http error: HTTP status 404", 1),)
    with sqlite_archive.read() as tx:
        assert tx.sources.all() == ()


def test_the_sitemaps_at_the_home_of_a_source_count_where_its_feed_is_elsewhere(
    sqlite_archive: Archive, served: Paper, tmp_path: Path
):
    with paper() as elsewhere:
        elsewhere.pages["/feed.xml"] = FEED
        seeds = f'homepage = "{served.origin}/"\nseeds = ["{elsewhere.url("/feed.xml")}"]\n'
        declared(sqlite_archive, tmp_path, f'[[source]]\nname = "ferry-post"\n{seeds}')
        backfill(sqlite_archive, "ferry-post", since="2024-05-17", until="2024-05-17")
    assert paths(sqlite_archive, served) == {"/2024/05/17/bridge", "/news/harbour", "/news/timeless-story"}
