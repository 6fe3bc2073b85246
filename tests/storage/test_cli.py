"""The commands about the archive and its sources."""

from __future__ import annotations

import re

from sqlalchemy import text

from storage import open_archive
from tests.storage.query.commands import answered, printed, run
from tests.storage.query.newsstand import stock


def test_sources_are_added_and_removed(archive_url: str) -> None:
    open_archive(archive_url).close()
    feed, other = "https://news.example/rss", "https://news.example/sport.rss"
    assert (
        printed(archive_url, "sources", "list")
        == "No source is watched yet; `newsdesk sources add URL` adds one.\n"
    )
    assert printed(archive_url, "sources", "add", feed).startswith(f"news.example is watched through {feed};")
    printed(archive_url, "sources", "add", other)
    printed(archive_url, "sources", "add", other)
    printed(archive_url, "sources", "add", "https://far.example/", "--name", "far")
    sources = answered(archive_url, "sources", "list")["sources"]
    assert [(source["name"], [seed["url"] for seed in source["seeds"]]) for source in sources] == [
        ("far", ["https://far.example/"]),
        ("news.example", [feed, other]),
    ]
    assert {(seed["kind"], seed["last_outcome"]) for source in sources for seed in source["seeds"]} == {
        (None, None)
    }
    printed(archive_url, "sources", "remove", "far")
    assert [source["name"] for source in answered(archive_url, "sources", "list")["sources"]] == [
        "news.example"
    ]


def test_a_declared_source_is_also_in_the_file(archive_url: str) -> None:
    with open_archive(archive_url) as archive:
        stock(archive)
    assert printed(archive_url, "sources", "remove", "bote").splitlines() == [
        "bote is watched no longer; its articles are kept.",
        "It is declared in sources.toml: take it out there too, or the next crawl adds it again.",
    ]


def test_an_archive_is_made_and_checked(archive_url: str) -> None:
    made = printed(archive_url, "db", "upgrade")
    assert re.fullmatch(r"The archive \S+ is at schema \d+\.\n", made)
    assert printed(archive_url, "db", "check") == (
        f"{made}0 sources, 0 seeds, 0 articles, 0 pending entries\nNo damage found.\n"
    )
    report = answered(archive_url, "db", "check")
    assert report == {
        "location": report["location"],
        "schema": report["schema"],
        "problems": [],
        "counts": {"sources": 0, "seeds": 0, "articles": 0, "pending_entries": 0},
    }


def test_a_damaged_archive_fails_its_check(archive_url: str) -> None:
    with open_archive(archive_url) as archive:
        stock(archive)
        with archive.begin() as tx:
            tx.connection.execute(text("DELETE FROM raw_page WHERE article_id = 3"))
    result = run(archive_url, "db", "check")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.splitlines()[1:] == [
        "2 sources, 2 seeds, 4 articles, 1 pending entries",
        "Article 3 has no raw page.",
    ]
