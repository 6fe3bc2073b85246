"""What publishers say of their pages and what stands in place of an article, as `newsdesk crawl` meets it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from storage import Archive
from storage.model import Article, Fetch, FetchOutcome
from tests.crawler.papers import story
from tests.crawler.shell import newsdesk
from tests.newsroom.crawling import crawl_url, everything

CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body><p>Checking your browser.</p></body></html>"
)
LOGIN = "<html><head><title>Sign in</title></head><body><h1>Sign in to read</h1><input type=password></body></html>"
TEASER = """<html lang=en><head><title>The lighthouse of Skarn goes dark for the last time</title>
<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false,
"headline": "The lighthouse of Skarn goes dark for the last time"}</script></head>
<body><main><article><h1>The lighthouse of Skarn goes dark for the last time</h1>
<p>After one hundred and twelve years of service the lighthouse went dark on Friday night, without a ceremony.</p>
<p>The last three keepers left the island by the morning boat, with two suitcases, a parrot and…</p></article>
<section><p>This article is for subscribers only.</p></section></main></body></html>"""


@dataclass
class Host:
    """A site of one feed, whose pages a test may change; path → status, headers, body."""

    origin: str = ""
    pages: dict[str, tuple[int, list[tuple[str, str]], str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def serve(self, path: str, body: str, *headers: tuple[str, str], status: int = 200) -> None:
        """Have this page from now on, and all articles in the feed."""
        self.pages[path] = (status, list(headers), body)
        links = "".join(
            f"<item><link>{self.origin}{one}</link></item>" for one in self.pages if one != "/feed"
        )
        self.pages["/feed"] = (200, [], f"<rss><channel>{links}</channel></rss>")


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            status, headers, body = made.pages.get(self.path, (404, [], ""))
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    made.origin = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_DELAY", "0")
    monkeypatch.setenv("NEWSDESK_ALLOW_NETWORKS", "127.0.0.0/8")


def crawl(archive: Archive, host: Host) -> dict[str, tuple[FetchOutcome, str | None]]:
    """Crawl the feed; path of each page → what came of asking for it, and why."""
    run_id = crawl_url(archive, f"{host.origin}/feed").run_id
    with archive.read() as tx:
        fetches: tuple[Fetch, ...] = tx.fetches.of_run(run_id)
    return {
        path: (one.outcome, one.reason)
        for one in fetches
        if (path := one.url.removeprefix(host.origin)) != "/feed"
    }


def by_path(archive: Archive, host: Host) -> dict[str, Article]:
    return {one.url.removeprefix(host.origin): one for one in everything(archive)}


def has_raw_page(archive: Archive, article: Article) -> bool:
    with archive.read() as tx:
        return tx.articles.raw_page(article.id, 1) is not None


@pytest.fixture
def wishing(host: Host) -> Host:
    """Pages whose publisher wishes something."""
    archived = story("bridge").replace("<head>", '<head><meta name="robots" content="noarchive">')
    host.serve("/news/about-the-bridge", archived)
    host.serve("/news/about-the-ferry", story("ferry"), ("X-Robots-Tag", "newsdesk: noindex"))
    host.serve("/news/about-the-tunnel", story("tunnel"), ("TDM-Reservation", "1"))
    host.serve("/news/about-the-canal", story("canal"), ("X-Robots-Tag", "otherbot: noindex"))
    return host


def test_wishes_are_recorded_and_shown(sqlite_archive: Archive, wishing: Host, tmp_path: Path):
    crawl(sqlite_archive, wishing)
    kept = by_path(sqlite_archive, wishing)
    assert {path: (one.wishes, has_raw_page(sqlite_archive, one)) for path, one in kept.items()} == {
        "/news/about-the-bridge": (("noarchive",), True),
        "/news/about-the-ferry": (("noindex",), True),
        "/news/about-the-tunnel": (("tdm",), True),
        "/news/about-the-canal": ((), True),
    }
    shown = newsdesk(
        "show",
        str(kept["/news/about-the-tunnel"].id),
        "--json",
        folder=tmp_path,
        database_url=sqlite_archive.url,
    )
    assert json.loads(shown.out)["wishes"] == ["tdm"]


def test_wishes_are_obeyed_where_the_operator_says_so(
    sqlite_archive: Archive, wishing: Host, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NEWSDESK_OBEY", "noarchive, noindex,TDM")
    came_to = crawl(sqlite_archive, wishing)
    kept = by_path(sqlite_archive, wishing)
    assert {path: has_raw_page(sqlite_archive, one) for path, one in kept.items()} == {
        "/news/about-the-bridge": False,
        "/news/about-the-canal": True,
    }
    assert came_to["/news/about-the-ferry"] == (
        FetchOutcome.denied_by_robots,
        "the publisher asks that the page is not kept (noindex)",
    )
    assert came_to["/news/about-the-tunnel"][0] is FetchOutcome.denied_by_robots
    # Without its page, a text that did not change is still no edit.
    again = crawl(sqlite_archive, wishing)
    assert again["/news/about-the-bridge"][0] is FetchOutcome.unchanged


def test_what_stands_in_place_of_an_article_is_named_and_not_kept(sqlite_archive: Archive, host: Host):
    host.serve("/news/behind-a-challenge", CHALLENGE)
    host.serve("/news/behind-a-refusal", CHALLENGE, status=403)
    host.serve("/news/behind-a-login", LOGIN)
    host.serve("/news/the-lighthouse-of-skarn", TEASER)
    came_to = crawl(sqlite_archive, host)
    assert everything(sqlite_archive) == ()
    assert came_to == {
        "/news/behind-a-challenge": (FetchOutcome.blocked, "a bot wall (Just a moment...)"),
        "/news/behind-a-refusal": (
            FetchOutcome.blocked,
            "HTTP status 403: a bot wall (Just a moment...)",
        ),
        "/news/behind-a-login": (FetchOutcome.no_article, "a login wall (Sign in to read)"),
        "/news/the-lighthouse-of-skarn": (FetchOutcome.no_article, "a paywall teaser (35 words)"),
    }


def test_a_wall_at_another_look_leaves_the_article_as_it_was(sqlite_archive: Archive, host: Host):
    paths = ("/news/about-the-bridge", "/news/about-the-ferry", "/news/about-the-tunnel")
    for path in paths:
        host.serve(path, story(path))
    crawl(sqlite_archive, host)
    before = by_path(sqlite_archive, host)
    for path, wall in zip(paths, (CHALLENGE, LOGIN, TEASER), strict=True):
        host.serve(path, wall)
    came_to = crawl(sqlite_archive, host)
    assert [came_to[path][0] for path in paths] == [
        FetchOutcome.blocked,
        FetchOutcome.no_article,
        FetchOutcome.no_article,
    ]
    assert by_path(sqlite_archive, host) == before
    for path in paths:
        host.serve(path, story(path).replace("nine million", "ten million"))
    assert {crawl(sqlite_archive, host)[path][0] for path in paths[:1]} == {FetchOutcome.revised}


def test_robots_txt_is_asked_for_once_by_two_crawl_processes(sqlite_archive: Archive, host: Host):
    host.serve("/news/about-the-bridge", story("bridge"))
    crawl(sqlite_archive, host)
    crawl(sqlite_archive, host)
    assert (host.asked.count("/feed"), host.asked.count("/robots.txt")) == (2, 1)
