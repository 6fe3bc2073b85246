"""How long to wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.politeness import backoff, next_request_at, parse_retry_after, pause, retry_wait

NOW = datetime(2026, 2, 3, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(hours=24)


def test_the_first_request_starts_at_once() -> None:
    assert next_request_at(now=NOW, delay=SECOND) == NOW


def test_the_pause_counts_from_the_end_of_the_last_answer() -> None:
    started, ended = NOW - 10 * SECOND, NOW - SECOND / 2
    assert (
        next_request_at(now=NOW, delay=SECOND, last_started_at=started, last_ended_at=ended) == ended + SECOND
    )


def test_while_no_answer_has_come_the_pause_counts_from_the_start() -> None:
    assert next_request_at(now=NOW, delay=2 * SECOND, last_started_at=NOW - SECOND) == NOW + SECOND


def test_a_long_rest_needs_no_more_waiting() -> None:
    assert next_request_at(now=NOW, delay=SECOND, last_ended_at=NOW - 5 * SECOND) == NOW


def test_retry_after_holds_longer_than_any_pause() -> None:
    until = NOW + timedelta(minutes=5)
    assert next_request_at(now=NOW, delay=SECOND, last_ended_at=NOW, retry_after_until=until) == until
    assert next_request_at(now=NOW, delay=SECOND, retry_after_until=NOW - SECOND) == NOW


def test_without_a_delay_requests_follow_each_other() -> None:
    assert next_request_at(now=NOW, delay=timedelta(0), last_ended_at=NOW) == NOW


@pytest.mark.parametrize(
    ("crawl_delay", "seconds"), [(None, 1), (0.2, 1), (7.0, 7), (30.0, 30), (3600.0, 30)]
)
def test_crawl_delay_is_honoured_to_thirty_seconds(crawl_delay: float | None, seconds: int) -> None:
    assert pause(SECOND, crawl_delay) == seconds * SECOND


def test_our_own_longer_delay_is_not_shortened_by_crawl_delay() -> None:
    assert pause(timedelta(minutes=2), 5.0) == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("value", "until"),
    [
        ("120", NOW + 120 * SECOND),
        (" 5 ", NOW + 5 * SECOND),
        ("Tue, 03 Feb 2026 12:01:00 GMT", NOW + 60 * SECOND),
        ("Tuesday, 03-Feb-26 12:01:00 GMT", NOW + 60 * SECOND),
        ("Tue Feb  3 12:01:00 2026", NOW + 60 * SECOND),
        ("999999999999999999999", NOW + DAY),
        ("Tue, 03 Feb 2099 12:01:00 GMT", NOW + DAY),
        ("Tue, 03 Feb 2026 11:00:00 GMT", None),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_a_day(
    value: str | None, until: datetime | None
) -> None:
    assert parse_retry_after(value, now=NOW) == until


@given(st.text(max_size=80))
def test_any_retry_after_asks_for_a_day_at_most(value: str) -> None:
    until = parse_retry_after(value, now=NOW)
    assert until is None or NOW < until <= NOW + DAY


def test_retries_within_a_run_wait_longer_each_time() -> None:
    assert [retry_wait(attempt).total_seconds() for attempt in (1, 2, 3, 9)] == [2, 5, 15, 15]


def test_backoff_doubles_to_a_day_and_never_gives_up() -> None:
    base = timedelta(minutes=15)
    assert [backoff(count, base) for count in (0, 1, 2, 3)] == [base, 2 * base, 4 * base, 8 * base]
    assert backoff(7, base) == backoff(10**9, base) == DAY


def test_backoff_is_never_shorter_than_the_base() -> None:
    assert backoff(3, timedelta(days=2)) == timedelta(days=2)
