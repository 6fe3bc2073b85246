"""What publishers ask of those who keep their pages, as headers and pages say it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.page_wishes import Unwelcome, check_wishes, wishes_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def robots(*values: str) -> list[tuple[str, str]]:
    return [("X-Robots-Tag", value) for value in values]


@pytest.mark.parametrize(
    ("values", "wishes"),
    [
        ([], ()),
        (["all"], ()),
        (["noindex"], ("noindex",)),
        (["NoIndex, NoArchive"], ("noarchive", "noindex")),
        (["none"], ("noindex",)),
        (["nofollow", "noarchive"], ("noarchive",)),
        (["newsdesk: noindex"], ("noindex",)),
        (["Newsdesk : noindex, noarchive"], ("noarchive", "noindex")),
        (["otherbot: noindex, nofollow"], ()),
        (["otherbot: noindex, newsdesk: noarchive"], ("noarchive",)),
        (["noarchive, otherbot: noindex"], ("noarchive",)),
        (["otherbot: noindex", "noarchive"], ("noarchive",)),
        (["*: noindex"], ("noindex",)),
        (["max-snippet: 20, noarchive"], ("noarchive",)),
        (["max-image-preview: large"], ()),
        (["unavailable_after: 25 Jun 2025 15:00:00 GMT"], ("noindex",)),
        (["unavailable_after: Wed, 25 Jun 2025 15:00:00 GMT"], ("noindex",)),
        (["unavailable_after: 2025-06-25"], ("noindex",)),
        (["unavailable_after: 2025-06-25, noarchive"], ("noarchive", "noindex")),
        (["newsdesk: unavailable_after: 2025-06-25"], ("noindex",)),
        (["otherbot: unavailable_after: 2025-06-25"], ()),
        (["unavailable_after: 25 Jun 2030 15:00:00 GMT"], ()),
        (["unavailable_after: some day"], ()),
        (["noindexing"], ()),
    ],
)
def test_a_header_speaks_to_all_or_to_a_crawler_by_name(values: list[str], wishes: tuple[str, ...]):
    assert wishes_of(robots(*values), b"", now=NOW) == wishes


@pytest.mark.parametrize(
    ("head", "wishes"),
    [
        ('<meta name="robots" content="noindex, follow">', ("noindex",)),
        ("<META CONTENT='noarchive' NAME=Robots />", ("noarchive",)),
        ("<meta name=robots content=none>", ("noindex",)),
        ('<meta name="newsdesk" content="noarchive">', ("noarchive",)),
        ('<meta name="googlebot" content="noindex">', ()),
        ('<meta name="robots" content="index, max-image-preview:large">', ()),
        ('<!-- <meta name="robots" content="noindex"> -->', ()),
        ('<script>\'<meta name="robots" content="noindex">\'</script>', ()),
        ('<noscript><meta name="robots" content="noindex"></noscript>', ()),
        ('</head><body><meta name="robots" content="noindex">', ()),
        ('<meta name="tdm-reservation" content="1">', ("tdm",)),
        ('<meta name="tdm-reservation" content="0">', ()),
        ('<meta property="robots" content="noindex">', ()),
    ],
)
def test_the_head_of_a_page_has_wishes(head: str, wishes: tuple[str, ...]):
    page = f"<html><head>{head}</head><body><p>Words.</p></body></html>"
    assert wishes_of([], page.encode(), now=NOW) == wishes
    assert wishes_of([], page.encode("utf-16"), now=NOW) == wishes


def test_header_and_page_add_up():
    page = b'<head><meta name="robots" content="noarchive">'
    assert wishes_of(robots("noindex"), page, now=NOW) == ("noarchive", "noindex")


def test_of_the_right_to_mine_the_page_knows_more_than_its_header():
    header = [("tdm-reservation", "1")]
    assert wishes_of(header, b"<head></head>", now=NOW) == ("tdm",)
    assert wishes_of(header, b'<head><meta name="tdm-reservation" content="0">', now=NOW) == ()


@pytest.mark.parametrize(
    ("wishes", "obeyed", "is_kept"),
    [
        (("noindex",), (), True),
        (("noindex",), ("noindex",), False),
        (("tdm",), ("noindex", "tdm"), False),
        (("noarchive",), ("noarchive", "noindex"), True),
    ],
)
def test_a_wish_is_obeyed_where_the_operator_says_so(
    wishes: tuple[str, ...], obeyed: tuple[str, ...], is_kept: bool
):
    if is_kept:
        check_wishes("https://news.example/a", wishes, obeyed)
        return
    with pytest.raises(Unwelcome, match="asks that the page is not kept"):
        check_wishes("https://news.example/a", wishes, obeyed)


@given(value=st.text(), page=st.binary(max_size=300))
def test_anything_at_all_has_wishes_or_none(value: str, page: bytes):
    wild = b"<head><meta name='robots' content='" + page + b"'><meta " + page
    assert set(wishes_of(robots(value), wild, now=NOW)) <= {"noarchive", "noindex", "tdm"}


@pytest.mark.parametrize(
    "page",
    [
        b"<meta " * 100_000,
        b"<!--" * 200_000,
        b"<script" * 100_000,
        b"<meta name='" + b"a" * 1_000_000,
        b"<meta " + b"a=" * 300_000 + b">",
    ],
    ids=["tags", "comments", "scripts", "attribute", "attributes"],
)
def test_a_hostile_head_is_read_like_any_other(page: bytes):
    assert wishes_of([], page, now=NOW) == ()
