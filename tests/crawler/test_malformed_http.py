"""What servers really say, read by the ordinary fetcher from real sockets: whole, or a named failure, and never half.

The cases of the shared suite are answered as their names ask; those of our own stand beside them.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import socket
import ssl
import struct
import sys
import zlib
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.discovery import Feed, parse_feed
from crawler.errors import UnreadableFeed
from tests.crawler.test_hostile import ALLOWED, ALSO_RIGHT, PAGES, behaviours, plain, serving, url_of
from tests.crawler.wire import NO_ROBOTS, Speaker, Speech, Wire, ask_all, unused_port

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAGE = b"<!doctype html><html><head><title>Ferry</title></head><body><p>It does not run.</p></body></html>"
MIB = 1024 * 1024

WHOLE = "whole"
NO_HTTP = "the answer is no HTTP that can be read"
HUNG_UP = "the server hung up without an answer that can be read"
CUT = "the answer was cut short"
NO_END = "the head of the answer has no end"
LATE = "no whole answer within 4 s"
BROKE_OFF = "the connection broke off"
DAMAGED = "the packed body is damaged"
CUT_PACK = "the packed body was cut short"
BOMB = "it unpacks to more than 100 times its size"

LENGTH = b"Content-Length: %d" % len(PAGE)
CHUNKED = b"Transfer-Encoding: chunked"


def said(*headers: bytes, body: bytes = PAGE, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    """An answer as it goes over the wire."""
    return b"\r\n".join([status, *headers, b"Connection: close", b"", b""]) + body


def chunks(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + end


def packed(coding: bytes, body: bytes) -> bytes:
    return said(b"Content-Encoding: " + coding, b"Content-Length: %d" % len(body), body=body)


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def moved(location: bytes, *headers: bytes, body: bytes = b"", there: bytes = said(LENGTH)) -> Speech:
    """A redirect of /page, with a page wherever it leads on this origin."""
    first = said(b"Location: " + location, *headers, body=body, status=b"HTTP/1.1 302 Found")
    return {"/robots.txt": NO_ROBOTS, "/page": first, "*": there}


def endless(first: bytes, again: bytes) -> Speaker:
    """Goes on saying the same."""

    async def speak(writer: asyncio.StreamWriter, _path: str, _head: bytes) -> None:
        writer.write(first)
        while True:
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(0.001)

    return speak


def slowly(data: bytes, seconds: float) -> Speaker:
    """A byte now and then."""

    async def speak(writer: asyncio.StreamWriter, _path: str, _head: bytes) -> None:
        for byte in data:
            writer.write(bytes((byte,)))
            await writer.drain()
            await asyncio.sleep(seconds)

    return speak


def then_hang(data: bytes) -> Speaker:
    async def speak(writer: asyncio.StreamWriter, _path: str, _head: bytes) -> None:
        writer.write(data)
        await writer.drain()
        await asyncio.sleep(3600)

    return speak


def then_break(data: bytes) -> Speaker:
    """Says this, and ends the connection as a crash does."""

    async def speak(writer: asyncio.StreamWriter, _path: str, _head: bytes) -> None:
        writer.write(data)
        await writer.drain()
        await asyncio.sleep(0.2)
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        writer.transport.abort()

    return speak


#: What is said, and what comes of it: WHOLE for the page, or the reason of the failure.
CASES: dict[str, tuple[Speech, str]] = {
    "plain": (said(LENGTH), WHOLE),
    "ended by the connection": (said(), WHOLE),
    "HTTP/1.0": (said(status=b"HTTP/1.0 200 OK"), WHOLE),
    "HTTP/0.9": (PAGE, HUNG_UP),
    "no reason phrase": (said(LENGTH, status=b"HTTP/1.1 200"), WHOLE),
    "snowman as a reason": (said(LENGTH, status="HTTP/1.1 200 ☃".encode()), WHOLE),
    "no number as a status": (said(LENGTH, status=b"HTTP/1.1 abc OK"), NO_HTTP),
    "status of four digits": (said(LENGTH, status=b"HTTP/1.1 2000 OK"), "HTTP status 2000"),
    "radio": (said(LENGTH, status=b"ICY 200 OK"), NO_HTTP),
    "LF only": (said(LENGTH).replace(b"\r\n", b"\n"), WHOLE),
    "CR only": (b"HTTP/1.1 200 OK\rContent-Length: 5\r\rhello", HUNG_UP),
    "folded header": (said(b"X-Long: a", b"\tb", b"  c", LENGTH), WHOLE),
    "a fold of nothing": (said(b" folded", LENGTH), NO_HTTP),
    "header without a colon": (said(b"What is this", LENGTH), WHOLE),
    "header without a name": (said(b": nothing", LENGTH), NO_HTTP),
    "NUL in a header": (said(b"X-Nul: a\0b", LENGTH), WHOLE),
    "8-bit header": (said(b"X-Eight: \xff\xfe\xe9", LENGTH), WHOLE),
    "header of 60,000 bytes": (said(b"X-Long: " + b"a" * 60_000, LENGTH), WHOLE),
    "2,000 cookies": (said(*(b"Set-Cookie: c%d=%s" % (i, b"x" * 100) for i in range(2000)), LENGTH), WHOLE),
    "length twice": (said(LENGTH, LENGTH), WHOLE),
    "two lengths": (said(LENGTH, b"Content-Length: 10"), NO_HTTP),
    "two lengths in one": (said(LENGTH + b", 10"), NO_HTTP),
    "length with a plus": (said(b"Content-Length: +%d" % len(PAGE)), NO_HTTP),
    "length with an underscore": (said(b"Content-Length: 1_0"), NO_HTTP),
    "length in Arabic digits": (said("Content-Length: ١٢".encode()), NO_HTTP),
    "empty length": (said(b"Content-Length:"), NO_HTTP),
    "length past 64 bits": (said(b"Content-Length: %d" % (2**64 + len(PAGE))), "more than 10 MiB"),
    "one byte missing": (said(b"Content-Length: %d" % (len(PAGE) + 1)), CUT),
    "more than the length": (said(b"Content-Length: 50"), CUT),
    "line break behind the body": (said(LENGTH, body=PAGE + b"\r\n"), WHOLE),
    "length and chunks": (said(b"Content-Length: 3", CHUNKED, body=chunks(PAGE)), WHOLE),
    "identity": (said(b"Transfer-Encoding: identity", LENGTH), WHOLE),
    "chunked twice": (said(CHUNKED, CHUNKED, body=chunks(PAGE)), WHOLE),
    "identity, chunked": (said(b"Transfer-Encoding: identity, chunked", body=chunks(PAGE)), WHOLE),
    "unknown transfer": (said(b"Transfer-Encoding: foo", LENGTH), NO_HTTP),
    "gzip as a transfer": (said(b"Transfer-Encoding: gzip, chunked", body=chunks(PAGE)), NO_HTTP),
    "chunks": (said(CHUNKED, body=chunks(PAGE[:30], PAGE[30:])), WHOLE),
    "a chunk a byte": (said(CHUNKED, body=chunks(*(bytes((byte,)) for byte in PAGE))), WHOLE),
    "chunk extension": (said(CHUNKED, body=b'%x;a="b;c"\r\n%s\r\n0;x\r\n\r\n' % (len(PAGE), PAGE)), WHOLE),
    "trailers": (said(CHUNKED, body=chunks(PAGE, end=b"0\r\nX-T: a\r\nContent-Length: 5\r\n\r\n")), WHOLE),
    "more behind the last chunk": (said(CHUNKED, body=chunks(PAGE) + b"stray"), WHOLE),
    "no last chunk": (said(CHUNKED, body=chunks(PAGE, end=b"")), CUT),
    "half a last chunk": (said(CHUNKED, body=chunks(PAGE, end=b"0\r\n")), CUT),
    "hexadecimal chunk": (said(CHUNKED, body=b"0x%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)), CUT),
    "negative chunk": (said(CHUNKED, body=b"-5\r\n%s\r\n0\r\n\r\n" % PAGE), CUT),
    "chunk past 64 bits": (said(CHUNKED, body=b"f" * 20 + b"\r\n" + PAGE), CUT),
    "endless chunk size": (endless(said(CHUNKED, body=b""), b"0" * 65_536), CUT),
    "endless chunk extension": (endless(said(CHUNKED, body=b"5;"), b"x" * 65_536), CUT),
    "endless trailers": (endless(said(CHUNKED, body=chunks(PAGE, end=b"0\r\n")), b"X-T: y\r\n" * 99), CUT),
    "early hints": (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + said(LENGTH), WHOLE),
    "endless continues": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 500), NO_END),
    "endless status line": (endless(b"HTTP/1.1 200 ", b"x" * 65_536), NO_END),
    "endless header": (endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 65_536), NO_END),
    "endless header lines": (endless(b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 8000 + b"\r\n"), NO_END),
    "endless tiny header lines": (endless(b"HTTP/1.1 200 OK\r\n", b"a:b\r\n" * 1000), NO_END),
    "endless folds": (endless(b"HTTP/1.1 200 OK\r\nX: y\r\n", b" " + b"z" * 8000 + b"\r\n"), NO_END),
    "304 with a body": (
        said(LENGTH, status=b"HTTP/1.1 304 Not Modified"),
        "HTTP status 304 (not modified) to a request without conditions",
    ),
    "nothing": (b"", HUNG_UP),
    "half a head": (b"HTTP/1.1 200 OK\r\nContent-Ty", HUNG_UP),
    "mail": (b"220 mail ESMTP\r\n\r\n", NO_HTTP),
    "dripping head": (slowly(said(LENGTH), 0.2), LATE),
    "dripping body": (slowly(said(LENGTH), 0.05), LATE),
    "hang before the body": (then_hang(said(LENGTH, body=b"")), LATE),
    "whole, then hang": (then_hang(said(LENGTH)), WHOLE),
    "broken at once": (then_break(b""), BROKE_OFF),
    "broken in the body": (then_break(said(LENGTH, body=PAGE[:40])), CUT),
    "broken without a length": (then_break(said(body=PAGE[:40])), CUT),
    "broken after the body": (then_break(said(LENGTH)), WHOLE),
    "gzip": (packed(b"gzip", gzip.compress(PAGE)), WHOLE),
    "GZIP in members": (packed(b"GZIP", gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:])), WHOLE),
    "zlib": (packed(b"deflate", zlib.compress(PAGE)), WHOLE),
    "raw deflate": (packed(b"deflate", raw_deflate(PAGE)), WHOLE),
    "br": (packed(b"br", brotli.compress(PAGE)), WHOLE),
    "gzip, br": (packed(b"gzip, br", brotli.compress(gzip.compress(PAGE))), WHOLE),
    "three layers": (packed(b"gzip, gzip, gzip", b"x"), "the body is packed 3 times over"),
    "half a gzip": (packed(b"gzip", gzip.compress(PAGE)[:-12]), CUT_PACK),
    "gzip of another sum": (packed(b"gzip", gzip.compress(PAGE)[:-8] + bytes(8)), DAMAGED),
    "gzip that is none": (packed(b"gzip", PAGE), WHOLE),
    "gzip that is zlib": (packed(b"gzip", zlib.compress(PAGE)), "the body is not packed as it says"),
    "bomb": (packed(b"gzip", gzip.compress(bytes(16 * MIB))), BOMB),
    "raw bomb": (packed(b"deflate", raw_deflate(bytes(16 * MIB))), BOMB),
    "br bomb": (packed(b"br", brotli.compress(bytes(16 * MIB), quality=5)), BOMB),
    "bomb in a bomb": (packed(b"gzip, gzip", gzip.compress(gzip.compress(bytes(16 * MIB)))), BOMB),
    "redirect with half a body": (moved(b"/ok", b"Content-Length: 9000"), WHOLE),
    "redirect with a bomb": (
        moved(b"/ok", b"Content-Encoding: gzip", body=gzip.compress(bytes(16 * MIB))),
        WHOLE,
    ),
    "not found with half a body": (
        said(b"Content-Length: 9000", status=b"HTTP/1.1 404 None"),
        "HTTP status 404",
    ),
    "redirect with a blank": (moved(b"/a b"), WHOLE),
    "redirect in Latin-1": (moved(b"/caf\xe9"), WHOLE),
    "redirect with a tab": (moved(b"/a\tb"), WHOLE),
    "redirect with a backslash": (moved(b"\\ok"), WHOLE),
    "redirect to its query": (moved(b"?page=2"), WHOLE),
    "redirect to data": (
        moved(b"data:text/html,x"),
        "redirected to data:text/html,x, which is neither http nor https",
    ),
    "redirect to port 0": (
        moved(b"http://127.0.0.1:0/"),
        "redirected to http://127.0.0.1:0/: the port is out of range",
    ),
}
#: Requests made for one URL where it cannot be read, unless it is 3.
COUNTS = {CUT: 2, DAMAGED: 2, CUT_PACK: 2, BOMB: 1, "the body is not packed as it says": 2}
#: Megabytes that asking for all of it at the same time may take.
LARGEST_ASKER = 300


def ending(told: Mapping[str, Any]) -> str:
    """What came of a request, in the words of CASES."""
    if "failure" in told:
        return str(told["reason"])
    return WHOLE if told["body"].encode("latin-1") == PAGE else repr(told["body"][:80])


@pytest.mark.slow
def test_an_answer_is_read_to_its_end_or_named_for_what_it_is():
    with Wire({name: speech for name, (speech, _) in CASES.items()}) as wire:
        answers = ask_all({name: wire.url(name) for name in CASES})
        counts = {name: len(wire.paths(name)) for name in CASES}
    endings = {name: ending(answers.told[name]) for name in CASES}
    assert endings == {name: expected for name, (_, expected) in CASES.items()}
    tried = {name: count for name, count in counts.items() if endings[name] in COUNTS}
    assert tried == {name: COUNTS[endings[name]] for name in tried}
    assert answers.largest < LARGEST_ASKER * MIB


# The suite


def from_scrapy() -> dict[str, tuple[Speech, str]]:
    """What the resources of Scrapy's test server answer, as far as they matter to a client that only GETs."""
    goaway = b"\0\0\x08\x07\0\0\0\0\0" + bytes(8)
    frames = b"\0\0\0\x04\0\0\0\0\0" + b"\0\0\x05\0\0\0\0\0\x01hello\0\0\x04\x03\0\0\0\0\x01\0\0\0\x02"
    pushed = b"\0\0\0\x04\0\0\0\0\0" + b"\0\0\x04\x05\x04\0\0\0\x01\0\0\0\x02\n"
    return {
        "HostHeaderResource": (echo(b"Host: "), WHOLE),
        "ClientIPResource": (said(LENGTH), WHOLE),
        "PayloadResource": (said(LENGTH, b"X-Length: 0"), WHOLE),
        "Follow": (said(LENGTH), WHOLE),
        "Raw": (b"HTTP/1.1 200 OK\n\n" + PAGE, WHOLE),
        "BadHeader": (said(b"no colon here", LENGTH), WHOLE),
        "RedirectTo": (moved(b"{origin}/ok"), WHOLE),
        "Partial": (said(b"Content-Length: 1024"), CUT),
        "ChunkedResource": (said(CHUNKED, body=chunks(PAGE[:20], PAGE[20:])), WHOLE),
        "BrokenDownloadResource": (said(CHUNKED, body=chunks(PAGE[:20], end=b"")), CUT),
        "LargeChunkedFileResource": (said(CHUNKED, body=chunks(*[b"x" * 1024] * 1024)), "1048576 bytes"),
        "UriResource": (said(LENGTH), WHOLE),
        "ResponseHeadersResource": (said(LENGTH, b"X-One: 1", b"X-One: 2"), WHOLE),
        # We speak HTTP/1.1 only, so that frames of HTTP/2 are bytes like any others.
        "H2GoAway": (goaway, HUNG_UP),
        "H2DataAndReset": (frames, HUNG_UP),
        "H2Push": (pushed + b"\r\n", NO_HTTP),
    }


