"""Text becomes terms, whatever the script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.analysis import LARGEST_FIELD, LONGEST_TERM, Phrase, bounded, phrase_of, terms_of


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ""),
        ("The Quick, brown fox!", "the quick brown fox"),
        ("Kenya's president won't", "kenya president wont"),
        ("O’Neil O'Neil oNeil", "oneil oneil oneil"),
        ("l’homme dell'anno qu'il aujourd'hui", "l homme dell anno qu il aujourdhui"),
        ("'quoted' rock 'n' roll", "quoted rock n roll"),
        ("COVID-19 U.S. 1,234.5 a_b", "covid 19 u s 1 234 5 a b"),
        ("Müller Łódź Ærø Đà Nẵng İstanbul", "muller lodz aero da nang istanbul"),
        ("Mu\u0308ller", "muller"),
        ("straße STRASSE", "strasse strasse"),
        ("ﬁne ＡＢＣ", "fine abc"),
        ("Ελλάδα Ёлка", "ελλαδα елка"),
        ("हिन्दी समाचार में", "हिन्दी समाचार में"),
        ("كِتَاب كتـاب", "كتاب كتاب"),
        ("می‌خواهم", "میخواهم"),
        ("שָׁלוֹם", "שלום"),
        ("東京都", "東京 京都 都"),
        ("東京2026年に", "東京 京 2026 年に に"),
        ("서울에서", "서울 울에 에서 서"),
        ("ｻｯｶｰ", "サッ ッカ カー ー"),
        ("ไทย", "ไท ทย ย"),
        ("👍🏽 +-*/ …", ""),
        ("𞤀𞤣", "𞤢𞤣"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_a_text_becomes_these_terms(text: str, terms: str) -> None:
    assert terms_of(text) == terms.split()


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("?!", None),
        ("word", Phrase(("word",))),
        ("covid-19", Phrase(("covid", "19"))),
        ("東", Phrase(("東",), is_prefix=True)),
        ("東京", Phrase(("東京",))),
        ("東京都", Phrase(("東京", "京都"))),
        ("東京 都", Phrase(("東京", "京", "都"), is_prefix=True)),
        ("東京a", Phrase(("東京", "京", "a"))),
    ],
)
def test_a_question_becomes_this_phrase(text: str, phrase: Phrase | None) -> None:
    assert phrase_of(text) == phrase


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_a_text_is_found_by_itself_between_other_texts(text: str, before: str, after: str) -> None:
    phrase = phrase_of(text)
    if phrase is None:
        assert terms_of(text) == []
        return
    haystack = f" {' '.join(terms_of(f'{before} , {text} , {after}'))} "
    assert f" {' '.join(phrase.terms)}{'' if phrase.is_prefix else ' '}" in haystack


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x4E10), min_size=1, max_size=12))
def test_any_part_of_a_text_without_spaces_is_found(text: str) -> None:
    haystack = f" {' '.join(terms_of(text))} "
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            phrase = phrase_of(text[start:end])
            assert phrase is not None
            assert f" {' '.join(phrase.terms)}{'' if phrase.is_prefix else ' '}" in haystack


@given(st.text())
def test_terms_hold_no_space_and_no_sign_of_ours(text: str) -> None:
    for term in terms_of(text):
        assert 0 < len(term) <= LONGEST_TERM
        assert term.split() == [term]
        assert not set(term) & set(":'\"\\\ue000*")


def test_very_long_words_are_cut_alike_in_text_and_question() -> None:
    phrase = phrase_of("x" * 500)
    assert phrase is not None
    assert terms_of("x" * 500) == list(phrase.terms)


def test_a_field_is_bounded_by_the_size_of_its_different_terms() -> None:
    many = [f"term{number}" for number in range(60_000)]
    assert bounded(many[:500]) == many[:500]
    assert bounded(["same"] * 100_000) == ["same"] * 100_000
    kept = bounded(many)
    assert kept == many[: len(kept)]
    assert sum(len(term) + 12 for term in kept) <= LARGEST_FIELD
