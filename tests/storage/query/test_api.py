"""What the HTTP API answers, over a real socket and on both databases."""

from __future__ import annotations

import json
from pathlib import Path

import httpx

from tests.storage.query.conftest import Stand
from tests.storage.query.newsstand import HOSTILE

SHARED_QUERIES = Path(__file__).parents[4] / "shared/suites/fts-queries/cases.jsonl"

FERRY = {
    "url": "https://harbour.example/ferry",
    "canonical_url": "https://harbour.example/ferry",
    "source": "harbour",
    "title": "Ferry to Norvik sails again",
    "text": "The evening ferry to Norvik will sail after all.\n\n"
    "Passengers were told at noon by the harbour office.",
    "standfirst": "High waves close the sound",
    "authors": ["Ada Lind", "Bo Ek"],
    "agency": "NPA",
    "published_at": "2026-03-01T09:00:00Z",
    "date_precision": "second",
    "date_from": "json-ld",
    "modified_at": None,
    "first_seen_at": "2026-03-01T09:05:00Z",
    "fetched_at": "2026-03-01T12:00:00Z",
    "revised_at": "2026-03-01T12:00:00Z",
    "language": "en",
    "section": "Local",
    "tags": ["ferry", "weather"],
    "image": {"url": "https://harbour.example/ferry.jpg", "caption": "The ferry", "credit": "NPA"},
    "is_free": True,
    "kind": "article",
    "wishes": [],
    "revision_count": 2,
}


def listed(response: httpx.Response) -> list[int]:
    assert response.status_code == 200, response.text
    return [article["id"] for article in response.json()["articles"]]


def test_an_article_is_answered_whole(stand: Stand) -> None:
    response = stand.client.get(f"/v1/articles/{stand.stock.ferry}")
    assert (response.status_code, response.json()) == (200, {"id": stand.stock.ferry, **FERRY})
    assert response.headers["content-type"] == "application/json"


def test_a_search_lists_whole_articles(stand: Stand) -> None:
    response = stand.client.get("/v1/articles", params={"q": "ferry norvik"})
    assert response.json() == {"total": 1, "articles": [{"id": stand.stock.ferry, **FERRY}], "next": None}


def test_every_parameter_narrows_the_answer(stand: Stand) -> None:
    answers = {
        query: listed(stand.client.get(f"/v1/articles?{query}"))
        for query in (
            "",
            "q=norvik&searchIn=title",
            "q=passengers&searchIn=title",
            "q=passengers&searchIn=title,content",
            "sources=bote",
            "excludeSources=bote",
            "domains=bote.example",
            "excludeDomains=bote.example,nobody.example",
            "from=2026-02-28&to=2026-02-28",
            "to=2026-02-27",
            "changedSince=2026-03-01T10:00:00Z",
            "language=ja",
            "sortBy=publishedAt&pageSize=1",
            "q=harbour&sortBy=relevancy",
        )
    }
    assert answers == {
        "": [stand.stock.ferry, stand.stock.bridge, stand.stock.tokyo, stand.stock.hostile],
        "q=norvik&searchIn=title": [stand.stock.ferry],
        "q=passengers&searchIn=title": [],
        "q=passengers&searchIn=title,content": [stand.stock.ferry],
        "sources=bote": [stand.stock.bridge, stand.stock.tokyo],
        "excludeSources=bote": [stand.stock.ferry, stand.stock.hostile],
        "domains=bote.example": [stand.stock.bridge, stand.stock.tokyo],
        "excludeDomains=bote.example,nobody.example": [stand.stock.ferry, stand.stock.hostile],
        "from=2026-02-28&to=2026-02-28": [stand.stock.bridge],
        "to=2026-02-27": [stand.stock.tokyo, stand.stock.hostile],
        "changedSince=2026-03-01T10:00:00Z": [stand.stock.ferry],
        "language=ja": [stand.stock.tokyo],
        "sortBy=publishedAt&pageSize=1": [stand.stock.ferry],
        "q=harbour&sortBy=relevancy": [stand.stock.ferry],
    }


def test_pages_follow_one_another(stand: Stand) -> None:
    seen: list[int] = []
    cursor = ""
    while cursor is not None:
        page = stand.client.get("/v1/articles", params={"pageSize": 3, "cursor": cursor}).json()
        assert page["total"] == 4
        seen += [article["id"] for article in page["articles"]]
        cursor = page["next"]
    assert seen == [stand.stock.ferry, stand.stock.bridge, stand.stock.tokyo, stand.stock.hostile]


