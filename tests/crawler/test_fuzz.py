"""Whatever the bytes are, the entry points answer or raise an error of this room, and nothing else.

Wild bytes are refused early; what upsets parsers is a document that was a good one a moment ago. So each example
takes a hand-written document and cuts, doubles, swaps, and inserts what is known to hurt.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.canonical_link import plausible_canonical
from crawler.discovery import Feed, Sitemap, find_seeds, parse_feed, parse_sitemap, sniff_kind
from crawler.discovery.opml import parse_opml
from crawler.errors import CrawlerError, ExtractionFailed, InvalidURL
from crawler.extraction import extract_article
from crawler.extraction.tree import UnreadableTree
from crawler.guard import check_url
from crawler.robots import parse_robots, rules_for_status
from crawler.urls import absolute_url, canonical_url, site_of, split_url

HERE = Path(__file__).parent
URL = "https://gazette.example/news/"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def documents(folder: str, *endings: str) -> list[bytes]:
    """The hand-written documents of a folder of golden pairs."""
    files = sorted(path for ending in endings for path in (HERE / folder).glob(f"*.{ending}"))
    return [path.read_bytes() for path in files if ".expected." not in path.name]


FEEDS = [*documents("discovery/feeds", "xml"), *documents("discovery/feeds", "json")]
SITEMAPS = documents("discovery/sitemaps", "xml", "txt")
PAGES = documents("extraction/pages", "html")
ROBOTS = [
    b"User-agent: *\nDisallow: /private\nAllow: /private/open$\nCrawl-delay: 3\nSitemap: https://gazette.example/s.xml\n",
    b"\xef\xbb\xbfUser-agent: newsdesk\r\nUser-agent: *\r\nDisallow: /*.pdf$\r\nDisallow: /gr%c3%b6%c3%9fe # why\r\n",
]
LISTS = [
    b'<opml version="2.0"><head><title>News</title></head><body><outline text="Harbour"><outline type="rss" '
    b'xmlUrl="https://gazette.example/feed" htmlUrl="https://gazette.example/" text="Gazette"/></outline></body></opml>'
]
#: What has broken parsers before.
HURTFUL = [
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\x1b$B",
        b"\r",
        b"\n" * 50,
    ),
    *(b"&", b"&#0;", b"&#xD800;", b"&#1114112;", b"&nbsp;", b"&x;", b"<", b">", b"<!--", b"-->", b'"'),
    *(b"<![CDATA[", b"]]>", b"<!DOCTYPE x [<!ENTITY x 'y'>]>", b"<?xml version='1.1' encoding='x-none'?>"),
    *(b"<?xml version='1.0' encoding='utf-16'?>", b"<a>" * 600, b"</a>" * 9, b"<div>" * 3000),
    *(b"<table><tr><td>" * 200, b"<script>", b"<title>", b"<svg>", b"<math>", b"<template>"),
    *(b"<item>", b"<entry>", b"<url>", b"<loc>", b"<outline>"),
    *(
        b"xml:base='http://['",
        b" href='http://[::'",
        b" href='//'",
        b"http://\xff/",
        b"https://a.example:99999999999/",
    ),
    *(b"9" * 400, b"1e999", b"-1", b"[" * 400, b"{" * 400, b"\\u0000", b"\\ud800", b"null"),
    *(b"2026-99-99T99:99:99Z", b"0000-00-00", b"Fri, 31 Feb 2026 25:61:61 +9999"),
    "\u202e\u2028\u0130\ufdfa".encode(),
    b'<script type="application/ld+json">{"@type":"NewsArticle","author":[[{}]],"datePublished":{}}</script>',
    *(b"<base href='http://['>", b"<link rel=canonical href='http://[::'>"),
    *(b"<meta charset=utf-7>", b"<meta property=og:url content='//['>"),
]


@st.composite
def mutated(draw: st.DrawFn, originals: list[bytes]) -> bytes:
    """A document after a few accidents."""
    body = draw(st.sampled_from(originals))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(body)))
        end = min(len(body), at + draw(st.integers(0, 400)))
        accident = draw(st.sampled_from(("insert", "cut", "double", "drop", "swap", "zero", "splice")))
        if accident == "insert":
            body = body[:at] + draw(st.sampled_from(HURTFUL)) + body[at:]
        elif accident == "cut":
            body = body[:at]
        elif accident == "double":
            body = body[:end] + body[at:]
        elif accident == "drop":
            body = body[:at] + body[end:]
        elif accident == "swap":
            body = body[:at] + body[at:end][::-1] + body[end:]
        elif accident == "zero":
            body = (
                body[:at]
                + bytes(byte ^ draw(st.integers(1, 255)) for byte in body[at : at + 3])
                + body[at + 3 :]
            )
        else:
            body = body[:at] + draw(st.sampled_from(originals))[at:]
    return draw(st.sampled_from((bytes, bytes, bytes, gzip.compress, _as_utf_16)))(body)


def _as_utf_16(body: bytes) -> bytes:
    return body.decode("utf-8", "replace").encode("utf-16")


#: Names that mean something in a JSON Feed, any of them with a value of any kind.
JSON_NAMES = """
    items url external_url id authors author name title hubs version language image attachments summary content_html
    content_text date_published size_in_bytes mime_type home_page_url next_url
