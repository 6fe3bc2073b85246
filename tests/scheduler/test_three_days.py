"""Three days of the sample newsroom on the real timetable: all that any seed announces is kept, and nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from crawler.by_hand.targets import declare_sources
from crawler.clock import utc_now
from crawler.process.dispatch import Dispatcher, owner_name
from crawler.settings import CrawlerSettings
from scheduler import CRAWL_PROCESS
from scheduler.engine import LocalEngine
from storage import Archive
from storage.columns import UtcDateTime
from storage.schema import metadata
from tests.newsroom.crawling import everything, expected_urls
from tests.newsroom.server import Newsroom

#: What publishers say of time; the rest is ours, and ages.
THEIRS = ("published_at", "modified_at")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_DELAY", "0")
    monkeypatch.setenv("NEWSDESK_ALLOW_NETWORKS", "127.0.0.0/8")


def do_all_that_is_due(archive: Archive) -> None:
    """What the scheduler's beats come to, until nothing is due."""
    dispatcher = Dispatcher(archive, module=CRAWL_PROCESS, owner=owner_name())
    engine = LocalEngine(archive, dispatcher, CrawlerSettings(), clock=utc_now)
    try:
        while engine.claim_due() or dispatcher.active:
            engine.hear(timeout=0.5)
    finally:
        engine.stop(5)


def let_a_day_pass(archive: Archive) -> None:
    """Make all that the archive remembers a day older: to it that is the same as waiting."""
    with archive.begin() as tx:
        for table in metadata.sorted_tables:
            aged = [
                f"{column.name} = datetime({column.name}, '-1 day') || substr({column.name}, 20)"
                for column in table.columns
                if isinstance(column.type, UtcDateTime) and column.name not in THEIRS
            ]
            if aged:
                tx.connection.exec_driver_sql(f'UPDATE "{table.name}" SET {", ".join(aged)}')


@pytest.mark.slow
def test_all_that_any_seed_announces_is_kept_and_nothing_else(sqlite_archive: Archive, tmp_path: Path):
    archive = sqlite_archive
    days = (
        lambda newsroom: None,
        lambda newsroom: (
            newsroom.publish("daily-meridian", "cyclone-warning-lifted"),
            newsroom.publish("harbour-ledger", "storm-barrier-closes"),
            newsroom.edit("vantage-portal", "tidal-plant-shut-down"),
        ),
        lambda newsroom: (
            newsroom.publish("redwood-tribune", "quake-drill-siren"),
            newsroom.edit("cape-courier", "wool-auction-record"),
        ),
    )
    with Newsroom(crawl_delay=0, slow_seconds=0.1) as newsroom:
        (tmp_path / "sources.toml").write_text(newsroom.sources_toml(), encoding="utf-8")
        declare_sources(archive, tmp_path / "sources.toml", now=utc_now())
        for number, happens in enumerate(days, 1):
            happens(newsroom)
            do_all_that_is_due(archive)
            kept = Counter(article.canonical_url for article in everything(archive))
            expected = dict.fromkeys(expected_urls(newsroom), 1)
            missed, wrong = expected.keys() - kept.keys(), kept.keys() - expected.keys()
            print(
                f"day {number}: {len(expected) - len(missed)}/{len(expected)} kept, {len(wrong)} non-articles"
            )
            assert kept == expected
            let_a_day_pass(archive)
        edited = {
            newsroom.article_url("vantage-portal", "tidal-plant-shut-down"),
            newsroom.article_url("cape-courier", "wool-auction-record"),
        }
    assert {each.canonical_url for each in everything(archive) if each.revised_at} == edited
