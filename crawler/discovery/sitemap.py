"""A sitemap's bytes → its URLs: urlset, index, the news extension, and plain lists of URLs."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, cast

from lxml import etree

from crawler.discovery.body import repaired, unpacked, xml_text
from crawler.discovery.kind import BodyKind, sniff_kind
from crawler.discovery.links import http_url
from crawler.discovery.model import LARGEST_SITEMAP, MOST_SITEMAP_URLS, FoundLink, Sitemap
from crawler.discovery.sitemap_reader import SitemapReader
from crawler.errors import UnreadableSitemap

_ROOT = re.compile(rb"<(?:[A-Za-z0-9_.-]{1,40}:)?(?:urlset|sitemapindex)\b", re.IGNORECASE)
#: Two-byte characters or an encoding other than UTF-8: decoded by us before libxml2 sees it.
_STRANGE = re.compile(rb"\x00|encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE)
_CHUNK = 64 * 1024
_NOT_SITEMAPS = {
    BodyKind.empty: "it is empty",
    BodyKind.html: "it is an HTML page",
    BodyKind.feed: "it is a feed",
    BodyKind.json_feed: "it is a feed",
    BodyKind.json: "it is JSON",
    BodyKind.image: "it is an image",
    BodyKind.media: "it is audio or video",
    BodyKind.pdf: "it is a PDF",
    BodyKind.binary: "it is binary data",
}


def parse_sitemap(body: bytes, url: str, *, now: datetime | None = None) -> Sitemap:
    """Read the sitemap that `url` answered with; raises UnreadableSitemap when it is none.

    `now` lets dates in the future be recognised as mistakes. At most 50,000 URLs are read.
    """
    try:
        plain = unpacked(body, LARGEST_SITEMAP)
        return _read(plain, url, now)
    except ValueError as error:
        raise UnreadableSitemap(url, str(error)) from error


def _read(body: bytes, url: str, now: datetime | None) -> Sitemap:
    kind = sniff_kind(body)
    if kind in _NOT_SITEMAPS:
        raise ValueError(_NOT_SITEMAPS[kind])
    if b"<" not in body[:4096].replace(b"\0", b""):
        return _read_lines(xml_text(body))
    if _ROOT.search(body) and b"<!DOCTYPE" not in body and not _STRANGE.search(body[:1024]):
        reader = SitemapReader(url, now)
        if _stream(body.lstrip(), reader, recover=False):
            return reader.sitemap()
    return _read_broken(body, url, now)


def _read_lines(text: str) -> Sitemap:
    """The protocol's plain form: one URL a line, and nothing else."""
    found: dict[str, FoundLink] = {}
    for line in text.splitlines():
        if len(found) >= MOST_SITEMAP_URLS:
            break
        url = http_url(line, "")
        if url:
            found.setdefault(url, FoundLink(url))
    if not found:
        raise ValueError("it is text without any URL")
    return Sitemap(entries=tuple(found.values()))


def _read_broken(body: bytes, url: str, now: datetime | None) -> Sitemap:
    """Broken XML (a stray "&" in a URL, mostly), or XML that is safer to read after decoding it ourselves."""
    text = repaired(xml_text(body)).encode("utf-8", "replace")
    start = _ROOT.search(text)
    if start is None:
        raise ValueError("it is XML, but no sitemap")
    reader = SitemapReader(url, now)
    # What was read before a break is as good as ever.
    if not _stream(text[start.start() :], reader, recover=True) and not (reader.entries or reader.sitemaps):
        raise ValueError("it is not well-formed XML")
    return reader.sitemap()


def _stream(body: bytes, reader: SitemapReader, *, recover: bool) -> bool:
    """Let the reader see the elements one by one, no tree being built; False when the XML is broken."""
    parser = etree.XMLParser(
        target=cast("Any", reader),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
        encoding="utf-8",
    )
    try:
        for start in range(0, len(body), _CHUNK):
            parser.feed(body[start : start + _CHUNK])
            if reader.is_full:
                return True
        parser.close()
    except etree.XMLSyntaxError:
        return False
    return True
