"""What makes an article the same article."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.identity import Known, content_hash, first_key_at, host_of, last_key_at, recognise, sort_key
from storage.model import FetchOutcome
from tests.storage.builders import draft

DRAFT = draft(text="Text.")
KNOWN = Known(content_hash(DRAFT.title, DRAFT.text), frozenset({"kept", "last"}))


@pytest.mark.parametrize(
    ("known", "made", "body_hash", "outcome"),
    [
        (None, DRAFT, "any", FetchOutcome.new),
        (KNOWN, DRAFT, "any", FetchOutcome.unchanged),
        (KNOWN, replace(DRAFT, method="rules 2"), "any", FetchOutcome.unchanged),
        (KNOWN, replace(DRAFT, text="Other."), "any", FetchOutcome.revised),
        (KNOWN, replace(DRAFT, title="Other"), "any", FetchOutcome.revised),
        (KNOWN, replace(DRAFT, text="Other."), "kept", FetchOutcome.unchanged),
        (KNOWN, replace(DRAFT, text="Other.", method="rules 2"), "last", FetchOutcome.unchanged),
        (KNOWN, replace(DRAFT, text="Other.", method="rules 2"), "new", FetchOutcome.revised),
    ],
)
def test_a_draft_is_new_revised_or_unchanged(
    known: Known | None, made: object, body_hash: str, outcome: FetchOutcome
) -> None:
    assert recognise(known, made, body_hash) == outcome  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "is_same"),
    [
        ("First.\n\nSecond.", True),
        (" First. \n\n\nSecond.\u00a0", True),
        ("First.\nSecond.", True),
        ("First. Second.", False),
        ("First.\n\nSecond!", False),
        ("first.\n\nSecond.", False),
    ],
)
def test_white_space_makes_no_difference_to_the_hash(text: str, is_same: bool) -> None:
    assert (content_hash("Title", text) == content_hash("Title", "First.\n\nSecond.")) is is_same


@given(st.text(), st.text())
def test_any_text_has_a_hash(title: str, text: str) -> None:
    assert len(content_hash(title, text + "\ud800\0")) == 64


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://News.Example/a?b#c", "news.example"),
        ("https://news.example:443/", "news.example"),
        ("http://news.example:443/", "news.example:443"),
        ("http://u:p@127.0.0.1:8080/", "127.0.0.1:8080"),
        ("http://[::1]:80/", "[::1]"),
        ("not a url", ""),
        ("http://[::1", ""),
        ("http://a:99999/", ""),
    ],
)
def test_the_host_of_a_url(url: str, host: str) -> None:
    assert host_of(url) == host


MOMENTS = st.datetimes(timezones=st.just(UTC))
IDS = st.integers(1, 2**25 - 1)


@given(MOMENTS, IDS, MOMENTS, IDS)
def test_sort_keys_sort_by_second_and_then_by_id(one: datetime, a: int, other: datetime, b: int) -> None:
    seconds = [moment.replace(microsecond=0) for moment in (one, other)]
    assert (sort_key(one, a) < sort_key(other, b)) == ((seconds[0], a) < (seconds[1], b))
    assert -(2**63) <= sort_key(one, a) < 2**63


@given(MOMENTS, IDS)
def test_a_sort_key_lies_within_its_second(moment: datetime, number: int) -> None:
    key = sort_key(moment, number)
    assert first_key_at(moment) <= key <= last_key_at(moment)
