"""Which words of a text are marked for a query."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from storage.query.highlight import matches_in
from storage.query.language import clause_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def marked(query: str, text: str) -> str:
    for start, end in reversed(matches_in(text, clause_of(query, now=NOW))):
        text = f"{text[:start]}<{text[start:end]}>{text[end:]}"
    return text


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("ferry", "The ferry, a Ferry.", "The <ferry>, a <Ferry>."),
        ("ferry", "Two ferryboats", "Two ferryboats"),
        ("ferry*", "Two ferryboats", "Two <ferryboats>"),
        ('"central bank"', "A bank: the central bank’s plan", "A bank: the <central bank’s> plan"),
        ("bank central", "the central bank", "the <central bank>"),
        ("speed", "A (high-speed) train", "A (<high-speed>) train"),
        ("bruecke OR brucke", "Die Brücke.", "Die <Brücke>."),
        ("norvik -ferry", "ferry to Norvik", "ferry to <Norvik>"),
        ("source:bote since:7d", "bote", "bote"),
        ("東京", "昨日、東京都で。", "昨日、<東京>都で。"),
        ("京", "東京都", "東<京>都"),
        ("मंत्री", "मंत्री ने कहा।", "<मंत्री> ने कहा।"),
        ("कहा", "मंत्री ने कहा।", "मंत्री ने <कहा>।"),
        ("3.5", "It cost 3.5 crore", "It cost <3.5> crore"),
        ("", "nothing", "nothing"),
        ("ferry", "", ""),
    ],
)
def test_the_words_that_were_asked_for_are_marked(query: str, text: str, expected: str) -> None:
    assert marked(query, text) == expected
