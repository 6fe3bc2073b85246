"""The lines of an article that show why it was found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage.model import Article
from storage.query.language import clause_of
from storage.query.snippet import LONGEST_SNIPPET, snippet_of

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def article(text: str, standfirst: str | None = None) -> Article:
    nothing: dict[str, None] = dict.fromkeys(
        ("agency", "published_at", "modified_at", "date_precision", "date_from", "revised_at", "language")
    )
    return Article(
        id=1,
        source_id=1,
        source="ledger",
        url="https://news.example/a",
        canonical_url="https://news.example/a",
        title="Title",
        text=text,
        standfirst=standfirst,
        authors=(),
        first_seen_at=NOW,
        fetched_at=NOW,
        section=None,
        tags=(),
        image=None,
        is_free=None,
        kind="article",
        method="rules 1",
        content_hash="",
        revision_count=1,
        **nothing,
    )


TEXT = "The council met. Taxes will rise, it said.\n\nNobody was glad. 東京は晴れ。雨も降る。"


@pytest.mark.parametrize(
    ("query", "snippet"),
    [
        ("taxes", "Taxes will rise, it said."),
        ('"will rise"', "Taxes will rise, it said."),
        ("tax*", "Taxes will rise, it said."),
        ("zebra OR glad", "Nobody was glad."),
        ("晴れ", "東京は晴れ。"),
        ("-taxes glad", "Nobody was glad."),
    ],
)
def test_the_first_sentence_with_a_word_is_shown(query: str, snippet: str) -> None:
    assert snippet_of(article(TEXT), clause_of(query, now=NOW)) == snippet


@pytest.mark.parametrize("query", ["", "zebra", "source:ledger", "-taxes"])
def test_else_the_article_begins(query: str) -> None:
    clause = clause_of(query, now=NOW)
    assert snippet_of(article("Short text.", standfirst="A standfirst."), clause) == "A standfirst."
    assert snippet_of(article("Short text."), clause) == "Short text."
    assert snippet_of(article(""), clause) == ""


def test_a_long_sentence_is_cut_at_a_word() -> None:
    shown = snippet_of(article("word " * 200), None)
    assert shown.endswith("word …")
    assert len(shown) <= LONGEST_SNIPPET + 2
