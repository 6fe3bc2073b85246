"""Kept pages read again: the better reading takes the place of the old one, and is no edit by the outlet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from storage import Archive
from storage.model import Article, ArticleDraft, DroppedLine, FetchOutcome, Kept, SourceSpec
from storage.query import parse_query, search
from storage.rereading import KeptReading, Scope
from tests.storage.builders import NOW, Desk, at, draft, entry, keep, page

LATER = at(days=30)


def scope(desk: Desk, read_with: str = "rules 2", since: datetime | None = None) -> Scope:
    return Scope(desk.source.id, read_with, since)


def due(desk: Desk, asked: Scope | None = None, limit: int = 100) -> list[KeptReading]:
    """Every revision that is due, loaded in lots."""
    found: list[KeptReading] = []
    after = None
    while True:
        with desk.archive.read() as tx:
            lot, after = tx.rereading.due(asked or scope(desk), after=after, limit=limit)
        assert len(lot) <= limit
        found += lot
        if after is None:
            return found


def keys(readings: list[KeptReading]) -> list[tuple[int, int]]:
    return [reading.key for reading in readings]


def reread(desk: Desk, kept: KeptReading, made: ArticleDraft) -> bool:
    with desk.archive.begin() as tx:
        return tx.rereading.replace(kept, made, now=LATER)


def article(archive: Archive, number: int = 1) -> Article:
    with archive.read() as tx:
        found = tx.articles.get(number)
    assert found is not None
    return found


def texts(archive: Archive, number: int = 1) -> list[tuple[str, str]]:
    """Text and method of every revision."""
    with archive.read() as tx:
        return [(one.text, one.method) for one in tx.articles.revisions(number)]


def found(archive: Archive, text: str, **values: Any) -> list[int]:
    with archive.read() as tx:
        return [one.id for one in search(tx, replace(parse_query(text, now=NOW), **values)).articles]


def better(kept: KeptReading, **values: Any) -> ArticleDraft:
    """Another reading of the page, by rules 2."""
    made = draft(kept.article.source_id, "a", title=kept.revision.title, fetched_at=kept.revision.fetched_at)
    return replace(made, **{"method": "rules 2", **values})


def test_every_revision_with_its_page_is_due_article_by_article(desk: Desk) -> None:
    for path in "ba":
        desk.keep(draft(desk.source.id, path, text="One.", published_at=at(days=ord(path) - 99)))
        desk.keep(draft(desk.source.id, path, text="Two.", published_at=at(days=ord(path) - 99)))
    with desk.archive.begin() as tx:
        other = tx.sources.put(SourceSpec("wire"), now=NOW)
        keep(tx, draft(other.id, "c"))
    readings = due(desk, limit=3)
    assert keys(readings) == [(2, 1), (2, 2), (1, 1), (1, 2)]
    assert [one.is_newest for one in readings] == [False, True, False, True]
    with desk.archive.read() as tx:
        assert tx.rereading.count(scope(desk)) == 4
        assert [source.name for source in tx.rereading.sources()] == ["ledger", "wire"]
        revisions, raw = tx.articles.revisions(2), tx.articles.raw_page(2, 2)
    assert readings[1] == KeptReading(
        article(desk.archive, 2), revisions[1], raw, None, revisions[0].content_hash
    )


def test_what_the_feed_said_comes_along(desk: Desk) -> None:
    said = entry("a", title="As the feed has it", authors=("Ann O'Neil",), published_at=at(hours=-3))
    desk.list(said, entry("a-again"))
    desk.keep(draft(desk.source.id, "a"), entry_id=1)
    desk.keep(draft(desk.source.id, "a"), entry_id=2)
    assert [one.found for one in due(desk)] == [said]


def test_pages_fetched_since_a_moment(desk: Desk) -> None:
    for number, path in enumerate("abc"):
        desk.keep(draft(desk.source.id, path, fetched_at=at(days=number)))
    assert keys(due(desk, scope(desk, since=at(days=1)))) == [(2, 1), (3, 1)]


def test_a_page_that_was_read_again_is_due_once_something_else_reads_it(desk: Desk) -> None:
    for path in "abc":
        desk.keep(draft(desk.source.id, path))
    with desk.archive.begin() as tx:
        tx.rereading.note([(1, 1), (3, 1)], scope(desk))
    assert keys(due(desk)) == [(2, 1)]
    with desk.archive.begin() as tx:
        assert tx.rereading.count(scope(desk, "rules 3")) == 3
        tx.rereading.note([(1, 1)], scope(desk, "rules 3"))
        tx.rereading.note([], scope(desk, "rules 3"))
    assert keys(due(desk, scope(desk, "rules 3"))) == [(2, 1), (3, 1)]


def test_a_new_reading_takes_the_place_of_the_old_one(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a", text="The harbour opens.\n\nSubscribe now.", tags=("old",)))
    before = article(desk.archive)
    [kept] = due(desk)
    dropped = (DroppedLine("Subscribe now.", "rule: newsletter"),)
    made = better(
        kept, text="The harbour opens.\n\nShips return.", dropped=dropped, tags=("city",), agency="AFP"
    )
    assert reread(desk, kept, made)
    now = article(desk.archive)
    assert now == replace(
        before,
        text="The harbour opens.\n\nShips return.",
        tags=("city",),
        agency="AFP",
        method="rules 2",
        content_hash=now.content_hash,
    )
    assert now.content_hash != before.content_hash
    with desk.archive.read() as tx:
        (revision,) = tx.articles.revisions(1)
        assert tx.articles.raw_page(1, 1) == kept.page
    assert revision == replace(
        kept.revision,
        text=made.text,
        dropped=dropped,
        method="rules 2",
        content_hash=now.content_hash,
    )


def test_a_search_finds_what_is_read_now_and_no_longer_what_was_read(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a", text="The harbour opens. Subscribe now."))
    [kept] = due(desk)
    reread(desk, kept, better(kept, text="The harbour opens. Ships return.", agency="AFP"))
    words = ("harbour", "ships", "agency:afp", "subscribe", "source:ledger")
    assert {word: found(desk.archive, word) for word in words} == {
        "harbour": [1],
        "ships": [1],
        "agency:afp": [1],
        "subscribe": [],
        "source:ledger": [1],
    }


def test_followers_of_the_archive_are_told_and_the_outlet_has_edited_nothing(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a", text="One. Subscribe."))
    desk.keep(draft(desk.source.id, "b", text="Two."))
    one, two = due(desk)
    reread(desk, one, better(one, text="One."))
    reread(desk, two, replace(better(two, text="Two."), url="https://news.example/b"))
    assert found(desk.archive, "", changed_since=LATER) == [1]
    assert [article(desk.archive, number).revised_at for number in (1, 2)] == [None, None]
    assert texts(desk.archive, 2) == [("Two.", "rules 2")], "the method is noted all the same"


def test_an_article_moves_to_the_date_that_is_read_now(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a", published_at=at(hours=-1)))
    desk.keep(draft(desk.source.id, "b", published_at=at(hours=-2)))
    kept = due(desk)[1]
    assert kept.key == (1, 1)
    made = better(kept, published_at=at(hours=-3), date_from="json-ld", date_precision="minute")
    reread(desk, kept, made)
    assert found(desk.archive, "") == [2, 1]
    now = article(desk.archive)
    assert (now.published_at, now.date_from, now.date_precision) == (at(hours=-3), "json-ld", "minute")


def test_a_date_that_the_page_does_not_tell_stays(desk: Desk) -> None:
    dated = {"published_at": at(hours=-1), "date_from": "feed", "date_precision": "second"}
    desk.keep(draft(desk.source.id, "a", **dated))
    [kept] = due(desk)
    reread(desk, kept, better(kept, text="Better."))
    desk.keep(draft(desk.source.id, "a", text="Edited.", fetched_at=at(hours=1)))
    now = article(desk.archive)
    assert {name: getattr(now, name) for name in dated} == dated


def test_an_older_revision_changes_in_its_place_and_the_article_stays(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a", text="One. Subscribe."))
    desk.keep(draft(desk.source.id, "a", text="Two.", fetched_at=at(hours=1)))
    before = article(desk.archive)
    reread(desk, due(desk)[0], better(due(desk)[0], text="One.", tags=("of", "old")))
    assert texts(desk.archive) == [("One.", "rules 2"), ("Two.", "rules 1")]
    assert article(desk.archive) == before
    assert (found(desk.archive, "two"), found(desk.archive, "one")) == ([1], [])


def test_revisions_that_become_equal_keep_their_numbers(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a", text="One. Most read: A."))
    desk.keep(draft(desk.source.id, "a", text="One. Most read: B."))
    for kept in due(desk):
        reread(desk, kept, better(kept, text="One."))
    assert texts(desk.archive) == [("One.", "rules 2"), ("One.", "rules 2")]


def test_a_revision_that_was_replaced_meanwhile_is_left_alone(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a", text="One. Subscribe."))
    [kept] = due(desk)
    assert reread(desk, kept, better(kept, text="One."))
    assert not reread(desk, kept, better(kept, text="Too late.", method="rules 3"))
    assert texts(desk.archive) == [("One.", "rules 2")]


def test_an_article_that_was_revised_meanwhile_keeps_its_newest_text(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a", text="One. Subscribe."))
    [kept] = due(desk)
    desk.keep(draft(desk.source.id, "a", text="Two.", fetched_at=at(hours=1)))
    assert reread(desk, kept, better(kept, text="One."))
    assert texts(desk.archive) == [("One.", "rules 2"), ("Two.", "rules 1")]
    assert (found(desk.archive, "two"), found(desk.archive, "one")) == ([1], [])


# A fair comparison


@pytest.mark.parametrize(
    ("text", "raw", "is_doubtful"),
    [("One.", "other bytes", False), ("Two.", "the same bytes", False), ("Two.", "other bytes", True)],
)
def test_a_text_is_in_doubt_when_text_and_page_both_differ(
    desk: Desk, text: str, raw: str, is_doubtful: bool
) -> None:
    made = draft(desk.source.id, "a", text="One.")
    desk.keep(made)
    arriving = page(made) if raw == "the same bytes" else replace(page(made), body_hash=raw)
    with desk.archive.read() as tx:
        differing = tx.rereading.differing(replace(made, text=text), arriving)
        assert tx.rereading.differing(draft(desk.source.id, "unknown"), arriving) is None
    assert (differing is not None) is is_doubtful
    if differing:
        assert [differing] == due(desk)


def test_what_only_the_reading_changed_is_no_edit_once_both_pages_are_read_alike(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a", text="One. Subscribe."))
    again = draft(desk.source.id, "a", text="One.", method="rules 2", fetched_at=at(hours=1))
    with desk.archive.begin() as tx:
        kept = tx.rereading.differing(again, page(again))
        assert kept is not None
        tx.rereading.replace(kept, better(kept, text="One."), now=at(hours=1))
        assert keep(tx, again) == Kept(FetchOutcome.unchanged, 1, 1)
    now = article(desk.archive)
    assert (now.text, now.revised_at, now.revision_count) == ("One.", None, 1)


def test_an_edit_shows_beside_an_old_revision_that_was_read_alike(desk: Desk) -> None:
    desk.keep(draft(desk.source.id, "a", text="One. Subscribe."))
    again = draft(desk.source.id, "a", text="One and a half.", method="rules 2", fetched_at=at(hours=1))
    with desk.archive.begin() as tx:
        kept = tx.rereading.differing(again, page(again))
        assert kept is not None
        tx.rereading.replace(kept, better(kept, text="One."), now=at(hours=1))
        assert keep(tx, again) == Kept(FetchOutcome.revised, 1, 2)
    assert texts(desk.archive) == [("One.", "rules 2"), ("One and a half.", "rules 2")]
