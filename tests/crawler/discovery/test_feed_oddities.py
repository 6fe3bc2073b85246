"""What people and their software put into feeds: the words, dates, charsets and links that are meant."""

from __future__ import annotations

import base64
import codecs
import json
from datetime import UTC, datetime

import pytest

from crawler.discovery import Feed, FoundLink, parse_feed
from crawler.discovery.dates import read_date
from crawler.discovery.xml import parse_xml
from crawler.errors import UnreadableFeed

URL = "https://gazette.example/feeds/rss.xml"
PAGE = "https://gazette.example/1"
NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/DTDs/Podcast-1.0.dtd" '
    'xmlns:atom="http://www.w3.org/2005/Atom"'
)


def rss(item: str, *, head: str = "", declared: str = "") -> str:
    """A feed with one item."""
    return (
        f'<?xml version="1.0"{declared}?><rss version="2.0" {NAMESPACES}><channel><title>Gazette</title>{head}'
        f"<item>{item}<link>{PAGE}</link></item></channel></rss>"
    )


def atom(entry: str, *, namespace: str = "http://www.w3.org/2005/Atom") -> str:
    """A feed with one entry."""
    return f'<feed xmlns="{namespace}"><title>Gazette</title><entry>{entry}</entry></feed>'


def feed(body: str | bytes, content_type: str | None = None) -> Feed:
    return parse_feed(body.encode() if isinstance(body, str) else body, URL, content_type=content_type)


def only(body: str | bytes, content_type: str | None = None) -> FoundLink:
    """The one entry of a feed."""
    (entry,) = feed(body, content_type).entries
    return entry


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("<![CDATA[Fish & <b>Chips</b>]]>", "Fish & Chips"),
        ("Fish &amp;amp; Chips", "Fish & Chips"),
        ("Bed & Breakfast", "Bed & Breakfast"),
        ("The&nbsp;pier&rsquo;s end", "The pier’s end"),
        ("The pier&#146;s &#x93;end&#x94;", "The pier’s “end”"),
        ("The pier&#226;&#128;&#153;s caf&#233;", "The pier’s café"),
        ("Waves &#55356;&#57098; and wind", "Waves 🌊 and wind"),
        ("Half &#55356; a wave", "Half a wave"),
        ("I &lt;3 the pier", "I <3 the pier"),
        ("<em>Pier</em> opens", "Pier opens"),
    ],
)
def test_a_title_of_rss_is_what_its_reader_would_see(title: str, meant: str):
    assert only(rss(f"<title>{title}</title>")).title == meant


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ('<title type="text">The &lt;b&gt; tag</title>', "The <b> tag"),
        ('<title type="text">a &amp;amp; b</title>', "a &amp; b"),
        ('<title type="html">The &lt;b&gt;bold&lt;/b&gt; tag</title>', "The bold tag"),
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">The <b>bold</b> &lt;b&gt;</div></title>',
            "The bold <b>",
        ),
        (f'<title mode="base64">{base64.b64encode("Fähre".encode()).decode()}</title>', "Fähre"),
        ('<title mode="base64">no base64 ☃</title>', None),
    ],
)
def test_a_title_of_atom_says_how_it_is_written(title: str, meant: str | None):
    assert only(atom(f'{title}<link href="{PAGE}"/>')).title == meant


PACKED = base64.b64encode(b"<p>Long.</p>").decode()


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (rss('<div xmlns="http://www.w3.org/1999/xhtml">Long.</div>'), "Long."),
        (
            atom(
                f'<link href="{PAGE}"/><content mode="base64" type="text/html">{PACKED}</content>',
                namespace="http://purl.org/atom/ns#",
            ),
            "<p>Long.</p>",
        ),
    ],
)
def test_the_whole_text_is_found_in_its_rarer_places(body: str, content: str):
    entry = only(body)
    assert (entry.content, entry.summary) == (content, "Long.")


@pytest.mark.parametrize(
    "entry",
    [
        f'<link rel="http://www.iana.org/assignments/relation/alternate" href="{PAGE}"/>',
        f'<link rel="self alternate" href="{PAGE}"/>',
        f'<content type="text/html" src="{PAGE}"/>',
    ],
)
def test_an_entry_of_atom_names_its_page_in_more_than_one_way(entry: str):
    assert only(atom(f"<id>tag:gazette.example,2026:1</id>{entry}")).url == PAGE


def test_a_link_may_be_two_things_to_its_feed():
    head = '<atom:link rel="self hub" href="https://hub.example/"/>'
    read = feed(rss("", head=head))
    assert (read.hubs, read.self_url) == (("https://hub.example/",), "https://hub.example/")


@pytest.mark.parametrize(
    ("said", "authors"),
    [
        ("<itunes:author>Ann Lee</itunes:author>", ("Ann Lee",)),
        ("<dc:author>Ann Lee</dc:author>", ("Ann Lee",)),
        ("<itunes:author>The Gazette</itunes:author><dc:creator>Ann Lee</dc:creator>", ("Ann Lee",)),
    ],
)
def test_other_names_for_an_author_count_where_nobody_else_is_named(said: str, authors: tuple[str, ...]):
    assert only(rss(said)).authors == authors


def test_the_authors_of_a_json_feed_are_those_of_entries_without_any():
    items = [{"url": PAGE}, {"url": f"{PAGE}2", "authors": [{"name": "Bo"}]}]
    read = feed(
        json.dumps(
            {"version": "https://jsonfeed.org/version/1.1", "authors": [{"name": "Ann"}], "items": items}
        )
    )
    assert [entry.authors for entry in read.entries] == [("Ann",), ("Bo",)]


