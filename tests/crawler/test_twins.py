"""AMP, mobile and print views of one article: merged by the page's own word, never by the look of an address."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from storage import Archive
from storage.model import FetchOutcome
from tests.newsroom.crawling import crawl_url, everything, outcomes

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STORY = "/2026/02/ferry-breaks-down-in-the-harbour"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_DELAY", "0")
    monkeypatch.setenv("NEWSDESK_ALLOW_NETWORKS", "127.0.0.0/8")


def lines(subject: str, parts: int) -> list[str]:
    """The text of an article."""
    return [
        f"Part {part}: the council of the town met on Tuesday to talk about the {subject}, and about the nine "
        "million that a new one would cost the town over the next ten years."
        for part in range(parts)
    ]


def page(subject: str, canonical: str | None, *, parts: int = 6) -> str:
    """A page with an article, and what it calls its address."""
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    text = "".join(f"<p>{line}</p>" for line in lines(subject, parts))
    title = f"The council talks about the {subject}"
    head = f"<head><title>{title}</title>{link}</head>"
    return f"<html lang=en>{head}<body><article><h1>{title}</h1>{text}</article></body></html>"


@contextmanager
def serving(pages: dict[str, str]) -> Iterator[str]:
    """The origin of a site with these pages, and a feed that lists them in this order."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            origin = f"http://127.0.0.1:{self.server.server_port}"
            items = "".join(f"<item><link>{origin}{path}</link></item>" for path in pages)
            known = {"/feed.xml": f"<rss><channel>{items}</channel></rss>"} | pages
            body = known.get(self.path, "").replace("ORIGIN", origin).encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def kept(archive: Archive, pages: dict[str, str]) -> tuple[list[tuple[str, int]], dict[str, FetchOutcome]]:
    """The addresses under which articles are kept, each with its revisions, and what became of each page."""
    with serving(pages) as origin:
        report = crawl_url(archive, f"{origin}/feed.xml")
    with archive.read() as tx:
        articles = [
            (article.canonical_url.removeprefix(origin), len(tx.articles.revisions(article.id)))
            for article in everything(archive)
        ]
    happened = outcomes(archive, report.run_id)
    del happened[f"{origin}/feed.xml"]
    return sorted(articles), {url.removeprefix(origin): outcome for url, outcome in happened.items()}


AMP, PRINT = f"{STORY}/amp", f"{STORY}?print=1"
#: The article, and two views that name it: each has fewer words.
TWINS = {
    STORY: page("ferry", STORY),
    AMP: page("ferry", f"ORIGIN{STORY}", parts=4),
    PRINT: page("ferry", STORY.rpartition("/")[2], parts=5),
}


@pytest.mark.parametrize("order", [(STORY, AMP, PRINT), (AMP, STORY, PRINT), (PRINT, AMP, STORY)])
def test_twins_that_name_their_article_are_duplicates_and_no_edit(
    sqlite_archive: Archive, order: tuple[str, ...]
) -> None:
    """In whatever order: pages are read side by side, so even the order of the feed is not that of their arrival."""
    articles, happened = kept(sqlite_archive, {path: TWINS[path] for path in order})
    assert articles == [(STORY, 1)]
    assert sorted(happened.values()) == [FetchOutcome.duplicate, FetchOutcome.duplicate, FetchOutcome.new]


@pytest.mark.parametrize("order", [(STORY, AMP), (AMP, PRINT, STORY)])
def test_the_words_are_those_of_the_articles_own_page(archive: Archive, order: tuple[str, ...]) -> None:
    kept(archive, {path: TWINS[path] for path in order})
    (article,) = everything(archive)
    with archive.read() as tx:
        (revision,) = tx.articles.revisions(article.id)
        raw = tx.articles.raw_page(article.id, 1)
    assert article.url.endswith(STORY)
    assert raw is not None
    own = lines("ferry", 6)
    assert [text.endswith(own[-1]) for text in (article.text, revision.text)] == [True, True]
    assert own[-1].encode() in zstd.decompress(raw.body_zstd)


def test_twins_that_name_nobody_are_pages_of_their_own(sqlite_archive: Archive) -> None:
    articles, _ = kept(sqlite_archive, {STORY: page("ferry", None), f"{STORY}?amp=1": page("ferry", None)})
    assert articles == [(STORY, 1), (f"{STORY}?amp=1", 1)]


def test_a_twin_that_is_met_first_is_kept_under_the_name_of_its_article(sqlite_archive: Archive) -> None:
    articles, _ = kept(sqlite_archive, {f"{STORY}/amp": page("ferry", STORY)})
    assert articles == [(STORY, 1)]


def test_wrong_addresses_merge_nothing(sqlite_archive: Archive) -> None:
    wrong = ("ORIGIN/", "/", "https://elsewhere.example/a", "/{{slug}}", "/undefined", "/news")
    pages = {f"{STORY}-{number}": page(f"ferry {number}", address) for number, address in enumerate(wrong)}
    articles, _ = kept(sqlite_archive, pages)
    assert articles == [(path, 1) for path in pages]