"""
JSON_FEEDS = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=8)
    | st.just("https://a.example/1"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(JSON_NAMES.split()), inner, max_size=6)
    ),
    max_leaves=20,
).map(lambda value: {"items": [value, {"url": "/a", "attachments": value, "image": value}], "hubs": value})


def read_feed(body: bytes) -> None:
    """Reads a feed, and believes nothing of what came out."""
    feed = parse_feed(body, URL, now=NOW)
    assert isinstance(feed, Feed)
    assert len(feed.entries) <= 2000
    for entry in feed.entries:
        assert split_url(entry.url).host
        assert entry.title is None or 0 < len(entry.title) <= 501
        for moment in (entry.published_at, entry.modified_at):
            assert moment is None or (moment.tzinfo is UTC and moment <= NOW + timedelta(days=2))
        for media in entry.media:
            assert split_url(media.url).host


def read_sitemap(body: bytes) -> None:
    """Reads a sitemap."""
    sitemap = parse_sitemap(body, URL, now=NOW)
    assert isinstance(sitemap, Sitemap)
    for found in (*sitemap.entries, *sitemap.sitemaps):
        assert split_url(found.url).host


def read_robots(body: bytes) -> None:
    """Reads a robots.txt and asks it."""
    rules = parse_robots(body, user_agent="newsdesk/1.0", url=URL)
    assert rules.is_allowed("/robots.txt")
    assert rules.is_allowed("/private/x?y=%zz") in (True, False)
    assert all(url.lower().startswith(("http://", "https://")) for url in rules.sitemaps)
    rules_for_status(503, body, user_agent="", url="http://[")


def read_home(body: bytes) -> None:
    """Finds the seeds of a page."""
    assert all(split_url(seed.url).host for seed in find_seeds(body, URL))


def read_article(body: bytes) -> None:
    """Extracts the article of a page."""
    try:
        article = extract_article(body, f"{URL}ferry.html", now=NOW)
    except ExtractionFailed as error:
        # "Could not be read" is said of what is no page; an accident of ours must not hide behind it.
        assert error.__cause__ is None or isinstance(error.__cause__, UnreadableTree), error
        raise
    assert article.title
    assert not any(
        map(CONTROLS.search, (article.text, article.title, *article.authors, article.section or ""))
    )
    assert split_url(article.canonical_url).host


def read_list(body: bytes) -> None:
    """Reads a list of subscriptions."""
    parse_opml(body, URL)


def read_kind(body: bytes) -> None:
    """Sniffs."""
    sniff_kind(body, "text/html")


ENTRIES: dict[str, tuple[Callable[[bytes], None], st.SearchStrategy[bytes]]] = {
    "feed": (read_feed, mutated(FEEDS) | JSON_FEEDS.map(lambda feed: json.dumps(feed).encode())),
    "sitemap": (read_sitemap, mutated(SITEMAPS)),
    "robots": (read_robots, mutated(ROBOTS)),
    "home": (read_home, mutated(PAGES)),
    "list": (read_list, mutated(LISTS + FEEDS[:2])),
    "kind": (read_kind, mutated(FEEDS + PAGES + SITEMAPS)),
    "article": (read_article, mutated(PAGES)),
}
FAST = {"article": 120, "home": 60, "robots": 80, "list": 80}
QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)


def try_out(name: str, count: int) -> None:
    """Runs so many examples past an entry point."""
    read, bodies = ENTRIES[name]

    @settings(max_examples=count, suppress_health_check=QUIET)
    @given(body=bodies | st.binary(max_size=300))
    def reads_or_refuses(body: bytes) -> None:
        try:
            read(body)
        except CrawlerError as error:
            assert str(error).isprintable()

    reads_or_refuses()


@pytest.mark.parametrize("name", ENTRIES)
def test_no_document_brings_another_error_than_our_own(name: str) -> None:
    try_out(name, FAST.get(name, 150))


@pytest.mark.slow
@pytest.mark.parametrize("name", ENTRIES)
def test_many_documents_bring_no_other_error_than_our_own(name: str) -> None:
    try_out(name, 20 * FAST.get(name, 150))


#: Pieces of addresses, one a word; with blanks and controls besides.
PIECES = r"""
    http https HTTP : / // \ ? # & = @ % %00 %2e %zz [ ] [::1] . .. a é ／ 。 ß １ xn-- 0x7f 127.1 :80 :0 amp;
    utm_source=x
"""
ADDRESSES = st.text(max_size=40) | st.lists(
    st.sampled_from([*PIECES.split(), " ", "\t", "\x00", "\u200d", "\u0664"]), max_size=14
).map("".join)


@settings(max_examples=400)
@given(url=ADDRESSES | ADDRESSES.map("https://a.example/".__add__), base=st.none() | st.just(URL) | ADDRESSES)
def test_every_address_is_canonical_or_invalid(url: str, base: str | None) -> None:
    try:
        canonical = canonical_url(url, base=base)
    except InvalidURL:
        return
    assert canonical_url(canonical) == canonical
    assert canonical.isascii()
    assert site_of(canonical)
    assert plausible_canonical(url, canonical).startswith("http")
    if base:
        assert canonical_url(absolute_url(url, base)) == canonical
    try:
        check_url(canonical, resolve=lambda _host: ["127.0.0.1"])
    except CrawlerError:
        return
    pytest.fail("loopback was allowed")