def test_the_plain_text_of_a_json_feed_is_no_markup():
    read = only(
        json.dumps(
            {"version": "https://jsonfeed.org/version/1", "items": [{"url": PAGE, "content_text": "a <b> c"}]}
        )
    )
    assert (read.summary, read.content) == ("a <b> c", "a &lt;b&gt; c")


@pytest.mark.parametrize(
    ("label", "codec", "words"),
    [
        ("utf-32", "utf-32", "Größe"),
        ("utf-16", "utf-8", "Größe der Fähre"),
        ("iso-8859-1", "utf-8", "Größe"),
        ("gb2312", "utf-8", "渡轮明天恢复航行"),
        ("gb2312", "gb18030", "渡輪"),
        ("x-sjis", "cp932", "フェリー①"),
        ("windows-874", "cp874", "ข่าว"),
        ("ks_c_5601-1987", "cp949", "뉴스"),
        ("utf-8", "cp1252", "“Größe”"),
        ("us-ascii", "cp1252", "“Größe”"),
        ("us-ascii", "utf-8", "“Größe”"),
    ],
)
def test_a_declared_charset_is_what_browsers_take_it_for(label: str, codec: str, words: str):
    assert only(rss(f"<title>{words}</title>", declared=f' encoding="{label}"').encode(codec)).title == words


@pytest.mark.parametrize(
    ("content_type", "declared", "codec"),
    [
        ("text/xml; charset=windows-1251", "", "cp1251"),
        ('application/rss+xml; charset="koi8-r"', "", "koi8-r"),
        ("text/xml; charset=windows-1251", ' encoding="iso-8859-1"', "cp1251"),
        ("text/xml; charset=iso-8859-1", "", "utf-8"),
        ("text/xml; charset=utf-7", ' encoding="windows-1251"', "cp1251"),
        ("text/xml; charset=nonsense", ' encoding="windows-1251"', "cp1251"),
    ],
)
def test_the_header_names_the_charset_unless_the_bytes_say_otherwise(
    content_type: str, declared: str, codec: str
):
    body = rss("<title>Паром снова ходит</title>", declared=declared).encode(codec)
    assert only(body, content_type).title == "Паром снова ходит"


@pytest.mark.parametrize(
    ("words", "codec"),
    [
        ("Größe der Fähre", "cp1252"),
        ("Pão de açúcar no cais", "cp1252"),
        ("Då kom färjan till ön", "cp1252"),
        ("Паром снова ходит в город", "cp1251"),
        ("Το πλοίο ξεκίνησε πάλι", "cp1253"),
        ("フェリーは嵐のあと運航を再開した。港の委員会は新しい桟橋を承認した。", "cp932"),
    ],
)
def test_a_charset_that_nobody_names_is_guessed(words: str, codec: str):
    assert only(rss(f"<title>{words}</title>").encode(codec)).title == words


def test_a_stray_byte_does_not_garble_the_rest():
    body = rss("<title>Größe der Fähre XX über Öl</title>").encode().replace(b"XX", b"\xff")
    assert only(body).title == "Größe der Fähre \ufffd über Öl"


def test_what_is_no_feed_stays_none_in_any_charset():
    for body in ("Größe".encode("utf-32"), codecs.BOM_UTF16_LE, b"\xff" * 50):
        with pytest.raises(UnreadableFeed):
            feed(body)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<?\0", "Invalid character: Char 0x0 out of allowed range, line 1, column 3"),
        ("<a\u200d></b>", "Opening and ending tag mismatch: a\\u200d line 1 and b, line 1, column 9"),
    ],
)
def test_a_complaint_is_one_printable_line(text: str, complaint: str):
    with pytest.raises(ValueError, match="well-formed") as refused:
        parse_xml(text, recover=False)
    assert str(refused.value) == f"it is not well-formed XML: {complaint}"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("02.03.2026 10:11", at(2026, 3, 2, 10, 11)),
        ("2. 3. 2026", at(2026, 3, 2)),
        ("Mon, 02 Mar 2026 10.11.12 GMT", at(2026, 3, 2, 10, 11, 12)),
        ("2026-W10-1T10:11:12Z", at(2026, 3, 2, 10, 11, 12)),
        ("2026W101", at(2026, 3, 2)),
        ("2026-W54-1", None),
        ("2026年3月2日 10:11", at(2026, 3, 2, 10, 11)),
        ("Пн, 02 мар 2026 10:11:12 +0300", at(2026, 3, 2, 7, 11, 12)),
        ("2 марта 2026", at(2026, 3, 2)),
        ("ma, 02 mrt 2026 10:11:12 +0100", at(2026, 3, 2, 9, 11, 12)),
        ("pon., 02 lut 2026 10:11:12 +0100", at(2026, 2, 2, 9, 11, 12)),
        ("Pzt, 02 Şub 2026 10:11:12 +0300", at(2026, 2, 2, 7, 11, 12)),
        ("02 maj 2026", at(2026, 5, 2)),
        ("1772446272", at(2026, 3, 2, 10, 11, 12)),
        ("1772446272000", at(2026, 3, 2, 10, 11, 12)),
        ("2026030210", None),
        ("02/03/2026", None),
    ],
)
def test_dates_are_read_in_the_spellings_of_many_countries(said: str, moment: datetime | None):
    assert read_date(said) == moment
