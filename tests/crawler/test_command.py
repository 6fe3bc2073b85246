"""`newsdesk crawl` and `newsdesk extract` as a person runs them: one sentence for what is wrong, and an orderly end."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import make_url

from storage import Archive, ArchiveError, open_archive
from storage.schema import NEWEST_REVISION
from tests.crawler.hostile import STORIES, Origins, story
from tests.crawler.shell import (
    ROOT,
    family_of,
    is_alive,
    newsdesk,
    side_by_side,
    signal_group,
    start,
    wait_for,
)
from tests.newsroom.crawling import crawl_url

#: Nobody listens there.
NOWHERE = "http://127.0.0.1:1/feed.xml"
STOPPED = "Stopped: what was read is kept, and the next crawl goes on from there."
#: Seconds in which a stopped command has ended.
LONGEST_END = 10.0


@pytest.fixture(scope="module")
def origins() -> Iterator[Origins]:
    with Origins(names=("status-404", "reset", "links-elsewhere"), story_seconds=0.4) as served:
        yield served


StartCrawl = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start_crawl(origins: Origins, tmp_path: Path) -> Iterator[StartCrawl]:
    """Starts a crawl of the healthy source; it has kept its first article and has others before it."""
    started: list[subprocess.Popen[str]] = []

    def begin(**settings: str) -> subprocess.Popen[str]:
        crawl = start("crawl", origins.url("healthy"), folder=tmp_path, **settings)
        started.append(crawl)
        assert wait_for(lambda: crawl.poll() is not None or article_count(tmp_path) > 0)
        assert crawl.poll() is None, crawl.communicate()
        return crawl

    yield begin
    for crawl in started:
        if crawl.poll() is None:
            crawl.kill()
            crawl.communicate()


# Wrong usage


def test_a_wrong_sources_file_is_told_with_line_and_source(tmp_path: Path):
    good = '[[source]]\nname = "a"\nhomepage = "http://127.0.0.1:1/"\n'
    files = {
        "syntax": good + "[[source]\nname = 3\n",
        "key": good + 'sites = ["x"]\n',
        "double": good + good,
        "nothing": "# no source yet\n",
        "latin": good.encode().replace(b'"a"', b'"caf\xe9"'),
    }
    for name, content in files.items():
        path = tmp_path / f"{name}.toml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (tmp_path / "folder.toml").mkdir()
    names = (*files, "folder", "missing")
    run = partial(newsdesk, "crawl", "--sources", folder=tmp_path)
    assert side_by_side({name: partial(run, f"{name}.toml") for name in names}) == {
        "syntax": (
            2,
            "syntax.toml line 4: this is not valid TOML: Expected ']]' at the end of an array declaration.",
        ),
        "key": (2, 'key.toml line 4, source "a": the key "sites" is not known; did you mean "title"?'),
        "double": (
            2,
            'double.toml line 5, source "a": the name is taken by the source on line 2; every source needs its own.',
        ),
        "nothing": (2, "nothing.toml declares no source: add one, or name a URL: newsdesk crawl URL"),
        "latin": (2, "latin.toml: this is no UTF-8 text; save it as UTF-8."),
        "folder": (2, "folder.toml: it cannot be read (Is a directory)."),
        "missing": (2, "missing.toml: there is no such file."),
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_what_this_user_may_not_read_or_write_is_told(tmp_path: Path):
    (tmp_path / "closed.toml").touch(mode=0)
    open_archive(str(tmp_path / "kept.db")).close()
    (tmp_path / "kept.db").chmod(0o400)
    run = partial(newsdesk, "crawl", folder=tmp_path)
    assert side_by_side(
        {
            "sources": partial(run, "--sources", "closed.toml"),
            "archive": partial(run, NOWHERE, database_url="kept.db"),
        }
    ) == {
        "sources": (2, "closed.toml: it cannot be read (Permission denied)."),
        "archive": (1, f"The archive {tmp_path}/kept.db cannot be written: it is read-only for this user."),
    }


def test_a_target_that_cannot_be_meant_is_wrong_usage(tmp_path: Path):
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "harbour-ledger"\nhomepage = "http://127.0.0.1:1/"\n'
    )
    no_target = "This is neither a source nor a URL: "
    how = "a URL starts with https:// or http://; `newsdesk sources list` shows the sources"
    no_url = "This is no URL that can be crawled: "
    expected = {
        "harbor-ledger": no_target + 'did you mean "harbour-ledger"? (harbor-ledger)',
        "": no_target + how + ' ("")',
        "mailto:desk@news.example": no_target + how + " (mailto:desk@news.example)",
        "ftp://news.example/": no_url + "only http and https can be crawled, not ftp (ftp://news.example/)",
        "http://a b/": no_url + "the host name holds characters that a host cannot have (http://a b/)",
        "http://news.example:99999/": no_url + "the port is out of range (http://news.example:99999/)",
    }
    runs = {target: partial(newsdesk, "crawl", target, folder=tmp_path) for target in expected}
    assert side_by_side(runs) == {target: (2, sentence) for target, sentence in expected.items()}


def test_no_target_and_no_sources_file_tells_what_to_write(tmp_path: Path):
    done = newsdesk("crawl", folder=tmp_path)
    assert (done.exit_code, done.err) == (
        2,
        "there is no sources.toml: name a source or a URL, as in: newsdesk crawl https://example.org/\n",
    )
    assert newsdesk("crawl", "--nothing-like-that", folder=tmp_path).exit_code == 2


def test_a_wrong_setting_is_told_by_its_name(tmp_path: Path):
    expected = {
        (
            "delay",
            "abc",
        ): "DELAY is not usable: input should be a valid number, unable to parse string as a number.",
        ("allow_networks", "foo"): (
            "ALLOW_NETWORKS is not usable: 'foo' does not appear to be an IPv4 or IPv6 network."
        ),
        ("log_level", "foo"): (
            "LOG_LEVEL is not usable: it is none of DEBUG, INFO, WARNING, ERROR, CRITICAL."
        ),
        ("contact", "me@news.example\r\nX-Other: 1"): (
            "CONTACT is not usable: it has to be one line of plain ASCII characters."
        ),
        ("database_wait", "long"): (
            "DATABASE_WAIT is not usable: input should be a valid number, unable to parse string as a number."
        ),
    }
    runs = {
        setting: partial(newsdesk, "crawl", NOWHERE, folder=tmp_path, **dict([setting]))
        for setting in expected
    }
    assert side_by_side(runs) == {  # type: ignore[arg-type,comparison-overlap]
        setting: (2, f"The setting NEWSDESK_{sentence}") for setting, sentence in expected.items()
    }
    page = newsdesk("extract", "page.html", folder=tmp_path, delay="abc")
    assert (page.exit_code, page.out, "NEWSDESK_DELAY" in page.err) == (2, "", True)


# The archive


def test_an_archive_that_cannot_be_used_is_one_sentence_without_the_password(tmp_path: Path):
    (tmp_path / "text.db").write_text("no database at all\n" * 100)
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE recipes (name)")
    with open_archive(str(tmp_path / "newer.db")) as archive:
        location = archive.location
    with sqlite3.connect(tmp_path / "newer.db") as newer:
        newer.execute("UPDATE newsdesk_version SET version_num = '9999'")
    other.close()
    newer.close()
    how = "write a file path, sqlite:///path or postgresql://user:password@host/name."
    expected = {
        f"{tmp_path}/no/such/a.db": f"The folder {tmp_path}/no/such for the archive does not exist.",
        f"{tmp_path}/text.db": f"The archive {tmp_path}/text.db is not a database.",
        f"{tmp_path}/other.db": (
            f"The database {tmp_path}/other.db belongs to another program; choose another place."
        ),
        f"{tmp_path}/newer.db": (
            f"The archive {location} has schema 9999, "
            f"but this newsdesk knows only up to {NEWEST_REVISION}: upgrade newsdesk."
        ),
        str(tmp_path): f"The archive {tmp_path} is a folder; name a file in it.",
        "mysql://me:secret@a.example/b": (
            f'The database URL asks for "mysql", which is not supported; {how}'
        ),
        "postgresql://me:secret@127.0.0.1:1/b": (
            "The archive postgresql://me:***@127.0.0.1:1/b does not answer (connection failed: connection to "
            'server at "127.0.0.1", port 1 failed: Connection refused).'
        ),
        "postgresql://me:secret@127.0.0.1:99999/b": (
            "The archive postgresql://me:***@127.0.0.1:99999/b does not answer "
            '(connection is bad: invalid port number: "99999").'
        ),
    }
    runs = {
        place: partial(newsdesk, "crawl", NOWHERE, folder=tmp_path, database_url=place) for place in expected
    }
    assert side_by_side(runs) == {place: (1, sentence) for place, sentence in expected.items()}


def test_a_postgresql_database_that_is_not_there_is_told(postgres_server: str, tmp_path: Path):
    url = make_url(postgres_server).set(database="no_such_database")
    place = url.render_as_string(hide_password=False)
    done = newsdesk("crawl", NOWHERE, folder=tmp_path, database_url=place)
    shown = url.set(drivername="postgresql").render_as_string()
    assert (done.exit_code, done.err) == (
        1,
        f"The archive {shown} does not exist on that server; create the database first.\n",
    )


def test_an_archive_that_is_locked_from_the_start_is_told(tmp_path: Path):
    path = tmp_path / "newsdesk.db"
    open_archive(str(path)).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    done = newsdesk("crawl", NOWHERE, folder=tmp_path, database_wait="0.5")
    holder.close()
    assert (done.exit_code, done.out) == (1, "")
    assert done.err == (
        f"The archive {path} is locked by another program; wait for it to end, then try again.\n"
    )


@pytest.mark.slow
def test_a_lock_that_passes_in_the_middle_of_a_crawl_costs_only_time(start_crawl: StartCrawl, tmp_path: Path):
    crawl = start_crawl()
    holder = sqlite3.connect(tmp_path / "newsdesk.db", isolation_level=None, timeout=10)
    holder.execute("BEGIN EXCLUSIVE")
    time.sleep(3)
    holder.close()
    out, err = crawl.communicate(timeout=60)
    assert (crawl.returncode, article_count(tmp_path)) == (0, STORIES), out + err


@pytest.mark.slow
def test_a_lock_that_stays_ends_the_crawl_with_one_sentence(start_crawl: StartCrawl, tmp_path: Path):
    crawl = start_crawl(database_wait="0.5")
    family = family_of(crawl)
    holder = sqlite3.connect(tmp_path / "newsdesk.db", isolation_level=None, timeout=10)
    holder.execute("BEGIN EXCLUSIVE")
    out, err = crawl.communicate(timeout=300)
    holder.close()
    assert (crawl.returncode, out) == (1, "")
    assert told(err) == [
        f"The archive {tmp_path}/newsdesk.db is locked by another program; wait for it to end, then try again."
    ]
    assert wait_for(lambda: not any(map(is_alive, family)))


@pytest.mark.slow
def test_a_crawl_that_is_stopped_does_not_wait_for_a_lock(start_crawl: StartCrawl, tmp_path: Path):
    crawl = start_crawl(database_wait="1")
    family = family_of(crawl)
    holder = sqlite3.connect(tmp_path / "newsdesk.db", isolation_level=None, timeout=10)
    holder.execute("BEGIN EXCLUSIVE")
    signal_group(crawl, signal.SIGINT)
    out, err = crawl.communicate(timeout=25)
    holder.close()
    assert (crawl.returncode, out, told(err)) == (130, "", [STOPPED])
    assert wait_for(lambda: not any(map(is_alive, family)))


def test_a_crawl_process_that_cannot_open_the_archive_says_so_and_ends(tmp_path: Path):
    (tmp_path / "text.db").write_text("no database at all\n" * 100)
    done = subprocess.run(
        [sys.executable, "-m", "scheduler.crawl_process"],
        env={**os.environ, "NEWSDESK_DATABASE_URL": str(tmp_path / "text.db"), "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    sentence = f"The archive {tmp_path}/text.db is not a database."
    assert json.loads(done.stdout) == {"message": "cannot_start", "sentence": sentence}
    assert (done.returncode, done.stderr) == (1, "")


def test_an_archive_that_only_the_crawl_process_cannot_open_is_one_sentence(
    sqlite_archive: Archive, tmp_path: Path
):
    class Elsewhere(Archive):
        """The same archive, which is known to others by an address that leads to another file."""

        url = str(tmp_path / "text.db")

    (tmp_path / "text.db").write_text("no database at all\n" * 100)
    elsewhere = Elsewhere(sqlite_archive._url, sqlite_archive._engine)
    with pytest.raises(ArchiveError, match=r"text\.db is not a database\.$"):
        crawl_url(elsewhere, NOWHERE)


# What is named


def test_a_host_without_a_scheme_is_asked_by_https_and_then_by_http(origins: Origins, tmp_path: Path):
    by_http = origins.url("healthy")
    by_https = by_http.replace("http:", "https:")
    first = newsdesk("crawl", by_http.removeprefix("http://"), folder=tmp_path)
    assert (first.exit_code, article_count(tmp_path)) == (0, STORIES)
    (note,) = told(first.err)
    assert (note.startswith(by_https), note.endswith(f"; {by_http} was asked instead")) == (True, True), note
    origins.asked.clear()
    again = newsdesk("crawl", by_http.removeprefix("http://"), folder=tmp_path)
    assert_only_progress(again.err)
    assert origins.asked.count("/feed.xml") == 1


def test_a_redirect_to_an_article_that_is_kept_is_not_followed(origins: Origins, tmp_path: Path):
    newsdesk("crawl", origins.url("healthy"), folder=tmp_path)
    origins.asked.clear()
    done = newsdesk("crawl", "--json", origins.url("links-elsewhere"), folder=tmp_path)
    (line,) = done.document["sources"].values()
    assert (done.exit_code, line["entries_seen"], line["unchanged"], line["failed"]) == (0, 1, 1, 0)
    assert origins.asked == []


@pytest.mark.slow
def test_a_crawl_beside_another_one_tells_whose_work_it_is(tmp_path: Path):
    with Origins(names=(), story_seconds=3) as slow:
        crawl = start("crawl", slow.url("healthy"), folder=tmp_path, request_timeout="10")
        assert wait_for(lambda: slow.asked)
        beside = newsdesk("crawl", slow.url("healthy"), folder=tmp_path)
        crawl.communicate(timeout=60)
    site = slow.url("healthy").split("/")[2]
    assert (crawl.returncode, beside.exit_code) == (0, 0)
    assert f"{site}: another crawl visited it meanwhile, and counts it" in beside.err.splitlines()


# One page


def test_what_is_no_article_is_told_for_what_it_is(origins: Origins, tmp_path: Path):
    front = "".join(
        f"<div><a href=/{number}>Headline number {number} of today</a></div>" for number in range(60)
    )
    files = {
        "empty.html": b"",
        "words.html": b"Just some words.\n",
        "front.html": f"<html><head><title>Front</title></head><body>{front}</body></html>".encode(),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    no_page = "The body is not of a kind that was expected here: not a page, but {} (file://{})"
    gone, reset = origins.url("status-404"), origins.url("reset")
    expected = {
        "missing.html": (2, "there is no file missing.html: a URL starts with https:// or http://"),
        ".": (2, ". cannot be read: Is a directory"),
        "empty.html": (1, no_page.format("nothing at all", tmp_path / "empty.html")),
        "words.html": (1, no_page.format("plain text", tmp_path / "words.html")),
        "front.html": (
            1,
            "The page holds no article: a listing (60 linked headlines, 0 of 0 words are teasers) "
            f"(file://{tmp_path}/front.html)",
        ),
        "/dev/zero": (
            1,
            "The body is larger than the limit: more than 10 MiB (NEWSDESK_PAGE_MIB) (/dev/zero)",
        ),
        gone: (1, f"The server answered with an error: HTTP status 404 ({gone})"),
        reset: (
            1,
            "The site cannot be asked for anything now: robots.txt cannot be read (the connection broke off), "
            f"so nothing is asked for ({reset})",
        ),
        "http://10.0.0.1/": (
            1,
            "No connection is made to this address: 10.0.0.1 is not a public address "
            "(NEWSDESK_ALLOW_NETWORKS allows networks of your own) (http://10.0.0.1/)",
        ),
        "ftp://news.example/": (
            2,
            "This is no URL that can be crawled: only http and https can be crawled, not ftp (ftp://news.example/)",
        ),
    }
    runs = {page: partial(newsdesk, "extract", page, folder=tmp_path) for page in expected}
    assert side_by_side(runs) == expected


def test_an_article_is_read_from_a_file_and_from_a_url(origins: Origins, tmp_path: Path):
    (tmp_path / "story.html").write_bytes(story(1))
    from_file = newsdesk("extract", "story.html", "--json", folder=tmp_path)
    from_url = newsdesk("extract", origins.url("healthy", "/stories/1"), "--json", folder=tmp_path)
    assert (from_file.exit_code, from_url.exit_code, from_url.err) == (0, 0, "")
    assert from_file.document["text"] == from_url.document["text"]
    assert from_file.document["title"] == "Story 1 of the harbour"


# The end


@pytest.mark.parametrize(
    ("number", "to_group", "exit_code"),
    [(signal.SIGINT, True, 130), (signal.SIGTERM, False, 143)],
    ids=["Ctrl-C", "SIGTERM"],
)
def test_a_stopped_crawl_ends_in_order_and_the_next_one_goes_on(
    number: signal.Signals,
    to_group: bool,
    exit_code: int,
    start_crawl: StartCrawl,
    origins: Origins,
    tmp_path: Path,
):
    crawl = start_crawl()
    family = family_of(crawl)
    stopped_at = time.monotonic()
    signal_group(crawl, number) if to_group else crawl.send_signal(number)
    out, err = crawl.communicate(timeout=30)
    assert time.monotonic() - stopped_at < LONGEST_END
    assert (crawl.returncode, out, told(err)) == (exit_code, "", [STOPPED])
    assert wait_for(lambda: not any(map(is_alive, family))), family
    kept = article_count(tmp_path)
    assert 0 < kept < STORIES

    origins.asked.clear()
    rest = newsdesk("crawl", origins.url("healthy"), folder=tmp_path)
    assert rest.exit_code == 0
    assert_only_progress(rest.err)
    assert article_count(tmp_path) == STORIES
    assert sorted(origins.asked) == sorted(set(origins.asked)), "nothing is asked for twice"


def test_a_crawl_goes_on_when_its_crawl_process_is_killed(start_crawl: StartCrawl, tmp_path: Path):
    crawl = start_crawl()
    family = family_of(crawl)
    (process,) = (one for one in family if "scheduler.crawl_process" in one.cmdline())
    process.kill()
    out, err = crawl.communicate(timeout=60)
    assert (crawl.returncode, article_count(tmp_path)) == (0, STORIES), out + err
    assert_only_progress(err)
    assert wait_for(lambda: not any(map(is_alive, family))), family


def test_nothing_outlives_a_crawl_that_is_killed(start_crawl: StartCrawl):
    crawl = start_crawl()
    family = family_of(crawl)
    crawl.kill()
    crawl.communicate()
    assert wait_for(lambda: not any(map(is_alive, family))), family


def article_count(folder: Path) -> int:
    """Articles in the archive, read beside whoever writes."""
    question = "SELECT count(*), count(DISTINCT canonical_url) FROM article"
    try:
        with closing(sqlite3.connect(f"file:{folder}/newsdesk.db?mode=ro", uri=True)) as connection:
            count, distinct = connection.execute(question).fetchone()
    except sqlite3.OperationalError:
        return 0
    assert count == distinct
    return int(count)


def told(err: str) -> list[str]:
    """What a person is told besides the progress."""
    return [line for line in err.splitlines() if " pages, " not in line]


def assert_only_progress(err: str) -> None:
    """Nothing went wrong that a person should be told."""
    assert told(err) == []
