"""Sources: declared, changed, removed, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from storage import Archive
from storage.model import SeedOutcome, SourceSpec, SourceStatus
from tests.storage.builders import NOW, Desk, at, check, draft, entry, keep

WHOLE = SourceSpec(
    name="harbour-ledger",
    title="The Harbour Ledger",
    homepage="https://ledger.example/",
    seeds=("https://ledger.example/feed", "https://ledger.example/map"),
    language="en",
    check_every=timedelta(minutes=30),
    allow_networks=("127.0.0.0/8",),
    is_declared=True,
)


def test_a_source_comes_back_as_it_was_declared(archive: Archive) -> None:
    with archive.begin() as tx:
        source = tx.sources.put(WHOLE, now=NOW)
        assert (source.spec, source.created_at, source.name) == (WHOLE, NOW, "harbour-ledger")
        assert tx.sources.by_name("harbour-ledger") == source
        assert tx.sources.by_id(source.id) == source
        assert tx.sources.all() == (source,)


def test_putting_it_again_changes_it(archive: Archive) -> None:
    with archive.begin() as tx:
        source = tx.sources.put(WHOLE, now=NOW)
        changed = replace(WHOLE, title="Ledger", language=None)
        assert tx.sources.put(changed, now=at(days=1)) == replace(source, spec=changed)


def test_an_unknown_source_is_none(archive: Archive) -> None:
    with archive.read() as tx:
        assert tx.sources.by_name("x") is None
        assert tx.sources.by_id(1) is None
        assert tx.sources.by_site("x") is None


def test_a_source_is_found_by_the_site_of_its_seeds(archive: Archive) -> None:
    with archive.begin() as tx:
        source = tx.sources.put(WHOLE, now=NOW)
        tx.seeds.add(source.id, WHOLE.seeds[0], site="ledger.example", kind=None, now=NOW)
        assert tx.sources.by_site("ledger.example") == source


def test_a_seed_that_is_declared_no_longer_is_watched_no_longer(archive: Archive) -> None:
    with archive.begin() as tx:
        source = tx.sources.put(WHOLE, now=NOW)
        found = "https://ledger.example/found-by-ourselves"
        for url in (*WHOLE.seeds, found):
            tx.seeds.add(source.id, url, site="ledger.example", kind=None, now=NOW)
        tx.sources.put(replace(WHOLE, seeds=WHOLE.seeds[:1]), now=NOW)
        assert [seed.url for seed in tx.seeds.of(source.id)] == [WHOLE.seeds[0], found]


def test_a_shorter_interval_counts_at_once(archive: Archive) -> None:
    with archive.begin() as tx:
        source = tx.sources.put(WHOLE, now=NOW)
        seeds = [tx.seeds.add(source.id, url, site="s", kind=None, now=NOW) for url in WHOLE.seeds]
        tx.seeds.record_check(check(seeds[0], next_check_at=at(hours=1)), None)
        failed = check(seeds[1], next_check_at=at(hours=1), outcome=SeedOutcome.http_error)
        tx.seeds.record_check(failed, None)
        tx.sources.put(replace(WHOLE, check_every=timedelta(minutes=5)), now=NOW)
        assert [seed.next_check_at for seed in tx.seeds.of(source.id)] == [at(minutes=5), at(hours=1)]


def test_a_removed_source_is_gone_but_its_articles_stay(desk: Desk) -> None:
    desk.list(entry("a"), entry("b"))
    kept = desk.keep()
    with desk.archive.begin() as tx:
        assert tx.sources.remove("ledger") is True
        assert tx.sources.remove("ledger") is False
        assert (tx.sources.all(), tx.sources.by_name("ledger")) == ((), None)
        assert tx.visits.claim("me", now=at(days=1), lease=timedelta(1), limit=9) == ()
        article = tx.articles.get(kept.article_id)
        assert article is not None
        assert article.source == "ledger"


def test_a_removed_source_can_come_back(desk: Desk) -> None:
    with desk.archive.begin() as tx:
        tx.sources.remove("ledger")
        again = tx.sources.put(desk.source.spec, now=at(days=1))
        assert again == desk.source
        assert tx.seeds.of(again.id) == ()


def test_statuses_count_what_came_of_each_source(desk: Desk) -> None:
    desk.list(entry("a"), entry("b"), entry("c"))
    desk.keep(draft(desk.source.id, "a", published_at=at(hours=-3)))
    desk.keep(draft(desk.source.id, "z"), entry_id=1)
    with desk.archive.begin() as tx:
        idle = tx.sources.put(SourceSpec("idle"), now=NOW)
        seeds = tx.seeds.of(desk.source.id)
        assert tx.sources.statuses() == (
            SourceStatus(idle, (), 0, 0, None),
            SourceStatus(desk.source, seeds, 2, 2, NOW),
        )


@pytest.mark.parametrize("title", ["nul \0 inside", "lone \ud800 surrogate", "emoji 😀"])
def test_text_that_no_database_takes_is_cleaned(archive: Archive, title: str) -> None:
    clean = title.replace("\0", "").replace("\ud800", "\ufffd")
    with archive.begin() as tx:
        spec = SourceSpec("x", title=title, seeds=(title,))
        assert tx.sources.put(spec, now=NOW).spec == replace(spec, title=clean, seeds=(clean,))
        tx.seeds.add(1, f"https://x.example/{title}", site="x", kind=None, now=NOW)
        keep(tx, draft(1, title, title=title, text=title, tags=(title,), authors=(title,)))
        article = tx.articles.get(1)
        assert article is not None
        assert (article.title, article.text, article.tags) == (clean, clean, (clean,))


def test_the_articles_of_a_removed_source_are_not_looked_at_again(desk: Desk) -> None:
    desk.keep(next_check_at=NOW)
    with desk.archive.begin() as tx:
        tx.sources.remove("ledger")
        assert tx.visits.claim("me", now=at(days=1), lease=timedelta(1), limit=9) == ()


def test_a_source_that_is_used_by_nothing_can_be_dropped(archive: Archive) -> None:
    with archive.begin() as tx:
        for name in ("bare", "watched", "declared"):
            tx.sources.put(SourceSpec(name, is_declared=name == "declared"), now=NOW)
        tx.seeds.add(2, "https://news.example/feed", site="news.example", kind=None, now=NOW)
        for source_id in (1, 2, 3):
            tx.sources.remove_unused(source_id)
        assert [source.name for source in tx.sources.all()] == ["declared", "watched"]
