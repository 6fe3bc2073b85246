"""Other people's feeds: what their parsers read in them, we read too, and nothing upsets us."""

from __future__ import annotations

import calendar
import re
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import feedparser
import pytest

from crawler.discovery import Feed, FoundLink, parse_feed, parse_sitemap
from crawler.discovery.text import LONGEST_SUMMARY, LONGEST_TITLE, plain_text
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


def _parsed(body: bytes) -> Any:
    headers = {"content-type": "application/xml", "content-location": URL}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return feedparser.parse(body, response_headers=headers, sanitize_html=False)


def _read_by_feedparser(body: bytes) -> list[str]:
    links = (str(entry.get("link", "")) for entry in _parsed(body).entries)
    return list(dict.fromkeys(link for link in links if link.lower().startswith("http")))


#: What we read otherwise than feedparser, by field: the entries' words, dates, names and files. DECISIONS.md says why.
OTHER_WORDS = {
    "title": """
        wellformed/atom10/entry_title_text_plain_brackets.xml atom/must/entry_title_not_text_plain.xml
        wellformed/media-rss/item_media_title_type_plain.xml illformed/chardet/shiftjis.xml""",
    "summary": """
        wellformed/atom10/entry_content_base64_2.xml wellformed/atom10/entry_content_div_escaped_markup.xml
        illformed/chardet/shiftjis.xml encoding/bozo_linenoise.xml atom/must/entry_content_not_inline.xml
        atom/must/entry_content_not_inline_cdata.xml atom/must/entry_content_not_text_plain.xml
        atom/must/entry_summary_not_inline_cdata.xml atom/must/entry_summary_not_text_plain.xml""",
    "date": """
        atom/must/entry_issued_bad_hours.xml atom/must/entry_issued_bad_minutes.xml
        atom/must/entry_issued_bad_month.xml atom/must/entry_issued_bad_seconds.xml
        atom/must/entry_issued_no_colons.xml atom/must/entry_modified_bad_day.xml
        atom/must/entry_modified_bad_day2.xml atom/must/entry_modified_bad_minutes.xml
        atom/must/entry_modified_bad_seconds.xml atom/must/entry_modified_no_colons.xml""",
    "authors": """
        atom/must/entry_author_name_contains_html_cdata.xml
        rss20/data-types-email/rfc2368.xml rss20/element-channel-item-author/valid_email_addresses.xml""",
    "enclosures": "ext/itunes/missing_lang.xml ext/itunes/subtitle_contains_html.xml",
}
_END_OF_ENTRY = re.compile(rb"</((?:\w+:)?)(item|entry)\s*>")


@pytest.mark.shared
def test_words_dates_names_and_files_agree_with_feedparser(suite: Callable[[str], Any]) -> None:
    """Most feeds of the suites are about one element and have no address: each entry gets one, for both readers."""
    total, differing = Counter[str](), defaultdict[str, set[str]](set)
    for name in ("feeds-feedparser", "feeds-feedvalidator", "feeds-real"):
        cases = suite(name)
        for case in cases.cases:
            body = with_addresses(cases.body(case))
            ours = {entry.url: entry for entry in (_read(body) or Feed(())).entries}
            for entry in _parsed(body).entries:
                if (read := ours.get(str(entry.get("link", "")))) is None:
                    continue
                for field, pair in compared(read, entry).items():
                    total[field] += 1
                    if pair[0] != pair[1]:
                        differing[field].add(case["id"])
    for field, entries in total.items():
        those = sorted(differing[field])
        print(f"\nfeeds, {field}: {len(those)} feeds differ, of {entries} entries: {those}")
    undecided = {field: those - set(OTHER_WORDS[field].split()) for field, those in differing.items()}
    assert not any(undecided.values()), undecided


def with_addresses(body: bytes) -> bytes:
    """The feed with an address at the end of each entry."""
    numbers = count(1)

    def addressed(match: re.Match[bytes]) -> bytes:
        prefix, url = match[1], b"https://gazette.example/%d" % next(numbers)
        link = (
            b"%slink>%s</%slink" % (prefix, url, prefix)
            if match[2] == b"item"
            else b'%slink href="%s"/' % (prefix, url)
        )
        return b"<" + link + b">" + match[0]

    return _END_OF_ENTRY.sub(addressed, body)


def compared(read: FoundLink, entry: Any) -> dict[str, tuple[object, object]]:
    """What we read and what feedparser reads, by field; where it knows no author it takes none of the feed's."""
    theirs = tuple(author["name"] for author in entry.get("authors", ()) if author.get("name"))
    files = [file.get("href") for file in entry.get("enclosures", ()) if file.get("href")]
    # Not entry.get(): it takes one date for another.
    dates = {moment(dict.get(entry, name)) for name in ("published_parsed", "updated_parsed")} - {None}
    return {
        "title": (read.title, plain_text(entry.get("title", ""), LONGEST_TITLE)),
        "summary": (read.summary, plain_text(entry.get("summary", ""), LONGEST_SUMMARY)),
        "date": ({read.published_at, read.modified_at} - {None}, dates or ({read.published_at} - {None})),
        "authors": (read.authors if theirs or "author" in entry else (), theirs),
        "enclosures": ([file.url for file in read.media if file.role == "enclosure"], files),
    }


def moment(parsed: Any) -> datetime | None:
    """feedparser's tuple as a moment."""
    return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None


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
