"""A WARC file → captures of pages, and a word about every record that is none. Streaming, one record in memory."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO, TypeAlias

from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParser

from crawler.errors import InvalidURL
from crawler.fetching.content_encoding import Damaged, Swollen, decoded
from crawler.fetching.page_wishes import HEADERS as WISH_HEADERS
from crawler.settings import MEBIBYTE
from crawler.urls import canonical_url
from crawler.warc.stream import Damage, WarcStream, next_record_at
from storage.captures import ADDED_FIELD, Added, added_from
from storage.model import Validators

# Its warnings would show addresses as they stand in the file, which may be meant for a terminal.
logging.getLogger("warcio").setLevel(logging.CRITICAL + 1)

#: `1a;ext=1`: what chunked bodies begin with. Some crawlers keep the header and undo the encoding.
_CHUNK_HEAD = re.compile(rb"[0-9A-Fa-f]{1,8}[ \t]*(?:;[^\r\n]*)?\r\n")
_NO_PAGES = ("image/", "video/", "audio/", "font/")
_OK = "200"
_RECORD_END = b"\r\n\r\n"
#: Places of one file at which reading may fail before the rest is left alone.
MOST_BROKEN = 1000
_WISH_HEADERS = frozenset(name.lower() for name in WISH_HEADERS)


@dataclass(frozen=True, slots=True)
class Capture:
    """A page as somebody's crawler met it: a response with status 200, its encodings undone."""

    offset: int
    url: str
    canonical_url: str
    fetched_at: datetime
    body: bytes
    content_type: str | None
    validators: Validators
    #: The headers in which the publisher asks something of those who keep the page.
    wish_headers: tuple[tuple[str, str], ...]
    #: What an archive of ours knew besides, when it exported the page.
    added: Added


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is no page to be read: a request, a revisit, an image, another status."""

    what: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A page that is there, but not whole or not within the limits."""

    offset: int
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A place of the file at which no record can be read."""

    offset: int
    reason: str


Item: TypeAlias = Capture | Skipped | Failed | Broken


class WarcReader:
    """Reads the records of one file, one after the other."""

    def __init__(self, file: BinaryIO, *, limit: int) -> None:
        """`limit` is the most bytes of a body, as it was sent and unpacked."""
        self._file = file
        self._limit = limit
        self._stream = WarcStream(file)
        self._loader = ArcWarcRecordLoader()
        self._http = StatusAndHeadersParser([], verify=False)

    @property
    def position(self) -> int:
        """How many bytes of the file have been read."""
        return self._stream.position

    def items(self) -> Iterator[Item]:
        """Every record; where one is damaged, reading goes on at the next that can be found."""
        broken_count = 0
        while True:
            offset = self._stream.offset
            try:
                if not self._stream.at_record():
                    return
                offset = self._stream.offset
                item = self._item(offset)
            except Damage as damage:
                yield Broken(offset, str(damage))
                broken_count += 1
                if broken_count == MOST_BROKEN:
                    yield Broken(
                        offset, f"{MOST_BROKEN:,} places are broken: the rest of the file is left alone"
                    )
                    return
                after = next_record_at(self._file, offset, is_packed=self._stream.is_packed)
                if after is None:
                    return
                self._stream = WarcStream(self._file, after)
            else:
                yield item

    def _item(self, offset: int) -> Item:
        try:
            record = self._loader.parse_record_stream(self._stream, known_format="warc", no_record_parse=True)
        except (ArchiveLoadFailed, EOFError):
            raise Damage("no WARC record begins here") from None
        if not isinstance(record.raw_stream, LimitReader):
            raise Damage("the record does not tell its length")
        item = self._meaning(record, offset)
        self._finish(record, offset)
        return item

    def _finish(self, record: Any, offset: int) -> None:
        """Pass over the rest of the record, and see that it is whole: the checksum stands at the very end."""
        rest = record.raw_stream.limit
        if self._stream.skip(rest) < rest:
            raise Damage("the file is cut short in this record")
        end = self._stream.offset
        try:
            is_last = not self._stream.at_record()
        except Damage:
            # The next record's trouble is told when its turn comes.
            if self._stream.offset == offset:
                raise
            return
        # Behind a whole record stands the next one, or at least the empty lines that end it.
        is_whole = self._stream.offset - end >= len(_RECORD_END)
        if not (is_last or is_whole or self._stream.begins_record()):
            raise Damage("the record is damaged, or longer than it says")

    def _meaning(self, record: Any, offset: int) -> Item:
        head = record.rec_headers
        if record.rec_type != "response":
            return Skipped(record.rec_type or "nameless")
        url = head.get_header("WARC-Target-URI") or ""
        try:
            canonical = canonical_url(url)
        except InvalidURL as error:
            return Skipped(f"response of no http or https URL ({_scheme(url) or error.reason})")
        http = self._http_head(record)
        if http is None:
            return Failed(offset, url, "the record holds no HTTP answer")
        if (status := http.get_statuscode()) != _OK:
            return Skipped(f"response with HTTP status {status[:20]}")
        content_type = http.get_header("Content-Type") or None
        if content_type and content_type.lower().startswith(_NO_PAGES):
            return Skipped(f"response of {content_type.lower().partition('/')[0]} type")
        try:
            fetched_at = _moment(head.get_header("WARC-Date"))
            body = self._body(record, http)
        except ValueError as error:
            return Failed(offset, url, str(error))
        return Capture(
            offset=offset,
            url=url if url.isprintable() else canonical,
            canonical_url=canonical,
            fetched_at=fetched_at,
            body=body,
            content_type=content_type,
            validators=Validators(http.get_header("ETag"), http.get_header("Last-Modified")),
            wish_headers=tuple(
                (name, value) for name, value in http.headers if name.lower() in _WISH_HEADERS
            ),
            added=added_from(head.get_header(ADDED_FIELD)),
        )

    def _http_head(self, record: Any) -> Any | None:
        try:
            http = self._http.parse(record.raw_stream)
        except EOFError:
            return None
        return http if http.protocol.upper().startswith("HTTP/") else None

    def _body(self, record: Any, http: Any) -> bytes:
        """The body as the page's author wrote it; raises ValueError when it is not whole or too large."""
        head = record.rec_headers
        if truncated := head.get_header("WARC-Truncated"):
            raise ValueError(f"its crawler kept only a part of it (WARC-Truncated: {truncated[:40]})")
        if head.get_header("WARC-Segment-Number"):
            raise ValueError("the record is one segment of several")
        room = self._limit
        sent = record.raw_stream.read(room + 1)
        if len(sent) > room:
            raise ValueError(f"more than {room / MEBIBYTE:g} MiB (NEWSDESK_PAGE_MIB)")
        if (http.get_header("Transfer-Encoding") or "").lower().strip() == "chunked":
            sent = _without_chunks(sent)
        encodings = ", ".join(value for name, value in http.headers if name.lower() == "content-encoding")
        if not encodings:
            _check_length(sent, http)
        try:
            return decoded(sent, encodings, limit=room)
        except (Swollen, Damaged) as error:
            raise ValueError(str(error)) from None


def _check_length(body: bytes, http: Any) -> None:
    """A body that is shorter than its server said was cut off; with an encoding, crawlers tell the length of either."""
    length = (http.get_header("Content-Length") or "").strip()
    if length.isascii() and length.isdigit() and len(length) < 16 and int(length) > len(body):
        raise ValueError(f"the body ends after {len(body):,} of {int(length):,} bytes")


def _without_chunks(sent: bytes) -> bytes:
    if not _CHUNK_HEAD.match(sent):
        return sent
    reader = ChunkedDataReader(BytesIO(sent), raise_exceptions=True)
    try:
        body: bytes = reader.read()
    except ChunkedDataException:
        raise ValueError("the chunks of the body are damaged or cut short") from None
    return body


def _moment(text: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat((text or "").strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("the record has no WARC-Date that can be read") from None


def _scheme(url: str) -> str:
    scheme, colon, _ = url.partition(":")
    return scheme[:20] if colon and scheme.isascii() and scheme.isalnum() else ""
