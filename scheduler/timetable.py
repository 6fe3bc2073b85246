"""When next? Plain due dates: a fixed interval, a little jitter, and doubling waits after failures.

Pure: no clock and no chance; the jitter comes from the URL and the hour, so that the same seed
in the same state always gets the same date, and a hundred seeds do not fall due together.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.fetching.politeness import LONGEST_BACKOFF as LONGEST_WAIT
from crawler.fetching.politeness import backoff
from storage.model import Seed, SeedKind, SeedOutcome


@dataclass(frozen=True, slots=True)
class PlainTimetable:
    """One interval per source; nothing is learnt from how often it publishes."""

    #: Share of a wait that the jitter may add.
    jitter: float = 0.1
    #: The first wait after a page could not be had.
    first_retry: timedelta = timedelta(minutes=5)
    #: Attempts after which an entry is given up (its failures are kept as data).
    most_attempts: int = 10
    #: An article is looked at again for edits until it is this old.
    recheck_until: timedelta = timedelta(days=14)
    #: A feed or sitemap that has listed nothing new for so long is looked at once a day; news make it well again.
    silent_after: timedelta = timedelta(days=30)

    def next_check_at(
        self,
        seed: Seed,
        outcome: SeedOutcome,
        *,
        check_every: timedelta,
        now: datetime,
        not_before: datetime | None,
    ) -> datetime:
        """The source's interval, doubled with each failure in a row up to a day, never before the server allows."""
        wait = check_every
        if outcome.is_failure:
            wait = backoff(seed.failure_count + 1, check_every)
        elif seed.kind is SeedKind.page:
            # A home page only tells which feeds there are; that changes rarely.
            wait = max(check_every, LONGEST_WAIT)
        elif outcome is not SeedOutcome.new and self._is_silent(seed, now):
            wait = max(check_every, LONGEST_WAIT)
        return later(now + self._spread(wait, seed.url, now), not_before)

    def next_attempt_at(
        self, attempt_count: int, *, now: datetime, not_before: datetime | None
    ) -> datetime | None:
        """Five minutes, ten, twenty … up to a day; None after the tenth attempt."""
        if attempt_count >= self.most_attempts:
            return None
        return later(now + backoff(attempt_count - 1, self.first_retry), not_before)

    def next_recheck_at(self, age: timedelta, *, url: str, now: datetime) -> datetime | None:
        """After as long again as we have known it (at least an hour, at most a day), until it is two weeks old."""
        if age >= self.recheck_until:
            return None
        wait = min(max(age, timedelta(hours=1)), LONGEST_WAIT)
        return now + self._spread(wait, url, now)

    def _is_silent(self, seed: Seed, now: datetime) -> bool:
        return seed.fresh_at is not None and now - seed.fresh_at > self.silent_after

    def _spread(self, wait: timedelta, url: str, now: datetime) -> timedelta:
        digest = hashlib.sha256(f"{url} {now:%Y%m%d%H}".encode()).digest()
        return wait * (1 + self.jitter * int.from_bytes(digest[:4]) / 2**32)


def later(moment: datetime, not_before: datetime | None) -> datetime:
    """The later of the two."""
    return moment if not_before is None else max(moment, not_before)
