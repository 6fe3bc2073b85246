"""Page and feed are two witnesses of one publication."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.reconcile import Published, reconcile

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 18, tzinfo=UTC)
MORNING = datetime(2026, 11, 18, 9, 14, tzinfo=UTC)
EXACT = Published(MORNING, "minute", "json-ld", "+01:00")
DAY = Published(MIDNIGHT, "day", "text")


def feed(at: datetime, precision: str = "second") -> Published:
    return Published(at, precision, "feed")


def decided(
    page: Published | None, feed_at: datetime | None, modified_at: datetime | None = None
) -> Published | None:
    return reconcile(page, feed_at, modified_at=modified_at, now=NOW)


def test_one_witness_is_believed() -> None:
    assert decided(EXACT, None) == EXACT
    assert decided(None, MORNING) == feed(MORNING)
    assert decided(None, None) is None


def test_a_day_becomes_a_second_where_the_feed_knows_it() -> None:
    at = MORNING + timedelta(seconds=30)
    assert decided(DAY, at) == feed(at)


@pytest.mark.parametrize("at", [MIDNIGHT - timedelta(hours=5, minutes=29), MIDNIGHT + timedelta(hours=33)])
def test_the_same_day_elsewhere_in_the_world_is_the_same_day(at: datetime) -> None:
    assert decided(DAY, at) == feed(at)


def test_another_day_in_the_feed_is_an_update() -> None:
    assert decided(DAY, MORNING + timedelta(days=2)) == DAY


def test_a_feed_that_only_knows_the_day_adds_nothing() -> None:
    assert decided(EXACT, MIDNIGHT) == EXACT
    assert decided(DAY, MIDNIGHT) == DAY
    assert decided(None, MIDNIGHT) == feed(MIDNIGHT, "day")


def test_the_page_is_believed_about_minutes() -> None:
    assert decided(EXACT, MORNING + timedelta(minutes=7)) == EXACT


def test_a_later_time_in_the_feed_is_an_update() -> None:
    assert decided(EXACT, MORNING + timedelta(days=1), modified_at=MORNING + timedelta(days=1)) == EXACT


@pytest.mark.parametrize("zone", [None, "Asia/Kolkata"])
def test_the_feed_knows_the_zone_that_the_page_leaves_open(zone: str | None) -> None:
    page = Published(MORNING, "minute", "text", zone)
    at = MORNING - timedelta(hours=5, minutes=30)
    assert decided(page, at) == feed(at)


def test_a_zone_on_the_page_is_believed() -> None:
    assert decided(EXACT, MORNING - timedelta(hours=5, minutes=30)) == EXACT


def test_a_page_that_dates_itself_anew_with_each_change_is_not_believed() -> None:
    at = MORNING - timedelta(days=3)
    assert decided(EXACT, at, modified_at=MORNING) == feed(at)


def test_an_earlier_feed_is_believed_before_a_date_found_on_the_page() -> None:
    at = MORNING - timedelta(days=3)
    assert decided(DAY, at) == feed(at)
    assert decided(EXACT, at) == EXACT


def test_the_word_of_people_is_the_last_one() -> None:
    ruled = Published(MIDNIGHT, "day", "source rule")
    assert decided(ruled, MORNING) == ruled


@pytest.mark.parametrize(
    "at",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        NOW + timedelta(days=2),
    ],
)
def test_what_cannot_be_true_is_not_believed(at: datetime) -> None:
    assert decided(None, at) is None
    assert decided(DAY, at) == DAY


moments = st.timedeltas(min_value=timedelta(days=-730_000), max_value=timedelta(days=730_000)).map(
    lambda distance: NOW + distance
)
claims = st.builds(
    Published,
    moments,
    st.sampled_from(["second", "minute", "day"]),
    st.sampled_from(["json-ld", "meta", "time", "text", "url", "page"]),
    st.sampled_from([None, "+05:30", "-08:00", "Asia/Tokyo"]),
)


@given(st.none() | claims, st.none() | moments, st.none() | moments)
def test_the_answer_is_always_what_one_of_them_said(
    page: Published | None, feed_at: datetime | None, modified_at: datetime | None
) -> None:
    answer = decided(page, feed_at, modified_at)
    assert answer == page or (answer is not None and (answer.at, answer.where) == (feed_at, "feed"))
