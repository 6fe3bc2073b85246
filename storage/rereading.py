"""Kept pages read again: what was read from them, what takes its place, and how far a re-reading has come.

A better reading is no edit by the outlet: it takes the place of the old one in the same revision, and no revision
is added or moved in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, delete, func, or_, select, tuple_, update

from storage import identity
from storage.article_rows import article_of, revision_of, whole_article
from storage.keeping import dated, facts_of, keep_raw_page, state_of
from storage.model import Article, ArticleDraft, FoundEntry, RawPage, Revision, Source
from storage.rows import Values, entry_of, insert_into, source_of
from storage.schema import article, entry, raw_page, reread, revision, source
from storage.search_index import drop_from_index, keep_in_index

#: The article and the number of a revision.
Key = tuple[int, int]
#: Where a walk through the revisions of a source stands: the sort key of the article, the number of the revision.
Place = tuple[int, int]

#: What a person does not see of an article.
_UNSEEN = ("method", "dropped", "content_hash", "sort_key")


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A revision as it was read, with the page it was read from."""

    article: Article
    revision: Revision
    page: RawPage
    #: What the feed said; None where no entry led to the article.
    found: FoundEntry | None = None
    #: The content hash of the revision before this one; None for the first.
    hash_before: str | None = None

    @property
    def key(self) -> Key:
        """The article and the number of the revision."""
        return self.article.id, self.revision.number

    @property
    def is_newest(self) -> bool:
        """True for the revision whose text is the article's."""
        return self.revision.number == self.article.revision_count


@dataclass(frozen=True, slots=True)
class Scope:
    """Which revisions of one source are to be read again."""

    source_id: int
    #: Names the extractor and all that it knows of the source: what was read again with it is not due.
    read_with: str
    #: Only revisions whose page was fetched at this moment or later.
    since: datetime | None = None


