"""Leases in the archive: things of which there may be only one at a time, such as the heartbeat."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, or_, select

from storage.rows import insert_into
from storage.schema import lease


class Leases:
    """Takes and gives back leases, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, name: str, owner: str, *, now: datetime, duration: timedelta) -> str | None:
        """Takes or renews the lease and returns None; or returns the owner who still holds it."""
        values = {"owner": owner, "until": now + duration}
        taken = self._connection.execute(
            insert_into(self._connection, lease)
            .values(name=name, **values)
            .on_conflict_do_update(
                index_elements=["name"],
                set_=values,
                where=or_(lease.c.owner == owner, lease.c.until <= now),
            )
            .returning(lease.c.owner)
        ).first()
        if taken is not None:
            return None
        holder = self._connection.execute(select(lease.c.owner).where(lease.c.name == name)).scalar_one()
        return str(holder)

    def release(self, name: str, owner: str) -> None:
        """Gives the lease back, if this owner still has it."""
        self._connection.execute(delete(lease).where(lease.c.name == name, lease.c.owner == owner))

    def holder(self, name: str) -> str | None:
        """Who has taken the lease last; it may have run out."""
        return self._connection.execute(
            select(lease.c.owner).where(lease.c.name == name)
        ).scalar_one_or_none()

    def until(self, name: str) -> datetime | None:
        """Until when the lease is held, if nobody renews it; None when nobody holds it."""
        return self._connection.execute(
            select(lease.c.until).where(lease.c.name == name)
        ).scalar_one_or_none()
