"""Feeds beyond the golden pairs: limits, refusals and abuse."""

from __future__ import annotations

import contextlib
import gzip
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.discovery import FoundLink, find_seeds, parse_feed, parse_sitemap, sniff_kind
from crawler.discovery.dates import read_date
from crawler.errors import CrawlerError, UnreadableFeed

URL = "https://feeds.example/feed"
NOW = datetime(2026, 2, 10, tzinfo=UTC)


def rss(items: str) -> bytes:
    """An RSS document around some items."""
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


def item(number: int, date: str = "") -> str:
    """One RSS item."""
    return f"<item><link>https://a.example/{number}</link><pubDate>{date}</pubDate></item>"


def numbers(entries: tuple[FoundLink, ...]) -> list[int]:
    """The numbers in the entries' addresses."""
    return [int(entry.url.rpartition("/")[2]) for entry in entries]


def test_an_address_in_an_escaped_section_is_read() -> None:
    body = rss("<item><link>&lt;![CDATA[ https://a.example/7 ]]&gt;</link></item>")
    assert numbers(parse_feed(body, URL).entries) == [7]


def test_an_atom_entry_may_stand_alone() -> None:
    entry = b'<entry xmlns="http://www.w3.org/2005/Atom"><title>T</title><link href="/1"/></entry>'
    assert parse_feed(entry, URL).entries == (FoundLink("https://feeds.example/1", title="T"),)


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1251", "koi8-r", "iso-8859-15"])
def test_utf_8_under_another_name_is_utf_8(encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?>' + rss(item(1)).decode().replace(
        ">T<", ">Größe, Ёлка, 언론<"
    )
    assert parse_feed(body.encode(), URL).title == "Größe, Ёлка, 언론"


@pytest.mark.parametrize(
    "encoding", ["windows-1251", "koi8-r", "shift_jis", "gb18030", "euc-kr", "iso-8859-15"]
)
def test_a_declared_charset_is_heeded(encoding: str) -> None:
    title = {"shift_jis": "新聞の記事", "gb18030": "新闻报道", "euc-kr": "언론 기사"}.get(
        encoding, "Пётр и Ёлка"
    )
    title = "Größe für 5 €" if encoding == "iso-8859-15" else title
    body = f'<?xml version="1.0" encoding="{encoding}"?>' + rss(item(1)).decode().replace(">T<", f">{title}<")
    assert parse_feed(body.encode(encoding), URL).title == title


def test_whole_texts_are_kept_within_a_budget() -> None:
    text = "x" * 900_000
    feed = parse_feed(
        rss(
            "".join(f"<item><link>https://a.example/{n}</link><body>{text}</body></item>" for n in range(12))
        ),
        URL,
    )
    assert [entry.content == text for entry in feed.entries] == [True] * 9 + [False] * 3
    assert len({entry.summary for entry in feed.entries}) == 1


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parse_feed(rss(""), URL).entries == ()


def test_only_the_newest_two_thousand_entries_are_kept_in_their_order() -> None:
    oldest_first = "".join(
        item(number, (NOW - timedelta(hours=2500 - number)).isoformat()) for number in range(2500)
    )
    assert numbers(parse_feed(rss(oldest_first), URL, now=NOW).entries) == list(range(500, 2500))


def test_without_dates_the_first_entries_are_kept() -> None:
    assert numbers(parse_feed(rss("".join(map(item, range(2500)))), URL).entries) == list(range(2000))