def echo(header: bytes) -> Speaker:
    """Answers only where a header of the request is as it has to be, once."""

    async def speak(writer: asyncio.StreamWriter, _path: str, head: bytes) -> None:
        host = "{}:{}".format(*writer.get_extra_info("sockname")[:2]).encode()
        is_right = head.count(header) == 1 and header + host + b"\r\n" in head
        writer.write(said(LENGTH) if is_right else said(status=b"HTTP/1.1 400 Bad"))

    return speak


FROM_NUTCH: dict[str, tuple[Speech, str]] = {
    "testBadHttpServer": (said(LENGTH), WHOLE),
    # A body that does not say where it ends, and one without a head, are never taken for whole: DECISIONS.md.
    "testContentLengthNotANumber": (said(b"Content-Length: thousand"), NO_HTTP),
    "testNoStatusLine": ("Words without a head: äöü".encode(), HUNG_UP),
    "testIgnoreErrorInRedirectPayload": (moved(b"/ok", CHUNKED, body=b"No chunk this is."), WHOLE),
}
#: Of a feed with such a document type nothing is expanded and nothing is fetched.
_ITEM = b"<rss><channel><item><link>https://a.example/1</link><title>%s</title></item></channel></rss>"
ENTITIES = {
    "xml-quadratic": b'<!DOCTYPE r [<!ENTITY a "%s">]>' % (b"x" * 50_000) + _ITEM % (b"&a;" * 20_000),
    "xml-billion-laughs": b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>' + _ITEM % b"&b;",
    "xml-xxe-file": b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + _ITEM % b"&a;",
    "xml-xxe-http": b'<!DOCTYPE r [<!ENTITY a SYSTEM "http://127.0.9.1/">]>' + _ITEM % b"&a;",
    "xml-deep": b"<rss>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</rss>",
}
WIDE = b"<html><body>" + b"<a href=/x>x</a>" * 500_000
#: The rows that the hostile server has no answer for, and those that need files which do not lie here.
OF_OUR_OWN: dict[str, tuple[Speech, str]] = {
    "gzip-nested": CASES["bomb in a bomb"],
    "br-bomb": CASES["br bomb"],
    "zstd-bomb": (packed(b"zstd", zstd.compress(bytes(16 * MIB))), BOMB),
    "deflate-bomb": CASES["raw bomb"],
    "gzip-crc": CASES["gzip of another sum"],
    "wide-html": (said(body=WIDE), f"{len(WIDE)} bytes"),
    **{name: (said(body=body), f"{len(body)} bytes") for name, body in ENTITIES.items()},
    "tls-selfsigned": (said(LENGTH), "no secure connection (certificate verify failed)"),
    "url-8k": (
        moved(b"/" + b"a" * 8192),
        "redirected to /aaa…: it is N characters long; the limit is 2048",
    ),
}
#: Outcomes of a page of which nothing came over the wire.
NOT_COME = ("network_error", "http_error", "blocked", "gone", "too_large", "forbidden_address")


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A server's TLS with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    plain_key = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(plain_key + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.shared
@pytest.mark.slow
def test_every_malformed_answer_of_the_suite_ends_as_it_should(
    suite: Callable[[str], Any], self_signed: ssl.SSLContext
) -> None:
    rows = [row["id"] for row in suite("http-malformed").cases]
    paths = {row["id"]: row.get("path", "").strip("/") for row in suite("http-malformed").cases}
    own = {
        **{f"scrapy/{name}": case for name, case in from_scrapy().items()},
        **{f"nutch/{name}": case for name, case in FROM_NUTCH.items()},
        **{f"hostile/{name}": case for name, case in OF_OUR_OWN.items()},
    }
    with ExitStack() as served:
        wire = served.enter_context(
            Wire(
                {_origin(row): speech for row, (speech, _) in own.items()} | {"silence": b""}, tls=self_signed
            )
        )
        urls = {row: wire.url(_origin(row)) for row in own}
        urls["hostile/tls-hang"] = wire.url("silence").replace("http:", "https:")
        urls["hostile/tcp-refuse"] = f"http://127.0.0.1:{unused_port()}/"
        names = behaviours()
        served.enter_context(serving(names))
        for row in rows:
            if row not in urls:
                name = paths[row]
                urls[row] = url_of(name, "127.0.2", names.index(name) + 1)
        told = ask_all(urls, request_timeout=9, allow_networks=ALLOWED).told
    wrong = {row: _seen(told[row]) for row in rows if _seen(told[row]) not in _expected(row, own, paths)}
    print(f"\nhttp-malformed: {len(rows) - len(wrong)} / {len(rows)}; wrong: {wrong}")
    assert wrong == {}


