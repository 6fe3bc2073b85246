"""Looks through the whole database for damage."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, text

from storage.schema import article, metadata, raw_page, revision
from storage.search_index import article_search


def problems_of(connection: Connection) -> tuple[str, ...]:
    """Each thing that is wrong, as a sentence."""
    found = _sqlite(connection) if connection.dialect.name == "sqlite" else _postgresql(connection)
    return tuple(found or _half_stored(connection))


def _sqlite(connection: Connection) -> list[str]:
    with connection.begin():
        told = connection.execute(text("PRAGMA integrity_check(20)")).scalars().all()
        loose = connection.execute(text("PRAGMA foreign_key_check")).all()
    problems = [f"The database file is damaged: {line}." for line in told if line != "ok"]
    return problems + [f"A row of {row[0]} points to a row of {row[2]} that is not there." for row in loose]


def _postgresql(connection: Connection) -> list[str]:
    """Reads every row once: a damaged page makes the server complain."""
    with connection.begin():
        for table in metadata.sorted_tables:
            connection.execute(
                select(func.count(func.textin(func.record_out(text(f'"{table.name}"'))))).select_from(table)
            )
    return []


def _half_stored(connection: Connection) -> list[str]:
    """Articles without the parts that are kept with them in one transaction."""
    parts = {
        "revision": select(revision.c.article_id).where(
            revision.c.article_id == article.c.id, revision.c.number == article.c.revision_count
        ),
        "raw page": select(raw_page.c.article_id).where(
            raw_page.c.article_id == article.c.id, raw_page.c.number == article.c.revision_count
        ),
        "place in the search index": select(article_search.c.rowid).where(
            article_search.c.rowid == article.c.sort_key
        ),
    }
    problems = []
    with connection.begin():
        for name, part in parts.items():
            ids = connection.execute(select(article.c.id).where(~part.exists()).limit(5)).scalars().all()
            problems += [f"Article {number} has no {name}." for number in ids]
    return problems
