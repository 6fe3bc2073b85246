"""What we remember of the hosts that were asked: whose turn it is, when the last request ended, how long to wait."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: Hosts beyond which those that nothing is to be remembered of are forgotten: redirects may name any number.
MOST_HOSTS = 10_000
#: Longer than any pause between two requests.
REMEMBERED = timedelta(minutes=10)


@dataclass(slots=True)
class HostMemory:
    """One host (with its port), while the crawl process lives."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    #: Requests that are under way or wait for their turn.
    waiting_count: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None
    wait_until: datetime | None = None
    crawl_delay: float | None = None

    def is_forgettable(self, now: datetime) -> bool:
        """True where a stranger would be treated no differently."""
        is_asked = bool(self.waiting_count) or self.turn.locked()
        was_asked = self.ended_at is not None and now - self.ended_at < REMEMBERED
        must_wait = self.wait_until is not None and self.wait_until > now
        return not (is_asked or was_asked or must_wait)


class HostMemories:
    """The hosts of a crawl process by name."""

    def __init__(self) -> None:
        self._hosts: dict[str, HostMemory] = {}
        self._most = MOST_HOSTS

    def of(self, host: str, *, now: datetime) -> HostMemory:
        """What is known of the host; a new memory for one that is not known."""
        if host not in self._hosts and len(self._hosts) >= self._most:
            self._forget(now)
        return self._hosts.setdefault(host, HostMemory())

    def __len__(self) -> int:
        return len(self._hosts)

    def _forget(self, now: datetime) -> None:
        self._hosts = {name: one for name, one in self._hosts.items() if not one.is_forgettable(now)}
        # Where much has to be remembered, looking through it again for each new host would be slow.
        self._most = max(MOST_HOSTS, 2 * len(self._hosts))
