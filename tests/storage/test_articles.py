"""Articles: new, revised, unchanged, duplicate; each step whole or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from storage import Archive, open_archive
from storage.model import (
    Article,
    DroppedLine,
    EntryState,
    FetchOutcome,
    Kept,
    Picture,
    RawPage,
    Recheck,
    Revision,
    SourceSpec,
    Validators,
)
from storage.query import parse_query, search
from tests.storage.builders import NOW, Desk, at, check, draft, entry, keep, page

WHOLE: dict[str, Any] = {
    "url": "https://news.example/a.html",
    "title": "Harbour reopens",
    "text": "First paragraph.\n\nSecond paragraph.",
    "standfirst": "After a year",
    "authors": ("Ann O'Neil", "Bo Li"),
    "agency": "AFP",
    "published_at": at(hours=-2),
    "modified_at": at(hours=-1),
    "date_precision": "minute",
    "date_from": "json-ld",
    "language": "en",
    "section": "City",
    "tags": ("harbour", "ships"),
    "image": Picture("https://news.example/a.jpg", "The harbour", "Bo Li"),
    "is_free": True,
    "kind": "live_blog",
    "dropped": (DroppedLine("Read more", "read-also link"),),
}


def article(archive: Archive, number: int = 1) -> Article:
    with archive.read() as tx:
        found = tx.articles.get(number)
    assert found is not None
    return found


def found(archive: Archive, text: str) -> list[int]:
    with archive.read() as tx:
        return [one.id for one in search(tx, parse_query(text, now=NOW)).articles]


def test_a_new_article_comes_back_whole(desk: Desk) -> None:
    desk.list(entry("a"), checked_at=at(minutes=-1))
    made = draft(desk.source.id, "a", **WHOLE)
    assert desk.keep(made, entry_id=1) == Kept(FetchOutcome.new, 1, 1)
    kept = article(desk.archive)
    content = {name: WHOLE[name] for name in WHOLE if name != "dropped"}
    assert kept == Article(
        id=1,
        source_id=desk.source.id,
        source="ledger",
        canonical_url="https://news.example/a",
        first_seen_at=at(minutes=-1),
        fetched_at=NOW,
        revised_at=None,
        method="rules 1",
        content_hash=kept.content_hash,
        revision_count=1,
        **content,
    )
    with desk.archive.read() as tx:
        assert tx.articles.revisions(1) == (
            Revision(
                article_id=1,
                number=1,
                title=made.title,
                text=made.text,
                standfirst=made.standfirst,
                authors=made.authors,
                modified_at=made.modified_at,
                fetched_at=NOW,
                content_hash=kept.content_hash,
                method="rules 1",
                dropped=made.dropped,
            ),
        )
        assert tx.articles.raw_page(1, 1) == page(made)
        done = tx.entries.by_id(1)
    assert done is not None
    assert (done.state, done.outcome, done.article_id, done.attempt_count) == (
        EntryState.done,
        FetchOutcome.new,
        1,
        1,
    )


def test_an_unchanged_text_keeps_no_second_revision(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a", text="Same  text."))
    again = draft(desk.source.id, "a", text="Same text.\n\n", fetched_at=at(hours=1), tags=("new",))
    validators = Validators('"e2"', None, "other advertisements")
    kept = desk.keep(again, raw=RawPage(b"", "other"), validators=validators, next_check_at=at(hours=2))
    assert kept == Kept(FetchOutcome.unchanged, 1, 1)
    now = article(desk.archive)
    assert (now.text, now.fetched_at, now.revised_at, now.revision_count) == (
        "Same  text.",
        at(hours=1),
        None,
        1,
    )
    with desk.archive.read() as tx:
        assert len(tx.articles.revisions(1)) == 1
        assert tx.articles.raw_page(1, 2) is None
        assert tx.visits.work("news.example", now=at(hours=2), limit=9).rechecks == (
            Recheck(1, desk.source.id, now.url, "news.example", validators, 1),
        )


def test_an_edit_makes_a_second_revision_and_keeps_the_first(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a", text="Before", published_at=at(hours=-5)))
    edited = draft(desk.source.id, "a", text="After", fetched_at=at(hours=1), modified_at=at(minutes=50))
    assert desk.keep(edited) == Kept(FetchOutcome.revised, 1, 2)
    now = article(desk.archive)
    assert (now.text, now.revised_at, now.revision_count, now.modified_at) == (
        "After",
        at(hours=1),
        2,
        at(minutes=50),
    )
    assert now.published_at == at(hours=-5)
    with desk.archive.read() as tx:
        assert [(one.number, one.text) for one in tx.articles.revisions(1)] == [(1, "Before"), (2, "After")]
        assert tx.articles.raw_page(1, 2) == page(edited)
    assert (found(desk.archive, "before"), found(desk.archive, "after")) == ([], [1])


def test_a_text_that_is_changed_back_is_a_third_revision(desk: Desk) -> None:
    outcomes = [desk.keep(draft(desk.source.id, "a", text=text)) for text in ("one", "two", "one")]
    assert outcomes[-1] == Kept(FetchOutcome.revised, 1, 3)


def test_another_reading_of_the_same_page_is_no_edit(desk: Desk) -> None:
    first = draft(desk.source.id, "a", text="Story. Read more.")
    desk.keep(first)
    better = replace(first, text="Story.", method="rules 2")
    same = Validators(body_hash=page(first).body_hash)
    assert desk.keep(better, raw=page(first), validators=same) == Kept(FetchOutcome.unchanged, 1, 1)
    assert desk.keep(better) == Kept(FetchOutcome.revised, 1, 2)


def test_a_known_article_under_another_url_is_a_duplicate(desk: Desk) -> None:
    desk.list(entry("a"), entry("a-again"))
    made = draft(desk.source.id, "a")
    assert desk.keep(made, entry_id=1).outcome == FetchOutcome.new
    assert desk.keep(made, entry_id=2) == Kept(FetchOutcome.duplicate, 1, 1)
    assert desk.keep(made, entry_id=2) == Kept(FetchOutcome.unchanged, 1, 1)
    with desk.archive.read() as tx:
        entries = tx.entries.of(desk.source.id)
    assert [(one.state, one.outcome, one.article_id) for one in entries] == [
        (EntryState.done, FetchOutcome.new, 1),
        (EntryState.done, FetchOutcome.unchanged, 1),
    ]


def test_an_article_stays_with_the_source_that_had_it_first(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a"))
    with desk.archive.begin() as tx:
        other = tx.sources.put(SourceSpec("wire"), now=NOW)
        edited = draft(other.id, "a", text="Edited")
        assert keep(tx, edited) == Kept(FetchOutcome.revised, 1, 2)
    assert article(desk.archive).source == "ledger"
    assert (found(desk.archive, "edited source:ledger"), found(desk.archive, "source:wire")) == ([1], [])


def test_an_article_that_moves_in_time_moves_in_the_answer(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a", published_at=at(hours=-1)))
    desk.keep(draft(desk.source.id, "b", published_at=at(hours=-2)))
    assert found(desk.archive, "text") == [1, 2]
    desk.keep(draft(desk.source.id, "a", published_at=at(hours=-3), text="New text"))
    assert found(desk.archive, "text") == [2, 1]
    assert found(desk.archive, "") == [2, 1]


def test_what_a_recheck_said_is_noted(desk: Desk) -> None:
    desk.keep(next_check_at=NOW, validators=Validators('"e1"'))
    with desk.archive.begin() as tx:
        outcome = FetchOutcome.not_modified
        tx.articles.record_recheck(1, outcome=outcome, now=NOW, next_check_at=at(hours=1), validators=None)
        assert tx.visits.work("news.example", now=NOW, limit=9).rechecks == ()
        later = tx.visits.work("news.example", now=at(hours=1), limit=9).rechecks
        assert [(one.check_count, one.validators) for one in later] == [(1, Validators('"e1"'))]
        gone = FetchOutcome.gone
        tx.articles.record_recheck(1, outcome=gone, now=NOW, next_check_at=None, validators=Validators())
        assert tx.visits.work("news.example", now=at(days=9), limit=9).rechecks == ()


def test_listed_articles_are_made_due_the_newest_of_each_source(desk: Desk) -> None:
    desk.list(*(entry(path) for path in "abc"))
    for number, path in enumerate("abc", 1):
        made = draft(desk.source.id, path, published_at=at(hours=number))
        desk.keep(made, entry_id=number)
    desk.keep(draft(desk.source.id, "unlisted", published_at=at(hours=9)))
    with desk.archive.begin() as tx:
        assert tx.articles.make_listed_due([desk.source.id], now=NOW, limit_per_source=2) == 2
        due = tx.visits.work("news.example", now=NOW, limit=9).rechecks
    assert [one.article_id for one in due] == [2, 3]


@pytest.mark.parametrize("number", [0, 2, -1, 2**63, 10**30, -(10**30)])
def test_an_article_that_is_not_there_is_none(desk: Desk, number: int) -> None:
    desk.keep()
    with desk.archive.read() as tx:
        assert tx.articles.get(number) is None
        assert tx.articles.revisions(number) == ()
        assert tx.articles.raw_page(number, 1) is None
        assert tx.articles.raw_page(1, number or 2**40) is None


def test_a_date_at_the_end_of_the_calendar_is_kept(desk: Desk) -> None:
    early, late = NOW.replace(year=1, month=1, day=1), NOW.replace(year=9999, month=12, day=31)
    desk.keep(draft(desk.source.id, "a", published_at=early))
    desk.keep(draft(desk.source.id, "b", published_at=late))
    assert [article(desk.archive, number).published_at for number in (1, 2)] == [early, late]
    assert found(desk.archive, "") == [2, 1]
    assert found(desk.archive, "from:9999 text") == [2]


def test_a_very_long_text_is_kept_and_found_to_its_last_phrase(desk: Desk) -> None:
    words = [f"w{number} the" for number in range(20_000)]
    desk.keep(draft(desk.source.id, "a", text=" ".join([*words, "the very end"])))
    assert found(desk.archive, '"the very end"') == [1]
    assert found(desk.archive, '"w8 the w7"') == []
    assert found(desk.archive, '"w7 the w8 the w9"') == [1]
    assert found(desk.archive, "w19999 w0") == [1]


def test_a_text_of_a_million_different_words_is_kept(desk: Desk) -> None:
    text = " ".join(f"word{number:x}" for number in range(150_000))
    desk.keep(draft(desk.source.id, "a", text=text))
    assert article(desk.archive).text == text
    assert found(desk.archive, "word1 wordff") == [1]


def nothing_is_kept(archive: Archive) -> bool:
    with archive.read() as tx:
        pending = [one.state for one in tx.entries.of(1)]
        tables = ("article", "revision", "raw_page", "article_search")
        counts = [tx.connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() for table in tables]
    return (pending, counts) == ([EntryState.pending], [0, 0, 0, 0])


class Stop(Exception):
    """Breaks off."""


def test_an_article_that_breaks_off_in_the_middle_leaves_nothing(desk: Desk) -> None:
    desk.list(entry("a"))
    with pytest.raises(Stop), desk.archive.begin() as tx:
        keep(tx, draft(desk.source.id, "a"), entry_id=1)
        raise Stop
    assert nothing_is_kept(desk.archive)


@pytest.mark.parametrize("table", ["revision", "raw_page", "article_search", "UPDATE entry"])
def test_an_article_that_fails_at_any_step_leaves_nothing(desk: Desk, table: str) -> None:
    from sqlalchemy import event

    desk.list(entry("a"))
    sign = table if " " in table else f"INSERT INTO {table}"
    with pytest.raises(Stop), desk.archive.begin() as tx:

        @event.listens_for(tx.connection, "before_cursor_execute")
        def stop(_c: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.startswith(sign):
                raise Stop

        keep(tx, draft(desk.source.id, "a"), entry_id=1)
    assert nothing_is_kept(desk.archive)


def test_a_check_that_breaks_off_in_the_middle_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(Stop), desk.archive.begin() as tx:
        tx.seeds.record_check(check(desk.seed, validators=Validators('"e1"')), [entry("a")])
        raise Stop
    with desk.archive.read() as tx:
        assert tx.entries.of(desk.source.id) == ()
        assert tx.seeds.by_id(desk.seed.id) == desk.seed


KILLED = """
import sys
from storage import open_archive
from storage.model import *
from tests.storage.builders import *

