"""Writes what a query finds for other programs: web archives (WARC), JSON lines, or CSV. Streaming, newest first."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from base64 import b32encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, BinaryIO
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from storage.captures import ADDED_FIELD, KeptCapture
from storage.database import Transaction
from storage.model import Article
from storage.query.formats import Format
from storage.query.present import present_article

#: What a spreadsheet takes for the beginning of a formula, also in their wide forms.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_COLUMNS = (
    "id",
    "url",
    "canonical_url",
    "source",
    "title",
    "standfirst",
    "text",
    "authors",
    "agency",
    "published_at",
    "modified_at",
    "first_seen_at",
    "fetched_at",
    "revised_at",
    "language",
    "section",
    "tags",
    "kind",
    "is_free",
    "revision_count",
)


@dataclass(slots=True)
class Written:
    """How much was written."""

    article_count: int = 0
    page_count: int = 0


def write_warc(
    tx: Transaction, articles: Iterable[Article], out: BinaryIO, *, is_packed: bool, now: datetime
) -> Written:
    """The kept page of every revision as a response record, each in a gzip member of its own."""
    writer = WARCWriter(out, gzip=is_packed, warc_version="1.1")
    software = {"software": f"newsdesk/{version('newsdesk')}", "format": "WARC File Format 1.1"}
    about = writer.create_warcinfo_record(None, software)
    about.rec_headers.replace_header("WARC-Date", _stamp(now))
    writer.write_record(about)
    written = Written()
    for article in articles:
        written.article_count += 1
        for capture in tx.captures.of(article):
            writer.write_record(_response(writer, capture))
            written.page_count += 1
    return written


def write_jsonl(articles: Iterable[Article], out: BinaryIO) -> Written:
    """An article a line, with the field names of the HTTP API."""
    written = Written()
    for article in articles:
        # What could command a terminal, or end a line for some programs, is escaped.
        line = json.dumps(present_article(article).as_json(), ensure_ascii=True)
        out.write(line.encode() + b"\n")
        written.article_count += 1
    return written


def write_csv(articles: Iterable[Article], out: BinaryIO) -> Written:
    """An article a row; lists are joined by "; ", and no cell can be taken for a formula."""
    text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(_COLUMNS)
    written = Written()
    for article in articles:
        answer = present_article(article).as_json()
        rows.writerow([_cell(answer[name]) for name in _COLUMNS])
        written.article_count += 1
    text.detach()
    return written


WRITERS: Mapping[Format, Callable[[Iterable[Article], BinaryIO], Written]] = {
    Format.jsonl: write_jsonl,
    Format.csv: write_csv,
}


def _response(writer: WARCWriter, capture: KeptCapture) -> Any:
    digest = b32encode(hashlib.sha1(capture.body, usedforsecurity=False).digest()).decode()
    head = {
        "WARC-Date": _stamp(capture.fetched_at),
        "WARC-Payload-Digest": f"sha1:{digest}",
        ADDED_FIELD: capture.added.as_field(),
    }
    # Encodings were undone when the page was fetched; the page is kept as its author wrote it.
    told = [("Content-Length", str(len(capture.body)))]
    if capture.content_type:
        told.insert(0, ("Content-Type", _one_line(capture.content_type)))
    return writer.create_warc_record(
        _address(capture.url),
        "response",
        payload=io.BytesIO(capture.body),
        length=len(capture.body),
        warc_headers_dict=head,
        http_headers=StatusAndHeaders("200 OK", told, protocol="HTTP/1.1"),
    )


def _stamp(at: datetime) -> str:
    """A WARC-Date to the microsecond, so that the same moment comes back."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def _address(url: str) -> str:
    """The URL without what would end its line in the head of a record."""
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]|\\^`{}<>\"")


def _one_line(text: str) -> str:
    return " ".join(text.encode("ascii", "replace").decode().split())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        value = "; ".join(map(str, value))
    text = str(value)
    # A quotation mark in front is how spreadsheets are told that a cell is text.
    return f"'{text}" if text.startswith(_FORMULA) else text
