"""`newsdesk export`: what a query finds, for other programs."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from base64 import b32encode
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from storage import Archive
from storage.captures import ADDED_FIELD, Added, added_from
from storage.model import RawPage
from tests.storage.builders import NOW, at, draft, entry, make_desk
from tests.storage.query.commands import answered, child, run

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FIRST = b"<html><p>The ferry sails.</p></html>"
SECOND = "<html><p>The ferry sails – again.</p></html>".encode()
FORMULA = '=HYPERLINK("http://evil.example")'


def raw(body: bytes) -> RawPage:
    return RawPage(zstd.compress(body), hashlib.sha256(body).hexdigest(), "text/html; charset=utf-8")


@pytest.fixture
def stocked(archive: Archive) -> Archive:
    """An article with two revisions, and one with a title that a spreadsheet would run."""
    desk = make_desk(archive)
    desk.list(entry("ferry", title="Ferry, as the feed has it", published_at=NOW, authors=("Ada Lind",)))
    with archive.read() as tx:
        found = tx.entries.find(desk.source.id, "https://news.example/ferry")
    assert found is not None
    ferry = draft(desk.source.id, "ferry", title="Ferry", text="The ferry sails.", published_at=NOW)
    desk.keep(ferry, raw=raw(FIRST), entry_id=found.id)
    later = draft(
        desk.source.id,
        "ferry",
        title="Ferry",
        text="It sails – again.",
        published_at=NOW,
        fetched_at=at(hours=3),
    )
    desk.keep(later, raw=raw(SECOND))
    odd = draft(
        desk.source.id,
        "odd",
        title=FORMULA,
        text="Two lines,\n\nand \x1b[2J a \u2028 trick.",
        authors=("Ada Lind", "Bo Ek"),
        published_at=at(hours=1),
    )
    desk.keep(odd, raw=raw(b"<p>odd</p>"))
    return archive


def records(file: bytes) -> list[tuple[dict[str, str], dict[str, str], bytes]]:
    """WARC head, HTTP head and content of every record, as the library reads them, which checks the digests."""
    found = []
    for record in ArchiveIterator(BytesIO(file), check_digests="raise"):
        http = dict(record.http_headers.headers) if record.http_headers else {}
        found.append((dict(record.rec_headers.headers), http, record.content_stream().read()))
    return found


def test_a_web_archive_has_the_page_of_every_revision(stocked: Archive, tmp_path: Path):
    path = tmp_path / "ferry.warc.gz"
    done = run(stocked.url, "export", "ferry", "--format", "warc", "--output", str(path))
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"{path}: 1 article with 2 pages.\n")
    about, first, second = records(path.read_bytes())
    assert (about[0]["WARC-Type"], about[2].startswith(b"software: newsdesk/")) == ("warcinfo", True)
    added = Added("ledger", "https://news.example/ferry", "Ferry, as the feed has it", NOW, ("Ada Lind",))
    for (warc, http, body), page, moment in ((first, FIRST, "12:00:00"), (second, SECOND, "15:00:00")):
        digest = b32encode(hashlib.sha1(page).digest()).decode()
        assert body == page
        assert http == {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(page))}
        assert added_from(warc[ADDED_FIELD]) == added
        assert (
            warc["WARC-Type"],
            warc["WARC-Target-URI"],
            warc["WARC-Date"],
            warc["WARC-Payload-Digest"],
        ) == (
            "response",
            "https://news.example/ferry",
            f"2026-03-10T{moment}.000000Z",
            f"sha1:{digest}",
        )
    assert list(tmp_path.glob(".*")) == []


def test_a_name_that_ends_in_warc_is_written_without_gzip(stocked: Archive, tmp_path: Path):
    path = tmp_path / "all.warc"
    run(stocked.url, "export", "--format", "warc", "--output", str(path))
    assert path.read_bytes().startswith(b"WARC/1.1\r\n")
    assert len(records(path.read_bytes())) == 4


def test_json_lines_are_the_articles_of_the_api(stocked: Archive):
    done = run(stocked.url, "export")
    lines = done.stdout.splitlines()
    assert [json.loads(line) for line in lines] == answered(stocked.url, "search")["articles"]
    assert done.stdout.isascii()


def test_no_cell_of_a_csv_file_is_taken_for_a_formula(stocked: Archive):
    done = run(stocked.url, "export", "--format", "csv")
    odd, ferry = csv.DictReader(StringIO(done.stdout_bytes.decode(), newline=""))
    assert (odd["title"], odd["authors"], ferry["title"], ferry["revision_count"]) == (
        f"'{FORMULA}",
        "Ada Lind; Bo Ek",
        "Ferry",
        "2",
    )
    assert (ferry["published_at"], ferry["section"], ferry["text"]) == (
        "2026-03-10T12:00:00Z",
        "",
        "It sails – again.",
    )


def test_wrong_usage_is_one_sentence(stocked: Archive, tmp_path: Path):
    def told(*words: str) -> tuple[int, str]:
        done = run(stocked.url, "export", *words)
        return done.exit_code, done.stderr

    nowhere = tmp_path / "none" / "a.csv"
    assert told("--output", str(nowhere)) == (2, f"{nowhere} cannot be written: No such file or directory\n")
    assert told("--frmat=csv") == (
        2,
        'There is no option "--frmat=csv"; `newsdesk export --help` lists them.\n',
    )
    code, sentence = told("source:nobody", "--output", str(tmp_path / "a.jsonl"))
    assert (code, sentence.startswith('There is no source "nobody"')) == (2, True)
    assert not (tmp_path / "a.jsonl").exists()


def test_a_reader_that_goes_away_is_no_trouble(stocked: Archive):
    done = child(stocked.url, "export", "--format", "csv")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "field",
    [
        None,
        "",
        "{",
        "[1]",
        '"x"',
        '{"source": 7, "authors": "x", "published_at": "soon"}',
        '{"source": "a\\r\\nb"}',
        "[" * 9999,
    ],
)
def test_what_somebody_else_wrote_into_our_field_is_passed_over(field: str | None):
    assert added_from(field) == Added()


def test_our_field_is_one_line_of_ascii_and_comes_back():
    added = Added("Zeitung", None, "Fähre\r\nX: y", datetime(2026, 1, 1, tzinfo=UTC), ("Бо", "Ada"), "de")
    line: Any = added.as_field()
    assert (line.isascii(), line.isprintable()) == (True, True)
    assert added_from(line) == added
