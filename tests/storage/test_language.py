"""The query language: what is understood, and what is said about the rest."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.analysis import Phrase
from storage.errors import QueryError
from storage.query import SearchQuery, parse_query
from storage.query.clauses import (
    AllOf,
    AnyOf,
    AtDomain,
    Clause,
    Dated,
    InLanguage,
    Not,
    OfSource,
    Words,
)
from storage.query.language import clause_of

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


def understood(text: str) -> Clause | None:
    return clause_of(text, now=NOW)


def word(*terms: str, is_prefix: bool = False) -> Words:
    return Words(Phrase(terms, is_prefix))


A, B, C = word("a"), word("b"), word("c")


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("", None),
        (" \t\n", None),
        ("a", A),
        ("a b", AllOf((A, B))),
        ("a AND b", AllOf((A, B))),
        ("a and b", AllOf((A, word("and"), B))),
        ("a or b", AllOf((A, word("or"), B))),
        ("a OR b", AnyOf((A, B))),
        ("a b OR c", AnyOf((AllOf((A, B)), C))),
        ("a (b OR c)", AllOf((A, AnyOf((B, C))))),
        ("((a))", A),
        ("a (b c)", AllOf((A, B, C))),
        ("a a", A),
        ("-a", Not(A)),
        ("NOT a", Not(A)),
        ("not a", AllOf((word("not"), A))),
        ("--a", A),
        ("- a", A),
        ("a-b", word("a", "b")),
        ("-(a OR b)", Not(AnyOf((A, B)))),
        ('-"a b"', Not(word("a", "b"))),
        ('"a b"', word("a", "b")),
        ("“a b”", word("a", "b")),
        ('"a OR b"', word("a", "or", "b")),
        ('"a b"*', word("a", "b", is_prefix=True)),
        ("a*", word("a", is_prefix=True)),
        ("*a", A),
        ("a + b", AllOf((A, B))),
        ("O'Neil", word("oneil")),
        ("東京都", word("東京", "京都")),
        ("東", word("東", is_prefix=True)),
        ("10:30", word("10", "30")),
        ("https://a.example/b?c=1", word("https", "a", "example", "b", "c", "1")),
        ("Breaking: a", AllOf((word("breaking"), A))),
        ("Exclusive:a", word("exclusive", "a")),
        ("title:a", Words(Phrase(("a",)), ("title",))),
        ("Title:a", Words(Phrase(("a",)), ("title",))),
        ('author:"a b"', Words(Phrase(("a", "b")), ("authors",))),
        ("tag:a-b", Words(Phrase(("a", "b")), ("tags",))),
        ("agency:a*", Words(Phrase(("a",), is_prefix=True), ("agency",))),
        ("-title:a", Not(Words(Phrase(("a",)), ("title",)))),
        ("source:a OR source:b", AnyOf((OfSource("a", 1), OfSource("b", 13)))),
        ('source:"a b"', OfSource("a b", 1)),
        ("source:127.0.0.1:8080", OfSource("127.0.0.1:8080", 1)),
        ("domain:a.example", AtDomain("a.example")),
        ("lang:pt-BR", InLanguage("pt-BR")),
        ("since:7d", Dated(from_at=datetime(2026, 3, 3, 12, tzinfo=UTC))),
        ("since:90m", Dated(from_at=datetime(2026, 3, 10, 10, 30, tzinfo=UTC))),
        ("since:2w", Dated(from_at=datetime(2026, 2, 24, 12, tzinfo=UTC))),
        ("since:2026-01-01", Dated(from_at=datetime(2026, 1, 1, tzinfo=UTC))),
        ("from:2026-01-01T08:30+02:00", Dated(from_at=datetime(2026, 1, 1, 6, 30, tzinfo=UTC))),
        ("to:2026-01-31", Dated(to_at=datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC))),
        ("to:2026-02", Dated(to_at=datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC))),
        ("to:2026", Dated(to_at=datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC))),
        ("to:2026-01-31T10:15", Dated(to_at=datetime(2026, 1, 31, 10, 15, 59, tzinfo=UTC))),
        ("to:2026-01-31T10:15:20Z", Dated(to_at=datetime(2026, 1, 31, 10, 15, 20, tzinfo=UTC))),
        ("a\0b", AllOf((A, B))),
    ],
)
def test_a_query_is_understood(text: str, clause: Clause | None) -> None:
    assert understood(text) == clause


@pytest.mark.parametrize(
    ("text", "complaint", "position"),
    [
        ('a "b', "The quotation mark at position 3 is never closed.", 3),
        ("a (b", "The parenthesis at position 3 is never closed.", 3),
        ("a) b", "The closing parenthesis at position 2 has no opening one.", 2),
        ("a ()", "There is nothing in the parentheses at position 3.", 3),
        ("OR a", "The OR at position 1 needs a word on both sides.", 1),
        ("a OR", "The OR at position 3 needs a word on both sides.", 3),
        ("a OR OR b", "The OR at position 3 needs a word on both sides.", 3),
        ("a AND", "The AND at position 3 needs a word on both sides.", 3),
        ("a NOT", 'The "NOT" at position 3 has nothing behind it.', 3),
        ("(a -) b", None, None),
        ("a foo:bar", 'The query has the unknown operator "foo:" at position 3.', 3),
        ('a foo:"bar"', 'The query has the unknown operator "foo:" at position 3.', 3),
        ("titel:a", "Did you mean title:?", 1),
        (
            "foo:bar",
            "Known are title:, author:, source:, domain:, lang:, tag:, agency:, since:, from:, to:.",
            1,
        ),
        ("title:", 'The operator "title:" at position 1 has no value.', 1),
        ("title: a", 'The operator "title:" at position 1 has no value.', 1),
        ('title:"" a', 'The operator "title:" at position 1 has no value.', 1),
        ("title:!!", 'The operator "title:" at position 1 has no value.', 1),
        ('source:" "', 'The operator "source:" at position 1 has no value.', 1),
        ("since:soon", 'The value "soon" of "since:" at position 1 is no date.', 1),
        ("a from:2026-02-30", 'The value "2026-02-30" of "from:" at position 3 is no date.', 3),
        ("since:999999999w", "is no date", 1),
        ("from:0000", "is no date", 1),
        ("from:0001-01-01T00:00+23:59", "is no date", 1),
        ("???", "The query has nothing to look for", 1),
        ("a" * 4001, "The query has 4,001 characters; at most 4,000 are understood.", None),
        ("(" * 51 + "a" + ")" * 51, "more than 50 groups lie in one another", 51),
        ("-" * 51 + "a", "more than 50 groups lie in one another", 51),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, complaint: str | None, position: int | None) -> None:
    if complaint is None:
        assert understood(text) == AllOf((A, B))
        return
    with pytest.raises(QueryError) as raised:
        understood(text)
    assert complaint in str(raised.value)
    assert raised.value.position == position


def test_fifty_groups_in_one_another_are_understood() -> None:
    assert understood("(" * 50 + "a" + ")" * 50) == A


def test_plain_words_are_looked_for_where_they_should_be() -> None:
    query = parse_query("a tag:b", now=NOW, search_in=("title",))
    assert query.where == AllOf((Words(Phrase(("a",)), ("title",)), Words(Phrase(("b",)), ("tags",))))


PIECES = st.sampled_from(
    [
        '"',
        "(",
        ")",
        "-",
        "OR",
        "AND",
        "NOT",
        "*",
        ":",
        "title:",
        "since:",
        "to:",
        "source:",
        "x:",
        "a",
        "東",
        " ",
        "7d",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join)))
def test_any_string_is_a_question_or_a_query_error(text: str) -> None:
    try:
        query = parse_query(text, now=NOW)
    except QueryError as error:
        assert str(error)
    else:
        assert isinstance(query, SearchQuery)
