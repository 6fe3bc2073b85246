"""`newsdesk reextract` as a person runs it."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from storage import Archive, open_archive
from tests.crawler.kept_pages import FRONT_PAGE, LEAK, OLD, everything, keep_long_ago, make_source, story
from tests.crawler.shell import newsdesk, side_by_side, signal_group, start, wait_for

#: So many that a stop comes in the middle.
MANY = 250


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Archive]:
    """An archive of two sources, read by an older extractor."""
    with open_archive(str(tmp_path / "newsdesk.db")) as archive:
        ledger, wire = make_source(archive, "harbour-ledger"), make_source(archive, "wire")
        with archive.begin() as tx:
            keep_long_ago(tx, ledger, "ferry", story("ferry"))
            keep_long_ago(tx, ledger, "pier", story("pier"))
            keep_long_ago(tx, ledger, "front", FRONT_PAGE)
            keep_long_ago(tx, wire, "bridge", story("bridge"))
        yield archive


def test_a_dry_run_shows_samples_a_table_and_what_would_be_lost(kept: Archive, tmp_path: Path):
    before = everything(kept)
    done = newsdesk("reextract", "--dry-run", "--samples", "1", folder=tmp_path)
    assert (done.exit_code, done.err, everything(kept) == before) == (0, "", True)
    lines = [line.rstrip() for line in done.out.splitlines()]
    assert lines[:2] == [
        "harbour-ledger · article 1, revision 1 · https://news.example/2026/ferry.html",
        f"  - {LEAK}",
    ]
    assert lines[2].startswith("  + The council of the town met on Tuesday for part 4 ")
    table = [
        line.split() for line in lines if line.startswith(("source ", "harbour-ledger  ", "wire  ", "all "))
    ]
    assert [row[:5] for row in table] == [
        ["source", "pages", "same", "changed", "removed"],
        ["harbour-ledger", "3", "0", "2", "2"],
        ["wire", "1", "0", "1", "1"],
        ["all", "4", "0", "3", "3"],
    ]
    assert lines[-4].startswith("harbour-ledger: article 3, revision 1: ")
    assert lines[-3:] == [
        "Read 4 pages again; nothing was changed.",
        "3 texts would change: 3 lines removed, 3 won, 0 reworded; facts of 0 pages would change.",
        "1 page would be lost: kept as read before.",
    ]


def test_json_tells_the_same_to_programs(kept: Archive, tmp_path: Path):
    foretold = newsdesk("reextract", "--dry-run", "--json", folder=tmp_path).document
    done = newsdesk("reextract", "--json", folder=tmp_path).document
    assert foretold == {**done, "dry_run": True}
    assert done["all"] | {"words_before": 0, "words_after": 0} == {
        "page_count": 4,
        "same_count": 0,
        "changed_count": 3,
        "removed_count": 3,
        "won_count": 3,
        "reworded_count": 0,
        "words_before": 0,
        "words_after": 0,
        "facts_count": 0,
        "lost_count": 1,
        "undone_count": 0,
        "taken_count": 0,
    }
    assert [one["removed"] for one in done["sources"]["wire"]["samples"]] == [
        [{"text": LEAK, "reason": None}]
    ]
    (loss,) = done["sources"]["harbour-ledger"]["losses"]
    assert loss == {
        "article_id": 3,
        "revision": 1,
        "url": "https://news.example/2026/front.html",
        "reason": loss["reason"],
    }
    assert newsdesk("search", "letter", "--json", folder=tmp_path).document["total"] == 0


def test_one_source_is_read_again(kept: Archive, tmp_path: Path):
    done = newsdesk("reextract", "--source", "wire", "--json", folder=tmp_path)
    assert list(done.document["sources"]) == ["wire"]
    rest = newsdesk("reextract", "--source", "wire", folder=tmp_path)
    nothing = "There is nothing to read again: every kept page was read in today's way.\n"
    assert (rest.exit_code, rest.out, rest.err) == (0, nothing, "")


def test_wrong_usage_is_one_sentence(kept: Archive, tmp_path: Path):
    run = partial(newsdesk, "reextract", folder=tmp_path)
    assert side_by_side(
        {
            "source": partial(run, "--source", "harbor-ledger"),
            "stranger": partial(run, "--source", "xyz"),
            "since": partial(run, "--since", "yesterday"),
            "archive": partial(run, database_url=str(tmp_path / "none.db")),
        }
    ) == {
        "source": (2, 'There is no source "harbor-ledger": did you mean harbour-ledger?'),
        "stranger": (2, 'There is no source "xyz": `newsdesk sources list` shows all names.'),
        "since": (2, '--since "yesterday" is no date: write 7d, 12h, 2026-01-31 or 2026-01-31T08:00.'),
        "archive": (
            1,
            f"There is no archive at {tmp_path}/none.db; make one with `newsdesk db upgrade` or a first crawl.",
        ),
    }


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """An archive of many pages read by an older extractor."""
    page = story("ferry")
    with open_archive(str(tmp_path / "newsdesk.db")) as archive:
        source = make_source(archive)
        with archive.begin() as tx:
            for number in range(MANY):
                keep_long_ago(tx, source, f"story-{number}", page)
    return tmp_path


def old_count(folder: Path) -> int:
    """Revisions that are still as the older extractor read them."""
    with closing(sqlite3.connect(f"file:{folder}/newsdesk.db?mode=ro", uri=True)) as connection:
        question = "SELECT count(*) FROM revision WHERE method = ?"
        return int(connection.execute(question, [OLD]).fetchone()[0])


def stop_midway(folder: Path, number: signal.Signals, *options: str) -> tuple[int, str, str]:
    running: subprocess.Popen[str] = start("reextract", *options, folder=folder)
    try:
        assert wait_for(lambda: running.poll() is not None or old_count(folder) < MANY)
        signal_group(running, number)
        out, err = running.communicate(timeout=30)
    finally:
        if running.poll() is None:
            running.kill()
            running.communicate()
    return running.returncode, out, err


def test_a_stopped_re_reading_goes_on_where_it_stopped(large: Path):
    assert stop_midway(large, signal.SIGINT) == (
        130,
        "",
        "Stopped: what was read again is kept, and the next reextract goes on from there.\n",
    )
    left = old_count(large)
    assert 0 < left < MANY
    rest = newsdesk("reextract", "--json", folder=large)
    assert (rest.document["all"]["page_count"], rest.document["all"]["changed_count"]) == (left, left)
    assert old_count(large) == 0


def test_a_re_reading_that_is_killed_goes_on_where_it_was(large: Path):
    stop_midway(large, signal.SIGKILL)
    left = old_count(large)
    assert 0 < left < MANY
    assert newsdesk("reextract", "--json", folder=large).document["all"]["page_count"] == left
    assert old_count(large) == 0
