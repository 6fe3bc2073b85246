"""No string that somebody types breaks the search, on either database, and both answer alike."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Archive, QueryError, open_archive
from storage.model import SourceSpec
from storage.query import parse_query, search
from tests.storage.builders import NOW, at, draft, keep

SUITES = Path(__file__).parents[3] / "shared" / "suites"

WORDS = ["a", "b", "ab", "abc", "or", "東京", "東", "京都", "का", "l'a", "7"]


@pytest.fixture(scope="module")
def archives(
    shared_postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Archive, Archive]]:
    """The same forty articles on SQLite and on PostgreSQL."""
    path = tmp_path_factory.mktemp("hostile") / "newsdesk.db"
    with open_archive(str(path)) as sqlite, open_archive(shared_postgres_url) as postgres:
        for archive in (sqlite, postgres):
            fill(archive)
        yield sqlite, postgres


def fill(archive: Archive) -> None:
    def some(number: int, step: int, count: int) -> str:
        return " ".join(WORDS[(number * step + place) % len(WORDS)] for place in range(count))

    with archive.begin() as tx:
        sources = [tx.sources.put(SourceSpec(name), now=NOW).id for name in ("a", "b")]
        for number in range(40):
            made = draft(
                sources[number % 2],
                str(number),
                canonical_url=f"https://{'ab'[number % 2]}.example/{number}",
                title=some(number, 3, 2),
                text=some(number, 5, 1 + number % 6),
                standfirst=some(number, 7, number % 2),
                authors=tuple(some(number, 1, 2).split()) if number % 3 else (),
                tags=(some(number, 9, 2), some(number, 4, 1)),
                agency=some(number, 2, 1) if number % 5 else None,
                language=("en", "de-AT", None)[number % 3],
                published_at=at(hours=-number // 2) if number % 4 else None,
            )
            keep(tx, made)


def answer(archive: Archive, text: str, **values: object) -> tuple[int, list[int]] | str:
    with archive.read() as tx:
        try:
            page = search(tx, parse_query(text, now=NOW, page_size=100, **values))
        except QueryError as error:
            return str(error)
    return page.total, [article.id for article in page.articles]


def both(archives: tuple[Archive, Archive], text: str, **values: object) -> tuple[int, list[int]] | str:
    sqlite, postgres = (answer(archive, text, **values) for archive in archives)
    assert sqlite == postgres
    return sqlite


@pytest.mark.shared
def test_every_string_of_the_suite_gets_an_answer_or_a_sentence_at_once(
    archives: tuple[Archive, Archive],
) -> None:
    path = SUITES / "fts-queries" / "cases.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not there: it lies beside the project, not in it")
    for line in path.read_text().splitlines():
        text = json.loads(line)["q"]
        began_at = time.monotonic()
        both(archives, text)
        assert time.monotonic() - began_at < 2, text


@pytest.mark.shared
def test_every_naughty_string_gets_an_answer_or_a_sentence(archives: tuple[Archive, Archive]) -> None:
    path = SUITES / "naughty-strings" / "cases.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not there: it lies beside the project, not in it")
    for line in path.read_text().splitlines()[::8]:
        for value in json.loads(line).values():
            both(archives, str(value))


LEAVES = st.sampled_from(
    [
        *WORDS,
        *(f'"{one} {other}"' for one in WORDS[:6] for other in WORDS[1:4]),
        *(
            "a*",
            "東*",
            "l*",
            '"a b"*',
            "title:a",
            "author:ab",
            'tag:"a b"',
            "agency:b",
            "agency:東京*",
            "text",
        ),
        *("source:a", "source:B", "domain:example", "domain:b.example", "lang:en", "lang:de", "lang:de-AT"),
        *("since:5h", "to:2026-03-10T06:00", "from:2026-03-10T03:10", "since:2026-03-09"),
    ]
)
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(" OR ".join),
        inner.map(lambda one: f"({one})"),
        inner.map(lambda one: f"-({one})"),
    ),
    max_leaves=8,
)

BOTH = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])


@BOTH
@given(query=QUERIES)
def test_both_databases_answer_alike(archives: tuple[Archive, Archive], query: str) -> None:
    result = both(archives, query)
    assert isinstance(result, tuple)
    opposite = both(archives, f"-({query})")
    assert isinstance(opposite, tuple)
    assert (result[0] + opposite[0], set(result[1]) & set(opposite[1])) == (40, set())


@BOTH
@given(
    query=QUERIES,
    fields=st.lists(
        st.sampled_from(["title", "standfirst", "authors", "tags", "text", "agency"]), min_size=1, unique=True
    ),
)
def test_both_rank_alike_wherever_they_look(
    archives: tuple[Archive, Archive], query: str, fields: list[str]
) -> None:
    assert isinstance(both(archives, query, search_in=fields, sort="relevance"), tuple)


@BOTH
@given(text=st.text(max_size=60))
def test_any_text_is_answered_alike(archives: tuple[Archive, Archive], text: str) -> None:
    both(archives, text)


LONG = {
    "many words": " ".join(f"w{number}" for number in range(700)),
    "many short words": "a " * 1999,
    "many alternatives": " OR ".join(f"w{number}" for number in range(400)),
    "many beginnings": " OR ".join(f"{letter}{number}*" for letter in "abc" for number in range(150)),
    "one long phrase": '"' + "a b " * 990 + '"',
    "many phrases": '"a b" ' * 600,
    "one long word": "x" * 4000,
    "a long text without spaces": "".join(chr(0x4E00 + number % 500) for number in range(4000)),
    "many exceptions": " ".join(f"-w{number}" for number in range(600)),
    "deep groups": "(a OR (b AND " * 8 + "c" + "))" * 8,
    "deep exceptions": "-(a OR " * 8 + "c" + ")" * 8,
    "deep exceptions of all": "-(a " * 8 + "c" + ")" * 8,
    "deep dates": "(a OR (b since:1d " * 8 + "c" + "))" * 8,
    "deep phrases": '("a b" OR ("b c" since:1d ' * 8 + "c" + "))" * 8,
    "many dates": " OR ".join(f"(a since:{number}h)" for number in range(1, 200)),
    "many sources": " OR ".join(["source:a", "source:b"] * 150),
    "many domains": " OR ".join(f"domain:d{number}.example" for number in range(150)),
}


@pytest.mark.parametrize("name", ["(a OR (b AND ", "-(a OR ", "-(a ", "(a OR (since:1d "])
def test_groups_that_lie_too_deep_are_refused_with_a_sentence(
    archives: tuple[Archive, Archive], name: str
) -> None:
    answer_to = both(archives, name * 20 + "c" + ")" * (20 * name.count("(")))
    assert (
        answer_to == "In the query more than 16 groups of AND, OR and - lie in one another. Make it flatter."
    )


@pytest.mark.parametrize("name", LONG)
def test_a_long_query_is_answered_soon(archives: tuple[Archive, Archive], name: str) -> None:
    for archive in archives:
        began_at = time.monotonic()
        result = answer(archive, LONG[name])
        assert time.monotonic() - began_at < 2, (archive.dialect, result)
        assert isinstance(result, tuple), result
