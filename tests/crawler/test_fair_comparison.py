"""An edit is what the outlet changed: a page that is only read in another way today has none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crawler.clock import utc_now
from crawler.reading.drafts import draft_of
from storage import Archive
from storage.model import ArticleDraft, FetchOutcome, Validators
from storage.query.diff import diff_revisions
from storage.rereading import Scope
from tests.crawler.kept_pages import (
    FRONT_PAGE,
    LEAK,
    OLD,
    article,
    kept_page,
    make_source,
    read_today,
    revisions,
    story,
)
from tests.newsroom.crawling import crawl_url, outcomes


class Press(ThreadingHTTPServer):
    """A site with one story, whose page carries another advertisement each time."""

    daemon_threads = True
    page: bytes = story("ferry")
    #: Whom the feed names.
    feed_author: str | None = None

    @property
    def feed_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/feed.xml"

    @property
    def story_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/story.html"

    @property
    def feed(self) -> bytes:
        author = f"<dc:creator>{self.feed_author}</dc:creator>" if self.feed_author else ""
        return (
            '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Ledger</title>'
            f"<item><title>A story</title><link>{self.story_url}</link>{author}</item></channel></rss>"
        ).encode()


class Answer(BaseHTTPRequestHandler):
    server: Press

    def do_GET(self) -> None:
        bodies = {"/feed.xml": self.server.feed, "/story.html": self.server.page}
        body = bodies.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/xml" if self.path == "/feed.xml" else "text/html")
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture(autouse=True)
def _on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"DELAY": "0", "ALLOW_NETWORKS": "127.0.0.0/8", "EXTRACTION_PROCESSES": "1"}
    for name, value in settings.items():
        monkeypatch.setenv(f"NEWSDESK_{name}", value)


@pytest.fixture
def press() -> Iterator[Press]:
    with Press(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def crawl(archive: Archive, press: Press) -> FetchOutcome:
    """What came of the story in one more crawl."""
    report = crawl_url(archive, press.feed_url)
    return outcomes(archive, report.run_id)[press.story_url]


def read_as_long_ago(archive: Archive, **values: object) -> None:
    """The archive holds what an older extractor made of the page."""
    with archive.begin() as tx:
        (kept,), _ = tx.rereading.due(Scope(1, "no reader"), limit=9)
        today = read_today(Press.page)
        draft = draft_of(
            today, source=tx.sources.all()[0], found=kept.found, url=kept.article.url, fetched_at=utc_now()
        )
        old = replace(draft, text=f"{today.text}\n\n{LEAK}", method=OLD, **values)  # type: ignore[arg-type]
        assert tx.rereading.replace(kept, old, now=utc_now())


def test_another_advertisement_and_a_better_reader_are_no_edit(sqlite_archive: Archive, press: Press):
    assert crawl(sqlite_archive, press) is FetchOutcome.new
    read_as_long_ago(sqlite_archive)
    press.page = story("ferry", advertisement="17")
    assert crawl(sqlite_archive, press) is FetchOutcome.unchanged
    (revision,) = revisions(sqlite_archive, 1)
    assert (revision.text, revision.method == OLD) == (read_today(Press.page).text, False)
    assert article(sqlite_archive, 1).revised_at is None


def test_an_edit_shows_alone_although_the_reader_is_another_one(sqlite_archive: Archive, press: Press):
    crawl(sqlite_archive, press)
    read_as_long_ago(sqlite_archive)
    press.page = story("ferry", parts=5)
    assert crawl(sqlite_archive, press) is FetchOutcome.revised
    before, after = revisions(sqlite_archive, 1)
    assert [one.text for one in (before, after)] == [
        read_today(page).text for page in (Press.page, press.page)
    ]
    changed = [p for p in diff_revisions(before, after).paragraphs if p[0].change.value != "same"]
    assert [[piece.change.value for piece in passage] for passage in changed] == [["added"]]


def test_a_kept_page_that_is_no_article_to_the_reader_of_today_keeps_its_text(
    sqlite_archive: Archive, press: Press
):
    source, raw = make_source(sqlite_archive), kept_page(FRONT_PAGE)
    with sqlite_archive.begin() as tx:
        draft = ArticleDraft(
            source.id, press.story_url, press.story_url, "Front", "Headlines of today.", utc_now(), OLD
        )
        validators = Validators(body_hash=raw.body_hash)
        tx.articles.keep(draft, raw, validators, entry_id=None, next_check_at=None)
    assert crawl(sqlite_archive, press) is FetchOutcome.revised
    assert [one.text for one in revisions(sqlite_archive, 1)] == [
        "Headlines of today.",
        read_today(Press.page).text,
    ]


def test_what_the_feed_said_is_said_of_an_edited_page_too(sqlite_archive: Archive, press: Press):
    press.feed_author = "Ann O'Neil"
    crawl(sqlite_archive, press)
    press.feed_author = None
    press.page = story("ferry", parts=5)
    assert crawl(sqlite_archive, press) is FetchOutcome.revised
    assert [one.authors for one in revisions(sqlite_archive, 1)] == [("Ann O'Neil",)] * 2
