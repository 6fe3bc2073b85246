"""When to look again: what the crawl asks of a timetable, which the scheduler room provides."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from storage.model import Seed, SeedOutcome


class Timetable(Protocol):
    """Decides every due date that the crawl writes. Pure: same arguments, same answer."""

    def next_check_at(
        self,
        seed: Seed,
        outcome: SeedOutcome,
        *,
        check_every: timedelta,
        now: datetime,
        not_before: datetime | None,
    ) -> datetime:
        """When to check this seed again; never before `not_before`, which the server asked for."""
        ...

    def next_attempt_at(
        self, attempt_count: int, *, now: datetime, not_before: datetime | None
    ) -> datetime | None:
        """When to ask for a page again that failed `attempt_count` times; None means give up."""
        ...

    def next_recheck_at(self, age: timedelta, *, url: str, now: datetime) -> datetime | None:
        """When to look for an edit of an article that we have known for `age`; None means no more."""
        ...
