"""Visits in the archive: what is due, site by site, and who works on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union,
    union_all,
    update,
)
from sqlalchemy.sql.elements import SQLColumnExpression

from storage.columns import UtcDateTime
from storage.model import EntryState, Recheck, Seed, Visit, Work
from storage.rows import entry_of, insert_into, seed_of, validators_of
from storage.schema import article, entry, host_wait, listing, seed, site
from storage.seeds import know_sites

_IS_PENDING = entry.c.state == EntryState.pending.value
_NEWEST = func.coalesce(entry.c.published_at, entry.c.first_seen_at)


@dataclass(frozen=True, slots=True)
class Resting:
    """A host that asked to be left alone until then."""

    host: str
    until: datetime
    #: True where a seed is there, and not only pages.
    has_seed: bool


class Visits:
    """Hands out sites with due work, each to one owner at a time, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(
        self,
        owner: str,
        *,
        now: datetime,
        lease: timedelta,
        limit: int,
        source_ids: Collection[int] | None = None,
        seed_ids: Collection[int] = (),
        exclude: Collection[str] = (),
        wanted: Collection[str] | None = None,
    ) -> tuple[Visit, ...]:
        """Leases sites that have due work and no live lease, the earliest due first, but none of `exclude`.

        With `source_ids` only work of these sources counts, and what the seeds of `seed_ids` lead to.
        With `wanted` these sites are leased whether anything is due or not, and of the others those with due entries.
        """
        due = _due_sites(now, source_ids, seed_ids)
        if wanted is not None:
            due = _wanted_sites(now, source_ids, wanted)
        statement = (
            select(site.c.name)
            .join(due, due.c.site == site.c.name)
            .where(_is_free(now), site.c.name.not_in(exclude))
            .order_by(due.c.due_at, site.c.name)
            .limit(limit)
            # Rows that another owner is just claiming are passed over, on PostgreSQL; SQLite has one writer.
            .with_for_update(of=site, skip_locked=True)
        )
        names = self._connection.execute(statement).scalars().all()
        until = now + lease
        self._connection.execute(
            update(site).where(site.c.name.in_(names)).values(lease_owner=owner, lease_until=until)
        )
        return tuple(Visit(name, owner, until) for name in names)

    def know(self, names: Collection[str]) -> None:
        """Makes sure that these sites can be claimed, also those of which nothing was ever due."""
        if names:
            know_sites(self._connection, names)

    def work(
        self,
        site: str,
        *,
        now: datetime,
        limit: int,
        source_ids: Collection[int] | None = None,
        seed_ids: Collection[int] = (),
    ) -> Work:
        """What is due at the site: at most `limit` seeds, entries (the newest first) and articles each.

        What lies on a host that asked us to wait is left out until then.
        """

        def due(table: Table, when: ColumnElement[bool], *order: SQLColumnExpression[Any]) -> Any:
            within = _within(table, source_ids, seed_ids)
            chosen = and_(table.c.site == site, when, *within, ~_waits(table, now))
            return self._connection.execute(select(table).where(chosen).order_by(*order).limit(limit))

        seeds = due(seed, seed.c.next_check_at <= now, seed.c.next_check_at, seed.c.id)
        entries = due(entry, _IS_PENDING & (entry.c.next_attempt_at <= now), _NEWEST.desc(), entry.c.id)
        articles = due(article, article.c.next_check_at <= now, article.c.next_check_at, article.c.id)
        return Work(
            seeds=tuple(seed_of(row) for row in seeds),
            entries=tuple(entry_of(row) for row in entries),
            rechecks=tuple(
                Recheck(row.id, row.source_id, row.url, row.site, validators_of(row), row.check_count)
                for row in articles
            ),
        )

    def work_at(self, sites: Collection[str], *, now: datetime, limit: int) -> dict[str, Work]:
        """What is due at each of these sites, as `work` tells it.

        Most of them have nothing but seeds, which are then asked for all at once.
        """
        chosen = and_(seed.c.site.in_(sites), seed.c.next_check_at <= now, ~_waits(seed, now))
        rows = self._connection.execute(select(seed).where(chosen).order_by(seed.c.next_check_at, seed.c.id))
        seeds: dict[str, list[Seed]] = {name: [] for name in sites}
        for row in rows:
            seeds[row.site].append(seed_of(row))
        is_due = (_IS_PENDING & (entry.c.next_attempt_at <= now), article.c.next_check_at <= now)
        with_pages = union(
            *(
                select(table.c.site).where(table.c.site.in_(sites), due)
                for table, due in zip((entry, article), is_due, strict=True)
            )
        )
        has_pages = set(self._connection.execute(with_pages).scalars())
        return {
            name: self.work(name, now=now, limit=limit)
            if name in has_pages
            else Work(seeds=tuple(seeds[name][:limit]))
            for name in sites
        }

    def extend(self, owner: str, sites: Iterable[str], *, until: datetime) -> None:
        """Keeps the leases that this owner still has."""
        self._update_leases(owner, site.c.name.in_(list(sites)), lease_until=until)

    def release(self, owner: str, names: Collection[str]) -> None:
        """Gives sites back."""
        self._update_leases(owner, site.c.name.in_(names), lease_owner=None, lease_until=None)

    def release_all(self, owner: str) -> None:
        """Gives every site of this owner back."""
        self._update_leases(owner, lease_owner=None, lease_until=None)

    def leased(
        self,
        source_ids: Collection[int],
        *,
        seed_ids: Collection[int] = (),
        owner: str | None = None,
        now: datetime | None = None,
    ) -> tuple[Visit, ...]:
        """Sites with work of these sources, or that these seeds lead to, which are leased, by another than `owner`.

        With `now` only work that is due and leases that still run count.
        """
        due = _due_sites(now, source_ids, seed_ids)
        statement = (
            select(site.c.name, site.c.lease_owner, site.c.lease_until)
            .join(due, due.c.site == site.c.name)
            .where(site.c.lease_owner.is_not(None), site.c.lease_until.is_not(None))
            .order_by(site.c.name)
        )
        if owner is not None:
            statement = statement.where(site.c.lease_owner != owner)
        if now is not None:
            statement = statement.where(site.c.lease_until > now)
        rows = self._connection.execute(statement)
        return tuple(Visit(row.name, row.lease_owner, row.lease_until) for row in rows)

    def wait_until(self, name: str, host: str, until: datetime) -> None:
        """Keeps a host's Retry-After: nothing of it is due before."""
        know_sites(self._connection, {name})
        self._connection.execute(
            insert_into(self._connection, host_wait)
            .values(site=name, host=host, until=until)
            .on_conflict_do_update(index_elements=["site", "host"], set_={"until": until})
        )

    def waits(self, name: str | None = None) -> dict[str, datetime]:
        """Until when hosts of the site (None: of all) asked us to wait; times that have passed may be among them."""
        statement = select(host_wait)
        if name is not None:
            statement = statement.where(host_wait.c.site == name)
        return {row.host: row.until for row in self._connection.execute(statement)}

    def resting(
        self, source_ids: Collection[int], *, seed_ids: Collection[int] = (), now: datetime
    ) -> tuple[Resting, ...]:
        """Hosts of these sources, or that these seeds lead to, which are not asked now because they asked for that."""
        found: dict[str, Resting] = {}
        for table in (seed, entry):
            is_open = _IS_PENDING if table is entry else true()
            rows = self._connection.execute(
                select(host_wait.c.host, host_wait.c.until)
                .join(table, (table.c.site == host_wait.c.site) & (table.c.host == host_wait.c.host))
                .where(host_wait.c.until > now, is_open, *_within(table, source_ids, seed_ids))
                .distinct()
                .order_by(host_wait.c.host)
            )
            for row in rows:
                found.setdefault(row.host, Resting(row.host, row.until, has_seed=table is seed))
        return tuple(found.values())

    def forget_waits(self, *, before: datetime) -> None:
        """Drops waits that are over."""
        self._connection.execute(delete(host_wait).where(host_wait.c.until <= before))

    def _update_leases(self, owner: str, *where: ColumnElement[bool], **values: Any) -> None:
        self._connection.execute(update(site).where(site.c.lease_owner == owner, *where).values(**values))


