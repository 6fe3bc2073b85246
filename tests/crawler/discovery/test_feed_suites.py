"""Other people's feeds: what their parsers read in them, we read too, and nothing upsets us."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any

import feedparser
import pytest

from crawler.discovery import Feed, parse_feed, parse_sitemap
from crawler.errors import CrawlerError, UnreadableFeed

URL = "https://feeds.example/feed"

#: Where we read more (JSON Feed), another link first (the alternate, not the enclosure), or less on purpose: an Atom
#: id that is a relative address is no link, and CDF is extinct.
READ_OTHERWISE = {
    "feeds-feedparser": {
        "json/example.json",
        "wellformed/atom10/entry_link_no_href_link_priority.xml",
        "wellformed/base/http_entry_id_base_content_location.xml",
        "wellformed/cdf/item_href_map_link.xml",
    },
    "feeds-real": {"lemon24+reader/full.json"},
    # An id that is no address, of two alternates the first, and the address in front of a feed reader's counter.
    "feeds-feedvalidator": {
        "atom/must/entry_id_not_tag2.xml",
        "atom/must/entry_id_not_urn.xml",
        "atom/must/entry_link_multiple.xml",
        "ext/feedburner/dup-entry-origLink.xml",
        "rss20/element-channel-item-guid/invalid_guid_value_explicit_isPermalink.xml",
        "rss20/element-channel-item-link/invalid_item_link.xml",
    },
}


def report(name: str, total: int, differing: list[str]) -> None:
    """How many of a suite agree, and which do not."""
    print(f"\n{name}: {total - len(differing)} / {total}; read otherwise, see DECISIONS.md: {differing}")
    assert set(differing) <= READ_OTHERWISE[name]


@pytest.mark.shared
@pytest.mark.parametrize("name", ["feeds-feedparser", "feeds-real"])
def test_entries_agree_with_feedparser(suite: Callable[[str], Any], name: str) -> None:
    """Compared are the http(s) addresses of all entries, in order."""
    cases = suite(name)
    differing = sorted({case["id"] for case in cases.cases if not _agrees(cases.body(case), case)})
    report(name, len(cases.cases), differing)


def _agrees(body: bytes, case: dict[str, Any]) -> bool:
    url = (case.get("headers") or {}).get("Content-Location") or "http://test.invalid/"
    expected = [
        entry["link"] for entry in case["oracle"]["entries"] if str(entry["link"]).lower().startswith("http")
    ]
    try:
        found = [entry.url for entry in parse_feed(body, url).entries]
    except UnreadableFeed:
        return not case["oracle"]["n"]
    # The suite keeps the first entries only.
    return found[: len(expected)] == expected if len(expected) < case["oracle"]["n"] else found == expected


@pytest.mark.shared
def test_whatever_lists_an_address_for_feedparser_lists_it_for_us(suite: Callable[[str], Any]) -> None:
    cases = suite("feeds-feedvalidator")
    differing = []
    for case in cases.cases:
        body = cases.body(case)
        expected = _read_by_feedparser(body)
        found = [entry.url for entry in (_read(body) or Feed(())).entries]
        if expected and found != expected:
            differing.append(case["id"])
    report("feeds-feedvalidator", len(cases.cases), differing)


def _read(body: bytes) -> Feed | None:
    try:
        return parse_feed(body, URL)
    except UnreadableFeed:
        return None


def _read_by_feedparser(body: bytes) -> list[str]:
    headers = {"content-type": "application/xml", "content-location": URL}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        entries = feedparser.parse(body, response_headers=headers, sanitize_html=False).entries
    links = (str(entry.get("link", "")) for entry in entries)
    return list(dict.fromkeys(link for link in links if link.lower().startswith("http")))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["feeds-feedvalidator", "xml-json-abuse"])
def test_every_document_is_read_or_refused_in_no_time(suite: Callable[[str], Any], name: str) -> None:
    cases = suite(name)
    slow = []
    for case in cases.cases:
        started = time.process_time()
        for parse in (parse_feed, parse_sitemap):
            try:
                parse(cases.body(case), URL)
            except CrawlerError:
                continue
        # Generous for slow machines: the slowest take tenths of a second.
        if time.process_time() - started > 5:
            slow.append(case["id"])
    print(f"\n{name}: {len(cases.cases) - len(slow)} / {len(cases.cases)} read or refused; too slow: {slow}")
    assert slow == []
