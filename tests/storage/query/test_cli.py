"""The commands that ask: what they print, what they answer with --json, and how they fail."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from storage import open_archive
from tests.storage.query.commands import COMMANDING, FRONT_DOOR, ROOT, answered, child, printed, run
from tests.storage.query.conftest import Stand

FERRY_AS_TEXT = """\
Ferry to Norvik sails again
article 1 · harbour · 2026-03-01 09:00 UTC · Ada Lind, Bo Ek · NPA · en · 2 revisions, last changed 2026-03-01 12:00 UTC
https://harbour.example/ferry

High waves close the sound

The evening ferry to Norvik will sail after all.

Passengers were told at noon by the harbour office.

tags: ferry, weather
"""

DIFF_AS_TEXT = """\
Ferry to Norvik sails again
article 1 · revision 1 (2026-03-01 09:05 UTC) → 2 (2026-03-01 12:00 UTC) · 2 words removed, 4 added

title: Ferry to Norvik [-cancelled-]{+sails again+}

The evening ferry to Norvik will [-not-] sail {+after all+}.

… 1 paragraph unchanged …
"""

SEARCH_AS_TEXT = """\
     1  2026-03-01 09:00  harbour  *Ferry* to Norvik sails again
        https://harbour.example/ferry
        The evening *ferry* to Norvik will sail after all.

