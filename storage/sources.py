"""Sources in the archive: the publications we watch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, exists, func, select, update

from storage.identity import second_of
from storage.model import EntryState, Seed, Source, SourceSpec, SourceStatus
from storage.rows import insert_into, seed_of, source_of, spec_values
from storage.schema import article, entry, seed, source


class Sources:
    """Declares, finds and removes sources in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, spec: SourceSpec, *, now: datetime) -> Source:
        """Inserts the source, or updates the one of this name.

        A seed that the old declaration named and the new one does not is watched no longer.
        """
        made = self._connection.execute(
            insert_into(self._connection, source)
            .values(**spec_values(spec), is_removed=False, created_at=now)
            .on_conflict_do_nothing(index_elements=["name"])
            .returning(source)
        ).first()
        if made is not None:
            return source_of(made)
        row = self._connection.execute(
            select(source).where(source.c.name == spec.name).with_for_update()
        ).one()
        self._drop_seeds(row.id, set(row.seeds) - set(spec.seeds))
        if spec.check_every < row.check_every:
            self._check_sooner(row.id, now + spec.check_every)
        changed = update(source).where(source.c.id == row.id).values(**spec_values(spec), is_removed=False)
        return source_of(self._connection.execute(changed.returning(source)).one())

    def by_name(self, name: str) -> Source | None:
        """The source of this name."""
        return self._found(select(source).where(source.c.name == name))

    def by_id(self, source_id: int) -> Source | None:
        """The source of this number."""
        return self._found(select(source).where(source.c.id == source_id))

    def by_site(self, site: str) -> Source | None:
        """The source that has seeds at this site; the oldest one when there are several."""
        owners = select(seed.c.source_id).where(seed.c.site == site)
        return self._found(select(source).where(source.c.id.in_(owners)).order_by(source.c.id).limit(1))

    def all(self) -> tuple[Source, ...]:
        """Every source, by name."""
        rows = self._connection.execute(select(source).where(~source.c.is_removed).order_by(source.c.name))
        return tuple(source_of(row) for row in rows)

    def of(self, source_ids: Collection[int]) -> tuple[Source, ...]:
        """The sources of these numbers, also those that were removed."""
        rows = self._connection.execute(select(source).where(source.c.id.in_(source_ids)))
        return tuple(source_of(row) for row in rows)

    def statuses(self) -> tuple[SourceStatus, ...]:
        """Every source with its seeds, and what came of it."""
        articles = {row.source_id: row for row in self._connection.execute(_ARTICLES)}
        pending = {row.source_id: row.pending for row in self._connection.execute(_PENDING)}
        seeds: dict[int, list[Seed]] = defaultdict(list)
        for row in self._connection.execute(select(seed).order_by(seed.c.id)):
            seeds[row.source_id].append(seed_of(row))
        return tuple(
            SourceStatus(
                source=found,
                seeds=tuple(seeds[found.id]),
                article_count=articles[found.id].articles if found.id in articles else 0,
                pending_count=pending.get(found.id, 0),
                newest_article_at=second_of(articles[found.id].newest) if found.id in articles else None,
            )
            for found in self.all()
        )

    def remove(self, name: str) -> bool:
        """Stops watching the source; its articles are kept. False when there is none of this name."""
        found = self.by_name(name)
        if found is None:
            return False
        # Its entries are forgotten too, so that declaring it again begins afresh.
        self._connection.execute(delete(seed).where(seed.c.source_id == found.id))
        self._connection.execute(delete(entry).where(entry.c.source_id == found.id))
        self._connection.execute(
            update(article).where(article.c.source_id == found.id).values(next_check_at=None)
        )
        self._connection.execute(update(source).where(source.c.id == found.id).values(is_removed=True))
        return True

    def remove_unused(self, source_id: int) -> None:
        """Stops watching a source that nobody declared, when it has no seed and no article."""
        has_seeds = exists().where(seed.c.source_id == source_id)
        has_articles = exists().where(article.c.source_id == source_id)
        row = self._connection.execute(
            select(source.c.name).where(
                source.c.id == source_id, ~source.c.is_declared, ~has_seeds, ~has_articles
            )
        ).first()
        if row is not None:
            self.remove(row.name)

    def _drop_seeds(self, source_id: int, urls: set[str]) -> None:
        if urls:
            self._connection.execute(delete(seed).where(seed.c.source_id == source_id, seed.c.url.in_(urls)))

    def _check_sooner(self, source_id: int, at: datetime) -> None:
        """A shorter interval counts at once, not after the longer one; failing seeds keep their backoff."""
        self._connection.execute(
            update(seed)
            .where(seed.c.source_id == source_id, seed.c.next_check_at > at, seed.c.failure_count == 0)
            .values(next_check_at=at)
        )

    def _found(self, statement: Select[Any]) -> Source | None:
        row = self._one(statement.where(~source.c.is_removed))
        return source_of(row) if row is not None else None

    def _one(self, statement: Select[Any]) -> Row[Any] | None:
        return self._connection.execute(statement).first()


#: Answered by the index on (source_id, sort_key) alone.
_ARTICLES = select(
    article.c.source_id, func.count().label("articles"), func.max(article.c.sort_key).label("newest")
).group_by(article.c.source_id)

_PENDING = (
    select(entry.c.source_id, func.count().label("pending"))
    .where(entry.c.state == EntryState.pending.value)
    .group_by(entry.c.source_id)
)
