"""Cuts a query into its tokens: words, phrases, operators with their values, and signs. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from storage.errors import QueryError

OPERATORS = ("title", "author", "source", "domain", "lang", "tag", "agency", "since", "from", "to")

#: Keyboards and word processors make the others of a plain quotation mark.
_QUOTES = '"“”„‟＂'

_WORD = re.compile(rf"[^\s(){_QUOTES}]+")
_OPERATOR = re.compile(r"([A-Za-z_]+):(.*)", re.DOTALL)

Kind = Literal["(", ")", "OR", "AND", "NOT", "word", "phrase"]

_SIGNS: tuple[Kind, ...] = ("OR", "AND", "NOT")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a query."""

    kind: Kind
    text: str
    #: Where it begins, counted from 1.
    position: int
    #: The operator before the value: title for title:word.
    operator: str | None = None
    #: True where a star says that the last word may go on.
    is_prefix: bool = False


def tokens_of(text: str) -> Iterator[Token]:
    """The pieces of the query, in their order."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token, at = _token(text, at)
        yield token


def _token(text: str, at: int) -> tuple[Token, int]:
    sign = text[at]
    if sign == "(":
        return Token("(", sign, at + 1), at + 1
    if sign == ")":
        return Token(")", sign, at + 1), at + 1
    if sign in _QUOTES:
        return _phrase(text, at, at + 1, None)
    if sign == "-" and at + 1 < len(text) and not text[at + 1].isspace() and text[at + 1] != ")":
        return Token("NOT", sign, at + 1), at + 1
    return _word(text, at)


def _word(text: str, at: int) -> tuple[Token, int]:
    match = _WORD.match(text, at)
    word, end = (match[0], match.end()) if match else (text[at], at + 1)
    for sign in _SIGNS:
        if word == sign:
            return Token(sign, word, at + 1), end
    if operator := _OPERATOR.fullmatch(word):
        is_quoted = not operator[2] and end < len(text) and text[end] in _QUOTES
        name = _known(operator[1], operator[2], at + 1, is_quoted=is_quoted)
        if name and is_quoted:
            return _phrase(text, end, at + 1, name)
        if name:
            return Token("word", operator[2], at + 1, name, operator[2].endswith("*")), end
    return Token("word", word, at + 1, None, word.endswith("*")), end


def _known(name: str, value: str, position: int, *, is_quoted: bool) -> str | None:
    """The operator that is meant; None where the colon is part of a word."""
    if name.lower() in OPERATORS:
        if not value and not is_quoted:
            raise empty_value(name.lower(), position)
        return name.lower()
    has_value = is_quoted or (value != "" and not value.startswith("//"))
    if not has_value or not name.islower():
        return None
    close = difflib.get_close_matches(name, OPERATORS, n=1)
    meant = f"Did you mean {close[0]}:? " if close else ""
    known = ", ".join(f"{one}:" for one in OPERATORS)
    raise QueryError(
        f'The query has the unknown operator "{name}:" at position {position}. {meant}'
        f"Known are {known}. To look for the text itself, put it in quotation marks.",
        position=position,
    )


def _phrase(text: str, at: int, position: int, operator: str | None) -> tuple[Token, int]:
    end = at + 1
    while end < len(text) and text[end] not in _QUOTES:
        end += 1
    if end == len(text):
        raise QueryError(
            f"The quotation mark at position {at + 1} is never closed. Add one at the end of the phrase.",
            position=at + 1,
        )
    value = text[at + 1 : end]
    has_star = text.startswith("*", end + 1)
    token = Token("phrase", value, position, operator, has_star or value.endswith("*"))
    return token, end + 2 if has_star else end + 1


def empty_value(name: str, position: int) -> QueryError:
    """The complaint about an operator that stands alone."""
    return QueryError(
        f'The operator "{name}:" at position {position} has no value. Write it directly behind the colon: '
        f'{name}:word or {name}:"two words".',
        position=position,
    )
