"""What a body is, seen from its bytes."""

from __future__ import annotations

import gzip

import pytest

from crawler.discovery import BodyKind, sniff_kind

RSS = b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (RSS, BodyKind.feed),
        (b"\xef\xbb\xbf\n\n" + RSS, BodyKind.feed),
        (b"<!-- " + b"x" * 5000 + b" -->" + RSS.partition(b"?>")[2], BodyKind.feed),
        (RSS.decode().encode("utf-16"), BodyKind.feed),
        (gzip.compress(RSS), BodyKind.feed),
        (b"Warning: x\n" + RSS, BodyKind.feed),
        (b'<!DOCTYPE rss PUBLIC "x" [<!ENTITY a "b">]><rss/>', BodyKind.feed),
        (b'<rdf:RDF xmlns="http://purl.org/rss/1.0/"/>', BodyKind.feed),
        (b'<atom:feed xmlns:atom="http://www.w3.org/2005/Atom"/>', BodyKind.feed),
        (b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1"}', BodyKind.json_feed),
        (b'{"items": []}', BodyKind.json_feed),
        (b'{"name": 1}', BodyKind.json),
        (b"<?xml-stylesheet href='x'?><urlset/>", BodyKind.sitemap),
        (b"<sm:sitemapindex xmlns:sm='x'/>", BodyKind.sitemap),
        (b"https://a.example/1\nhttps://a.example/2\n", BodyKind.sitemap),
        (b"<!DOCTYPE html><rss>", BodyKind.html),
        (b"<html><body>", BodyKind.html),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html/>', BodyKind.html),
        (b"<h1>Hello</h1>", BodyKind.html),
        (b"<?xml version='1.0'?><opml/>", BodyKind.xml),
        (b"Just words, nothing else.", BodyKind.text),
        (b"", BodyKind.empty),
        (b"\r\n \t", BodyKind.empty),
        (b"\x89PNG\r\n\x1a\n", BodyKind.image),
        (b"\xff\xd8\xff\xe0", BodyKind.image),
        (b"RIFF0000WEBP", BodyKind.image),
        (b"\0\0\0 ftypavif", BodyKind.image),
        (b"\0\0\0 ftypisom", BodyKind.media),
        (b"ID3\x04", BodyKind.media),
        (b"%PDF-1.4", BodyKind.pdf),
        (b"PK\x03\x04", BodyKind.binary),
        (b"\x1f\x8bgarbage", BodyKind.binary),
        (bytes(100), BodyKind.binary),
        (b"BMW builds a new plant.", BodyKind.text),
    ],
)
def test_bytes_say_what_they_are(body: bytes, kind: BodyKind) -> None:
    assert sniff_kind(body) is kind


@pytest.mark.parametrize("content_type", ["text/html", "image/png", "application/rss+xml", "", None])
def test_a_header_that_lies_is_not_believed(content_type: str | None) -> None:
    assert sniff_kind(RSS, content_type) is BodyKind.feed
    assert sniff_kind(b"\x89PNG\r\n\x1a\n", content_type) is BodyKind.image


def test_the_header_decides_where_the_bytes_leave_it_open() -> None:
    assert sniff_kind(b"<section>News</section>", "text/html; charset=utf-8") is BodyKind.html
    assert sniff_kind(b"<section>News</section>", "application/xml") is BodyKind.xml


def test_a_bomb_is_sniffed_without_unpacking_it() -> None:
    assert sniff_kind(gzip.compress(b"<rss>" + bytes(50_000_000))) in (BodyKind.feed, BodyKind.binary)
