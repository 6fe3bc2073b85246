"""`newsdesk sources check URL`: what a site offers is told, ranked, and nothing of it is stored."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.shell import Done, newsdesk
from tests.newsroom.server import Newsroom

STORY = "The harbour board met on Friday and agreed to mend the old lamp on the pier before winter sets in. "


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(crawl_delay=0, slow_seconds=0.1) as served:
        yield served


@contextmanager
def site(pages: Mapping[str, str], log: list[str]) -> Iterator[str]:
    """A web site of these pages; in a page, BASE is its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            log.append(self.path)
            body = pages.get(self.path, "").replace("BASE", base).encode()
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield base
    server.shutdown()
    thread.join()
    server.server_close()


def feed(*paths: str, days_ago: float = 0.5) -> str:
    date = format_datetime(datetime.now(UTC) - timedelta(days=days_ago))
    items = "".join(
        f"<item><link>BASE{path}</link><title>T</title><pubDate>{date}</pubDate></item>" for path in paths
    )
    return f'<rss version="2.0"><channel><title>Lamp</title>{items}</channel></rss>'


def page(inside: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>The Lamp</title></head><body>{inside}</body></html>"


def story(title: str) -> str:
    return page(f"<article><h1>{title}</h1>{f'<p>{STORY * 3}</p>' * 3}</article>")


def checked(url: str, folder: Path) -> tuple[int, Any]:
    done = newsdesk("sources", "check", url, "--json", folder=folder)
    assert done.err == ""
    return done.exit_code, done.document


def places(document: Any) -> list[tuple[str, str, str]]:
    """Where, what and how, in their order, without the host."""
    return [("/" + one["url"].split("/", 3)[3], one["kind"], one["how"]) for one in document["found"]]


def test_a_newspaper_is_told_with_its_seeds_rate_and_articles(newsroom: Newsroom, tmp_path: Path):
    url = newsroom.url("elbe-anzeiger")
    exit_code, document = checked(url, tmp_path)
    assert (exit_code, document["usable"], document["failures"]) == (0, True, [])
    assert document["robots"] == {"verdict": "allowed", "reason": None, "crawl_delay": None}
    assert places(document) == [
        ("/news-sitemap.xml", "news_sitemap", "link"),
        ("/atom.xml", "feed", "link"),
    ]
    assert all(found["per_day"] > 0 for found in document["found"])
    articles = newsroom.site("elbe-anzeiger").articles
    newest = sorted(articles, key=lambda article: article.published, reverse=True)[:3]
    assert [sample["title"] for sample in document["samples"]] == [article.title for article in newest]
    assert all(0 < len(sample["beginning"]) <= 301 for sample in document["samples"])
    assert f'homepage = "{url}"' in document["declaration"]
    assert document["add"] == [newsroom.url("elbe-anzeiger", path) for path, _, _ in places(document)]


def test_nothing_is_stored(newsroom: Newsroom, tmp_path: Path):
    done = newsdesk("sources", "check", newsroom.url("redwood-tribune"), folder=tmp_path)
    assert (done.exit_code, done.err) == (0, "")
    assert f"newsdesk sources add {newsroom.url('redwood-tribune', '/feed.json')}" in done.out
    assert list(tmp_path.iterdir()) == []


def test_what_robots_txt_closes_is_named_and_not_asked_for(newsroom: Newsroom, tmp_path: Path):
    before = len(newsroom.log)
    _, document = checked(newsroom.url("harbour-ledger"), tmp_path)
    asked = [request.path for request in newsroom.log[before:] if request.source == "harbour-ledger"]
    assert asked[:2] == ["/robots.txt", "/"]
    assert not [path for path in asked if path.startswith("/private")]
    denied = [one["failure"]["name"] for one in document["samples"] if one["failure"]]
    assert set(denied) == {"DeniedByRobots"}
    assert places(document) == [
        ("/atom.xml", "feed", "link"),
        ("/sitemap_index.xml", "sitemap", "link"),
    ]


def test_a_feed_behind_a_page_of_feeds_is_found_and_the_poor_one_comes_last(tmp_path: Path):
    log: list[str] = []
    pages = {
        "/": page('<a href="/rss">All feeds</a>'),
        "/rss": page('<a href="/news/feed.xml">News</a> <a href="/old/feed.xml">Old</a>'),
        "/news/feed.xml": feed("/one", "/two"),
        "/old/feed.xml": feed("/three", days_ago=400),
        "/one": story("A lamp is mended"),
        "/two": page("<p>Nothing to see.</p>"),
    }
    with site(pages, log) as base:
        exit_code, document = checked(base + "/", tmp_path)
    assert exit_code == 0
    assert places(document) == [
        ("/news/feed.xml", "feed", "page of feeds"),
        ("/old/feed.xml", "feed", "page of feeds"),
    ]
    assert [one["weaknesses"] for one in document["found"]] == [[], ["nothing new for 400 days"]]
    assert document["add"] == [f"{base}/news/feed.xml"]
    told = {
        one["url"].removeprefix(base): (one["title"], bool(one["failure"])) for one in document["samples"]
    }
    assert told["/one"] == ("A lamp is mended", False)
    assert told["/two"] == (None, True)
    assert len(log) == len(set(log))


def test_usual_places_are_tried_where_nothing_is_announced(tmp_path: Path):
    log: list[str] = []
    pages = {"/": page(), "/feed.xml": feed("/one"), "/one": story("A lamp is mended")}
    with site(pages, log) as base:
        exit_code, document = checked(base + "/", tmp_path)
    assert (exit_code, places(document)) == (0, [("/feed.xml", "feed", "well_known")])
    assert "/atom.xml" not in log


def test_the_address_of_an_article_shows_it_and_finds_the_seeds_of_its_site(tmp_path: Path):
    log: list[str] = []
    pages = {
        "/": page('<link rel="alternate" type="application/rss+xml" href="/news.rss">'),
        "/news.rss": feed("/one"),
        "/one": story("A lamp is mended"),
    }
    with site(pages, log) as base:
        exit_code, document = checked(base + "/one", tmp_path)
    assert (exit_code, places(document)) == (0, [("/news.rss", "feed", "link")])
    assert [sample["title"] for sample in document["samples"]] == ["A lamp is mended"]
    assert log.count("/one") == 1


def test_a_page_without_feeds_is_offered_itself(tmp_path: Path):
    titles = [f"The lamp on the {place} is mended before the winter" for place in ("pier", "mole", "quay")]
    paths = [f"/news/{title.lower().replace(' ', '-')}" for title in titles]
    links = "".join(
        f'<h2><a href="{path}">{title}</a></h2>' for path, title in zip(paths, titles, strict=True)
    )
    pages = {"/": page(links)} | {path: story(title) for path, title in zip(paths, titles, strict=True)}
    with site(pages, []) as base:
        exit_code, document = checked(base + "/", tmp_path)
    assert (exit_code, places(document)) == (0, [("/", "section", "page")])
    assert (document["found"][0]["entries"], document["found"][0]["weaknesses"]) == (3, [])
    assert (document["add"], document["failures"]) == ([base + "/"], [])
    assert [sample["title"] for sample in document["samples"]] == titles


def test_a_site_without_anything_to_watch_fails_with_its_reasons(tmp_path: Path):
    with site({"/": page()}, []) as base:
        done: Done = newsdesk("sources", "check", base + "/", folder=tmp_path)
    assert done.exit_code == 1
    assert done.out.splitlines() == [
        "robots.txt: allowed",
        "Neither a feed nor a sitemap was found.",
        f"Not read: {base}/: the page announces neither feed nor sitemap",
        "",
        "Nothing here can be watched.",
    ]


def test_a_closed_site_is_told_as_such(tmp_path: Path):
    log: list[str] = []
    pages = {
        "/robots.txt": "User-agent: *\nDisallow: /\nCrawl-delay: 7\n",
        "/": page(),
        "/feed": feed("/one"),
    }
    with site(pages, log) as base:
        exit_code, document = checked(base + "/", tmp_path)
    assert (exit_code, document["found"], log) == (1, [], ["/robots.txt"])
    assert document["robots"] == {
        "verdict": "denied",
        "reason": "robots.txt asks crawlers to stay away from this address",
        "crawl_delay": 7.0,
    }


@pytest.mark.parametrize(
    ("url", "settings", "reason"),
    [
        ("http://127.0.0.1:1/", {}, "connection refused"),
        ("http://127.0.0.1:1/", {"allow_networks": ""}, "127.0.0.1 is not a public address"),
    ],
    ids=["nobody there", "not public"],
)
def test_a_site_that_cannot_be_asked_is_unreachable(
    url: str, settings: dict[str, str], reason: str, tmp_path: Path
):
    done = newsdesk("sources", "check", url, "--json", folder=tmp_path, **settings)
    assert (done.exit_code, done.document["robots"]["verdict"]) == (1, "unreachable")
    assert reason in done.document["robots"]["reason"]


@pytest.mark.parametrize("words", [("ftp://ledger.example/",), ("http://user:secret@ledger.example/",), ()])
def test_what_is_no_address_is_wrong_usage(words: tuple[str, ...], tmp_path: Path):
    assert newsdesk("sources", "check", *words, folder=tmp_path).exit_code == 2
