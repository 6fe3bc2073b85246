"""A feed's bytes → its entries: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from crawler.discovery.body import repaired, unpacked, xml_text
from crawler.discovery.fallback import END_OF_ITEM, read_with_feedparser
from crawler.discovery.json_feed import read_json_feed
from crawler.discovery.kind import BodyKind, sniff_kind
from crawler.discovery.model import LARGEST_FEED, MOST_CONTENT, MOST_FEED_ENTRIES, Feed, FoundLink
from crawler.discovery.xml import parse_xml
from crawler.discovery.xml_feed import MOST_READ, find_feed_root, read_xml_feed
from crawler.errors import UnreadableFeed

#: More tags than ten thousand honest entries have.
MOST_TAGS = 600_000
#: Characters of a broken feed that are worth the trouble.
LONGEST_BROKEN = 4 * 1024 * 1024

_FEED_START = re.compile(r"<(?:rss|feed|rdf:RDF|channel)\b", re.IGNORECASE)
#: Without any of these no reader finds an entry, and the slow one need not try.
_NAMES_AN_ADDRESS = re.compile(r"<(?:[\w.-]+:)?(?:link|guid|id|origlink)\b|\babout\s*=", re.IGNORECASE)
_OLDEST = datetime.min.replace(tzinfo=UTC)
_NEVER_FEEDS = {
    BodyKind.empty: "it is empty",
    BodyKind.html: "it is an HTML page",
    BodyKind.image: "it is an image",
    BodyKind.media: "it is audio or video",
    BodyKind.pdf: "it is a PDF",
    BodyKind.binary: "it is binary data",
    BodyKind.sitemap: "it is a sitemap",
    BodyKind.text: "it is plain text",
}


def parse_feed(
    body: bytes, url: str, *, content_type: str | None = None, now: datetime | None = None
) -> Feed:
    """Read the feed that `url` answered with; raises UnreadableFeed when it is none.

    `content_type` may name the charset, `now` lets dates in the future be recognised as mistakes. At most 2,000
    entries are kept, the newest.
    """
    try:
        plain = unpacked(body, LARGEST_FEED)
        feed = _read(plain, url, content_type, now)
    except ValueError as error:
        raise UnreadableFeed(url, str(error)) from error
    return replace(feed, entries=tuple(_bounded(newest(feed.entries))))


def newest(entries: tuple[FoundLink, ...]) -> tuple[FoundLink, ...]:
    """The newest entries up to the limit, each URL once, in the feed's order."""
    once = tuple({entry.url: entry for entry in reversed(entries)}.values())[::-1]
    if len(once) <= MOST_FEED_ENTRIES:
        return once
    ranked = sorted(range(len(once)), key=lambda index: _date(once[index]), reverse=True)
    return tuple(once[index] for index in sorted(ranked[:MOST_FEED_ENTRIES]))


def _bounded(entries: tuple[FoundLink, ...]) -> Iterator[FoundLink]:
    """The entries, the last of them without their whole text where all together are too much."""
    left = MOST_CONTENT
    for entry in entries:
        left -= len(entry.content or "")
        yield entry if left >= 0 else replace(entry, content=None)


def _date(entry: FoundLink) -> datetime:
    return entry.published_at or entry.modified_at or _OLDEST


def _read(body: bytes, url: str, content_type: str | None, now: datetime | None) -> Feed:
    kind = sniff_kind(body)
    if kind in _NEVER_FEEDS:
        raise ValueError(_NEVER_FEEDS[kind])
    if kind in (BodyKind.json, BodyKind.json_feed):
        return read_json_feed(body, url, now)
    return _read_xml(xml_text(body, content_type), url, now)


def _read_xml(text: str, url: str, now: datetime | None) -> Feed:
    if text.count("<") > MOST_TAGS:
        text = _cut(text)
    try:
        root = parse_xml(text, recover=False)
    except ValueError as error:
        return _read_broken(repaired(text[:LONGEST_BROKEN]), url, now, str(error))
    feed_root = find_feed_root(root)
    if feed_root is None:
        raise ValueError("it is XML, but neither RSS nor Atom")
    return read_xml_feed(feed_root, url, now)


def _cut(text: str) -> str:
    """The text without the entries past those that are looked at: a tree takes many times its text's memory."""
    for count, match in enumerate(END_OF_ITEM.finditer(text), start=1):
        if count == MOST_READ:
            text = text[: match.end()]
            break
    if text.count("<") > MOST_TAGS:
        raise ValueError(f"it has more than {MOST_TAGS // 2:,} elements")
    return text


def _read_broken(text: str, url: str, now: datetime | None, complaint: str) -> Feed:
    """What can be saved of broken XML: first by libxml2, then by feedparser's own tag soup reader."""
    start = _FEED_START.search(text)
    # Warnings of the software that wrote it stand in front now and then.
    text = text[start.start() :] if start else text
    root = find_feed_root(parse_xml(text, recover=True)) if start else None
    feed = read_xml_feed(root, url, now) if root is not None else None
    if feed is not None and feed.entries and not feed.skipped_count:
        return feed
    fallback = read_with_feedparser(text, url, now) if _NAMES_AN_ADDRESS.search(text) else None
    found = [read for read in (feed, fallback) if read is not None]
    if not found:
        raise ValueError(complaint)
    best = max(found, key=lambda read: len(read.entries))
    return replace(best, damage=_complaint_about(text))


def _complaint_about(text: str) -> str | None:
    try:
        parse_xml(text, recover=False)
    except ValueError as error:
        return str(error)
    return None
