"""What a question is made of, once it is understood: a tree of clauses. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from storage.analysis import Phrase

#: Where words may be looked for; `text` means the standfirst and the text below it.
Field: TypeAlias = Literal["title", "standfirst", "authors", "tags", "text", "agency"]

#: Where plain words are looked for.
WORD_FIELDS: tuple[Field, ...] = ("title", "authors", "tags", "text")


@dataclass(frozen=True, slots=True)
class Words:
    """One word or phrase, in any of these fields."""

    phrase: Phrase
    fields: tuple[Field, ...] = WORD_FIELDS


@dataclass(frozen=True, slots=True)
class OfSource:
    """Articles of the source of this name."""

    name: str
    #: Where the name stands in the query, counted from 1; None where it was a parameter.
    position: int | None = None


@dataclass(frozen=True, slots=True)
class AtDomain:
    """Articles at this domain or below it."""

    domain: str


@dataclass(frozen=True, slots=True)
class InLanguage:
    """Articles in this language; en stands for en-GB too."""

    language: str


@dataclass(frozen=True, slots=True)
class Dated:
    """Articles dated from one time up to another; both belong to it, and None is open."""

    from_at: datetime | None = None
    to_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """What matches every clause."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What matches at least one clause."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What does not match the clause."""

    clause: Clause


Clause: TypeAlias = Words | OfSource | AtDomain | InLanguage | Dated | AllOf | AnyOf | Not


def all_of(clauses: list[Clause]) -> Clause | None:
    """One clause for all of them, as flat as can be; None when there is none."""
    return _joined(AllOf, clauses)


def any_of(clauses: list[Clause]) -> Clause | None:
    """One clause for any of them, as flat as can be; None when there is none."""
    return _joined(AnyOf, clauses)


def negated(clause: Clause) -> Clause:
    """The opposite; the opposite of an opposite is the clause itself."""
    return clause.clause if isinstance(clause, Not) else Not(clause)


def depth_of(clause: Clause) -> int:
    """How deep clauses lie in one another."""
    if isinstance(clause, Not):
        return 1 + depth_of(clause.clause)
    if isinstance(clause, AllOf | AnyOf):
        return 1 + max(depth_of(one) for one in clause.clauses)
    return 0


def wanted_words(clause: Clause | None) -> tuple[Words, ...]:
    """The words that an article is asked to have: what relevance counts and snippets show."""
    if isinstance(clause, Words):
        return (clause,)
    if isinstance(clause, AllOf | AnyOf):
        return tuple(dict.fromkeys(word for one in clause.clauses for word in wanted_words(one)))
    return ()


def _joined(kind: type[AllOf] | type[AnyOf], clauses: list[Clause]) -> Clause | None:
    flat: dict[Clause, None] = {}
    for clause in clauses:
        flat |= dict.fromkeys(clause.clauses if isinstance(clause, kind) else (clause,))
    if len(flat) < 2:
        return next(iter(flat), None)
    return kind(tuple(flat))
