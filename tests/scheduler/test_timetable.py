"""When next? The plain timetable as a specification."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.timetable import LONGEST_WAIT, PlainTimetable
from storage.model import Seed, SeedKind, SeedOutcome, Validators

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
EXACT = PlainTimetable(jitter=0)


def seed(**changes: object) -> Seed:
    plain = Seed(
        id=1,
        source_id=1,
        url="https://ledger.example/rss.xml",
        site="ledger.example",
        kind=SeedKind.feed,
        validators=Validators(),
        next_check_at=NOW,
        last_checked_at=None,
        last_outcome=None,
        last_reason=None,
        failure_count=0,
    )
    return replace(plain, **changes)


def wait_after(outcome: SeedOutcome, timetable: PlainTimetable = EXACT, **changes: object) -> timedelta:
    due = timetable.next_check_at(seed(**changes), outcome, check_every=QUARTER, now=NOW, not_before=None)
    return due - NOW


@pytest.mark.parametrize(
    "outcome", [SeedOutcome.new, SeedOutcome.all_known, SeedOutcome.not_modified, SeedOutcome.empty]
)
def test_a_seed_that_answered_is_checked_again_after_its_interval(outcome: SeedOutcome):
    assert wait_after(outcome) == QUARTER


def test_failures_in_a_row_double_the_wait_up_to_a_day():
    waits = [wait_after(SeedOutcome.http_error, failure_count=count) for count in range(9)]
    minutes = [30, 60, 120, 240, 480, 960, 1440, 1440, 1440]
    assert waits == [timedelta(minutes=each) for each in minutes]


def test_one_good_answer_ends_the_backoff():
    assert wait_after(SeedOutcome.new, failure_count=7) == QUARTER


def test_an_interval_longer_than_a_day_is_never_shortened_by_failures():
    week = timedelta(days=7)
    due = EXACT.next_check_at(
        seed(failure_count=3), SeedOutcome.network_error, check_every=week, now=NOW, not_before=None
    )
    assert due - NOW == week


def test_a_home_page_is_read_again_once_a_day():
    assert wait_after(SeedOutcome.new, kind=SeedKind.page) == timedelta(hours=24)


def test_a_seed_without_anything_new_for_a_month_is_looked_at_once_a_day_until_it_has_news():
    silent, lively = NOW - timedelta(days=31), NOW - timedelta(days=29)
    assert wait_after(SeedOutcome.all_known, fresh_at=lively) == QUARTER
    for outcome in (SeedOutcome.all_known, SeedOutcome.not_modified, SeedOutcome.empty):
        assert wait_after(outcome, fresh_at=silent) == timedelta(hours=24)
    assert wait_after(SeedOutcome.new, fresh_at=silent) == QUARTER


def test_the_server_s_wish_to_wait_wins_over_our_interval():
    tomorrow = NOW + timedelta(hours=20)
    due = EXACT.next_check_at(seed(), SeedOutcome.blocked, check_every=QUARTER, now=NOW, not_before=tomorrow)
    assert due == tomorrow


def test_jitter_spreads_seeds_and_adds_at_most_its_share():
    waits = {
        wait_after(SeedOutcome.new, PlainTimetable(), url=f"https://ledger.example/{number}.xml")
        for number in range(100)
    }
    assert len(waits) == 100
    assert min(waits) >= QUARTER
    assert max(waits) <= QUARTER * 1.1


def test_a_page_that_failed_is_asked_for_again_later_and_later_and_then_given_up():
    waits = [EXACT.next_attempt_at(count, now=NOW, not_before=None) for count in (1, 2, 3, 9, 10)]
    assert waits == [
        NOW + timedelta(minutes=5),
        NOW + timedelta(minutes=10),
        NOW + timedelta(minutes=20),
        NOW + timedelta(minutes=1280),
        None,
    ]


def test_rechecks_decay_with_the_age_of_the_article():
    ages = [timedelta(0), timedelta(hours=3), timedelta(days=3), timedelta(days=14)]
    dues = [EXACT.next_recheck_at(age, url="https://ledger.example/a", now=NOW) for age in ages]
    assert dues == [NOW + timedelta(hours=1), NOW + timedelta(hours=3), NOW + timedelta(days=1), None]


@given(
    failures=st.integers(0, 10**6),
    minutes=st.integers(1, 10**5),
    outcome=st.sampled_from(SeedOutcome),
)
def test_every_next_check_is_later_than_now_and_within_reach(
    failures: int, minutes: int, outcome: SeedOutcome
):
    check_every = timedelta(minutes=minutes)
    due = PlainTimetable().next_check_at(
        seed(failure_count=failures), outcome, check_every=check_every, now=NOW, not_before=None
    )
    assert NOW < due <= NOW + max(check_every, LONGEST_WAIT) * 1.1