with open_archive(sys.argv[1]) as archive, archive.begin() as tx:
    tx.seeds.record_check(check(tx.seeds.by_id(1), validators=Validators('"e1"')), [entry("b")])
    keep(tx, draft(1, "a"), entry_id=1)
    print("in the middle", flush=True)
    sys.stdin.read()
"""


def test_a_process_that_is_killed_in_the_middle_leaves_nothing(
    archive_url: str, children: Callable[..., list[subprocess.Popen[str]]]
) -> None:
    with open_archive(archive_url) as archive:
        with archive.begin() as tx:
            source = tx.sources.put(SourceSpec("ledger"), now=NOW)
            seed = tx.seeds.add(source.id, "https://news.example/f", site="news.example", kind=None, now=NOW)
            tx.seeds.record_check(check(seed), [entry("a")])
            seed = tx.seeds.of(source.id)[0]
        [child] = children([sys.executable, "-c", KILLED, archive_url], 1)
        assert child.stdout is not None
        assert child.stdout.readline() == "in the middle\n"
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        assert nothing_is_kept(archive)
        with archive.begin() as tx:
            assert tx.seeds.by_id(seed.id) == seed
            assert keep(tx, draft(1, "a"), entry_id=1).outcome == FetchOutcome.new


def test_two_writers_of_one_article_make_one(postgres_url: str) -> None:
    """On PostgreSQL the second waits for the first, and then finds the article known."""
    import threading

    with open_archive(postgres_url) as archive:
        with archive.begin() as tx:
            tx.sources.put(SourceSpec("ledger"), now=NOW)
        second: list[Kept] = []

        def keep_too() -> None:
            with archive.begin() as tx:
                second.append(keep(tx, draft(1, "a")))

        with archive.begin() as tx:
            first = keep(tx, draft(1, "a"))
            thread = threading.Thread(target=keep_too)
            thread.start()
            thread.join(0.2)
            assert second == []
        thread.join()
    assert (first.outcome, second[0].outcome) == (FetchOutcome.new, FetchOutcome.unchanged)
    assert first.article_id == second[0].article_id
