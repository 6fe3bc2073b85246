"""Feeds so broken that no XML parser reads them: feedparser's tag soup reader, kept within bounds."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import feedparser

from crawler.discovery.dates import read_date
from crawler.discovery.enclosed import MOST_MEDIA, file_size, file_type
from crawler.discovery.links import http_url
from crawler.discovery.model import MOST_FEED_ENTRIES, Feed, FoundLink, FoundMedia
from crawler.discovery.text import LONGEST_SUMMARY, LONGEST_TITLE, language_tag, plain_text

#: feedparser takes milliseconds for an entry, and no broken feed deserves minutes.
LONGEST_TEXT = 256 * 1024
END_OF_ITEM = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)


def read_with_feedparser(text: str, url: str, now: datetime | None) -> Feed | None:
    """What feedparser makes of the document, or None when it finds no feed."""
    try:
        # As a stream: text that looks like a URL would be fetched.
        document = feedparser.parse(
            io.BytesIO(_bounded(text).encode("utf-8", "replace")),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        )
        return _feed(document, url, now) if document.get("version") or document.entries else None
    except Exception:  # noqa: BLE001 -- a tag soup reader fails in any way there is, and each means "unreadable"
        return None


def _bounded(text: str) -> str:
    """The text up to its two-thousandth entry."""
    text = text[:LONGEST_TEXT]
    for count, match in enumerate(END_OF_ITEM.finditer(text), start=1):
        if count == MOST_FEED_ENTRIES:
            return text[: match.end()]
    return text


def _feed(document: Any, url: str, now: datetime | None) -> Feed:
    head = document.feed
    language = language_tag(_text(head, "language"))
    read = [_entry(entry, url, language, now) for entry in document.entries]
    return Feed(
        entries=tuple(entry for entry in read if entry is not None),
        title=plain_text(_text(head, "title"), LONGEST_TITLE),
        language=language,
        homepage=http_url(_text(head, "link"), url),
        skipped_count=sum(entry is None for entry in read),
    )


def _entry(entry: Any, base: str, language: str | None, now: datetime | None) -> FoundLink | None:
    url = http_url(_text(entry, "link"), base)
    if url is None:
        return None
    names = [plain_text(_text(author, "name"), 200) for author in entry.get("authors") or ()]
    return FoundLink(
        url=url,
        title=plain_text(_text(entry, "title"), LONGEST_TITLE),
        published_at=read_date(_text(entry, "published"), now=now),
        modified_at=read_date(_text(entry, "updated"), now=now),
        authors=tuple(dict.fromkeys(name for name in names if name)),
        summary=plain_text(_text(entry, "summary"), LONGEST_SUMMARY),
        language=language,
        id=_text(entry, "id") or None,
        content=next((text for part in entry.get("content") or () if (text := _text(part, "value"))), None),
        media=tuple(_media(entry, base))[:MOST_MEDIA],
    )


def _media(entry: Any, base: str) -> Iterator[FoundMedia]:
    for file in entry.get("enclosures") or ():
        if url := http_url(_text(file, "href"), base):
            yield FoundMedia(
                url, "enclosure", file_type(_text(file, "type")), file_size(_text(file, "length"))
            )


def _text(parent: Any, name: str) -> str:
    value = parent.get(name)
    return value.strip() if isinstance(value, str) else ""