def _due_sites(
    now: datetime | None, source_ids: Collection[int] | None, seed_ids: Collection[int]
) -> FromClause:
    """Each site with due work, and since when it is due; with now=None everything that will ever be due."""

    def part(table: Table, due_at: ColumnElement[datetime], *where: ColumnElement[bool]) -> Select[Any]:
        chosen = [*where, *_within(table, source_ids, seed_ids)]
        return _sites_of(table, due_at, now, *chosen)

    return _earliest(
        part(seed, seed.c.next_check_at),
        part(entry, entry.c.next_attempt_at, _IS_PENDING),
        part(article, article.c.next_check_at, article.c.next_check_at.is_not(None)),
    )


def _wanted_sites(now: datetime, source_ids: Collection[int] | None, wanted: Collection[str]) -> FromClause:
    """The wanted sites, and each site with due entries."""
    named = select(site.c.name.label("site"), literal(now, UtcDateTime).label("due_at"))
    within = _within(entry, source_ids, ())
    return _earliest(
        named.where(site.c.name.in_(wanted)),
        _sites_of(entry, entry.c.next_attempt_at, now, _IS_PENDING, *within),
    )


def _sites_of(
    table: Table, due_at: ColumnElement[datetime], now: datetime | None, *where: ColumnElement[bool]
) -> Select[Any]:
    chosen = [*where]
    if now is not None:
        chosen += [due_at <= now, ~_waits(table, now)]
    return select(table.c.site, func.min(due_at).label("due_at")).where(*chosen).group_by(table.c.site)


def _earliest(*parts: Select[Any]) -> FromClause:
    """Each site once, with its earliest date."""
    all_parts = union_all(*parts).subquery()
    earliest = func.min(all_parts.c.due_at).label("due_at")
    return select(all_parts.c.site, earliest).group_by(all_parts.c.site).subquery()


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(site.c.lease_until.is_(None), site.c.lease_until <= now)


def _within(
    table: Table, source_ids: Collection[int] | None, seed_ids: Collection[int]
) -> list[ColumnElement[bool]]:
    """Work of these sources, or that these seeds lead to: the seeds themselves, what they list, and its articles."""
    if source_ids is None:
        return []
    of_sources = table.c.source_id.in_(source_ids)
    if not seed_ids:
        return [of_sources]
    if table is seed:
        return [or_(of_sources, seed.c.id.in_(seed_ids))]
    listed = select(listing.c.entry_id).where(listing.c.seed_id.in_(seed_ids))
    if table is entry:
        return [or_(of_sources, entry.c.id.in_(listed))]
    articles = select(entry.c.article_id).where(entry.c.id.in_(listed), entry.c.article_id.is_not(None))
    return [or_(of_sources, article.c.id.in_(articles))]


def _waits(table: Table, now: datetime) -> ColumnElement[bool]:
    return exists().where(
        host_wait.c.site == table.c.site, host_wait.c.host == table.c.host, host_wait.c.until > now
    )