def test_a_date_in_the_future_is_kept_for_two_days_and_only_when_now_is_known() -> None:
    feed = rss(item(1, "2026-02-11T23:00:00Z") + item(2, "2026-02-12T01:00:00Z"))
    dates = [entry.published_at for entry in parse_feed(feed, URL, now=NOW).entries]
    assert dates == [datetime(2026, 2, 11, 23, tzinfo=UTC), None]
    assert all(entry.published_at for entry in parse_feed(feed, URL).entries)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "it is empty"),
        (b" \n", "it is empty"),
        (b"<!doctype html><title>Not found</title>", "it is an HTML page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "it is an image"),
        (b"%PDF-1.7 " + bytes(100), "it is a PDF"),
        (bytes(range(256)) * 4, "it is binary data"),
        (b"Just words.", "it is plain text"),
        (b"<urlset><url><loc>https://a.example/</loc></url></urlset>", "it is a sitemap"),
        (b"<?xml version='1.0'?><opml><body/></opml>", "it is XML, but neither RSS nor Atom"),
        (b'{"error": "not found"}', "it is JSON, but no JSON Feed"),
        (b'{"items": [', "it is not well-formed JSON"),
        (b'{"items": ' + b"[" * 100_000, "it is not well-formed JSON"),
        (gzip.compress(b"<rss>" + bytes(20_000_000)), "it unpacks to more than 15 MiB"),
        (gzip.compress(rss(""))[:-12], "its gzip ends too early"),
        (b"<rss><channel>" + b"<a>" * 1_000_000, "it has more than 300,000 elements"),
        (b"<rss>" + b" " * 16_000_000, "it is larger than 15 MiB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_feed_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFeed) as caught:
        parse_feed(body, URL)
    assert (caught.value.url, caught.value.reason) == (URL, reason)


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel><item><title>" + b"&" * 2_000_000,
        b"<rss><channel>" + b"<item>" * 100_000,
        b"<rss><channel><item><title>" + b"<![CDATA[" * 200_000,
        rss(
            "<item><link>https://a.example/1</link><description>"
            + "&lt;script " * 300_000
            + "</description></item>"
        ),
        rss("".join(item(number, f"{number} " + "1 " * 35) for number in range(10_000))),
        rss("".join(item(number, f"{number} jan feb mar 1 2 3 mon tue am pm") for number in range(10_000))),
    ],
    ids=["ampersands", "open items", "open sections", "scripts", "long dates", "muddled dates"],
)
def test_a_hostile_feed_costs_little_time(body: bytes) -> None:
    started = time.process_time()
    with contextlib.suppress(UnreadableFeed):
        parse_feed(body, URL)
    # Generous for slow machines: each takes tenths of a second, and took minutes where a library guessed dates.
    assert time.process_time() - started < 5


@pytest.mark.parametrize("before", ["", "<!-- <a> -->", "<?pi <feed> ?>\n", "<!--" + "x" * 100_000 + "-->"])
def test_no_entity_is_expanded_not_even_in_an_attribute(before: str) -> None:
    body = (
        before.encode()
        + b"""<!DOCTYPE feed [<!ENTITY x "https://evil.example/">]><feed xmlns="http://www.w3.org/2005/Atom">
        <entry><title>&x;</title><link href="a&x;b"/><id>https://a.example/1</id></entry></feed>"""
    )
    (entry,) = parse_feed(body, URL).entries
    assert (entry.title, entry.url) == ("&x;", "https://feeds.example/a&x;b")


@pytest.mark.parametrize("encoding", ["utf-7", "utf-16", "rot13", "idna", "nonsense", "cp037"])
def test_a_strange_encoding_is_read_as_what_the_bytes_are(encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + rss(item(1))
    if encoding == "cp037":
        # EBCDIC is a charset, if one that no feed has: the bytes are none in it.
        with pytest.raises(UnreadableFeed):
            parse_feed(body, URL)
        return
    assert numbers(parse_feed(body, URL).entries) == [1]


#: One a word, "_" for a blank.
FRAGMENTS = """
    <rss> <channel> <item> </item> <link> </link> <entry> <feed_xmlns='http://www.w3.org/2005/Atom'> <link_href=' '/>
    https://a.example/ &amp; &x; & <![CDATA[ ]]> <!-- <!DOCTYPE_rss_[ ]> <pubDate>2026-02-03 </pubDate> xml:base='
    <?xml_version='1.0'_encoding='utf-16'?> {"items":[{"url": "https://a.example/" }]} [ null 1e999 <urlset> <url> <loc>
    </url> \x00 \ud800 é
"""
BODIES = st.one_of(
    st.binary(max_size=120),
    st.lists(
        st.sampled_from(FRAGMENTS.split()).map(lambda word: word.replace("_", " ")) | st.text(max_size=5),
        max_size=25,
    ).map(lambda parts: "".join(parts).encode("utf-8", "replace")),
    st.binary(max_size=60).map(gzip.compress),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["items", "url", "id", "authors", "title", "hubs", "version"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    ).map(lambda value: json.dumps({"items": [value], "authors": value}).encode()),
)


@settings(max_examples=300, deadline=None)
@given(body=BODIES, content_type=st.none() | st.text(max_size=10))
def test_no_bytes_break_discovery(body: bytes, content_type: str | None) -> None:
    sniff_kind(body, content_type)
    find_seeds(body, URL)
    for parse in (parse_feed, parse_sitemap):
        try:
            for entry in parse(body, URL, now=NOW).entries:
                assert entry.url.lower().startswith(("http://", "https://"))
        except CrawlerError:
            pass


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=40)
    | st.from_regex(r"[a-z]{3}, \d\d [a-z]{3} \d{2,4} \d\d:\d\d(:\d\d)? [+-]?\w{1,4}", fullmatch=True)
)
def test_any_text_is_a_date_in_utc_or_none(text: str) -> None:
    moment = read_date(text, now=NOW)
    assert moment is None or (moment.tzinfo is UTC and moment <= NOW + timedelta(days=2))
