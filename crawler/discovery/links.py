"""Which of the addresses in a feed or sitemap can be fetched, and what they are in full."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.discovery.xml import Element, attribute
from crawler.errors import InvalidURL
from crawler.urls import absolute_url, split_url

#: Some writers escape the section mark together with the address in it.
_ESCAPED_SECTION = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>)?", re.DOTALL)
_REGISTERED = "http://www.iana.org/assignments/"
#: How browsers once handed an address to a feed reader.
_FEED_SCHEME = re.compile(r"feed:(?://)?(?=https?:)|feed:(?=//)", re.IGNORECASE)
_IS_COMPLETE = re.compile(r"https?://[^\s\\]+$", re.IGNORECASE)


def http_url(found: str | None, base: str) -> str | None:
    """The address as found, made absolute; None when nothing can be fetched there."""
    text = (found or "").strip()
    if text.startswith("<") and (section := _ESCAPED_SECTION.fullmatch(text)):
        text = section[1].strip()
    if scheme := _FEED_SCHEME.match(text):
        rest = text[scheme.end() :]
        text = f"http:{rest}" if rest.startswith("//") else rest
    if not text or text.startswith("#"):
        return None
    try:
        # Joining costs more than everything else here, and most addresses are complete.
        url = text if _IS_COMPLETE.match(text) else absolute_url(text, base)
        split_url(url)
    except InvalidURL:
        return None
    return url


def resolved(url: str, bases: Iterable[str]) -> str:
    """The base that nested xml:base values make of the document's own address."""
    base = url
    for value in bases:
        base = http_url(value, base) or base
    return base


def link_rels(element: Element) -> tuple[str, ...]:
    """What a link is to its document; RFC 4287 §4.2.7.2 allows the long form of the registered names too."""
    rels = (attribute(element, "rel") or "alternate").lower().split()
    return tuple(rel.removeprefix(_REGISTERED).removeprefix("relation/") for rel in rels)
