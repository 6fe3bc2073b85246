"""Searching finds the same articles, in the same order, on both databases."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest

from storage import Archive, QueryError
from storage.model import SourceSpec
from storage.query import Page, SearchQuery, parse_query, search
from tests.storage.builders import NOW, at, draft, keep

#: path, source, what is special; the later one is newer.
ARTICLES = [
    ("budget", "ledger", {"title": "Council passes budget", "text": "The budget of the city. Taxes rise."}),
    (
        "tax",
        "ledger",
        {"title": "Taxes rise", "text": "The council raises taxes.", "authors": ("Ann O'Neil",)},
    ),
    ("hindi", "khabar", {"title": "दिल्ली में बारिश", "text": "मौसम विभाग की चेतावनी।", "language": "hi"}),
    ("tokyo", "nikkei", {"title": "東京都の天気", "text": "明日は晴れでしょう。", "language": "ja"}),
    ("bonn", "ledger", {"title": "Müller in Köln", "text": "Straße gesperrt.", "language": "de-DE"}),
    ("wire", "khabar", {"title": "Storm ahead", "text": "Don’t go out.", "agency": "Press Trust of India"}),
    ("tags", "nikkei", {"title": "Rates held", "text": "No change.", "tags": ("Central Bank", "Money")}),
    ("lead", "nikkei", {"title": "Match report", "text": "A draw.", "standfirst": "Late goal saves point"}),
    ("split", "ledger", {"title": "Two names", "text": "x", "authors": ("Jo Central", "Bank Smith")}),
    ("ar", "khabar", {"title": "كِتَاب جديد", "text": "في المكتبة", "language": "ar"}),
]

HOSTS = {"ledger": "www.ledger.example", "khabar": "khabar.example", "nikkei": "asia.nikkei.example"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Ten articles of three sources, an hour apart, on each database in turn."""
    from storage import open_archive

    if request.param == "sqlite":
        url = str(tmp_path_factory.mktemp("library") / "newsdesk.db")
    else:
        url = request.getfixturevalue("shared_postgres_url")
    archive = open_archive(url)
    with archive.begin() as tx:
        ids = {
            name: tx.sources.put(SourceSpec(name, homepage="https://x.example"), now=NOW).id for name in HOSTS
        }
        for number, (path, source, values) in enumerate(ARTICLES):
            url = f"https://{HOSTS[source]}/{path}"
            made = draft(ids[source], path, published_at=at(hours=number), canonical_url=url, **values)
            keep(tx, made)
    request.addfinalizer(archive.close)
    return archive


def ask(archive: Archive, text: str = "", **values: object) -> Page:
    with archive.read() as tx:
        return search(tx, parse_query(text, now=at(hours=12), **values))


def found(archive: Archive, text: str = "", **values: object) -> list[str]:
    return [article.url.rsplit("/", 1)[1] for article in ask(archive, text, **values).articles]


@pytest.mark.parametrize(
    ("query", "paths"),
    [
        ("", "ar split lead tags wire bonn tokyo hindi tax budget"),
        ("taxes", "tax budget"),
        ("TAXES council", "tax budget"),
        ('"taxes rise"', "tax budget"),
        ('"rise taxes"', ""),
        ("taxes -budget", "tax"),
        ("-taxes -lang:de source:ledger", "split"),
        ("storm OR budget", "wire budget"),
        ("(storm OR budget) council", "budget"),
        ("storm OR budget council", "wire budget"),
        ("tax*", "tax budget"),
        ('"taxes r"*', "tax budget"),
        ("title:taxes", "tax"),
        ("-title:taxes taxes", "budget"),
        ("author:o'neil", "tax"),
        ("author:O’Neil", "tax"),
        ("don't", "wire"),
        ("muller", "bonn"),
        ("KÖLN strasse", "bonn"),
        ("दिल्ली", "hindi"),
        ("दिल्ल*", "hindi"),
        ("द", ""),
        ("東京", "tokyo"),
        ("東京都の天気", "tokyo"),
        ("京都", "tokyo"),
        ("東都", ""),
        ("気", "tokyo"),
        ("東", "tokyo"),
        ("كتاب", "ar"),
        ("agency:press", "wire"),
        ('agency:"press trust"', "wire"),
        ('agency:"trust press"', ""),
        ("press", ""),
        ("tag:money", "tags"),
        ('tag:"central bank"', "tags"),
        ('"central bank"', "tags"),
        ('"bank money"', ""),
        ("source:khabar", "ar wire hindi"),
        ("source:KHABAR OR source:nikkei", "ar lead tags wire tokyo hindi"),
        ("-source:ledger", "ar lead tags wire tokyo hindi"),
        ("domain:nikkei.example", "lead tags tokyo"),
        ("domain:asia.nikkei.example", "lead tags tokyo"),
        ("domain:www.nikkei.example", ""),
        ("lang:de", "bonn"),
        ("lang:de-DE", "bonn"),
        ("lang:de-AT", ""),
        ("goal", "lead"),
        ("title:goal", ""),
        ("since:4h", "ar split"),
        ("from:2026-03-10T14:00 to:2026-03-10T15:30", "tokyo hindi"),
        ("to:2026-03-10 taxes", "tax budget"),
        ("from:2026-03-11", ""),
        ("taxes (since:11h30m OR storm)", None),
        ("taxes OR since:4h", "ar split tax budget"),
        ("-since:9h", "hindi tax budget"),
        ("-(since:9h OR taxes)", "hindi"),
        ("(taxes rise) OR (since:4h -split)", "ar split tax budget"),
        ('("taxes rise" since:11h) OR (from:2026-03-10T20:30 -title:names)', "ar tax"),
        ("every", ""),
        ("all", ""),
        ("sou*", ""),
        ("lan*", ""),
        ("c*", "split tags tax budget"),
    ],
)
def test_a_query_finds_these_articles_newest_first(library: Archive, query: str, paths: str | None) -> None:
    if paths is None:
        with pytest.raises(QueryError):
            found(library, query)
    else:
        assert found(library, query) == paths.split()


