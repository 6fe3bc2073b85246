"""Servers whose validators lie: now and then a page or seed is asked for without conditions. Pure.

Some caches answer "not modified" for ever, long after the page behind them changed. The body's hash then tells
whether anything did.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from storage.model import Recheck, Seed, Validators

#: About every so many checks of a seed, but at least weekly and at most daily.
SEED_CHECKS = 20
MOST_OFTEN = timedelta(days=1)
LEAST_OFTEN = timedelta(days=7)
#: Every so many looks at an article, of which there are some twenty in its two weeks.
ARTICLE_CHECKS = 6

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seed_validators(seed: Seed, now: datetime) -> Validators | None:
    """What makes the check of a seed conditional; None when all of its body is to be seen again.

    Which check that is hangs on its URL, so that the seeds of one server do not all come in full on the same day.
    """
    if seed.last_checked_at is None or not seed.last_checked_at < now:
        return seed.validators
    period = min(max(SEED_CHECKS * (now - seed.last_checked_at), MOST_OFTEN), LEAST_OFTEN)
    shift = period * (int.from_bytes(hashlib.sha256(seed.url.encode()).digest()[:4]) / 2**32)
    turn, turn_before = ((at - _EPOCH + shift) // period for at in (now, seed.last_checked_at))
    return seed.validators if turn == turn_before else None


def article_validators(recheck: Recheck) -> Validators | None:
    """What makes another look at an article conditional; None when all of its page is to be seen again."""
    is_full_look = recheck.check_count % ARTICLE_CHECKS == ARTICLE_CHECKS - 1
    return None if is_full_look else recheck.validators
