"""Seeds in the archive: the feeds, sitemaps and pages that crawls start from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, delete, func, insert, or_, select, update

from storage.identity import host_of
from storage.model import EntryState, FetchOutcome, FoundEntry, Seed, SeedCheck, SeedKind, SeedOutcome
from storage.rows import Values, batches, insert_into, seed_of, validator_values
from storage.schema import article, entry, listing, seed, site

#: How long an entry that was given up rests before it gets another attempt, while a seed still lists it.
REVIVED_AFTER = timedelta(days=3)
#: What may be mended at the other end; what a page is does not change.
_MAY_COME_BACK = tuple(
    outcome.value
    for outcome in (
        FetchOutcome.http_error,
        FetchOutcome.network_error,
        FetchOutcome.blocked,
        FetchOutcome.denied_by_robots,
        FetchOutcome.gone,
    )
)

_UNCHANGED = (
    update(seed)
    .where(seed.c.id == bindparam("seed"))
    .values(
        last_outcome=bindparam("outcome"),
        last_reason=None,
        last_checked_at=bindparam("checked_at"),
        next_check_at=bindparam("next_at"),
        failure_count=0,
    )
)


@dataclass(frozen=True, slots=True)
class Listed:
    """What the newest body of a seed lists, and what that came to."""

    count: int = 0
    #: Entries that are still to be fetched.
    pending: int = 0
    #: Entries that led to an article.
    articles: int = 0


class Seeds:
    """Adds seeds and keeps what their checks found, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, source_id: int, url: str, *, site: str, kind: SeedKind | None, now: datetime) -> Seed:
        """A seed of the source, due at once; the one that is there already stays as it is."""
        know_sites(self._connection, {site})
        self._connection.execute(
            insert_into(self._connection, seed)
            .values(
                source_id=source_id,
                url=url,
                site=site,
                host=host_of(url),
                kind=kind.value if kind else None,
                next_check_at=now,
                created_at=now,
                fresh_at=now,
            )
            .on_conflict_do_nothing(index_elements=["source_id", "url"])
        )
        statement = select(seed).where(seed.c.source_id == source_id, seed.c.url == url)
        return seed_of(self._connection.execute(statement).one())

    def of(self, source_id: int) -> tuple[Seed, ...]:
        """The seeds of the source, in the order in which they were added."""
        statement = select(seed).where(seed.c.source_id == source_id).order_by(seed.c.id)
        return tuple(seed_of(row) for row in self._connection.execute(statement))

    def at(self, url: str) -> tuple[Seed, ...]:
        """The seeds at this address, of whatever source; the oldest one first."""
        statement = select(seed).where(seed.c.url == url).order_by(seed.c.id)
        return tuple(seed_of(row) for row in self._connection.execute(statement))

    def lists(self, seed_id: int) -> bool:
        """True where the newest body of the seed lists an entry."""
        return self._listed_count(seed_id) > 0

    def listed(self, seed_id: int) -> Listed:
        """What the newest body of the seed lists, and what that came to."""
        is_pending = entry.c.state == EntryState.pending.value
        row = self._connection.execute(
            select(
                func.count().label("listed"),
                func.count(case((is_pending, 1))).label("pending"),
                func.count(entry.c.article_id).label("articles"),
            )
            .select_from(listing)
            .join(entry, entry.c.id == listing.c.entry_id)
            .where(listing.c.seed_id == seed_id)
        ).one()
        return Listed(row.listed, row.pending, row.articles)

    def note_fresh(self, seed_id: int, *, now: datetime) -> None:
        """Remembers that the seed had something new: entries, or seeds that it announces."""
        self._connection.execute(update(seed).where(seed.c.id == seed_id).values(fresh_at=now))

    def by_id(self, seed_id: int) -> Seed | None:
        """The seed of this number."""
        row = self._connection.execute(select(seed).where(seed.c.id == seed_id)).first()
        return seed_of(row) if row is not None else None

    def remove(self, seed_id: int) -> None:
        """Looks at the seed no more; its entries stay."""
        self._connection.execute(delete(seed).where(seed.c.id == seed_id))

    def make_due(self, source_ids: Collection[int], *, now: datetime, seed_ids: Collection[int] = ()) -> int:
        """Lets the seeds of these sources, and those of `seed_ids`, be checked now; tells how many there are."""
        chosen = or_(seed.c.source_id.in_(source_ids), seed.c.id.in_(seed_ids))
        return self._connection.execute(update(seed).where(chosen).values(next_check_at=now)).rowcount

    def record_check(self, check: SeedCheck, listed: Sequence[FoundEntry] | None) -> tuple[int, int]:
        """Keeps what a check found: new entries, the listing, the validators and the next check.

        Returns how many entries were new, and how many known. With listed=None (a 304, a failure) the seed
        still lists what it listed before, and all of that is known.
        """
        found = self.by_id(check.seed_id)
        if found is None:
            # The source was removed while it was being checked: there is nothing left to keep it for.
            return 0, 0
        self._note(check)
        if listed is None:
            if not check.outcome.is_failure:
                self._revive([check.seed_id], check.checked_at)
            return 0, self._listed_count(check.seed_id)
        entries = {one.canonical_url: one for one in reversed(listed)}
        before = self._known(found.source_id, entries)
        new = [one for one in reversed(entries.values()) if one.canonical_url not in before]
        self._store(found.source_id, new, check.checked_at)
        known = self._known(found.source_id, entries)
        self._note_modified(
            [one for one in entries.values() if one.canonical_url in before], known, check.checked_at
        )
        self._list(check.seed_id, set(known.values()))
        if not check.outcome.is_failure:
            self._revive([check.seed_id], check.checked_at)
        if len(known) > len(before):
            self.note_fresh(check.seed_id, now=check.checked_at)
        return len(known) - len(before), len(before)

    def record_unchanged(self, checks: Sequence[SeedCheck]) -> frozenset[str]:
        """Keeps checks of one moment that found nothing new, and changed nothing but the next check.

        Returns the sites where entries that had been given up get another attempt.
        """
        if not checks:
            return frozenset()
        values = [
            {
                "seed": check.seed_id,
                "outcome": check.outcome.value,
                "checked_at": check.checked_at,
                "next_at": check.next_check_at,
            }
            for check in checks
        ]
        self._connection.execute(_UNCHANGED, values)
        return self._revive([check.seed_id for check in checks], max(check.checked_at for check in checks))

    def promise(self, source_id: int, found: Sequence[FoundEntry], *, now: datetime) -> tuple[int, int]:
        """Keeps entries that no seed of ours lists, those of the past; tells how many are new, and how many known."""
        entries = {one.canonical_url: one for one in reversed(found)}
        before = self._known(source_id, entries)
        new = [one for one in reversed(entries.values()) if one.canonical_url not in before]
        self._store(source_id, new, now)
        return len(new), len(before)

    def name_outcome(self, seed_id: int, outcome: SeedOutcome, *, next_check_at: datetime) -> None:
        """Corrects the outcome of the check just recorded: whether anything was new is known only after storing."""
        values = {"last_outcome": outcome.value, "next_check_at": next_check_at}
        self._connection.execute(update(seed).where(seed.c.id == seed_id).values(values))

    def listed_count(self, source_id: int) -> int:
        """How many entries the newest bodies of the source's seeds list, each counted once."""
        return self.listed_counts([source_id]).get(source_id, 0)

    def listed_counts(self, source_ids: Collection[int]) -> dict[int, int]:
        """The same for several sources; those that list nothing are left out."""
        statement = (
            select(seed.c.source_id, func.count(listing.c.entry_id.distinct()).label("listed"))
            .join(listing, seed.c.id == listing.c.seed_id)
            .where(seed.c.source_id.in_(source_ids))
            .group_by(seed.c.source_id)
        )
        return {row.source_id: row.listed for row in self._connection.execute(statement)}

    def _listed_count(self, seed_id: int) -> int:
        statement = select(func.count()).select_from(listing).where(listing.c.seed_id == seed_id)
        return self._connection.execute(statement).scalar_one()

    def _note(self, check: SeedCheck) -> None:
        values: Values = {
            "last_outcome": check.outcome.value,
            "last_reason": check.reason,
            "last_checked_at": check.checked_at,
            "next_check_at": check.next_check_at,
            "failure_count": seed.c.failure_count + 1 if check.outcome.is_failure else 0,
        }
        if check.kind is not None:
            values["kind"] = check.kind.value
        values |= validator_values(check.validators)
        self._connection.execute(update(seed).where(seed.c.id == check.seed_id).values(values))

    def _known(self, source_id: int, urls: Collection[str]) -> dict[str, int]:
        """The numbers of the entries of this source that are there already, by canonical URL."""
        known: dict[str, int] = {}
        for batch in batches(list(urls)):
            rows = self._connection.execute(
                select(entry.c.canonical_url, entry.c.id).where(
                    entry.c.source_id == source_id, entry.c.canonical_url.in_(batch)
                )
            )
            known |= {row.canonical_url: row.id for row in rows}
        return known

    def _store(self, source_id: int, new: Sequence[FoundEntry], now: datetime) -> None:
        if not new:
            return
        know_sites(self._connection, {one.site for one in new})
        statement = insert_into(self._connection, entry).on_conflict_do_nothing(
            index_elements=["source_id", "canonical_url"]
        )
        self._connection.execute(statement, [_pending(source_id, one, now) for one in new])

    def _note_modified(self, again: Sequence[FoundEntry], known: dict[str, int], now: datetime) -> None:
        """An article which its outlet has edited since we last looked is due for another look."""
        for one in again:
            if one.modified_at is None:
                continue
            is_older = entry.c.modified_at.is_(None) | (entry.c.modified_at < one.modified_at)
            statement = (
                update(entry)
                .where(entry.c.id == known[one.canonical_url], is_older)
                .values(modified_at=one.modified_at)
                .returning(entry.c.article_id)
            )
            for article_id in self._connection.execute(statement).scalars():
                self._connection.execute(
                    update(article)
                    .where(article.c.id == article_id, article.c.checked_at < one.modified_at)
                    .values(next_check_at=now)
                )

    def _revive(self, seed_ids: Collection[int], now: datetime) -> frozenset[str]:
        """An entry that was given up, and is still listed much later, gets another attempt; returns their sites."""
        listed = select(listing.c.entry_id).where(listing.c.seed_id.in_(seed_ids))
        revived = (
            update(entry)
            .where(
                entry.c.id.in_(listed),
                entry.c.state == EntryState.failed.value,
                entry.c.outcome.in_(_MAY_COME_BACK),
                entry.c.next_attempt_at <= now - REVIVED_AFTER,
            )
            .values(state=EntryState.pending.value, next_attempt_at=now)
            .returning(entry.c.site)
        )
        return frozenset(self._connection.execute(revived).scalars())

    def _list(self, seed_id: int, entry_ids: set[int]) -> None:
        """Remembers which entries the newest body lists; only what changed is written."""
        old = set(
            self._connection.execute(select(listing.c.entry_id).where(listing.c.seed_id == seed_id)).scalars()
        )
        for batch in batches(sorted(old - entry_ids)):
            self._connection.execute(
                delete(listing).where(listing.c.seed_id == seed_id, listing.c.entry_id.in_(batch))
            )
        added = [{"seed_id": seed_id, "entry_id": one} for one in sorted(entry_ids - old)]
        if added:
            self._connection.execute(insert(listing), added)


def know_sites(connection: Connection, names: Collection[str]) -> None:
    """Makes sure that each site has the row on which it is leased."""
    statement = insert_into(connection, site).on_conflict_do_nothing(index_elements=["name"])
    # In one order, so that two transactions never wait for each other.
    connection.execute(statement, [{"name": name} for name in sorted(names)])


def _pending(source_id: int, found: FoundEntry, now: datetime) -> Values:
    return {
        "source_id": source_id,
        "url": found.url,
        "canonical_url": found.canonical_url,
        "site": found.site,
        "host": host_of(found.url),
        "state": EntryState.pending.value,
        "next_attempt_at": now,
        "first_seen_at": now,
        "title": found.title,
        "published_at": found.published_at,
        "modified_at": found.modified_at,
        "authors": list(found.authors),
        "summary": found.summary,
        "language": found.language,
    }
