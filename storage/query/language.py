"""The query language: from what somebody typed to a question, or one sentence about what is wrong.

    words            all of them                   "two words"     exactly so
    a OR b           one of them at least          -word           not with it
    (a OR b) c       grouped                       word*           any word that begins so
    title: author: tag: agency:                    words in that field
    source: domain: lang:                          of a source, at a domain, in a language
    since:7d from:2026-01-01 to:2026-01-31         by date, in UTC; the days named belong to it

AND binds closer than OR. Only a name in front of a colon and a value is an operator, so that 10:30 and
https://example.org/ are words. Pure: `now` is an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from storage.analysis import phrase_of
from storage.columns import cleaned
from storage.errors import QueryError
from storage.query.clauses import (
    WORD_FIELDS,
    AtDomain,
    Clause,
    Dated,
    Field,
    InLanguage,
    OfSource,
    Words,
    all_of,
    any_of,
    depth_of,
    negated,
)
from storage.query.moments import span_of
from storage.query.question import SearchQuery
from storage.query.scanner import Token, empty_value, tokens_of

LONGEST_QUERY = 4_000
DEEPEST_NESTING = 50

#: Groups that are really needed. SQLite gives up on conditions that lie in one another not much deeper.
DEEPEST_CLAUSE = 16

_FIELDS: dict[str, tuple[Field, ...]] = {
    "title": ("title",),
    "author": ("authors",),
    "tag": ("tags",),
    "agency": ("agency",),
}


def parse_query(
    text: str, *, now: datetime, search_in: Sequence[Field] = WORD_FIELDS, **filters: Any
) -> SearchQuery:
    """The question that is meant by this text; plain words are looked for in the fields `search_in`.

    The other arguments are those of SearchQuery. Raises QueryError.
    """
    return SearchQuery(text=text, where=clause_of(text, now=now, search_in=tuple(search_in)), **filters)


def clause_of(text: str, *, now: datetime, search_in: tuple[Field, ...] = WORD_FIELDS) -> Clause | None:
    """The tree of clauses; None for an empty query, which means everything."""
    if len(text) > LONGEST_QUERY:
        raise QueryError(f"The query has {len(text):,} characters; at most {LONGEST_QUERY:,} are understood.")
    text = cleaned(text.replace("\0", " "))
    if not text.strip():
        return None
    clause = _Reader(list(tokens_of(text)), now, search_in or WORD_FIELDS).whole()
    if clause is None:
        raise QueryError(
            "The query has nothing to look for: write a word with letters or digits.", position=1
        )
    if depth_of(clause) > DEEPEST_CLAUSE:
        raise QueryError(
            f"In the query more than {DEEPEST_CLAUSE} groups of AND, OR and - lie in one another. Make it flatter."
        )
    return clause


class _Reader:
    """Goes through the tokens once, from left to right."""

    def __init__(self, tokens: list[Token], now: datetime, search_in: tuple[Field, ...]) -> None:
        self._tokens = tokens
        self._at = 0
        self._now = now
        self._search_in = search_in
        self._depth = 0

    def whole(self) -> Clause | None:
        clause = self._either()
        if (left := self._token()) is not None:
            raise _at(left, "The closing parenthesis at position {} has no opening one. Remove it.")
        return clause

    def _either(self) -> Clause | None:
        """Parts between OR."""
        parts = [self._all()]
        while (sign := self._token()) is not None and sign.kind == "OR":
            self._at += 1
            if self._is_over():
                raise _needs_both_sides(sign)
            parts.append(self._all())
        return any_of([part for part in parts if part is not None])

    def _all(self) -> Clause | None:
        """Parts side by side, or between AND."""
        first = self._token()
        if first is not None and first.kind in ("OR", "AND"):
            raise _needs_both_sides(first)
        parts = []
        while not self._is_over():
            parts.append(self._one())
            sign = self._token()
            if sign is not None and sign.kind == "AND":
                self._at += 1
                if self._is_over():
                    raise _needs_both_sides(sign)
        return all_of([part for part in parts if part is not None])

    def _one(self) -> Clause | None:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == "NOT":
            return self._opposite(token)
        if token.kind == "(":
            return self._group(token)
        if token.kind == "AND":
            raise _needs_both_sides(token)
        return self._clause(token)

    def _opposite(self, sign: Token) -> Clause | None:
        if self._is_over():
            raise _at(
                sign, f'The "{sign.text}" at position {{}} has nothing behind it. Write what to leave out.'
            )
        with_depth = self._deeper(sign, self._one)
        return None if with_depth is None else negated(with_depth)

    def _group(self, opening: Token) -> Clause | None:
        if (inside := self._token()) is not None and inside.kind == ")":
            raise _at(opening, "There is nothing in the parentheses at position {}. Remove them.")
        clause = self._deeper(opening, self._either)
        if self._token() is None:
            raise _at(
                opening, "The parenthesis at position {} is never closed. Add one where the group ends."
            )
        self._at += 1
        return clause

    def _deeper(self, token: Token, read: Callable[[], Clause | None]) -> Clause | None:
        self._depth += 1
        if self._depth > DEEPEST_NESTING:
            raise _at(token, f"From position {{}} on more than {DEEPEST_NESTING} groups lie in one another.")
        clause = read()
        self._depth -= 1
        return clause

    def _clause(self, token: Token) -> Clause | None:
        name, value = token.operator, token.text.strip()
        if name is None:
            return self._words(token, self._search_in)
        if name in _FIELDS:
            words = self._words(token, _FIELDS[name])
            if words is None:
                raise empty_value(name, token.position)
            return words
        if not value:
            raise empty_value(name, token.position)
        if name == "source":
            return OfSource(value, token.position)
        if name == "domain":
            return AtDomain(value)
        if name == "lang":
            return InLanguage(value)
        return self._dated(token, value)

    def _words(self, token: Token, fields: tuple[Field, ...]) -> Clause | None:
        phrase = phrase_of(token.text, is_prefix=token.is_prefix)
        return None if phrase is None else Words(phrase, fields)

    def _dated(self, token: Token, value: str) -> Clause:
        try:
            first, last = span_of(value, self._now)
        except ValueError:
            name = token.operator
            raise QueryError(
                f'The value "{value}" of "{name}:" at position {token.position} is no date. '
                f"Write for example {name}:2026-01-31, or {name}:7d for seven days ago (m, h, d, w).",
                position=token.position,
            ) from None
        return Dated(to_at=last) if token.operator == "to" else Dated(from_at=first)

    def _token(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _is_over(self) -> bool:
        """True at the end of a run of clauses side by side."""
        token = self._token()
        return token is None or token.kind in ("OR", ")")


def _needs_both_sides(sign: Token) -> QueryError:
    return _at(
        sign,
        f'The {sign.text} at position {{}} needs a word on both sides. To look for it, write "{sign.text}".',
    )


def _at(token: Token, sentence: str) -> QueryError:
    return QueryError(sentence.format(token.position), position=token.position)
