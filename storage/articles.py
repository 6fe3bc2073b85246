"""Articles in the archive: with every revision, and the page each was read from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, or_, select, update

from storage.article_rows import article_of, revision_of, whole_article
from storage.keeping import Arrival, Keeping
from storage.model import Article, ArticleDraft, FetchOutcome, Kept, RawPage, Revision, Validators
from storage.rows import Values, validator_values
from storage.schema import article, entry, listing, raw_page, revision, seed

#: Numbers beyond these are in no database; asking for them is no error.
_LARGEST_ID = 2**63 - 1
_LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ReadFrom:
    """A kept article, and the page that it was last read from: its own, or a twin's."""

    article_id: int
    url: str


class Articles:
    """Keeps and gives articles, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(
        self,
        draft: ArticleDraft,
        page: RawPage,
        validators: Validators,
        *,
        entry_id: int | None,
        next_check_at: datetime | None,
    ) -> Kept:
        """Keeps a draft as a new article or a new revision, or finds that nothing has changed.

        Article, revision, raw page, search index and the entry that led here are one step of the caller's
        transaction. An unchanged text keeps no second revision and no second raw page.
        """
        arrival = Arrival(draft, page, validators, entry_id, next_check_at)
        return Keeping(self._connection, arrival).done()

    def record_recheck(
        self,
        article_id: int,
        *,
        outcome: FetchOutcome,
        now: datetime,
        next_check_at: datetime | None,
        validators: Validators | None,
    ) -> None:
        """Notes a second look that gave no page to read: a 304, a page that is gone, an error."""
        values: Values = {
            "last_outcome": outcome.value,
            "next_check_at": next_check_at,
            "check_count": article.c.check_count + 1,
            **validator_values(validators),
        }
        if not outcome.is_failure:
            values["checked_at"] = now
        self._connection.execute(update(article).where(article.c.id == article_id).values(values))

    def make_listed_due(
        self,
        source_ids: Collection[int],
        *,
        now: datetime,
        limit_per_source: int,
        seed_ids: Collection[int] = (),
    ) -> int:
        """Lets articles be looked at again that a seed's newest body still lists, the newest of each source.

        The seeds are those of `source_ids`, and those of `seed_ids`.
        """
        listed = (
            select(article.c.id, article.c.sort_key, seed.c.source_id)
            .join(entry, entry.c.article_id == article.c.id)
            .join(listing, listing.c.entry_id == entry.c.id)
            .join(seed, seed.c.id == listing.c.seed_id)
            .where(or_(seed.c.source_id.in_(source_ids), seed.c.id.in_(seed_ids)))
            .distinct()
            .subquery()
        )
        place = func.row_number().over(partition_by=listed.c.source_id, order_by=listed.c.sort_key.desc())
        ranked = select(listed.c.id, place.label("place")).subquery()
        chosen = select(ranked.c.id).where(ranked.c.place <= limit_per_source)
        statement = update(article).where(article.c.id.in_(chosen)).values(next_check_at=now)
        return self._connection.execute(statement).rowcount

    def kept_at(self, canonical_url: str, *, resting_at: datetime | None = None) -> int | None:
        """The number of the article under this address; with a moment only one that is not due for a look then."""
        statement = select(article.c.id).where(article.c.canonical_url == canonical_url)
        if resting_at is not None:
            is_resting = or_(article.c.next_check_at.is_(None), article.c.next_check_at > resting_at)
            statement = statement.where(is_resting)
        found: int | None = self._connection.execute(statement).scalar_one_or_none()
        return found

    def read_from(self, canonical_url: str) -> ReadFrom | None:
        """The article under this address with the page that it was last read from; None where there is none."""
        statement = select(article.c.id, article.c.url).where(article.c.canonical_url == canonical_url)
        row = self._connection.execute(statement).first()
        return ReadFrom(row.id, row.url) if row is not None else None

    def count(self) -> int:
        """How many articles are kept, those of sources that are watched no longer included."""
        return self._connection.execute(select(func.count()).select_from(article)).scalar_one()

    def get(self, article_id: int) -> Article | None:
        """The article of this number."""
        if abs(article_id) > _LARGEST_ID:
            return None
        row = self._connection.execute(whole_article.where(article.c.id == article_id)).first()
        return article_of(row) if row is not None else None

    def revisions(self, article_id: int) -> tuple[Revision, ...]:
        """Every state of the article, the first one first."""
        if abs(article_id) > _LARGEST_ID:
            return ()
        rows = self._connection.execute(
            select(revision).where(revision.c.article_id == article_id).order_by(revision.c.number)
        )
        return tuple(revision_of(row) for row in rows)

    def raw_page(self, article_id: int, number: int) -> RawPage | None:
        """The page that this revision was read from."""
        if abs(article_id) > _LARGEST_ID or abs(number) > _LARGEST_NUMBER:
            return None
        row = self._connection.execute(
            select(raw_page).where(raw_page.c.article_id == article_id, raw_page.c.number == number)
        ).first()
        return RawPage(row.body_zstd, row.body_hash, row.content_type) if row is not None else None
