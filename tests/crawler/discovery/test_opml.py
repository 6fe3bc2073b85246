"""Lists of subscriptions: what feed readers export, whole or broken, and what attackers would hand in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.dates import read_date
from crawler.discovery.opml import parse_opml
from crawler.discovery.subscriptions import LeftOut, OtherList, Subscription, SubscriptionList
from crawler.errors import UnreadableList

FILE = "subscriptions.opml"


def opml(body: str, *, head: str = "") -> bytes:
    return f'<?xml version="1.0"?><opml version="2.0">{head}<body>{body}</body></opml>'.encode()


def subscriptions(body: bytes) -> list[tuple[str | None, str | None, str | None]]:
    return [(one.title, one.feed, one.homepage) for one in parse_opml(body, FILE).subscriptions]


def test_a_list_is_read_with_its_folders():
    body = """
      <outline text="Local">
        <outline text="Papers">
          <outline type="rss" text="Harbour Ledger" xmlUrl="https://ledger.example/atom.xml"
                   htmlUrl="https://ledger.example/" language="en" category="/Coast/North,Ports"/>
        </outline>
        <outline text="The Lamp" htmlUrl="https://lamp.example/"/>
      </outline>"""
    assert parse_opml(opml(body), FILE) == SubscriptionList(
        subscriptions=(
            Subscription(
                "https://ledger.example/atom.xml",
                title="Harbour Ledger",
                homepage="https://ledger.example/",
                language="en",
                groups=(("Local", "Papers"), ("Coast", "North"), ("Ports",)),
            ),
            Subscription(None, title="The Lamp", homepage="https://lamp.example/", groups=(("Local",),)),
        ),
        version="2.0",
    )


@pytest.mark.parametrize("spelling", ["xmlUrl", "xmlurl", "XMLURL", "xmlURL", "XmlUrl"])
def test_attributes_are_read_in_any_case(spelling: str):
    assert subscriptions(opml(f'<OUTLINE TEXT="A" {spelling}=" https://a.example/feed "/>')) == [
        ("A", "https://a.example/feed", None)
    ]


@pytest.mark.parametrize(
    "body",
    [
        b'<opml><body><outline text="Fish & Chips" xmlUrl="https://a.example/f?a=1&b=2"/></body></opml>',
        b'<opml><outline text="Fish &amp; Chips" xmlUrl="https://a.example/f?a=1&amp;b=2"/>',
        b'<outline text="Fish &amp; Chips" xmlUrl="https://a.example/f?a=1&amp;b=2">',
        b'<opml><body><outline text="Fish &amp; Chips" xmlUrl=https://a.example/f?a=1&b=2 /></body></opml>',
        b'<opml><body><outline text="Fish & Chips" xmlUrl="https://a.example/f?a=1&b=2"></body></opml>',
        b'\n\n  <?xml version="1.0"?><opml><outline text="Fish &#38; Chips" '
        b'xmlUrl="https://a.example/f?a=1&b=2"/></opml> trailing words',
        '<?xml version="1.0" encoding="utf-16"?><opml><outline text="Fish &amp; Chips" '
        'xmlUrl="https://a.example/f?a=1&amp;b=2"/></opml>'.encode("utf-16"),
    ],
    ids=["stray ampersands", "no end", "no root", "no quotes", "not closed", "rubbish around it", "utf-16"],
)
def test_a_broken_list_is_read_all_the_same(body: bytes):
    assert subscriptions(body) == [("Fish & Chips", "https://a.example/f?a=1&b=2", None)]


def test_a_wrong_encoding_costs_no_letter():
    body = '<?xml version="1.0" encoding="utf-8"?><opml><outline text="Zürcher Blatt" xmlUrl="https://z.example/"/></opml>'
    for encoding in ("utf-8", "iso-8859-1", "cp1252"):
        assert subscriptions(body.encode(encoding)) == [("Zürcher Blatt", "https://z.example/", None)]


def test_a_less_than_sign_in_a_title_loses_neither_its_outline_nor_the_next():
    body = (
        '<outline text="a < b" xmlUrl="https://a.example/"/><outline text="c" xmlUrl="https://c.example/"/>'
    )
    assert subscriptions(opml(body)) == [
        ("a < b", "https://a.example/", None),
        ("c", "https://c.example/", None),
    ]


def test_what_is_no_subscription_is_named_with_its_reason():
    body = """
      <outline type="rss" text="Twice" xmlUrl="https://a.example/feed"/>
      <outline type="rss" text="Twice again" xmlUrl="HTTPS://A.EXAMPLE:443/feed"/>
      <outline type="rss" text="Nowhere" xmlUrl=""/>
      <outline type="rss" text="Mail" xmlUrl="mailto:desk@a.example"/>
      <outline type="link" text="A page" url="https://a.example/about"/>
      <outline type="include" text="More" url="https://a.example/more.opml"/>
      <outline text="A remark"/>"""
    read = parse_opml(opml(body), FILE)
    assert [one.feed for one in read.subscriptions] == ["https://a.example/feed"]
    assert read.lists == (OtherList("https://a.example/more.opml", "More"),)
    assert read.left_out == (
        LeftOut("Twice again", "HTTPS://A.EXAMPLE:443/feed", "it is in the list twice"),
        LeftOut("Nowhere", None, "it has no address"),
        LeftOut("Mail", "mailto:desk@a.example", "it is no http or https URL"),
        LeftOut("A page", "https://a.example/about", "it is a link, not a subscription"),
    )


def test_a_feed_in_two_folders_is_one_subscription():
    one = '<outline text="Lamp" xmlUrl="https://a.example/feed"/>'
    body = f'<outline text="Coast">{one}</outline><outline text="Light">{one}</outline>'
    assert [each.groups for each in parse_opml(opml(body), FILE).subscriptions] == [(("Coast",), ("Light",))]


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("feed://a.example/rss", "http://a.example/rss"),
        ("feed:https://a.example/rss", "https://a.example/rss"),
        ("feed://https://a.example/rss", "https://a.example/rss"),
    ],
)
def test_addresses_for_feed_readers_are_understood(address: str, url: str):
    assert subscriptions(opml(f'<outline text="A" xmlUrl="{address}"/>')) == [("A", url, None)]


def test_entities_and_document_types_are_never_expanded():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    declared = f'<!DOCTYPE opml [<!ENTITY l0 "ha">{laughs}<!ENTITY file SYSTEM "file:///etc/hostname">]>'
    body = '<opml><outline text="A &l9; &file;" xmlUrl="https://a.example/"/></opml>'
    assert subscriptions((declared + body).encode()) == [("A &l9; &file;", "https://a.example/", None)]


def test_an_endless_nest_ends():
    read = parse_opml(opml('<outline text="x">' * 100_000 + '<outline xmlUrl="https://a.example/"/>'), FILE)
    assert read.damage is not None


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "it is empty"),
        (b"<!DOCTYPE html><html><body>Hello</body></html>", "it is an HTML page"),
        (b"just words", "it is plain text"),
        (b"%PDF-1.7", "it is a PDF"),
        (b'<rss version="2.0"><channel/></rss>', "it is a feed; `newsdesk sources add URL` watches one"),
    ],
)
def test_other_things_are_told_from_lists(body: bytes, reason: str):
    with pytest.raises(UnreadableList) as caught:
        parse_opml(body, FILE)
    assert (caught.value.url, caught.value.reason) == (FILE, reason)


@given(st.binary(max_size=400) | st.text(alphabet='<>/="&;! outline xmlUrl\n', max_size=400).map(str.encode))
def test_any_bytes_are_a_list_or_a_named_failure(body: bytes):
    try:
        assert isinstance(parse_opml(body, FILE), SubscriptionList)
    except UnreadableList as error:
        assert error.reason


# The suite: one row a file, what is expected of it as expressions about `result`.


class Told(str):
    """A date as a list tells it: equal to any spelling of the same moment."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and read_date(other) == read_date(str(self))


