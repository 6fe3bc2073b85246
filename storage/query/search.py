"""Answers questions: one `search(tx, query) -> Page` behind every face."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select, text

from storage.article_rows import article_of, whole_article
from storage.columns import cleaned
from storage.database import Transaction
from storage.errors import QueryError
from storage.model import Article
from storage.query.clauses import AllOf, AnyOf, Clause, Not, OfSource, wanted_words
from storage.query.cursor import cursor_after, place_in
from storage.query.matching import keys_matching
from storage.query.question import SearchQuery
from storage.query.ranking import scores
from storage.schema import article, source
from storage.search_index import COLUMNS, article_search

#: So many of the newest matches are put in order of relevance; older ones follow by date. Ranking every match of a
#: common word would take seconds in a large archive, and news grow old.
RANKED_COUNT = 500
#: Articles that a walk through all matches has in memory.
WALKED_COUNT = 200


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an answer."""

    #: How many articles match in all.
    total: int
    articles: tuple[Article, ...]
    #: The cursor of the next page; None on the last one.
    next: str | None


def search(tx: Transaction, query: SearchQuery) -> Page:
    """The articles that match, the newest or the best first. Raises QueryError."""
    connection, clause = tx.connection, query.clause
    place = place_in(query.cursor, query.sort)
    matching = _matching(connection, query)
    total = connection.execute(select(func.count()).select_from(matching.subquery())).scalar_one()
    if query.sort == "newest":
        keys, after = _newest(connection, matching, place, query.page_size)
    else:
        keys, after = _best(connection, matching, clause, place or 0, query.page_size)
    following = None if after is None else cursor_after(query.sort, after)
    return Page(total, _articles(connection, keys), following)


def walk(tx: Transaction, query: SearchQuery) -> Iterator[Article]:
    """Every article that matches, the newest first, however many; a lot at a time. Raises QueryError at once."""
    return _walked(tx.connection, _matching(tx.connection, query))


def _walked(connection: Connection, matching: Select[Any]) -> Iterator[Article]:
    place: int | None = None
    while True:
        keys, place = _newest(connection, matching, place, WALKED_COUNT)
        yield from _articles(connection, keys)
        if place is None:
            return


def _matching(connection: Connection, query: SearchQuery) -> Select[Any]:
    """The sort keys of what matches."""
    _prefer_indexes(connection)
    clause = query.clause
    matching = keys_matching(clause, _source_ids(connection, clause), dialect=connection.dialect.name)
    if query.changed_since is not None:
        changed = select(article.c.sort_key).where(article.c.changed_at >= query.changed_since)
        matching = matching.where(_key(matching).in_(changed))
    return matching


def _prefer_indexes(connection: Connection) -> None:
    """PostgreSQL does not know how dear it is to unpack the terms of every article, and would do it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL enable_seqscan = off"))


def _newest(
    connection: Connection, matching: Select[Any], before: int | None, size: int
) -> tuple[list[int], int | None]:
    """The keys of a page, and the key after which the next one begins."""
    key = _key(matching)
    if before is not None:
        matching = matching.where(key < before)
    keys = list(connection.execute(matching.order_by(key.desc()).limit(size + 1)).scalars())
    return keys[:size], keys[size - 1] if len(keys) > size else None


def _best(
    connection: Connection, matching: Select[Any], clause: Clause | None, skip: int, size: int
) -> tuple[list[int], int | None]:
    """The keys of a page, and how many articles come before the next one."""
    newest = matching.order_by(_key(matching).desc())
    keys: list[int] = []
    if skip < RANKED_COUNT:
        candidates = connection.execute(newest.limit(RANKED_COUNT)).scalars().all()
        keys = _ranked(connection, candidates, clause)[skip : skip + size + 1]
    missing = size + 1 - len(keys)
    if missing > 0 and skip + len(keys) >= RANKED_COUNT:
        keys += connection.execute(newest.offset(skip + len(keys)).limit(missing)).scalars()
    return keys[:size], skip + size if len(keys) > size else None


def _ranked(connection: Connection, keys: Sequence[int], clause: Clause | None) -> list[int]:
    """The keys, the best first; where two are as good, the newer one."""
    wanted = wanted_words(clause)
    if not wanted:
        return list(keys)
    fields = [article_search.c[name] for name in COLUMNS]
    rows = connection.execute(
        select(article_search.c.rowid, *fields)
        .where(article_search.c.rowid.in_(keys))
        .order_by(article_search.c.rowid.desc())
    ).all()
    scored = zip(scores([row._asdict() for row in rows], wanted), rows, strict=True)
    return [row.rowid for _, row in sorted(scored, key=lambda pair: -pair[0])]


def _articles(connection: Connection, keys: list[int]) -> tuple[Article, ...]:
    rows = connection.execute(whole_article.where(article.c.sort_key.in_(keys)))
    by_key = {row.sort_key: article_of(row) for row in rows}
    return tuple(by_key[key] for key in keys)


def _key(matching: Select[Any]) -> Any:
    return matching.selected_columns[0].element


def _source_ids(connection: Connection, clause: Clause | None) -> dict[str, int]:
    """The numbers of all sources that are asked for, removed ones too: their articles are kept."""
    asked = list(_sources_in(clause))
    if not asked:
        return {}
    rows = connection.execute(select(source.c.name, source.c.id).order_by(source.c.is_removed.desc()))
    by_name = {row.name.casefold(): row.id for row in rows}
    for one in asked:
        if one.name.casefold() not in by_name:
            raise _unknown_source(one, list(by_name))
    return {one.name: by_name[one.name.casefold()] for one in asked}


def _sources_in(clause: Clause | None) -> Iterator[OfSource]:
    if isinstance(clause, OfSource):
        yield clause
    elif isinstance(clause, Not):
        yield from _sources_in(clause.clause)
    elif isinstance(clause, AllOf | AnyOf):
        for one in clause.clauses:
            yield from _sources_in(one)


def _unknown_source(asked: OfSource, names: list[str]) -> QueryError:
    place = f" at position {asked.position}" if asked.position is not None else ""
    name = cleaned(asked.name)
    close = difflib.get_close_matches(name.casefold(), names, n=1)
    meant = f"Did you mean {close[0]}?" if close else "`newsdesk sources list` shows all names."
    return QueryError(f'There is no source "{name}"{place}. {meant}', position=asked.position)