def test_the_total_counts_all_pages(library: Archive) -> None:
    assert ask(library, "source:nikkei", page_size=1).total == 3


@pytest.mark.parametrize("sort", ["newest", "relevance"])
@pytest.mark.parametrize("query", ["", "taxes OR bank OR names", "-taxes"])
def test_the_pages_together_are_the_whole_answer(library: Archive, query: str, sort: str) -> None:
    whole = found(library, query, sort=sort, page_size=100)
    paged: list[str] = []
    cursor = None
    while True:
        part = ask(library, query, sort=sort, page_size=3, cursor=cursor)
        paged += [article.url.rsplit("/", 1)[1] for article in part.articles]
        cursor = part.next
        if cursor is None:
            break
    assert paged == whole


def test_relevance_puts_the_headline_first(library: Archive) -> None:
    assert found(library, "taxes OR budget", sort="relevance") == ["budget", "tax"]
    assert found(library, "rise OR budget", sort="newest") == ["tax", "budget"]


def test_filters_narrow_as_the_operators_do(library: Archive) -> None:
    assert found(library, sources=("khabar", "nikkei"), exclude_domains=("nikkei.example",)) == [
        "ar",
        "wire",
        "hindi",
    ]
    assert found(library, exclude_sources=("ledger", "khabar")) == ["lead", "tags", "tokyo"]
    assert found(library, domains=("www.ledger.example",), from_at=at(hours=4)) == ["split", "bonn"]
    assert found(library, to_at=at(hours=1), language="en") == []
    assert found(library, "goal", search_in=("title",)) == []
    assert found(library, "goal", search_in=("standfirst", "title")) == ["lead"]
    assert found(library, "goal", search_in=("text",)) == ["lead"]
    assert found(library, '"late goal"', search_in=("standfirst",)) == ["lead"]
    assert found(library, "draw", search_in=("standfirst",)) == []


def test_changed_since_finds_what_was_kept_since(library: Archive) -> None:
    assert found(library, "taxes", changed_since=NOW) == ["tax", "budget"]
    assert found(library, changed_since=NOW + timedelta(seconds=1)) == []


@pytest.mark.parametrize("cursor", ["x", "bjE", "😀", "-", "bjEuMDAwMDAwMDAwMA", " ", "n" * 5000])
def test_a_cursor_that_is_not_ours_is_refused(library: Archive, cursor: str) -> None:
    with pytest.raises(QueryError, match="cursor"):
        ask(library, cursor=cursor)


def test_a_cursor_of_another_order_is_refused(library: Archive) -> None:
    cursor = ask(library, page_size=1).next
    with pytest.raises(QueryError, match="same order"):
        ask(library, page_size=1, sort="relevance", cursor=cursor)


def test_an_unknown_source_is_named_with_the_nearest_one(library: Archive) -> None:
    with pytest.raises(QueryError, match=r'There is no source "kabar" at position 5. Did you mean khabar\?'):
        ask(library, "tax source:kabar")


@pytest.mark.parametrize("values", [{"page_size": 0}, {"page_size": 101}, {"sort": "oldest"}])
def test_a_question_that_makes_no_sense_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(QueryError):
        SearchQuery(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "domain", ["NIKKEI.example", "https://nikkei.example/news", "*.nikkei.example", "nikkei.example."]
)
def test_a_domain_may_be_written_in_many_ways(library: Archive, domain: str) -> None:
    assert found(library, domains=(domain,)) == ["lead", "tags", "tokyo"]


@pytest.mark.parametrize(
    "text", ["\ud800", "a\udcff", "domain:\ud800", "lang:\udcff", "title:\ud800a", "-\ud800 a"]
)
def test_broken_characters_in_a_query_are_no_trouble(library: Archive, text: str) -> None:
    with contextlib.suppress(QueryError):
        ask(library, text)


def test_broken_characters_in_a_parameter_are_no_trouble(library: Archive) -> None:
    assert found(library, domains=("\ud800",), language="\ud800\0") == []
    with pytest.raises(QueryError, match="There is no source"):
        found(library, sources=("\ud800",))