def seen_by_the_suite(read: SubscriptionList) -> dict[str, Any]:
    head = read.head
    author = {"name": head.owner, "email": head.owner_email, "url": head.owner_url}
    meta: dict[str, Any] = {"title": head.title, "author": author}
    for name, moment in (("created", head.created_at), ("modified", head.modified_at)):
        if moment is not None:
            meta |= {name: Told(moment.isoformat()), f"{name}_parsed": moment}
    major = (read.version or "").partition(".")[0]
    return {
        "bozo": bool(read.remarks),
        "version": f"opml{major}",
        "meta": meta,
        "feeds": [
            {
                "url": one.feed,
                "title": one.title or "",
                "categories": [list(path) for path in one.groups],
                "tags": [path[0] for path in one.groups if len(path) == 1],
            }
            for one in read.subscriptions
            if one.feed
        ],
        "opportunities": [
            {"url": one.homepage, "title": one.title or ""} for one in read.subscriptions if not one.feed
        ],
        "lists": [{"url": one.url, "title": one.title or ""} for one in read.lists],
    }


@pytest.mark.shared
def test_the_suite_of_lists_is_read(suite: Callable[[str], Any]):
    import datetime as datetime_module

    cases = suite("opml").cases
    failed = []
    for case in cases:
        result = seen_by_the_suite(parse_opml(suite("opml").body(case), case["id"]))
        expressions = case.get("expect_listparser", "result['feeds']").split("Eval:")
        names = {"result": result, "datetime": datetime_module}
        if not all(eval(one.strip(), names) for one in expressions):
            failed.append(case["id"])
    print(f"\nopml: {len(cases) - len(failed)} / {len(cases)} as expected", *failed, sep="\n  ")
    assert failed == []


def test_dates_of_the_head_are_read():
    head = "<head><title>Mine</title><dateCreated>Sun, 21 Jun 2009 12:00:00 GMT</dateCreated></head>"
    read = parse_opml(opml("", head=head), FILE).head
    assert (read.title, read.created_at) == ("Mine", datetime.fromisoformat("2009-06-21T12:00:00+00:00"))
