"""How long to wait: between two requests to one host, when a server says so, and after failures.

Pure: every function gets the moments it needs. A wait is always the longest of what anyone asks for.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: A longer Crawl-delay is not obeyed to the letter: at one page in minutes no news could be followed.
LONGEST_CRAWL_DELAY = timedelta(seconds=30)
LONGEST_RETRY_AFTER = timedelta(hours=24)
LONGEST_BACKOFF = timedelta(hours=24)

_RETRY_WAITS = (timedelta(seconds=2), timedelta(seconds=5), timedelta(seconds=15))


def pause(delay: timedelta, crawl_delay: float | None = None) -> timedelta:
    """The pause between two requests to one host: our own, or the longer one its robots.txt asks for."""
    if crawl_delay is None:
        return delay
    asked = timedelta(seconds=min(crawl_delay, LONGEST_CRAWL_DELAY.total_seconds()))
    return max(delay, asked)


def next_request_at(
    *,
    now: datetime,
    delay: timedelta,
    last_started_at: datetime | None = None,
    last_ended_at: datetime | None = None,
    crawl_delay: float | None = None,
    retry_after_until: datetime | None = None,
) -> datetime:
    """When the next request to a host may start; `now` when it may start at once.

    The pause counts from the end of the last answer, so that a slow server gets its rest too; while a request
    is under way there is no end, and the caller, who sends one at a time, asks again when there is.
    """
    last = max((moment for moment in (last_started_at, last_ended_at) if moment), default=None)
    rested_at = last + pause(delay, crawl_delay) if last else now
    return max(now, rested_at, retry_after_until or now)


def parse_retry_after(value: str | None, *, now: datetime) -> datetime | None:
    """The moment a Retry-After header asks to wait for, at most 24 hours ahead; None when it asks nothing."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        seconds = int(text[:12])
        return now + min(timedelta(seconds=seconds), LONGEST_RETRY_AFTER) if seconds else None
    moment = _http_date(text)
    return min(moment, now + LONGEST_RETRY_AFTER) if moment and moment > now else None


def retry_wait(attempt: int) -> timedelta:
    """How long to wait within a run before repeating a request that failed for the `attempt`-th time (from 1)."""
    return _RETRY_WAITS[min(max(attempt, 1), len(_RETRY_WAITS)) - 1]


def backoff(failure_count: int, base: timedelta) -> timedelta:
    """The wait after so many failures in a row: doubling from `base`, at most 24 hours, never "give up"."""
    if failure_count <= 0:
        return base
    # Past 2**30 any base has long reached the limit, and larger powers would overflow.
    doubled = base.total_seconds() * 2 ** min(failure_count, 30)
    return max(base, timedelta(seconds=min(doubled, LONGEST_BACKOFF.total_seconds())))


def _http_date(text: str) -> datetime | None:
    # The longest of the three date forms of RFC 9110 has 33 characters.
    if not text or len(text) > 64:
        return None
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
