"""JSON Feed 1 and 1.1 → a Feed (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from crawler.discovery.dates import read_date
from crawler.discovery.enclosed import LONGEST_CONTENT, MOST_MEDIA, escaped, file_size, file_type
from crawler.discovery.entry import MOST_AUTHORS
from crawler.discovery.links import http_url
from crawler.discovery.model import Feed, FoundLink, FoundMedia
from crawler.discovery.text import LONGEST_SUMMARY, LONGEST_TITLE, language_tag, plain_text
from crawler.discovery.xml_feed import MOST_READ


def read_json_feed(body: bytes, url: str, now: datetime | None) -> Feed:
    """The JSON Feed in `body`; raises ValueError when it is none."""
    document = _document(body)
    items = [item for item in document["items"][:MOST_READ] if isinstance(item, dict)]
    language = language_tag(_text(document, "language"))
    authors = tuple(dict.fromkeys(_authors(document)))
    read = [_entry(item, url, language, now) for item in items]
    return Feed(
        entries=tuple(
            replace(entry, authors=entry.authors or authors[:MOST_AUTHORS])
            for entry in read
            if entry is not None
        ),
        title=plain_text(_text(document, "title"), LONGEST_TITLE),
        language=language,
        homepage=http_url(_text(document, "home_page_url"), url),
        hubs=tuple(hub for found in _dicts(document, "hubs") if (hub := http_url(_text(found, "url"), url))),
        self_url=http_url(_text(document, "feed_url"), url),
        next_url=http_url(_text(document, "next_url"), url),
        skipped_count=sum(entry is None for entry in read),
    )


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not well-formed JSON") from error
    if isinstance(document, dict) and isinstance(document.get("items"), list):
        return document
    raise ValueError("it is JSON, but no JSON Feed")


def _entry(item: dict[str, Any], base: str, language: str | None, now: datetime | None) -> FoundLink | None:
    links = (http_url(_text(item, name), base) for name in ("url", "external_url"))
    # The specification asks for a full URL as the id, but a bare number is an id too.
    last = _text(item, "id") if _text(item, "id").lower().startswith(("http://", "https://")) else ""
    url = next((link for link in links if link), None) or http_url(last, base)
    if url is None:
        return None
    written = (_text(item, "summary"), escaped(_text(item, "content_text")), _text(item, "content_html"))
    summaries = (plain_text(markup, LONGEST_SUMMARY) for markup in written)
    return FoundLink(
        url=url,
        title=plain_text(_text(item, "title"), LONGEST_TITLE),
        published_at=read_date(_text(item, "date_published"), now=now),
        modified_at=read_date(_text(item, "date_modified"), now=now),
        authors=tuple(dict.fromkeys(_authors(item)))[:MOST_AUTHORS],
        summary=next((summary for summary in summaries if summary), None),
        language=language_tag(_text(item, "language")) or language,
        id=_text(item, "id") or None,
        content=_content(item),
        media=_media(item, base),
    )


def _content(item: dict[str, Any]) -> str | None:
    content = _text(item, "content_html") or escaped(_text(item, "content_text"))
    return content if content and len(content) <= LONGEST_CONTENT else None


def _media(item: dict[str, Any], base: str) -> tuple[FoundMedia, ...]:
    found: dict[str, FoundMedia] = {}
    for file in _dicts(item, "attachments")[:MOST_MEDIA]:
        if url := http_url(_text(file, "url"), base):
            kind, size = file_type(_text(file, "mime_type")), file_size(_text(file, "size_in_bytes"))
            found.setdefault(url, FoundMedia(url, "enclosure", kind, size))
    for name in ("image", "banner_image"):
        if url := http_url(_text(item, name), base):
            found.setdefault(url, FoundMedia(url, "thumbnail"))
    return tuple(found.values())


def _authors(item: dict[str, Any]) -> Iterator[str]:
    for author in (*_dicts(item, "authors"), item.get("author")):
        name = plain_text(_text(author, "name"), 200) if isinstance(author, dict) else None
        if name:
            yield name


def _dicts(parent: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = parent.get(name)
    return [child for child in value if isinstance(child, dict)] if isinstance(value, list) else []


def _text(parent: dict[str, Any], name: str) -> str:
    value = parent.get(name)
    if isinstance(value, str):
        return value.strip()
    # Ids are numbers now and then.
    return (
        str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18 else ""
    )
