"""Reading the kept pages again: what changes is told, kept in place, and never taken for an edit by the outlet."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from crawler.extraction import Guidance, SiteProfile
from crawler.reading.pool import ReadingPool
from crawler.reextract.archive import Order, Progress, read_with, reextract
from crawler.reextract.change import FactChange, LeftOut, ReadingChange, Reworded, change_of
from crawler.reextract.report import summary
from crawler.reextract.tally import Loss, Sample, SourceTally
from crawler.settings import CrawlerSettings
from storage import Archive
from storage.identity import content_hash
from storage.model import (
    Article,
    ArticleDraft,
    DroppedLine,
    FoundEntry,
    RawPage,
    Revision,
    SeedCheck,
    SeedOutcome,
    SourceRule,
    Validators,
)
from storage.query import parse_query, search
from storage.query.diff import diff_revisions
from storage.rereading import KeptReading, Scope
from tests.crawler.kept_pages import (
    FRONT_PAGE,
    LEAK,
    NOW,
    OLD,
    article,
    everything,
    keep_long_ago,
    kept_page,
    make_source,
    read_long_ago,
    read_today,
    revisions,
    story,
    url_of,
)

LATER = NOW + timedelta(days=60)
FERRY, PIER = story("ferry"), story("pier")


@pytest.fixture(scope="module")
def pool() -> Iterator[ReadingPool]:
    opened = ReadingPool(CrawlerSettings(extraction_processes=1))
    yield opened
    opened.close()


def run(archive: Archive, pool: ReadingPool, *names: str, **values: object) -> tuple[SourceTally, ...]:
    """Re-reads these sources, or all."""
    with archive.read() as tx:
        sources = tuple(one for one in tx.rereading.sources() if not names or one.name in names)
    order = replace(Order(sources), **values)  # type: ignore[arg-type]
    return asyncio.run(reextract(archive, pool, order, clock=lambda: LATER))


def found(archive: Archive, text: str, changed_since: datetime | None = None) -> list[int]:
    question = replace(parse_query(text, now=LATER), changed_since=changed_since)
    with archive.read() as tx:
        return [one.id for one in search(tx, question).articles]


def numbers(tally: SourceTally) -> dict[str, int]:
    """The counts of a tally that are not zero."""
    counts = {name: getattr(tally, name) for name in SourceTally.__dataclass_fields__}
    counts |= {"lost_count": tally.lost_count}
    return {name: value for name, value in counts.items() if isinstance(value, int) and value}


# What is changed


def test_a_better_reading_takes_the_place_of_the_old_one(archive: Archive, pool: ReadingPool):
    source = make_source(archive)
    with archive.begin() as tx:
        keep_long_ago(tx, source, "ferry", FERRY)
    before, today = article(archive, 1), read_today(FERRY)
    [tally] = run(archive, pool)
    now = article(archive, 1)
    assert now == replace(before, text=today.text, method=today.method, content_hash=now.content_hash)
    assert now.text != before.text
    words = {"page_count": 1, "changed_count": 1, "removed_count": 1, "won_count": 1, "sample_count": 2}
    assert numbers(tally) == {
        **words,
        "words_before": len(before.text.split()),
        "words_after": len(today.text.split()),
    }
    assert tally.samples == [
        Sample(
            1,
            1,
            url_of("ferry"),
            ReadingChange(
                words_before=len(before.text.split()),
                words_after=len(today.text.split()),
                removed=(LeftOut(LEAK),),
                won=(today.text.split("\n\n")[-1],),
            ),
        )
    ]
    with archive.read() as tx:
        assert tx.articles.raw_page(1, 1) == kept_page(FERRY)


def test_the_search_follows_and_who_asks_for_changes_is_told(archive: Archive, pool: ReadingPool):
    source = make_source(archive)
    with archive.begin() as tx:
        keep_long_ago(tx, source, "ferry", FERRY)
    assert (found(archive, "ferry letter"), found(archive, '"part 4"')) == ([1], [])
    run(archive, pool)
    assert (found(archive, "ferry letter"), found(archive, '"part 4"')) == ([], [1])
    assert found(archive, "", changed_since=LATER) == [1]
    assert article(archive, 1).revised_at is None


def test_every_revision_is_read_again_so_that_a_diff_shows_the_edit_alone(
    archive: Archive, pool: ReadingPool
):
    source = make_source(archive)
    edited = story("ferry", parts=6)
    with archive.begin() as tx:
        keep_long_ago(tx, source, "ferry", FERRY, edited)
    first, second = revisions(archive, 1)
    run(archive, pool)
    again = revisions(archive, 1)
    assert [(one.number, one.fetched_at) for one in again] == [
        (1, first.fetched_at),
        (2, second.fetched_at),
    ]
    assert [one.text for one in again] == [read_today(page).text for page in (FERRY, edited)]
    before, after = (one.text.split("\n\n") for one in again)
    assert [[piece.change.value for piece in passage] for passage in diff_revisions(*again).paragraphs] == [
        ["same"] if paragraph in before else ["added"] for paragraph in after
    ]
    assert len(after) == len(before) + 2
    assert article(archive, 1).revised_at == second.fetched_at


def test_revisions_that_only_the_reading_had_made_differ_are_told(archive: Archive, pool: ReadingPool):
    source = make_source(archive)
    one_page, same_story = story("ferry"), story("ferry", advertisement="17")
    with archive.begin() as tx:
        keep_long_ago(tx, source, "ferry", one_page)
        raw, draft = kept_page(same_story), read_long_ago(same_story, "ferry", source)
        with_advertisement = replace(draft, text=f"{draft.text}\n\nOnly today: ships.")
        tx.articles.keep(
            with_advertisement, raw, Validators(body_hash=raw.body_hash), entry_id=None, next_check_at=None
        )
    [tally] = run(archive, pool)
    assert tally.undone_count == 1
    assert [one.text for one in revisions(archive, 1)] == [read_today(one_page).text] * 2


def test_a_page_without_an_article_for_todays_extractor_keeps_its_old_text(
    archive: Archive, pool: ReadingPool
):
    source = make_source(archive)
    broken = RawPage(b"not zstd", "hash", "text/html")
    with archive.begin() as tx:
        keep_long_ago(tx, source, "front", FRONT_PAGE)
        draft = read_long_ago(FERRY, "ferry", source)
        tx.articles.keep(draft, broken, Validators(), entry_id=None, next_check_at=None)
    before = everything(archive)
    [tally] = run(archive, pool)
    assert everything(archive) == before
    assert [(one.article_id, one.url) for one in tally.losses] == [(1, url_of("front")), (2, url_of("ferry"))]
    assert all(one.reason for one in tally.losses)
    assert [one.page_count for one in run(archive, pool)] == [2], "they are told each time"


def test_what_came_from_the_feed_is_not_lost(archive: Archive, pool: ReadingPool):
    source = make_source(archive)
    told = {"published_at": NOW - timedelta(hours=3), "authors": ("Ann O'Neil",)}
    with archive.begin() as tx:
        seed = tx.seeds.add(source.id, "https://news.example/f", site="news.example", kind=None, now=NOW)
        url = url_of("ferry")
        entry = FoundEntry(url=url, canonical_url=url, site="news.example", **told)
        tx.seeds.record_check(SeedCheck(seed.id, SeedOutcome.new, NOW, NOW), [entry])
        raw = kept_page(FERRY)
        old = replace(
            read_long_ago(FERRY, "ferry", source), **told, date_from="feed", date_precision="second"
        )
        tx.articles.keep(old, raw, Validators(body_hash=raw.body_hash), entry_id=1, next_check_at=None)
    [tally] = run(archive, pool)
    now = article(archive, 1)
    assert (now.published_at, now.authors, now.date_from) == (told["published_at"], told["authors"], "feed")
    assert tally.facts_count == 0


# A dry run


def test_a_dry_run_tells_the_same_and_changes_nothing(archive: Archive, pool: ReadingPool):
    source = make_source(archive)
    with archive.begin() as tx:
        keep_long_ago(tx, source, "ferry", FERRY, story("ferry", parts=6))
        keep_long_ago(tx, source, "front", FRONT_PAGE)
    before = everything(archive)
    foretold = run(archive, pool, is_dry_run=True)
    assert everything(archive) == before
    assert foretold == run(archive, pool)
    assert everything(archive) != before


# Which pages


def test_what_was_read_again_is_not_read_once_more(archive: Archive, pool: ReadingPool):
    source = make_source(archive)
    with archive.begin() as tx:
        keep_long_ago(tx, source, "ferry", FERRY)
    run(archive, pool)
    after = everything(archive)
    assert run(archive, pool) == ()
    with archive.begin() as tx:
        keep_long_ago(tx, source, "pier", PIER)
    [tally] = run(archive, pool)
    assert [sample.url for sample in tally.samples] == [url_of("pier")]
    assert everything(archive)["revision"][0] == after["revision"][0]


def test_one_source_and_pages_fetched_since(archive: Archive, pool: ReadingPool):
    ledger, wire = make_source(archive, "ledger"), make_source(archive, "wire")
    with archive.begin() as tx:
        keep_long_ago(tx, ledger, "ferry", FERRY, story("ferry", parts=6))
        keep_long_ago(tx, wire, "pier", PIER)
        tx.sources.remove("wire")
    assert [(one.name, one.page_count) for one in run(archive, pool, "ledger", since=NOW + timedelta(1))] == [
        ("ledger", 1)
    ]
    assert [one.method == OLD for one in revisions(archive, 1)] == [True, False]
    tallies = run(archive, pool)
    assert [(one.name, one.page_count) for one in tallies] == [("ledger", 1), ("wire", 1)]


def test_the_end_of_a_lot_is_no_end(archive: Archive, pool: ReadingPool):
    source = make_source(archive)
    with archive.begin() as tx:
        for number in range(5):
            keep_long_ago(tx, source, f"story-{number}", story(f"ferry {number}"))
    seen: list[Progress] = []
    order = Order((source,))
    [tally] = asyncio.run(reextract(archive, pool, order, on_progress=seen.append, lot=2))
    assert tally.page_count == 5
    assert seen == [Progress("ledger", done, 5) for done in (0, 2, 4)]


def test_a_revision_that_a_crawl_replaces_meanwhile_is_left_for_the_next_time(
    archive: Archive, pool: ReadingPool
):
    source = make_source(archive)
    with archive.begin() as tx:
        keep_long_ago(tx, source, "ferry", FERRY)

    def crawl_beside() -> datetime:
        """The clock is asked when the lot is read and not yet kept: the moment for somebody else."""
        with archive.begin() as tx:
            (kept,), _ = tx.rereading.due(Scope(source.id, "crawl"), limit=9)
            if kept.revision.method == OLD:
                better = replace(read_long_ago(FERRY, "ferry", source), method="of the crawl")
                tx.rereading.replace(kept, better, now=LATER)
        return LATER

    order = Order((source,))
    moments = iter([lambda: LATER, crawl_beside])
    [tally] = asyncio.run(reextract(archive, pool, order, clock=lambda: next(moments)()))
    assert numbers(tally) == {"page_count": 1, "taken_count": 1, "sample_count": 2}
    assert [one.method for one in revisions(archive, 1)] == ["of the crawl"]
    assert [one.changed_count for one in run(archive, pool)] == [1]


def test_a_page_is_due_again_when_more_is_known_of_its_source():
    plain = read_with(Guidance(now=NOW))
    rules = (SourceRule(drop=(".promo",)),)
    profiles = [replace(SiteProfile(), page_count=count) for count in (0, 4, 7, 8)]
    of_none, of_four, of_seven, of_eight = (read_with(Guidance(site=profile)) for profile in profiles)
    assert plain == of_none == read_with(Guidance(now=LATER))
    assert of_four == of_seven
    assert (
        len({plain, of_four, of_eight, read_with(Guidance(rules=rules)), read_with(Guidance(strictness=0))})
        == 5
    )


# The comparison


def kept_reading(text: str, **facts: object) -> KeptReading:
    """A reading by itself, of an article with two revisions."""
    shared = {"title": "T", "standfirst": None, "authors": ("Ann",), "modified_at": None, "fetched_at": NOW}
    shared |= {"content_hash": content_hash("T", text), "method": OLD, "text": text}
    alone = dict.fromkeys(
        (
            "agency",
            "published_at",
            "date_precision",
            "date_from",
            "revised_at",
            "language",
            "section",
            "image",
        )
    )
    whole = Article(
        id=7,
        source_id=1,
        source="ledger",
        url="u",
        canonical_url="u",
        first_seen_at=NOW,
        tags=(),
        is_free=None,
        kind="article",
        revision_count=2,
        **{**shared, **alone, **facts},  # type: ignore[arg-type]
    )
    return KeptReading(whole, Revision(article_id=7, number=2, **shared), RawPage(b"", ""))  # type: ignore[arg-type]


def reading(text: str, **values: object) -> ArticleDraft:
    draft = ArticleDraft(1, "u", "u", "T", text, NOW, "today", authors=("Ann",))
    return replace(draft, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo.", ReadingChange(2, 2)),
        ("One.\n\nTwo.", "One.\nTwo.", ReadingChange(2, 2)),
        (
            "One.\n\nRead  also: more.\n\nTwo.",
            "One.\n\nTwo.",
            ReadingChange(5, 2, removed=(LeftOut("Read  also: more.", "rule: read-also link"),)),
        ),
        ("One.", "One.\n\n- Two.\n- Three.", ReadingChange(1, 3, won=("- Two.", "- Three."))),
        (
            "The ferry is back at sea. Advertisement",
            "The ferry is back at sea.",
            ReadingChange(
                7,
                6,
                reworded=(Reworded("The ferry is back at sea. Advertisement", "The ferry is back at sea."),),
            ),
        ),
        ("", "", ReadingChange(0, 0)),
    ],
    ids=["same", "only spaces", "removed", "won", "reworded", "empty"],
)
def test_a_change_of_text_is_told_line_by_line(before: str, after: str, expected: ReadingChange):
    dropped = (DroppedLine("Read also:  more.", "rule: read-also link"),)
    assert change_of(kept_reading(before), reading(after, dropped=dropped)) == expected


def test_facts_that_change_are_told_of_the_newest_revision():
    draft = reading("One.", authors=("Ann", "Bo"), tags=("city",), kind="gallery")
    kept = kept_reading("One.")
    authors = FactChange("authors", ("Ann",), ("Ann", "Bo"))
    tags, kind = FactChange("tags", (), ("city",)), FactChange("kind", "article", "gallery")
    assert change_of(kept, draft) == ReadingChange(1, 1, facts=(authors, tags, kind))
    older = replace(kept, revision=replace(kept.revision, number=1))
    assert change_of(older, draft) == ReadingChange(1, 1, facts=(authors,))


def test_the_whole_is_told_in_sentences():
    tally = SourceTally("ledger", page_count=1200, changed_count=1, removed_count=2, facts_count=3)
    tally.losses.append(Loss(1, 1, "u", "no article"))
    tally.undone_count = 12
    assert list(summary([tally], is_dry_run=True)) == [
        "Read 1,200 pages again; nothing was changed.",
        "1 text would change: 2 lines removed, 0 won, 0 reworded; facts of 3 pages would change.",
        "1 page would be lost: kept as read before.",
        "12 revisions would no longer differ in text from the one before.",
    ]
    assert list(summary([tally], is_dry_run=False))[:2] == [
        "Read 1,200 pages again.",
        "1 text changed: 2 lines removed, 0 won, 0 reworded; facts of 3 pages changed.",
    ]
    assert list(summary([], is_dry_run=False)) == [
        "There is nothing to read again: every kept page was read in today's way."
    ]
