"""Turns rows into articles and revisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, and_, select

from storage.model import Article, DroppedLine, Picture, Revision
from storage.rows import Values
from storage.schema import article, revision, source

#: An article as it is read: its own columns and those of its newest revision.
whole_article = (
    select(
        article,
        source.c.name.label("source"),
        revision.c.title,
        revision.c.text,
        revision.c.standfirst,
        revision.c.authors,
        revision.c.modified_at,
        revision.c.method,
        revision.c.content_hash,
    )
    .join(source, source.c.id == article.c.source_id)
    .join(
        revision,
        and_(revision.c.article_id == article.c.id, revision.c.number == article.c.revision_count),
    )
)


def article_of(row: Row[Any]) -> Article:
    """An article from the columns of `whole_article`."""
    return Article(
        id=row.id,
        source_id=row.source_id,
        source=row.source,
        url=row.url,
        canonical_url=row.canonical_url,
        title=row.title,
        text=row.text,
        standfirst=row.standfirst,
        authors=tuple(row.authors),
        agency=row.agency,
        published_at=row.published_at,
        modified_at=row.modified_at,
        date_precision=row.date_precision,
        date_from=row.date_from,
        first_seen_at=row.first_seen_at,
        fetched_at=row.fetched_at,
        revised_at=row.revised_at,
        language=row.language,
        section=row.section,
        tags=tuple(row.tags),
        image=_picture_of(row.image),
        is_free=row.is_free,
        kind=row.kind,
        method=row.method,
        content_hash=row.content_hash,
        revision_count=row.revision_count,
        wishes=tuple(row.wishes),
    )


def revision_of(row: Row[Any]) -> Revision:
    """A revision from its own columns."""
    return Revision(
        article_id=row.article_id,
        number=row.number,
        title=row.title,
        text=row.text,
        standfirst=row.standfirst,
        authors=tuple(row.authors),
        modified_at=row.modified_at,
        fetched_at=row.fetched_at,
        content_hash=row.content_hash,
        method=row.method,
        dropped=_dropped_of(row.dropped),
    )


def _picture_of(value: Mapping[str, Any] | None) -> Picture | None:
    """The lead picture from its JSON object."""
    return None if value is None else Picture(value["url"], value.get("caption"), value.get("credit"))


def picture_value(picture: Picture | None) -> Values | None:
    """The JSON object of a lead picture."""
    if picture is None:
        return None
    return {"url": picture.url, "caption": picture.caption, "credit": picture.credit}


def _dropped_of(value: Sequence[Sequence[str]]) -> tuple[DroppedLine, ...]:
    """The lines that were left out, from their JSON pairs."""
    return tuple(DroppedLine(text, reason) for text, reason in value)
