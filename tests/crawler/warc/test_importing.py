"""What an import makes of web archives: articles with the time of their capture, in whatever order they come."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.reading.pool import ReadingPool
from crawler.settings import CrawlerSettings
from crawler.warc.importing import ImportOrder, ImportProgress, WarcImport, lots
from crawler.warc.records import Skipped
from crawler.warc.tally import BrokenPlace, CaptureOutcome, ImportTally
from storage import Archive, open_archive
from storage.model import Article, SeedKind, SourceCounts, SourceSpec, Work
from storage.query.export import write_warc
from storage.query.question import SearchQuery
from storage.query.search import walk
from tests.crawler.kept_pages import FRONT_PAGE, keep_long_ago, make_source, story
from tests.crawler.kept_pages import url_of as kept_url
from tests.crawler.warc.archives import MORNING, address, packed, record, response

NOW = datetime(2026, 4, 1, tzinfo=UTC)
FERRY, LONGER_FERRY = story("ferry"), story("ferry", parts=6)


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    opened = ReadingPool(CrawlerSettings(extraction_processes=1))
    yield opened
    opened.close()


class Desk:
    """Imports files that are made on the spot."""

    def __init__(self, archive: Archive, pool: ReadingPool, folder: Path) -> None:
        self.archive, self.pool, self.folder = archive, pool, folder
        self.file_count = 0
        self.settings = CrawlerSettings()

    def file(self, content: bytes) -> Path:
        self.file_count += 1
        path = self.folder / f"{self.file_count}.warc.gz"
        path.write_bytes(content)
        return path

    def bring(self, *records: bytes, source: str | None = None) -> ImportTally:
        return self.bring_file(self.file(packed(*records)), source=source)

    def bring_file(self, *paths: Path, source: str | None = None) -> ImportTally:
        order = ImportOrder(paths, source)
        work = WarcImport(self.archive, self.pool, self.settings, order, clock=lambda: NOW)
        return asyncio.run(work.done())

    def articles(self) -> list[Article]:
        with self.archive.read() as tx:
            return list(walk(tx, SearchQuery()))

    def article(self) -> Article:
        (only,) = self.articles()
        return only

    def states(self) -> list[tuple[int, datetime, bool]]:
        """Number, moment and whether it has the longer text, of every revision of the only article."""
        with self.archive.read() as tx:
            revisions = tx.articles.revisions(self.article().id)
        return [(one.number, one.fetched_at, "part 6" in one.text) for one in revisions]

    def rows(self) -> dict[str, list[object]]:
        tables = ("source", "seed", "article", "revision", "raw_page", "entry", "site_profile", "fetch")
        with self.archive.read() as tx:
            return {
                table: sorted(map(repr, tx.connection.exec_driver_sql(f'SELECT * FROM "{table}"')))
                for table in tables
            }


@pytest.fixture
def desk(archive: Archive, pool: ReadingPool, tmp_path: Path) -> Desk:
    return Desk(archive, pool, tmp_path)


def outcomes(tally: ImportTally) -> dict[str, dict[str, int]]:
    return {
        site: {outcome.value: count for outcome, count in line.outcomes.items() if count}
        for site, line in tally.sites.items()
    }


def ferry(body: bytes = FERRY, *, days: int = 0, name: str = "ferry") -> bytes:
    return response(address(name), body, at=MORNING + timedelta(days=days))


def test_a_page_becomes_an_article_of_a_source_named_after_its_site_which_is_not_watched(desk: Desk):
    assert outcomes(desk.bring(ferry())) == {"news.example": {"new": 1}}
    kept = desk.article()
    assert (kept.source, kept.url, kept.fetched_at, kept.first_seen_at, kept.title) == (
        "news.example",
        address("ferry"),
        MORNING,
        MORNING,
        "The council talks about the ferry",
    )
    with desk.archive.read() as tx:
        (status,) = tx.sources.statuses()
        assert (status.seeds, status.article_count) == ((), 1)
        assert tx.visits.work("news.example", now=NOW, limit=9) == Work()


def test_the_source_that_is_watched_at_the_site_gets_the_page(desk: Desk):
    with desk.archive.begin() as tx:
        source = tx.sources.put(SourceSpec("The News"), now=NOW)
        tx.seeds.add(source.id, "https://news.example/feed", site="news.example", kind=SeedKind.feed, now=NOW)
    desk.bring(ferry())
    assert desk.article().source == "The News"


def test_a_source_whose_home_page_is_there_gets_the_page(desk: Desk):
    with desk.archive.begin() as tx:
        tx.sources.put(SourceSpec("The News", homepage="https://www.news.example/"), now=NOW)
    desk.bring(ferry())
    assert desk.article().source == "The News"


def test_a_named_source_gets_the_pages_of_all_sites(desk: Desk):
    elsewhere = response(address("pier", host="other.example"), story("pier"))
    tally = desk.bring(ferry(), elsewhere, source="old papers")
    assert outcomes(tally) == {"news.example": {"new": 1}, "other.example": {"new": 1}}
    assert {one.source for one in desk.articles()} == {"old papers"}


def test_a_later_capture_with_another_text_is_a_revision_and_with_the_same_text_is_none(desk: Desk):
    tally = desk.bring(
        ferry(), ferry(story("ferry", advertisement="another"), days=1), ferry(LONGER_FERRY, days=2)
    )
    assert outcomes(tally) == {"news.example": {"new": 1, "unchanged": 1, "revised": 1}}
    assert desk.states() == [(1, MORNING, False), (2, MORNING + timedelta(days=2), True)]
    assert desk.article().revised_at == MORNING + timedelta(days=2)


def test_importing_again_changes_nothing(desk: Desk):
    records = (ferry(), ferry(LONGER_FERRY, days=2), response(address("front"), FRONT_PAGE))
    desk.bring(*records)
    before = desk.rows()
    tally = desk.bring(*records)
    assert outcomes(tally) == {"news.example": {"unchanged": 2, "no_article": 1}}
    assert desk.rows() == before


def test_a_capture_from_before_the_newest_look_is_no_revision(desk: Desk):
    desk.bring(ferry(LONGER_FERRY, days=2))
    before = desk.rows()
    assert outcomes(desk.bring(ferry())) == {"news.example": {"older": 1}}
    same_text = ferry(story("ferry", parts=6, advertisement="another"), days=1)
    assert outcomes(desk.bring(same_text)) == {"news.example": {"unchanged": 1}}
    assert desk.rows() == before


def test_what_only_our_reading_changed_is_no_edit(desk: Desk):
    source = make_source(desk.archive)
    with desk.archive.begin() as tx:
        keep_long_ago(tx, source, "ferry", FERRY)
    later = response(kept_url("ferry"), story("ferry", advertisement="another"), at="2026-03-20T00:00:00Z")
    assert outcomes(desk.bring(later, source="somebody else")) == {"news.example": {"unchanged": 1}}
    kept = desk.article()
    assert (kept.source, kept.revision_count, "part 4" in kept.text) == ("ledger", 1, True)


def test_an_article_that_is_watched_stays_watched(desk: Desk):
    desk.bring(ferry())
    with desk.archive.begin() as tx:
        tx.connection.exec_driver_sql("UPDATE article SET next_check_at = '2026-04-01 01:00:00+00:00'")
    desk.bring(ferry(LONGER_FERRY, days=2))
    with desk.archive.read() as tx:
        rows = list(tx.connection.exec_driver_sql("SELECT next_check_at, revision_count FROM article"))
    assert [(str(row[0])[:19], row[1]) for row in rows] == [("2026-04-01 01:00:00", 2)]


def test_pages_without_an_article_and_failures_are_counted_with_their_reasons(desk: Desk):
    tally = desk.bring(
        record("warcinfo", "", b"software: x\r\n"),
        ferry(),
        response(address("front"), FRONT_PAGE),
        response(address("pdf"), b"%PDF-1.7 \x00\x01"),
        response(address("late"), FERRY, at="2027-01-01T00:00:00Z"),
        response(address("half"), FERRY, http={"Content-Length": "999999"}),
    )
    (line,) = tally.sites.values()
    assert line.outcomes == {CaptureOutcome.new: 1, CaptureOutcome.no_article: 1, CaptureOutcome.failed: 2}
    assert tally.skipped == {"warcinfo": 1, "response that is not a page, but a PDF document": 1}
    assert sorted(line.reasons)[1:] == [
        "its WARC-Date lies in the future",
        f"the body ends after {len(FERRY):,} of 999,999 bytes",
    ]
    with desk.archive.read() as tx:
        (run,) = tx.runs.latest()
    counts = SourceCounts(entries_seen=4, new=1, failed=3, reasons=run.counts["news.example"].reasons)
    assert (run.kind, run.outcome, run.counts) == ("import", "done", {"news.example": counts})


def test_a_broken_place_is_told_with_its_file_and_offset_and_the_rest_is_kept(desk: Desk):
    first, last = packed(ferry()), packed(ferry(name="pier"))
    path = desk.file(first + packed(ferry(name="lost"))[:-40] + last)
    tally = desk.bring_file(path)
    assert [(one.file, one.offset) for one in tally.broken] == [(str(path), len(first))]
    assert isinstance(tally.broken[0], BrokenPlace)
    assert {one.url for one in desk.articles()} == {address("ferry"), address("pier")}


def test_the_progress_ends_at_the_size_of_the_files(desk: Desk):
    paths = (desk.file(packed(ferry())), desk.file(packed(ferry(name="pier"))))
    told: list[ImportProgress] = []
    order = ImportOrder(paths)
    work = WarcImport(
        desk.archive, desk.pool, CrawlerSettings(), order, on_progress=told.append, clock=lambda: NOW
    )
    asyncio.run(work.done())
    assert told[-1] == ImportProgress("2.warc.gz", sum(path.stat().st_size for path in paths), 2, 2)


def test_a_lot_is_bounded_by_count():
    assert [len(lot) for lot in lots(iter([Skipped("request")] * 5), count=2)] == [2, 2, 1]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (1, 2, 0), (2, 1, 0)])
def test_views_of_an_article_are_duplicates_in_whatever_order_they_come(desk: Desk, order: tuple[int, ...]):
    head, own = b"</head>", address("ferry")
    naming = f'<link rel="canonical" href="{own}"></head>'.encode()
    records = (
        response(own, LONGER_FERRY.replace(head, naming), at=MORNING + timedelta(hours=1)),
        response(f"{own}?print=1", FERRY.replace(head, naming), at=MORNING + timedelta(hours=2)),
        response(f"{own}?amp=1", FERRY.replace(head, naming), at=MORNING),
    )
    tally = desk.bring(*(records[number] for number in order))
    assert outcomes(tally) == {"news.example": {"new": 1, "duplicate": 2}}
    assert desk.states() == [(1, MORNING + timedelta(hours=1), True)]


WISHING = {
    "header": response(address("ferry"), FERRY, http={"X-Robots-Tag": "noindex, noarchive"}),
    "page": response(
        address("pier"),
        story("pier").replace(b"</head>", b'<meta name="tdm-reservation" content="1"></head>'),
    ),
}


def test_the_wishes_of_publishers_are_recorded_and_outlive_an_export(
    desk: Desk, pool: ReadingPool, tmp_path: Path
):
    desk.bring(*WISHING.values())
    wishes = {address("ferry"): ("noarchive", "noindex"), address("pier"): ("tdm",)}
    assert {one.url: one.wishes for one in desk.articles()} == wishes
    path = tmp_path / "export.warc.gz"
    with desk.archive.read() as tx, path.open("wb") as out:
        write_warc(tx, walk(tx, SearchQuery()), out, is_packed=True, now=NOW)
    with open_archive(str(tmp_path / "second.db")) as second:
        other = Desk(second, pool, tmp_path)
        other.bring_file(path)
        assert {one.url: one.wishes for one in other.articles()} == wishes


def test_wishes_are_obeyed_where_the_operator_says_so(desk: Desk):
    desk.settings = CrawlerSettings(obey="tdm,noarchive")
    tally = desk.bring(*WISHING.values())
    assert [one.url for one in desk.articles()] == [address("ferry")]
    with desk.archive.read() as tx:
        assert tx.articles.raw_page(desk.article().id, 1) is None
    assert tally.skipped == {
        "response that is not to be kept: the publisher asks that the page is not kept (tdm)": 1
    }


def test_what_is_exported_comes_back_the_same(desk: Desk, pool: ReadingPool, tmp_path: Path):
    """Also what the page does not say: the source's name, and the date that only the feed told."""
    make_source(desk.archive)
    desk.bring(
        ferry(), ferry(LONGER_FERRY, days=2), response(address("pier"), story("pier")), source="ledger"
    )
    with desk.archive.begin() as tx:
        tx.connection.exec_driver_sql(
            "UPDATE article SET published_at = '2026-02-28 06:30:00+00:00', date_from = 'feed', "
            f"date_precision = 'second' WHERE url = '{address('pier')}'"
        )
    before = desk.articles()
    path = tmp_path / "export.warc.gz"
    with desk.archive.read() as tx, path.open("wb") as out:
        written = write_warc(tx, walk(tx, SearchQuery()), out, is_packed=True, now=NOW)
    assert (written.article_count, written.page_count) == (2, 3)
    with open_archive(str(tmp_path / "second.db")) as second:
        other = Desk(second, pool, tmp_path)
        assert outcomes(other.bring_file(path)) == {"news.example": {"new": 2, "revised": 1}}
        assert set(map(anonymous, other.articles())) == set(map(anonymous, before))


def anonymous(article: Article) -> Article:
    """The article without the numbers that an archive of its own gives."""
    return replace(article, id=0, source_id=0)
