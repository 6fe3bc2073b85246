"""`newsdesk import` as a person runs it."""

from __future__ import annotations

import signal
from functools import partial
from pathlib import Path

from tests.crawler.kept_pages import FRONT_PAGE, story
from tests.crawler.shell import newsdesk, side_by_side, signal_group, start, wait_for
from tests.crawler.warc.archives import address, packed, record, response

#: So many that a stop comes in the middle.
MANY = 400


def test_a_table_tells_what_came_of_each_site_and_broken_places_are_named(tmp_path: Path):
    whole = packed(
        record("warcinfo", "", b"software: x\r\n"),
        response(address("ferry"), story("ferry")),
        response(address("pier", host="other.example"), story("pier")),
        response(address("front"), FRONT_PAGE),
    )
    (tmp_path / "news.warc.gz").write_bytes(whole + packed(response(address("lost"), story("lost")))[:-9])
    done = newsdesk("import", "news.warc.gz", folder=tmp_path)
    table = [line.split()[:9] for line in done.out.splitlines() if line.startswith(("news", "other", "all"))]
    assert table == [
        ["news.example", "2", "1", "0", "0", "0", "0", "1", "0"],
        ["other.example", "1", "1", "0", "0", "0", "0", "0", "0"],
        ["all", "3", "2", "0", "0", "0", "0", "1", "0"],
    ]
    assert (done.exit_code, done.err.splitlines()[-2:]) == (
        1,
        [
            "Passed over 1 records that are no pages: warcinfo (1).",
            f"news.warc.gz, byte {len(whole):,}: the file is cut short in this record",
        ],
    )
    again = newsdesk("import", "news.warc.gz", "--json", folder=tmp_path).document
    assert again["all"] | {"reasons": {}} == {
        "pages": 3,
        "new": 0,
        "revised": 0,
        "unchanged": 2,
        "duplicate": 0,
        "older": 0,
        "no_article": 1,
        "failed": 0,
        "reasons": {},
    }


def test_a_file_without_a_record_says_so(tmp_path: Path):
    (tmp_path / "empty.warc").write_bytes(b"")
    done = newsdesk("import", "empty.warc", folder=tmp_path)
    assert (done.exit_code, done.err) == (1, "No record was found: what was named is empty.\n")


def test_wrong_usage_is_one_sentence(tmp_path: Path):
    (tmp_path / "a.warc").write_bytes(b"")
    run = partial(newsdesk, "import", folder=tmp_path)
    assert side_by_side(
        {
            "missing": partial(run, "none.warc.gz"),
            "folder": partial(run, str(tmp_path)),
            "endless": partial(run, "/dev/zero"),
            "name": partial(run, "a.warc", "--source", " "),
        }
    ) == {
        "missing": (2, "there is no file none.warc.gz"),
        "folder": (2, f"{tmp_path} cannot be read: Is a directory"),
        "endless": (2, "/dev/zero is no file that can be read twice: save it first"),
        "name": (2, '" " cannot be the name of a source: write a short word without spaces around it.'),
    }


def test_a_stopped_import_goes_on_where_it_stopped(tmp_path: Path):
    pages = [response(address(f"{number}"), story(f"pier {number}")) for number in range(MANY)]
    (tmp_path / "many.warc.gz").write_bytes(packed(*pages))

    def count() -> int:
        return int(newsdesk("db", "check", "--json", folder=tmp_path).document["counts"]["articles"])

    running = start("import", "many.warc.gz", folder=tmp_path)
    try:
        assert wait_for(lambda: running.poll() is not None or (tmp_path / "newsdesk.db").exists())
        assert wait_for(lambda: running.poll() is not None or count() > 0, seconds=60)
        signal_group(running, signal.SIGINT)
        out, err = running.communicate(timeout=60)
    finally:
        if running.poll() is None:
            running.kill()
            running.communicate()
    kept = count()
    assert (running.returncode, out, err) == (
        130,
        "",
        "Stopped: what was read is kept; run it again to go on.\n",
    )
    assert 0 < kept < MANY
    rest = newsdesk("import", "many.warc.gz", "--json", folder=tmp_path).document["all"]
    assert (rest["unchanged"], rest["new"], count()) == (kept, MANY - kept, MANY)
