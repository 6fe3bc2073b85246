"""Subscriptions in the archive: which hub was asked to tell of which feed's news (WebSub), and until when it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, select, update

from storage.rows import insert_into
from storage.schema import seed, subscription

#: Where hubs call, below our public URL; the rest of the path is the token of the subscription.
CALLBACK_PATH = "/websub/"


class SubscriptionState(StrEnum):
    """How far a subscription is."""

    asked = "asked"
    active = "active"
    refused = "refused"


#: A hub that verifies later than this does not answer our question any more.
VERIFIED_WITHIN = timedelta(days=1)
#: Leases outside of this are cut to it: a hub that forgets us should not be trusted for years.
SHORTEST_LEASE = timedelta(minutes=5)
LONGEST_LEASE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a hub was asked to tell us."""

    seed_id: int
    hub: str
    topic: str
    #: The unguessable end of the address that the hub calls.
    token: str
    #: The key that the hub signs with.
    secret: str
    state: SubscriptionState
    #: Why it was refused.
    reason: str | None
    asked_at: datetime
    #: None until the hub has verified it.
    lease_until: datetime | None


class Subscriptions:
    """Keeps and finds subscriptions, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_seed(self, seed_id: int) -> Subscription | None:
        """The subscription of a seed."""
        return self._found(subscription.c.seed_id == seed_id)

    def by_token(self, token: str) -> Subscription | None:
        """The subscription that this address belongs to."""
        return self._found(subscription.c.token == token)

    def ask(
        self, seed_id: int, *, hub: str, topic: str, token: str, secret: str, now: datetime
    ) -> Subscription:
        """Notes what the hub is about to be asked. A renewal keeps its token, secret and what it has of its lease."""
        known = self.of_seed(seed_id)
        if known and (known.hub, known.topic) == (hub, topic):
            self._change(known.token, asked_at=now)
        else:
            self.drop(seed_id)
            self._connection.execute(
                insert_into(self._connection, subscription).values(
                    seed_id=seed_id,
                    hub=hub,
                    topic=topic,
                    token=token,
                    secret=secret,
                    state=SubscriptionState.asked.value,
                    asked_at=now,
                )
            )
        kept = self.of_seed(seed_id)
        assert kept is not None  # noqa: S101 - just written
        return kept

    def confirm(self, token: str, topic: str, lease: timedelta, *, now: datetime) -> bool:
        """The hub verifies a subscription; False where it is none that we have asked for."""
        known = self.by_token(token)
        if known is None or known.topic != topic or now - known.asked_at > VERIFIED_WITHIN:
            return False
        until = now + max(SHORTEST_LEASE, min(lease, LONGEST_LEASE))
        self._change(token, state=SubscriptionState.active.value, reason=None, lease_until=until)
        return True

    def refuse(self, token: str, reason: str) -> None:
        """The hub, or the way to it, says no."""
        self._change(token, state=SubscriptionState.refused.value, reason=reason, lease_until=None)

    def drop(self, seed_id: int) -> None:
        """Forgets the subscription of a seed; what its hub still sends is answered as unknown."""
        self._connection.execute(delete(subscription).where(subscription.c.seed_id == seed_id))

    def make_due(self, token: str, *, now: datetime) -> None:
        """There is news: the seed is due at once."""
        owner = select(subscription.c.seed_id).where(subscription.c.token == token).scalar_subquery()
        later = seed.c.next_check_at > now
        self._connection.execute(update(seed).where(seed.c.id == owner, later).values(next_check_at=now))

    def _change(self, token: str, **values: object) -> None:
        self._connection.execute(update(subscription).where(subscription.c.token == token).values(**values))

    def _found(self, where: object) -> Subscription | None:
        row = self._connection.execute(select(subscription).where(where)).first()  # type: ignore[arg-type]
        if row is None:
            return None
        return Subscription(**{**row._mapping, "state": SubscriptionState(row.state)})
