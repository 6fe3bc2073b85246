"""WARC files as others write them: what is a page, what is passed over, and where a file is broken."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from random import Random

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.warc.records import Broken, Capture, Failed, Item, Skipped, WarcReader
from crawler.warc.stream import BLOCK
from storage.captures import Added
from storage.model import Validators
from tests.crawler.warc.archives import HTML, MORNING, address, chunked, packed, record, response

PAGE = b"<html><body><p>The ferry sails again.</p></body></html>"
LIMIT = 100_000


def items(file: bytes, *, limit: int = LIMIT) -> list[Item]:
    return list(WarcReader(BytesIO(file), limit=limit).items())


def bodies(file: bytes) -> list[bytes]:
    return [one.body for one in items(file) if isinstance(one, Capture)]


def the_one(file: bytes) -> Item:
    (only,) = items(file)
    return only


def test_a_response_is_a_capture_with_its_moment_type_and_validators():
    url = address("ferry")
    http = {"ETag": '"7"', "Last-Modified": "Sun, 01 Mar 2026 07:00:00 GMT", "x-robots-tag": "noindex"}
    assert the_one(packed(response(url, PAGE, http=http))) == Capture(
        offset=0,
        url=url,
        canonical_url=url,
        fetched_at=MORNING,
        body=PAGE,
        content_type=HTML,
        validators=Validators('"7"', "Sun, 01 Mar 2026 07:00:00 GMT"),
        wish_headers=(("x-robots-tag", "noindex"),),
        added=Added(),
    )


PACKS: dict[str, Callable[..., bytes]] = {
    "a member each": packed,
    "plain": lambda *records: b"".join(records),
    "one member": lambda *records: gzip.compress(b"".join(records)),
}


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_a_file_may_be_plain_packed_by_record_or_packed_as_a_whole(pack):
    pages = [b"<p>%d</p>" % number * 9000 for number in range(4)]
    assert bodies(pack(*(response(address(str(n)), page) for n, page in enumerate(pages)))) == pages


@pytest.mark.parametrize(
    ("sent", "http"),
    [
        (gzip.compress(PAGE), {"Content-Encoding": "gzip"}),
        (brotli.compress(PAGE), {"Content-Encoding": "br"}),
        (chunked(PAGE, 7), {"Transfer-Encoding": "chunked"}),
        (chunked(gzip.compress(PAGE), 7), {"Transfer-Encoding": "Chunked", "Content-Encoding": "gzip"}),
        (PAGE, {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip", "Content-Length": "9"}),
        (PAGE, {"Content-Encoding": "unheard-of"}),
        (b"", {}),
    ],
    ids=["gzip", "brotli", "chunks", "chunks of gzip", "undone by its crawler", "unknown", "empty"],
)
def test_the_encodings_of_a_body_are_undone(sent: bytes, http: dict[str, str]):
    assert bodies(packed(response(address("a"), sent, http=http))) == [PAGE if sent else b""]


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (record("warcinfo", "", b"software: somebody's\r\n"), "warcinfo"),
        (record("request", address("a"), b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "request"),
        (record("metadata", address("a"), b"fetchTimeMs: 12\r\n"), "metadata"),
        (record("revisit", address("a")), "revisit"),
        (record("resource", address("a"), PAGE), "resource"),
        (response(address("a"), PAGE, status="404 Not Found"), "response with HTTP status 404"),
        (response(address("a"), PAGE, status="301 Moved"), "response with HTTP status 301"),
        (response(address("a"), b"GIF89a", content_type="image/gif"), "response of image type"),
        (response("dns:news.example", PAGE), "response of no http or https URL (dns)"),
        (response("ftp://news.example/a", PAGE), "response of no http or https URL (ftp)"),
        (response("file:///etc/passwd", PAGE), "response of no http or https URL (file)"),
    ],
)
def test_other_records_are_passed_over_and_named(made: bytes, what: str):
    assert items(packed(made, response(address("z"), PAGE)))[0] == Skipped(what)
    assert bodies(packed(made, response(address("z"), PAGE))) == [PAGE]


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (response(address("a"), PAGE, at="in March"), "the record has no WARC-Date that can be read"),
        (
            response(address("a"), PAGE, warc={"WARC-Truncated": "length"}),
            "its crawler kept only a part of it (WARC-Truncated: length)",
        ),
        (
            response(address("a"), PAGE, warc={"WARC-Segment-Number": "1"}),
            "the record is one segment of several",
        ),
        (response(address("a"), b"x" * (LIMIT + 1)), "more than 0.0953674 MiB (NEWSDESK_PAGE_MIB)"),
        (
            response(address("a"), gzip.compress(b" " * 2_000_000), http={"Content-Encoding": "gzip"}),
            "more than 0.0953674 MiB",
        ),
        (
            response(address("a"), gzip.compress(PAGE)[:-9], http={"Content-Encoding": "gzip"}),
            "the packed body was cut short",
        ),
        (
            response(address("a"), chunked(PAGE)[:30], http={"Transfer-Encoding": "chunked"}),
            "the chunks of the body are damaged or cut short",
        ),
        (
            response(address("a"), PAGE, http={"Content-Length": "1234"}),
            f"the body ends after {len(PAGE)} of 1,234 bytes",
        ),
        (response(address("a"), b"", protocol="SPDY"), "the record holds no HTTP answer"),
    ],
)
def test_a_page_that_is_not_whole_or_too_large_is_a_named_failure(made: bytes, reason: str):
    after = response(address("z"), PAGE)
    first, second = items(packed(made, after))
    assert (first, type(second)) == (Failed(0, address("a"), reason), Capture)


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("2026-03-01T08:00:00Z", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2026-03-01T08:00:00.123456Z", datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=UTC)),
        ("2026-03-01T09:00:00+01:00", datetime(2026, 3, 1, 8, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)
def test_a_date_may_be_as_exact_as_its_writer_was(stamp: str, moment: datetime):
    capture = the_one(packed(response(address("a"), PAGE, at=stamp)))
    assert isinstance(capture, Capture)
    assert capture.fetched_at == moment


def test_an_address_in_angle_brackets_is_read_without_them():
    plain = response(address("a"), PAGE)
    quoted = plain.replace(address("a").encode(), b"<" + address("a").encode() + b">")
    capture = the_one(packed(quoted))
    assert isinstance(capture, Capture)
    assert capture.url == address("a")


def test_an_address_with_spaces_and_controls_is_mended_in_silence(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    odd = response(address("a"), PAGE).replace(address("a").encode(), b"https://news.example/a \x1b[2J b")
    capture = the_one(packed(odd))
    assert isinstance(capture, Capture)
    mended = "https://news.example/a%20%1B%5B2J%20b"
    assert (capture.url, capture.canonical_url) == (mended, mended)
    assert (caplog.records, capfd.readouterr()) == ([], ("", ""))


@dataclass(frozen=True)
class Three:
    """Three pages in a file, and where each begins."""

    records: tuple[bytes, ...]

    @property
    def file(self) -> bytes:
        return b"".join(self.records)

    @property
    def starts(self) -> list[int]:
        return [sum(map(len, self.records[:number])) for number in range(3)]


def pages() -> list[bytes]:
    """Bodies of which the second spans several blocks."""
    return [b"<p>first</p>", Random(1).randbytes(3 * BLOCK), b"<p>third</p>"]


def three(*, is_packed: bool) -> Three:
    made = [response(address(str(number)), body) for number, body in enumerate(pages())]
    return Three(tuple(map(gzip.compress, made) if is_packed else made))


def test_a_damaged_member_is_named_with_its_place_and_the_next_page_is_read():
    made = three(is_packed=True)
    damaged = bytearray(made.file)
    damaged[made.starts[1] + len(made.records[1]) // 2] ^= 0xFF
    file = bytes(damaged)
    broken = [one for one in items(file, limit=10**7) if isinstance(one, Broken)]
    assert broken == [Broken(made.starts[1], "the packed bytes are damaged")]
    assert [one.url for one in items(file, limit=10**7) if isinstance(one, Capture)] == [
        address("0"),
        address("2"),
    ]


def test_a_wrong_checksum_at_the_very_end_of_a_member_is_damage_too():
    made = three(is_packed=True)
    damaged = bytearray(made.file)
    damaged[made.starts[2] - 6] ^= 0xFF
    found = items(bytes(damaged), limit=10**7)
    assert [type(one) for one in found] == [Capture, Broken, Capture]
    assert found[1] == Broken(made.starts[1], "the packed bytes are damaged")


@pytest.mark.parametrize("is_packed", [True, False])
def test_a_file_that_is_cut_short_gives_what_is_whole(is_packed: bool):
    made = three(is_packed=is_packed)
    first, second = items(made.file[: made.starts[2] - 30], limit=10**7)
    assert isinstance(first, Capture)
    assert second == Broken(made.starts[1], "the file is cut short in this record")


def test_rubbish_between_plain_records_is_passed_over_and_told():
    made = three(is_packed=False)
    file = made.records[0] + b"rubbish\n" + made.records[2]
    assert items(file) == [
        items(made.records[0])[0],
        Broken(made.starts[1], "no WARC record begins here"),
        *[one for one in items(file) if isinstance(one, Capture)][1:],
    ]
    assert bodies(file) == [pages()[0], pages()[2]]


@pytest.mark.parametrize(
    "file", [b"<html>no archive</html>", gzip.compress(b"a text"), b"\x28\xb5\x2f\xfd00"]
)
def test_what_is_no_web_archive_says_so(file: bytes):
    assert items(file) == [Broken(0, "no WARC record begins here")]


def test_an_empty_file_holds_nothing():
    assert items(b"") == []


def test_a_head_without_an_end_is_not_read_to_it():
    endless = b"WARC/1.0\r\n" + b"X-Field: " + b"x" * 1_000_000
    assert items(packed(endless, response(address("z"), PAGE)))[0] == Broken(
        0, "the head of the record has no end"
    )
    assert bodies(packed(endless, response(address("z"), PAGE))) == [PAGE]


def test_a_record_without_a_length_is_broken():
    made = response(address("a"), PAGE).replace(b"Content-Length", b"X-Length")
    assert items(packed(made))[0] == Broken(0, "the record does not tell its length")


def test_the_position_moves_through_the_file():
    made = three(is_packed=True)
    reader = WarcReader(BytesIO(made.file), limit=10**7)
    positions = [reader.position for _ in reader.items()]
    assert (positions == sorted(positions), positions[-1]) == (True, len(made.file))


@given(st.binary(max_size=400), st.integers(0, 2000), st.booleans())
def test_whatever_happens_to_a_file_reading_it_comes_to_an_end(noise: bytes, at: int, is_packed: bool):
    made = three(is_packed=is_packed).file
    found = items(made[:at] + noise + made[at + len(noise) // 2 :], limit=10**7)
    assert {type(one) for one in found} <= {Capture, Broken, Failed, Skipped}