class Rereading:
    """Gives kept pages and takes their new readings, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def sources(self) -> tuple[Source, ...]:
        """Every source that has articles, by name, those that are watched no longer included."""
        has_articles = select(article.c.id).where(article.c.source_id == source.c.id).exists()
        rows = self._connection.execute(select(source).where(has_articles).order_by(source.c.name))
        return tuple(source_of(row) for row in rows)

    def count(self, scope: Scope) -> int:
        """How many revisions are due to be read again."""
        statement = _due(scope).with_only_columns(func.count())
        return int(self._connection.execute(statement).scalar_one())

    def due(
        self, scope: Scope, *, after: Place | None = None, limit: int
    ) -> tuple[tuple[KeptReading, ...], Place | None]:
        """The next revisions to be read again, and the place after which the rest follows; None at the end.

        They come article by article, the first revision of each first.
        """
        statement = _due(scope).order_by(article.c.sort_key, revision.c.number).limit(limit)
        if after is not None:
            key, number = after
            later = or_(article.c.sort_key > key, revision.c.number > number)
            statement = statement.where(article.c.sort_key >= key, later)
        rows = self._connection.execute(statement).all()
        readings = self._readings([(row.id, row.number) for row in rows])
        return readings, (rows[-1].sort_key, rows[-1].number) if len(rows) == limit else None

    def differing(self, draft: ArticleDraft, page: RawPage) -> KeptReading | None:
        """The newest revision of the article under this URL, where its page and its text both differ from these.

        Such texts can only be compared when both pages were read in the same way.
        """
        row = self._connection.execute(
            select(article.c.id, revision.c.number)
            .join(revision, _is_newest_revision)
            .join(raw_page, _is_its_page)
            .where(
                article.c.canonical_url == draft.canonical_url,
                revision.c.content_hash != identity.content_hash(draft.title, draft.text),
                raw_page.c.body_hash != page.body_hash,
            )
        ).first()
        return self._readings([(row.id, row.number)])[0] if row is not None else None

    def found(self, article_id: int) -> FoundEntry | None:
        """What the feed said of the article when it was found; None where no entry led to it."""
        return self._found({article_id}).get(article_id)

    def replace(self, kept: KeptReading, draft: ArticleDraft, *, now: datetime) -> bool:
        """Puts the new reading of a revision in the place of the old one.

        False, and nothing is done, where somebody else has replaced it since it was given out.
        """
        known = self._locked(kept)
        if known is None:
            return False
        state = state_of(draft)
        if known.revision_count == kept.revision.number:
            self._renew_article(known, draft, state, now)
        self._connection.execute(
            update(revision)
            .where(revision.c.article_id == known.id, revision.c.number == kept.revision.number)
            .values(state)
        )
        return True

    def take_place(self, article_id: int, draft: ArticleDraft, page: RawPage) -> None:
        """Puts the article's own page in the place of a twin's, which its newest revision was read from so far."""
        known = self._connection.execute(
            whole_article.where(article.c.id == article_id).with_for_update(of=article)
        ).one()
        state = state_of(draft)
        self._renew_article(known, draft, state, draft.fetched_at)
        seen = {"fetched_at": draft.fetched_at, "checked_at": draft.fetched_at}
        self._connection.execute(update(article).where(article.c.id == known.id).values(seen))
        is_newest = and_(revision.c.article_id == known.id, revision.c.number == known.revision_count)
        new = {**state, "fetched_at": draft.fetched_at}
        self._connection.execute(update(revision).where(is_newest).values(new))
        of_newest = and_(raw_page.c.article_id == known.id, raw_page.c.number == known.revision_count)
        self._connection.execute(delete(raw_page).where(of_newest))
        keep_raw_page(self._connection, known.id, known.revision_count, page)

    def note(self, keys: Iterable[Key], scope: Scope) -> None:
        """Remembers that these revisions have been read again, so that an interrupted re-reading can go on."""
        values = [
            {"article_id": article_id, "number": number, "read_with": scope.read_with}
            for article_id, number in keys
        ]
        if values:
            inserting = insert_into(self._connection, reread)
            noting = inserting.on_conflict_do_update(
                index_elements=["article_id", "number"], set_={"read_with": scope.read_with}
            )
            self._connection.execute(noting, values)

    def _locked(self, kept: KeptReading) -> Row[Any] | None:
        """Article and revision, locked until the transaction ends; None where they are not as they were."""
        columns = ("title", "text", "standfirst", "authors", "modified_at", "method", "content_hash")
        return self._connection.execute(
            select(article, *(revision.c[name] for name in columns))
            .join(revision, revision.c.article_id == article.c.id)
            .where(
                article.c.id == kept.article.id,
                revision.c.number == kept.revision.number,
                revision.c.content_hash == kept.revision.content_hash,
                revision.c.method == kept.revision.method,
            )
            .with_for_update(of=article)
        ).first()

    def _renew_article(self, known: Row[Any], draft: ArticleDraft, state: Values, now: datetime) -> None:
        """The newest revision's reading is the article's: its facts, its place in time and its words follow."""
        facts = {**facts_of(draft), **dated(draft, known)}
        new = {**state, **facts}
        if all(getattr(known, name) == value for name, value in new.items() if name not in _UNSEEN):
            return
        at = identity.dated_at(facts["published_at"], known.first_seen_at)
        key = identity.sort_key(at, known.id)
        # Who follows the archive by `changedSince` gets the better text; `revised_at` is the outlet's alone.
        renewed = {**facts, "sort_key": key, "changed_at": now}
        self._connection.execute(update(article).where(article.c.id == known.id).values(renewed))
        drop_from_index(self._connection, known.sort_key)
        same = replace(draft, source_id=known.source_id, canonical_url=known.canonical_url)
        keep_in_index(self._connection, key, same)

    def _readings(self, keys: Sequence[Key]) -> tuple[KeptReading, ...]:
        if not keys:
            return ()
        ids = {article_id for article_id, _ in keys}
        articles = {row.id: article_of(row) for row in self._rows(whole_article.where(article.c.id.in_(ids)))}
        revisions = {
            (row.article_id, row.number): revision_of(row)
            for row in self._rows(select(revision).where(_among(revision, keys)))
        }
        pages = {
            (row.article_id, row.number): RawPage(row.body_zstd, row.body_hash, row.content_type)
            for row in self._rows(select(raw_page).where(_among(raw_page, keys)))
        }
        found, hashes = self._found(ids), self._hashes_before(keys)
        return tuple(
            KeptReading(articles[key[0]], revisions[key], pages[key], found.get(key[0]), hashes.get(key))
            for key in keys
        )

    def _found(self, ids: set[int]) -> dict[int, FoundEntry]:
        """What the feed said of each article: the entry that led to it first."""
        rows = self._rows(select(entry).where(entry.c.article_id.in_(ids)).order_by(entry.c.id.desc()))
        return {row.article_id: entry_of(row).found for row in rows}

    def _hashes_before(self, keys: Sequence[Key]) -> dict[Key, str]:
        before = [(article_id, number - 1) for article_id, number in keys]
        columns = (revision.c.article_id, revision.c.number, revision.c.content_hash)
        rows = self._rows(select(*columns).where(_among(revision, before)))
        return {(row.article_id, row.number + 1): row.content_hash for row in rows}

    def _rows(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        return self._connection.execute(statement).all()


_is_newest_revision = and_(
    revision.c.article_id == article.c.id, revision.c.number == article.c.revision_count
)
_is_its_page = and_(raw_page.c.article_id == revision.c.article_id, raw_page.c.number == revision.c.number)


def _due(scope: Scope) -> Select[Any]:
    """The revisions of the scope that have a page and were not read again in this way yet."""
    statement = (
        select(article.c.id, article.c.sort_key, revision.c.number)
        .join(revision, revision.c.article_id == article.c.id)
        .join(raw_page, _is_its_page)
        .outerjoin(
            reread,
            and_(reread.c.article_id == revision.c.article_id, reread.c.number == revision.c.number),
        )
        .where(
            article.c.source_id == scope.source_id,
            or_(reread.c.read_with.is_(None), reread.c.read_with != scope.read_with),
        )
    )
    return statement if scope.since is None else statement.where(revision.c.fetched_at >= scope.since)


def _among(table: Any, keys: Sequence[Key]) -> Any:
    return tuple_(table.c.article_id, table.c.number).in_(keys)