1–1 of 1
"""

SOURCES_AS_TEXT = """\
name     seeds  articles  pending  newest article    last check        outcome  next check
bote         1         2        0  2026-02-28 09:00  -                 -        2026-03-01 09:00
harbour      1         2        1  2026-03-01 09:00  2026-03-01 09:05  new      2026-03-01 09:20
Times are in UTC.
"""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("show", "1"), FERRY_AS_TEXT),
        (("diff", "1"), DIFF_AS_TEXT),
        (("search", "ferry"), SEARCH_AS_TEXT),
        (("sources", "list"), SOURCES_AS_TEXT),
        (("diff", "2"), "Article 2 has one revision, so there is no difference to show.\n"),
        (("search", "nobody"), "No article matches.\n"),
    ],
)
def test_a_command_prints_what_people_read(stand: Stand, words: tuple[str, ...], expected: str) -> None:
    assert printed(stand.url, *words) == expected


@pytest.mark.parametrize(
    ("words", "address"),
    [
        (("show", "1"), "/v1/articles/1"),
        (("show", "4"), "/v1/articles/4"),
        (("revisions", "1"), "/v1/articles/1/revisions"),
        (("diff", "1"), "/v1/articles/1/diff"),
        (("diff", "1", "--from", "2", "--to", "1"), "/v1/articles/1/diff?from=2&to=1"),
        (("search",), "/v1/articles"),
        (
            ("search", "ferry OR brücke", "--sort", "relevance"),
            "/v1/articles?q=ferry OR brücke&sortBy=relevance",
        ),
        (("search", "--limit", "2"), "/v1/articles?pageSize=2"),
        (("sources", "list"), "/v1/sources"),
    ],
)
def test_json_is_what_the_http_api_answers(stand: Stand, words: tuple[str, ...], address: str) -> None:
    assert answered(stand.url, *words) == stand.client.get(address).json()


def test_the_command_for_the_next_page_gives_it(plain_stand: Stand) -> None:
    first = printed(plain_stand.url, "search", "--limit", "3").splitlines()[-1]
    match = re.fullmatch(r"1–3 of 4 · next page: newsdesk search --limit 3 --cursor (\S+)", first)
    assert match
    second = printed(plain_stand.url, "search", "--limit", "3", "--cursor", match[1])
    assert (second.splitlines()[0].split()[0], second.splitlines()[-1]) == ("4", "1 more of 4")


def test_words_of_a_query_need_no_quotes(plain_stand: Stand) -> None:
    found = answered(plain_stand.url, "search", "norvik", "-cancelled", "lang:en")
    assert [article["id"] for article in found["articles"]] == [1]
    assert answered(plain_stand.url, "search", "norvik", "-ferry")["total"] == 0


def test_words_are_marked_in_every_script(plain_stand: Stand) -> None:
    assert "*東京*都は" in printed(plain_stand.url, "search", "東京")
    assert "Die *Brücke* bleibt" in printed(plain_stand.url, "search", "brucke")


@pytest.mark.parametrize("words", [("search",), ("show", "4"), ("revisions", "4"), ("search", "calm")])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_nothing_of_a_page_commands_the_terminal(
    plain_stand: Stand, words: tuple[str, ...], form: tuple[str, ...]
) -> None:
    result = run(plain_stand.url, *words, *form)
    assert COMMANDING.findall(result.stdout) == []
    assert "[bold red]gnat[/bold red]" in result.stdout


NO_ARTICLE = "There is no article 999 in the archive; `newsdesk search` lists the ids."
NO_ID = '"{}" is no article id: ids are whole numbers, as `newsdesk search` lists them.'
NO_URL = '"{}" is no URL of a site: write it with http:// or https://.'
NO_CURSOR = (
    "The cursor is not one that this search gave. Take `next` of the page before as it is, with the same order, "
    "or leave it out to begin with the first page."
)


@pytest.mark.parametrize(
    ("words", "exit_code", "sentence"),
    [
        (("show", "999"), 1, NO_ARTICLE),
        (("show", "999", "--json"), 1, NO_ARTICLE),
        (("revisions", "999"), 1, NO_ARTICLE),
        (("revisions", "999", "--json"), 1, NO_ARTICLE),
        (("diff", "999", "--json"), 1, NO_ARTICLE),
        (("diff", "1", "--to", "7"), 1, "Article 1 has no revision 7; it has revisions 1 to 2."),
        (("show", "abc"), 2, NO_ID.format("abc")),
        (("show", "²"), 2, NO_ID.format("²")),
        (("show", "1\x1b[2J"), 2, NO_ID.format("1")),
        (("show", str(2**63)), 2, NO_ID.format(2**63)),
        (("search", "(a"), 2, "The parenthesis at position 1 is never closed. Add one where the group ends."),
        (("search", "a", "--jsno"), 2, 'There is no option "--jsno"; `newsdesk search --help` lists them.'),
        (("search", "--cursor", "x"), 2, NO_CURSOR),
        (("search", "--cursor", "x", "--json"), 2, NO_CURSOR),
        (
            ("sources", "remove", "nobody"),
            1,
            'There is no source "nobody"; `newsdesk sources list` names them.',
        ),
        (("sources", "add", "harbour.example"), 2, NO_URL.format("harbour.example")),
        (("sources", "add", "file:///etc/passwd"), 2, NO_URL.format("file:///etc/passwd")),
        (("sources", "add", "https://"), 2, NO_URL.format("https://")),
    ],
)
def test_an_error_is_one_sentence_on_standard_error(
    plain_stand: Stand, words: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    result = run(plain_stand.url, *words)
    assert (result.exit_code, result.stdout, result.stderr) == (exit_code, "", f"{sentence}\n")


@pytest.mark.parametrize(
    "words", [("search", "--limit", "0"), ("search", "--sort", "best"), ("show",), ("sources", "x")]
)
def test_wrong_usage_exits_with_2(plain_stand: Stand, words: tuple[str, ...]) -> None:
    result = run(plain_stand.url, *words)
    assert (result.exit_code, result.stdout, "Traceback" in result.stderr) == (2, "", False)


@pytest.mark.parametrize(
    "words",
    [
        ("search", "a"),
        ("show", "1"),
        ("revisions", "1"),
        ("diff", "1"),
        ("sources", "list"),
        ("db", "check"),
        ("serve",),
    ],
)
def test_without_an_archive_a_question_names_the_place(tmp_path: Path, words: tuple[str, ...]) -> None:
    place = tmp_path / "missing.db"
    result = run(str(place), *words)
    assert (result.exit_code, result.stdout, place.exists()) == (1, "", False)
    assert result.stderr.startswith(f"There is no archive at {place}")
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_is_no_archive_is_one_sentence(tmp_path: Path) -> None:
    place = tmp_path / "letter.db"
    place.write_text("Dear reader,\n" * 1000)
    result = run(str(place), "search", "a")
    assert (result.exit_code, result.stderr) == (1, f"The archive {place} is not a database.\n")


def test_a_short_token_is_one_sentence(plain_stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_API_TOKEN", "hunter2")
    result = run(plain_stand.url, "serve")
    assert (result.exit_code, result.stderr) == (
        2,
        "The setting NEWSDESK_API_TOKEN is not usable: must have at least 16 characters, so that it cannot be "
        "guessed; `openssl rand -hex 32` makes a good one, or unset it and newsdesk makes one.\n",
    )


def test_a_wrong_log_level_is_one_sentence(plain_stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_LOG_LEVEL", "loud")
    result = run(plain_stand.url, "serve")
    assert (result.exit_code, result.stderr) == (
        2,
        "The setting NEWSDESK_LOG_LEVEL is not usable: it is none of DEBUG, INFO, WARNING, ERROR, CRITICAL.\n",
    )


def test_as_a_real_process_it_prints_the_same(plain_stand: Stand) -> None:
    shown = child(plain_stand.url, "show", "1")
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, FERRY_AS_TEXT, "")
    failed = child(plain_stand.url, "show", "999")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr == "There is no article 999 in the archive; `newsdesk search` lists the ids.\n"


def test_a_terminal_that_knows_only_ascii_gets_all_words(
    plain_stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    shown = child(plain_stand.url, "show", "2")
    assert (shown.returncode, shown.stdout.splitlines()[0]) == (0, r"Br\xfccke \xfcber die Olme gesperrt")
    as_json = child(plain_stand.url, "show", "2", "--json")
    assert json.loads(as_json.stdout)["title"] == "Brücke über die Olme gesperrt"


def on_terminal(url: str, *words: str) -> str:
    """What a terminal of 60 columns receives."""
    ours, theirs = pty.openpty()
    try:
        ended = child(url, *words, capture_output=False, stdin=theirs, stdout=theirs, stderr=theirs)
        assert ended.returncode == 0
        return os.read(ours, 1_000_000).decode()
    finally:
        os.close(ours)
        os.close(theirs)


def test_on_a_terminal_changes_are_coloured_and_lines_wrapped(
    plain_stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.delenv("NO_COLOR", raising=False)
    shown = on_terminal(plain_stand.url, "diff", "1")
    assert "\x1b[9;31mnot \x1b[0m" in shown
    assert "[-" not in shown
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert max(len(line) for line in plain.splitlines()) <= 60
    assert COMMANDING.findall(plain.replace("\r\n", "\n")) == []


def test_without_colour_changes_have_signs(plain_stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "[-not-] sail {+after all+}" in on_terminal(plain_stand.url, "diff", "1")


def test_serve_answers_until_it_is_told_to_end(tmp_path: Path) -> None:
    archive_url = str(tmp_path / "newsdesk.db")
    open_archive(archive_url).close()
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", FRONT_DOOR, "serve", "--port", "0"],
        env=os.environ | {"NEWSDESK_DATABASE_URL": archive_url, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    try:
        token = process.stderr.readline().rpartition(": ")[2].strip()
        how = process.stderr.readline()
        url = re.findall(r"http://\S+", process.stderr.readline())[0]
        answer = httpx.get(f"{url}/v1/articles", headers={"Authorization": f"Bearer {token}"})
        process.terminate()
        assert (process.wait(10), process.stderr.read()) == (0, "")
    finally:
        process.kill()
        process.stderr.close()
    assert answer.json() == {"total": 0, "articles": [], "next": None}
    assert f"Authorization: Bearer {token}" in how