def _origin(row: str) -> str:
    return row.rpartition("/")[2]


def _seen(told: Mapping[str, Any]) -> str:
    if "failure" in told:
        reason = re.sub(r"it is 8\d{3} characters", "it is N characters", told["reason"])
        return str(plain("", reason)[1]).replace("within 9 s", "within 8 s")
    return WHOLE if told["body"].encode("latin-1") == PAGE else f"{told['size']} bytes"


def _expected(row: str, own: Mapping[str, tuple[Speech, str]], paths: Mapping[str, str]) -> Any:
    """What may come of a row; for what the hostile server says it is as in its own test."""
    if row in own:
        return (own[row][1],)
    if row in ("hostile/tls-hang", "hostile/tcp-refuse"):
        late = "robots.txt cannot be read (no whole answer within 8 s), so nothing is asked for"
        return ("connection refused",) if row == "hostile/tcp-refuse" else (late,)
    outcome, reason = PAGES.get(paths[row], ("", ""))
    others = [other for _, other in ALSO_RIGHT.get(paths[row], ())]
    return (reason, *others) if outcome in NOT_COME else _AnyBody(others)


class _AnyBody:
    """Whatever came, a body or nothing: what is in it is for the readers to say."""

    def __init__(self, others: list[str | None]) -> None:
        self.others = others

    def __contains__(self, seen: str) -> bool:
        return re.fullmatch(r"\d+ bytes", seen) is not None or seen in self.others


@pytest.mark.parametrize("name", ENTITIES)
def test_no_entity_of_a_document_is_expanded_or_fetched(name: str) -> None:
    try:
        feed = parse_feed(ENTITIES[name], "https://a.example/feed")
    except UnreadableFeed:
        feed = Feed(())
    assert [len(entry.title or "") <= 501 for entry in feed.entries] in ([], [True])
    assert not any("root:" in (entry.title or "") or "haha" in (entry.title or "") for entry in feed.entries)
