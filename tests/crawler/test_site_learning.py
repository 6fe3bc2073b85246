"""A crawl learns what a source's pages share, acts on it with the next articles, and lets people look and correct."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from storage import Archive, open_archive
from storage.model import Article, DroppedLine
from tests.crawler.extraction.site_pages import PLEA, page, story, story_with
from tests.crawler.shell import newsdesk
from tests.newsroom.crawling import crawl_url, everything


class Site:
    """A small news site on loopback; every page has a number that changes with each request."""

    def __init__(self) -> None:
        self.story_count = 0
        self._requests = itertools.count()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = site.answer(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "application/rss+xml" if "rss" in self.path else "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.name = f"127.0.0.1:{self._server.server_port}"
        self.feed = f"http://{self.name}/rss.xml"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> bytes:
        if path == "/rss.xml":
            items = "".join(
                f"<item><title>Story {number}</title><link>http://{self.name}/story-{number}.html</link></item>"
                for number in range(self.story_count)
            )
            return f"<rss version='2.0'><channel><title>Northwater</title>{items}</channel></rss>".encode()
        if match := re.fullmatch(r"/story-(\d+)\.html", path):
            number = int(match[1])
            body = page(number, body=story_with(number, PLEA))
            return body.replace(b"</body>", f"<script>hit({next(self._requests)})</script></body>".encode())
        return b""


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NEWSDESK_DELAY", "0")
    monkeypatch.setenv("NEWSDESK_ALLOW_NETWORKS", "127.0.0.0/8")
    # The line filter may know such a text by its looks; here it is to be known by its recurrence alone.
    monkeypatch.setenv("NEWSDESK_EXTRACTION_STRICTNESS", "0")
    served = Site()
    yield served
    served.close()


def crawl(archive: Archive, site: Site, story_count: int) -> dict[int, Article]:
    """The articles by the number of their story, after a crawl of so many."""
    site.story_count = story_count
    report = crawl_url(archive, site.feed)
    articles = {int(re.findall(r"\d+", article.url)[-1]): article for article in everything(archive)}
    assert sorted(articles) == list(range(story_count)), report
    return articles


def dropped_by_site(archive: Archive, article: Article) -> list[DroppedLine]:
    with archive.read() as tx:
        newest = tx.articles.revisions(article.id)[-1]
    return [line for line in newest.dropped if line.reason.startswith("site: ")]


def test_a_second_crawl_leaves_out_what_the_first_has_seen_to_recur(archive: Archive, site: Site) -> None:
    crawl(archive, site, 6)
    articles = crawl(archive, site, 8)
    for number in (6, 7):
        assert articles[number].text.split("\n\n") == story(number)
        (line,) = dropped_by_site(archive, articles[number])
        assert re.fullmatch(r"site: stood on [67] of the last [67] pages", line.reason)
        assert line.text == PLEA
    assert {number: article.revision_count for number, article in articles.items()} == dict.fromkeys(
        range(8), 1
    ), "that a page is read better now is no edit by the outlet"


def test_people_see_what_was_learnt_and_take_it_back(site: Site, tmp_path: Path) -> None:
    with open_archive(str(tmp_path / "newsdesk.db")) as archive:
        crawl(archive, site, 5)
    told = newsdesk("sources", "profile", site.name, "--json", folder=tmp_path)
    assert told.err == ""
    shown = told.document
    assert (shown["source"], shown["learnt_from"], shown["remembered"]) == (site.name, 5, 5)
    (recurring,) = shown["texts"]
    assert PLEA.startswith(recurring["text"].rstrip("…"))
    assert (recurring["pages"], recurring["is_forgiven"]) == (5, False)
    assert {"structure": "p<div.text<div.text-page", "pages": 5, "with_story": 5} in shown["structures"]

    told = newsdesk("sources", "profile", site.name, "--forgive", recurring["text"], folder=tmp_path)
    assert told.exit_code == 0
    assert f"5 of 5  {recurring['text']}  (kept: forgiven)" in told.out
    with open_archive(str(tmp_path / "newsdesk.db")) as archive:
        assert PLEA in crawl(archive, site, 6)[5].text

    unknown = newsdesk("sources", "profile", site.name, "--forgive", "No page says this.", folder=tmp_path)
    assert (unknown.exit_code, unknown.out) == (1, "")
    assert "that is remembered showed this text" in unknown.err

    reset = newsdesk("sources", "profile", site.name, "--reset", folder=tmp_path)
    assert (reset.exit_code, reset.out) == (0, f"Nothing has been learnt about {site.name} yet.\n")
    nobody = newsdesk("sources", "profile", "nobody", folder=tmp_path)
    assert (nobody.exit_code, nobody.err) == (
        1,
        'There is no source "nobody"; `newsdesk sources list` names them.\n',
    )
