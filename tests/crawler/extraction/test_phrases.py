"""Phrases that are only looked for in lines that hold a telling word: no phrase may be without one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extraction.metadata import agency
from crawler.extraction.phrases import ToldPhrases, anywhere, told_by
from crawler.extraction.rules import account, adverts, consent, newsletter, rights

TOLD = {
    f"{module.__name__.rpartition('.')[2]}.{name}": value
    for module in (account, adverts, agency, consent, newsletter, rights)
    for name, value in vars(module).items()
    if isinstance(value, ToldPhrases)
}
PHRASES = [
    pytest.param(told, phrase, id=f"{name}-{number}")
    for name, told in TOLD.items()
    for number, phrase in enumerate(told.phrases)
]


@pytest.mark.parametrize(("told", "phrase"), PHRASES)
def test_each_phrase_holds_a_telling_word(told: ToldPhrases, phrase: str) -> None:
    pattern = anywhere(phrase)

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(st.from_regex(pattern))
    def whatever_it_matches_is_found(text: str) -> None:
        assert told.search(text)

    whatever_it_matches_is_found()


def test_a_line_without_a_telling_word_is_not_searched() -> None:
    told = told_by("boats", r"boats to let", r"a fleet")

    assert told.search("we have boats to let")
    assert not told.search("we have boats")
    assert not told.search("we have a fleet")
