"""From clauses to the conditions of each database; both find the same articles.

Whatever can be is put into one full-text expression, because an index answers it at once, newest first. A date is
a span of sort keys. What the full-text language of a database cannot say becomes SQL around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from storage.identity import first_key_at, last_key_at
from storage.query.clauses import (
    WORD_FIELDS,
    AllOf,
    AnyOf,
    AtDomain,
    Clause,
    Dated,
    Field,
    InLanguage,
    Not,
    OfSource,
    Words,
)
from storage.schema import article
from storage.search_index import (
    EVERY,
    NAMED,
    WEIGHTS,
    article_search,
    domain_fact,
    language_fact,
    named_term,
    quoted,
    source_fact,
)

SourceIds: TypeAlias = Mapping[str, int]


def keys_matching(clause: Clause | None, source_ids: SourceIds, *, dialect: str) -> Select[Any]:
    """Selects the sort keys of all articles that match, in no order; the column is named `key`."""
    language = _Fts5(source_ids) if dialect == "sqlite" else _TsQuery(source_ids)
    parts = clause.clauses if isinstance(clause, AllOf) else (clause,) if clause is not None else ()
    words = [part for part in parts if not isinstance(part, Dated)]
    key: ColumnElement[int] = article_search.c.rowid if words else article.c.sort_key
    spans = [_within(key, part) for part in parts if isinstance(part, Dated)]
    return select(key.label("key")).where(*spans, *language.conditions(key, words))


def _within(key: ColumnElement[int], span: Dated) -> ColumnElement[bool]:
    ends = []
    if span.from_at is not None:
        ends.append(key >= first_key_at(span.from_at))
    if span.to_at is not None:
        ends.append(key <= last_key_at(span.to_at))
    return and_(true(), *ends)


def _fact(clause: OfSource | AtDomain | InLanguage, source_ids: SourceIds) -> str:
    if isinstance(clause, OfSource):
        return source_fact(source_ids[clause.name])
    return domain_fact(clause.domain) if isinstance(clause, AtDomain) else language_fact(clause.language)


def _columns_of(fields: Iterable[Field]) -> list[str]:
    """The columns of terms to look into: the standfirst belongs to the text."""
    return [name for field in fields for name in (("standfirst", field) if field == "text" else (field,))]


class _Fts5:
    """SQLite: MATCH expressions."""

    def __init__(self, source_ids: SourceIds) -> None:
        self._source_ids = source_ids

    def conditions(self, key: ColumnElement[int], parts: Sequence[Clause]) -> list[ColumnElement[bool]]:
        """One MATCH for all parts that it can say, SQL for the others."""
        sayable = [part for part in parts if self._is_sayable(part)]
        others = [self._condition(key, part) for part in parts if part not in sayable]
        return [*([self._match(AllOf(tuple(sayable)))] if sayable else []), *others]

    def _match(self, clause: Clause) -> ColumnElement[bool]:
        return literal_column("article_search").op("MATCH", is_comparison=True)(self._expression(clause))

    def _condition(self, key: ColumnElement[int], clause: Clause) -> ColumnElement[bool]:
        if self._is_sayable(clause):
            # The plus keeps SQLite from asking the index anew for every single key.
            return (key + literal_column("0")).in_(select(article_search.c.rowid).where(self._match(clause)))
        return _composed(clause, key, self._condition)

    def _is_sayable(self, clause: Clause) -> bool:
        if isinstance(clause, Not):
            return self._is_sayable(clause.clause)
        if isinstance(clause, AllOf | AnyOf):
            return all(self._is_sayable(one) for one in clause.clauses)
        return not isinstance(clause, Dated)

    def _expression(self, clause: Clause) -> str:
        if isinstance(clause, Words):
            terms = " ".join(clause.phrase.terms).replace('"', '""')
            columns = " ".join(_columns_of(clause.fields))
            return f'{{{columns}}} : "{terms}"{" *" if clause.phrase.is_prefix else ""}'
        if isinstance(clause, AllOf):
            return self._all(clause.clauses)
        if isinstance(clause, Not):
            return self._all((clause,))
        if isinstance(clause, AnyOf):
            return f"({' OR '.join(self._expression(one) for one in clause.clauses)})"
        if isinstance(clause, Dated):
            raise TypeError("a date is no full-text expression")
        return self._is(_fact(clause, self._source_ids))

    def _all(self, clauses: tuple[Clause, ...]) -> str:
        """FTS5 knows `a NOT b` only, so there is always something to take away from."""
        wanted = [self._expression(one) for one in clauses if not isinstance(one, Not)]
        unwanted = [self._expression(one.clause) for one in clauses if isinstance(one, Not)]
        expression = " AND ".join(wanted or [self._is(EVERY)])
        return f"(({expression}) NOT ({' OR '.join(unwanted)}))" if unwanted else f"({expression})"

    def _is(self, fact: str) -> str:
        return '{{facts}} : "{}"'.format(fact.replace('"', '""'))


class _TsQuery:
    """PostgreSQL: tsquery expressions, and phrases looked up in the terms."""

    def __init__(self, source_ids: SourceIds) -> None:
        self._source_ids = source_ids

    def conditions(self, key: ColumnElement[int], parts: Sequence[Clause]) -> list[ColumnElement[bool]]:
        """One tsquery for all parts that it can say, SQL for the others."""
        sayable = [part for part in parts if self._is_sayable(part)]
        others = [self._condition(key, part) for part in parts if part not in sayable]
        return [*([self._matches(self._expression(AllOf(tuple(sayable))))] if sayable else []), *others]

    def _condition(self, key: ColumnElement[int], clause: Clause) -> ColumnElement[bool]:
        if self._is_sayable(clause):
            return self._matches(self._expression(clause))
        if isinstance(clause, Words):
            return self._phrase(clause)
        return _composed(clause, key, self._condition)

    def _matches(self, expression: str) -> ColumnElement[bool]:
        return article_search.c.vector.op("@@", is_comparison=True)(literal(expression).cast(TSQUERY))

    def _phrase(self, words: Words) -> ColumnElement[bool]:
        """The index finds the articles that have all terms; then the phrase is looked for in their fields."""
        needle = f" {' '.join(words.phrase.terms)}{'' if words.phrase.is_prefix else ' '}"
        found = [func.strpos(article_search.c[name], needle) > 0 for name in _columns_of(words.fields)]
        return and_(self._matches(self._terms(words)), or_(*found))

    def _is_sayable(self, clause: Clause) -> bool:
        if isinstance(clause, Not):
            return self._is_sayable(clause.clause)
        if isinstance(clause, AllOf | AnyOf):
            return all(self._is_sayable(one) for one in clause.clauses)
        return not isinstance(clause, Dated) and not (
            isinstance(clause, Words) and len(clause.phrase.terms) > 1
        )

    def _expression(self, clause: Clause) -> str:
        if isinstance(clause, Words):
            return self._terms(clause)
        if isinstance(clause, Not):
            # The index answers "every article but these" well, and a bare "not these" badly.
            return f"({quoted(EVERY)} & !({self._expression(clause.clause)}))"
        if isinstance(clause, AllOf | AnyOf):
            sign = " & " if isinstance(clause, AllOf) else " | "
            return f"({sign.join(self._expression(one) for one in clause.clauses)})"
        if isinstance(clause, Dated):
            raise TypeError("a date is no full-text expression")
        return quoted(_fact(clause, self._source_ids))

    def _terms(self, words: Words) -> str:
        *terms, last = words.phrase.terms
        parts = [self._term(term, words.fields) for term in dict.fromkeys(terms)]
        return " & ".join([*parts, self._term(last, words.fields, "*" if words.phrase.is_prefix else "")])

    def _term(self, term: str, fields: tuple[Field, ...], star: str = "") -> str:
        weights = (
            ""
            if set(WORD_FIELDS) <= set(fields)
            else "".join(WEIGHTS[field] for field in fields if field not in NAMED)
        )
        places = [
            quoted(named_term(field, term)) + (f":{star}" if star else "")
            for field in fields
            if field in NAMED
        ]
        if weights or len(places) < len(fields):
            suffix = f":{star}{weights}" if star or weights else ""
            places.append(quoted(term) + suffix)
        return f"({' | '.join(places)})"


def _composed(
    clause: Clause,
    key: ColumnElement[int],
    condition: Callable[[ColumnElement[int], Clause], ColumnElement[bool]],
) -> ColumnElement[bool]:
    """What no full-text expression can say: the same in SQL."""
    if isinstance(clause, Dated):
        return _within(key, clause)
    if isinstance(clause, Not):
        return not_(condition(key, clause.clause))
    if isinstance(clause, AllOf | AnyOf):
        join = and_ if isinstance(clause, AllOf) else or_
        return join(*(condition(key, one) for one in clause.clauses))
    raise TypeError(f"{clause!r} is a full-text expression")