def test_revisions_are_answered_oldest_first(stand: Stand) -> None:
    answer = stand.client.get(f"/v1/articles/{stand.stock.ferry}/revisions").json()
    hashes = [revision.pop("content_hash") for revision in answer["revisions"]]
    assert len(set(hashes)) == 2
    common = {
        "standfirst": "High waves close the sound",
        "authors": ["Ada Lind", "Bo Ek"],
        "modified_at": None,
        "method": "test",
    }
    assert answer == {
        "total": 2,
        "article_id": stand.stock.ferry,
        "revisions": [
            {
                **common,
                "number": 1,
                "title": "Ferry to Norvik cancelled",
                "text": "The evening ferry to Norvik will not sail.\n\n"
                "Passengers were told at noon by the harbour office.",
                "fetched_at": "2026-03-01T09:05:00Z",
                "dropped": [{"text": "Read also", "reason": "link to another article"}],
            },
            {
                **common,
                "number": 2,
                "title": FERRY["title"],
                "text": FERRY["text"],
                "fetched_at": "2026-03-01T12:00:00Z",
                "dropped": [],
            },
        ],
    }


def test_a_diff_tells_the_words(stand: Stand) -> None:
    def pieces(*parts: tuple[str, str]) -> list[dict[str, str]]:
        return [{"change": change, "text": text} for change, text in parts]

    expected = {
        "article_id": stand.stock.ferry,
        "from": 1,
        "to": 2,
        "removed_word_count": 2,
        "added_word_count": 4,
        "title": pieces(("same", "Ferry to Norvik "), ("removed", "cancelled"), ("added", "sails again")),
        "standfirst": pieces(("same", "High waves close the sound")),
        "authors": pieces(("same", "Ada Lind, Bo Ek")),
        "paragraphs": [
            pieces(
                ("same", "The evening ferry to Norvik will "),
                ("removed", "not "),
                ("same", "sail "),
                ("added", "after all"),
                ("same", "."),
            ),
            pieces(("same", "Passengers were told at noon by the harbour office.")),
        ],
    }
    address = f"/v1/articles/{stand.stock.ferry}/diff"
    assert stand.client.get(address).json() == expected
    assert stand.client.get(f"{address}?from=1&to=2").json() == expected
    assert stand.client.get(f"{address}?from=2&to=1").json()["title"] == pieces(
        ("same", "Ferry to Norvik "), ("removed", "sails again"), ("added", "cancelled")
    )


def test_sources_tell_how_they_stand(stand: Stand) -> None:
    assert stand.client.get("/v1/sources").json() == {
        "total": 2,
        "sources": [
            {
                "name": "bote",
                "title": None,
                "homepage": None,
                "language": None,
                "is_declared": True,
                "rules": [{"from": "2026-01-01", "drop": ["aside.promo"]}],
                "article_count": 2,
                "pending_count": 0,
                "newest_article_at": "2026-02-28T09:00:00Z",
                "last_checked_at": None,
                "last_outcome": None,
                "next_check_at": "2026-03-01T09:00:00Z",
                "seeds": [
                    {
                        "url": "https://bote.example/atom",
                        "kind": None,
                        "last_checked_at": None,
                        "last_outcome": None,
                        "last_reason": None,
                        "failure_count": 0,
                        "next_check_at": "2026-03-01T09:00:00Z",
                    }
                ],
            },
            {
                "name": "harbour",
                "title": "The Harbour Ledger",
                "homepage": "https://harbour.example/",
                "language": "en",
                "is_declared": False,
                "rules": [],
                "article_count": 2,
                "pending_count": 1,
                "newest_article_at": "2026-03-01T09:00:00Z",
                "last_checked_at": "2026-03-01T09:05:00Z",
                "last_outcome": "new",
                "next_check_at": "2026-03-01T09:20:00Z",
                "seeds": [
                    {
                        "url": "https://harbour.example/rss",
                        "kind": "feed",
                        "last_checked_at": "2026-03-01T09:05:00Z",
                        "last_outcome": "new",
                        "last_reason": None,
                        "failure_count": 0,
                        "next_check_at": "2026-03-01T09:20:00Z",
                    }
                ],
            },
        ],
    }


def test_what_a_page_said_is_data(stand: Stand) -> None:
    response = stand.client.get(f"/v1/articles/{stand.stock.hostile}")
    assert response.json()["title"] == HOSTILE
    assert response.headers["x-content-type-options"] == "nosniff"


ODD_QUERIES = [
    '"',
    "AND",
    "a AND",
    "NEAR(a b)",
    "title:",
    "*",
    "^a",
    "a" * 5000,
    "\0",
    "\ud7ff\ufffe",
    "'; DROP TABLE article; --",
    "%_\\",
    "(" * 200,
    "-" * 200,
    "{title}:x",
    "a:b:c",
    "since:999999999w",
    "from:0000-00-00",
    "\u202e\u200d",
]


def test_no_query_ever_becomes_a_500(stand: Stand) -> None:
    queries = list(ODD_QUERIES)
    if SHARED_QUERIES.exists():
        lines = SHARED_QUERIES.read_text(encoding="utf-8").splitlines()
        # The client sends no address of more than 64 KiB.
        queries += [query for query in (json.loads(line)["q"] for line in lines) if len(query) < 20_000]
    for sort in ("newest", "relevance"):
        for query in queries:
            response = stand.client.get("/v1/articles", params={"q": query, "sortBy": sort})
            assert response.status_code in (200, 400), query
            assert set(response.json()) in ({"total", "articles", "next"}, {"error"}), query
