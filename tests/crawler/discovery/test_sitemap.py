"""Sitemaps beyond the golden pairs: limits, refusals, and other people's conformance suite."""

from __future__ import annotations

import contextlib
import gzip
import html
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.discovery import FoundLink, FoundSitemap, Sitemap, parse_sitemap
from crawler.errors import UnreadableSitemap

URL = "https://a.example/sitemap.xml"


def urls(count: int) -> bytes:
    """A sitemap of so many URLs."""
    return (
        b"<urlset>"
        + b"".join(b"<url><loc>https://a.example/%d</loc></url>" % n for n in range(count))
        + b"</urlset>"
    )


def test_at_most_fifty_thousand_urls_are_read() -> None:
    sitemap = parse_sitemap(urls(60_000), URL)
    assert len(sitemap.entries) == 50_000
    assert sitemap.entries[-1].url == "https://a.example/49999"


def test_a_plain_list_is_cut_as_well() -> None:
    body = b"\n".join(b"https://a.example/%d" % number for number in range(60_000))
    assert len(parse_sitemap(body, URL).entries) == 50_000


def test_an_empty_sitemap_is_a_sitemap() -> None:
    assert parse_sitemap(b"<urlset/>", URL) == Sitemap()


def test_an_index_with_urls_of_its_own_gives_both() -> None:
    body = b"<sitemapindex><sitemap><loc>/s.xml</loc></sitemap><url><loc>/a</loc></url></sitemapindex>"
    sitemap = parse_sitemap(body, URL)
    assert sitemap.sitemaps == (FoundSitemap("https://a.example/s.xml"),)
    assert [entry.url for entry in sitemap.entries] == ["https://a.example/a"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "it is empty"),
        (b"<html><body>404</body></html>", "it is an HTML page"),
        (b"<rss><channel/></rss>", "it is a feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "it is a feed"),
        (b"<?xml version='1.0'?><opml/>", "it is XML, but no sitemap"),
        (b"Nothing here.", "it is text without any URL"),
        (b"<urlset>" + b"<a>" * 1_000_000, "its elements are nested too deeply"),
        (gzip.compress(b"<urlset>" + bytes(60_000_000)), "it unpacks to more than 50 MiB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_sitemap_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadableSitemap) as caught:
        parse_sitemap(body, URL)
    assert (caught.value.url, caught.value.reason) == (URL, reason)


@pytest.mark.parametrize(
    "body",
    [
        b"<urlset>" + b"<a>" * 1_000_000,
        b"<urlset>" + b"<url/>" * 1_000_000,
        b"<urlset><url><loc>" + b"&" * 3_000_000,
    ],
    ids=["deep", "wide", "ampersands"],
)
def test_a_hostile_sitemap_costs_little_time(body: bytes) -> None:
    started = time.process_time()
    with contextlib.suppress(UnreadableSitemap):
        parse_sitemap(body, URL)
    assert time.process_time() - started < 5


def test_pictures_and_videos_are_told_by_where_they_stand_when_their_prefix_is_not_declared() -> None:
    picture = "<image:image><image:loc>https://gazette.example/a.jpg</image:loc></image:image>"
    video = "<v:video><v:title>Film</v:title><v:publication_date>2020-01-01</v:publication_date></v:video>"
    news = "<n:news><n:publication_date>2026-03-02</n:publication_date><n:title>Pier opens</n:title></n:news>"
    body = f"<urlset><url>{picture}{video}<loc>https://gazette.example/1</loc>{news}</url></urlset>"
    assert parse_sitemap(body.encode(), URL).entries == (
        FoundLink(
            "https://gazette.example/1", title="Pier opens", published_at=datetime(2026, 3, 2, tzinfo=UTC)
        ),
    )


def addresses(body: bytes) -> list[str]:
    """Every address that stands in a sitemap, as anybody would look for it: by the words around it."""
    text = (gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body).decode()
    text = re.sub(r"<!--.*?-->|<image:image>.*?</image:image>", "", text, flags=re.DOTALL)
    found = re.findall(r"<loc>\s*(.*?)\s*</loc>", text, re.DOTALL) or text.split()
    return list(dict.fromkeys(html.unescape(url) for url in found if url.startswith("http")))


@pytest.mark.shared
def test_every_sitemap_of_other_projects_is_read(suite: Callable[[str], Any]) -> None:
    sitemaps = suite("sitemaps")
    unread = []
    for case in sitemaps.cases:
        try:
            sitemap = parse_sitemap(sitemaps.body(case), URL)
        except UnreadableSitemap:
            unread.append(case["func"])
            continue
        found = [entry.url for entry in sitemap.entries] + [one.url for one in sitemap.sitemaps]
        assert found == addresses(sitemaps.body(case)), case["id"]
    refused = ["test_parse_sitemap_not_sitemap"]
    right = len(sitemaps.cases) - len(set(unread) ^ set(refused))
    print(f"\nsitemaps: {right} / {len(sitemaps.cases)}, of which refused, being none: {unread}")
    assert unread == refused
