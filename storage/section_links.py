"""The links that section pages had at earlier visits, with which a new visit is compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from storage.rows import insert_into
from storage.schema import section_link

#: A link that has not been on the page for so long is new when it comes again.
FORGOTTEN_AFTER = timedelta(days=90)


class SectionLinks:
    """Keeps what was on section pages, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, seed_id: int) -> dict[int, bool] | None:
        """The links by their keys, and whether each was taken for an article; None before the first visit."""
        statement = select(section_link).where(section_link.c.seed_id == seed_id)
        return {row.link: row.is_taken for row in self._connection.execute(statement)} or None

    def keep(self, seed_id: int, links: Mapping[int, bool], *, now: datetime) -> None:
        """Notes what the page has now; what was there before is remembered for a while."""
        old = section_link.c.seen_at < now - FORGOTTEN_AFTER
        self._connection.execute(delete(section_link).where(section_link.c.seed_id == seed_id, old))
        if not links:
            return
        inserting = insert_into(self._connection, section_link)
        again = {name: inserting.excluded[name] for name in ("is_taken", "seen_at")}
        self._connection.execute(
            inserting.on_conflict_do_update(index_elements=["seed_id", "link"], set_=again),
            [
                {"seed_id": seed_id, "link": link, "is_taken": is_taken, "seen_at": now}
                for link, is_taken in sorted(links.items())
            ],
        )
