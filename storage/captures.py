"""Captures: pages as they were met at a moment, whoever fetched them, and how one stands to the archive.

What is exported and imported again goes through here, so that both ends mean the same.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from storage import identity
from storage.model import Article, ArticleDraft, RawPage
from storage.rereading import Rereading
from storage.schema import article, raw_page, revision, seed

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: The field of a WARC record that carries what the page itself does not say; other programs pass it over.
ADDED_FIELD = "Newsdesk-Added"

#: Characters of the name of a source.
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Added:
    """What an archive knows of a capture besides the page: its source, its address there, and the words of its feed."""

    source: str | None = None
    canonical_url: str | None = None
    title: str | None = None
    published_at: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    #: What the publisher asked for in headers, which are not kept (see crawler.fetching.page_wishes).
    wishes: tuple[str, ...] = ()

    def as_field(self) -> str:
        """One line of ASCII for the head of a record."""
        values = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(values, default=lambda moment: moment.isoformat())


def added_from(field: str | None) -> Added:
    """What such a line says, as far as it can be understood: the file may come from anybody."""
    try:
        values = json.loads(field or "{}")
    except (ValueError, RecursionError):
        return Added()
    if not isinstance(values, dict):
        return Added()
    return Added(
        source=_name(_text(values, "source")),
        canonical_url=_text(values, "canonical_url"),
        title=_text(values, "title"),
        published_at=_moment(_text(values, "published_at")),
        authors=_texts(values, "authors"),
        language=_text(values, "language"),
        wishes=_texts(values, "wishes"),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a capture stands to what is kept of its article."""

    article_id: int
    #: True where nothing of the article was seen at that moment or later.
    is_newest: bool
    #: True where a revision has this moment, this page or this text.
    is_kept: bool
    #: The page that the article was last read from.
    read_from: str
    #: When the article is looked at again; None where it is not watched.
    next_check_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptCapture:
    """The page of one revision, with what is needed to read it elsewhere in the same way."""

    url: str
    fetched_at: datetime
    content_type: str | None
    body: bytes
    added: Added


class Captures:
    """Compares and gives captures, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_kept(self, canonical_url: str, fetched_at: datetime) -> bool:
        """True where the article at this address has a revision that was fetched at this very moment."""
        found = (
            select(revision.c.number)
            .join(article, article.c.id == revision.c.article_id)
            .where(article.c.canonical_url == canonical_url, revision.c.fetched_at == fetched_at)
        )
        return self._connection.execute(found.limit(1)).first() is not None

    def standing(self, draft: ArticleDraft, page: RawPage) -> Standing | None:
        """How what was read from a capture stands to the archive; None where its article is not kept."""
        columns = (article.c.id, article.c.url, article.c.checked_at, article.c.next_check_at)
        known = self._connection.execute(
            select(*columns).where(article.c.canonical_url == draft.canonical_url)
        ).first()
        if known is None:
            return None
        return Standing(
            article_id=known.id,
            is_newest=draft.fetched_at > known.checked_at,
            is_kept=self._has(known.id, draft, page),
            read_from=known.url,
            next_check_at=known.next_check_at,
        )

    def is_watched(self, source_id: int) -> bool:
        """True for a source that has a seed."""
        found = select(seed.c.id).where(seed.c.source_id == source_id).limit(1)
        return self._connection.execute(found).first() is not None

    def of(self, kept: Article) -> Iterator[KeptCapture]:
        """The pages of an article, the first revision's first; revisions whose page is kept no longer are left out."""
        added = self._added(kept)
        rows = self._connection.execute(
            select(raw_page, revision.c.fetched_at)
            .join(
                revision,
                (revision.c.article_id == raw_page.c.article_id) & (revision.c.number == raw_page.c.number),
            )
            .where(raw_page.c.article_id == kept.id)
            .order_by(raw_page.c.number)
        )
        for row in rows.all():
            body = zstd.decompress(row.body_zstd)
            yield KeptCapture(kept.url, row.fetched_at, row.content_type, body, added)

    def _has(self, article_id: int, draft: ArticleDraft, page: RawPage) -> bool:
        same = or_(
            revision.c.fetched_at == draft.fetched_at,
            revision.c.content_hash == identity.content_hash(draft.title, draft.text),
            raw_page.c.body_hash == page.body_hash,
        )
        found = (
            select(revision.c.number)
            .outerjoin(
                raw_page,
                (revision.c.article_id == raw_page.c.article_id) & (revision.c.number == raw_page.c.number),
            )
            .where(revision.c.article_id == article_id, same)
        )
        return self._connection.execute(found.limit(1)).first() is not None

    def _added(self, kept: Article) -> Added:
        found = Rereading(self._connection).found(kept.id)
        fed_at = kept.published_at if kept.date_from == "feed" else None
        return Added(
            source=kept.source,
            canonical_url=kept.canonical_url,
            title=found.title if found else None,
            published_at=found.published_at if found and found.published_at else fed_at,
            authors=found.authors if found else (),
            language=found.language if found else None,
            wishes=kept.wishes,
        )


def _name(text: str | None) -> str | None:
    """The text where it can be the name of a source."""
    return text if text and text.isprintable() and len(text) <= LONGEST_NAME else None


def _text(values: dict[str, Any], name: str) -> str | None:
    value = values.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _texts(values: dict[str, Any], name: str) -> tuple[str, ...]:
    value = values.get(name)
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, list) else ()


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
