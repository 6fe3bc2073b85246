"""Word by word: what the difference of two revisions says."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.model import Revision
from storage.query.diff import (
    Change,
    Passage,
    Piece,
    RevisionDiff,
    diff_paragraphs,
    diff_revisions,
    diff_words,
)

SIGNS = {Change.same: "{}", Change.removed: "[-{}-]", Change.added: "{{+{}+}}"}

FIRST = Revision(
    article_id=7,
    number=1,
    title="Ferry cancelled",
    text="The ferry will not sail.\n\nPassengers were told at noon.",
    standfirst="High waves",
    authors=("Ada Lind",),
    modified_at=None,
    fetched_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
    content_hash="1",
    method="m",
)


def written(passage: Passage) -> str:
    """The passage with signs, as tests read it best."""
    return "".join(SIGNS[piece.change].format(piece.text) for piece in passage)


def squeezed(passage: Passage, *changes: Change) -> str:
    return "".join("".join(piece.text.split()) for piece in passage if piece.change in changes)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("the red fox", "the blue fox", "the [-red -]{+blue +}fox"),
        ("A fox.", "A fox ran.", "A fox {+ran+}."),
        ("A fox ran.", "A fox.", "A fox [-ran-]."),
        (
            "It cost 3.5 crore, he said.",
            "It cost 3.6 crore, he said.",
            "It cost [-3.5 -]{+3.6 +}crore, he said.",
        ),
        ("She didn't go", "She did go", "She [-didn't -]{+did +}go"),
        ("same words", "same   words", "same   words"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("", "", ""),
    ],
)
def test_words_are_compared_one_by_one(old: str, new: str, expected: str) -> None:
    assert written(diff_words(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("東京で大雨、3人が死亡", "東京で豪雨、5人が死亡", "東京で[-大-]{+豪+}雨、[-3-]{+5+}人が死亡"),
        ("मंत्री ने आज कहा।", "मंत्री ने कल कहा।", "मंत्री ने [-आज -]{+कल +}कहा।"),
        ("Die Brücke ist gesperrt.", "Die Straße ist gesperrt.", "Die [-Brücke -]{+Straße +}ist gesperrt."),
    ],
)
def test_scripts_are_cut_where_their_readers_cut_them(old: str, new: str, expected: str) -> None:
    assert written(diff_words(old, new)) == expected


def test_a_small_word_between_two_changes_is_no_agreement() -> None:
    passage = diff_words("Minister of State resigned", "President of France resigned")
    assert written(passage) == "[-Minister of State -]{+President of France +}resigned"


def test_an_inserted_paragraph_leaves_its_neighbours_alone() -> None:
    old = "The ferry will not sail today.\n\nPassengers were told at noon."
    new = "The ferry will not sail tonight.\n\nA second ship is on its way.\n\nPassengers were told at noon."
    assert [written(passage) for passage in diff_paragraphs(old, new)] == [
        "The ferry will not sail [-today-]{+tonight+}.",
        "{+A second ship is on its way.+}",
        "Passengers were told at noon.",
    ]


def test_a_paragraph_with_other_words_is_replaced_as_a_whole() -> None:
    passages = diff_paragraphs("Snow fell all night.", "Police closed two roads.")
    assert [written(passage) for passage in passages] == [
        "[-Snow fell all night.-]",
        "{+Police closed two roads.+}",
    ]


def test_a_diff_holds_title_standfirst_authors_and_paragraphs() -> None:
    second = replace(
        FIRST,
        number=2,
        title="Ferry sails again",
        text="The ferry will sail.\n\nPassengers were told at noon.",
        standfirst=None,
        authors=("Ada Lind", "Bo Ek"),
    )
    assert diff_revisions(FIRST, second) == RevisionDiff(
        article_id=7,
        from_number=1,
        to_number=2,
        title=(
            Piece(Change.same, "Ferry "),
            Piece(Change.removed, "cancelled"),
            Piece(Change.added, "sails again"),
        ),
        standfirst=(Piece(Change.removed, "High waves"),),
        authors=(Piece(Change.same, "Ada Lind"), Piece(Change.added, ", Bo Ek")),
        paragraphs=(
            (
                Piece(Change.same, "The ferry will "),
                Piece(Change.removed, "not "),
                Piece(Change.same, "sail."),
            ),
            (Piece(Change.same, "Passengers were told at noon."),),
        ),
    )


def test_words_that_changed_are_counted() -> None:
    diff = diff_revisions(FIRST, replace(FIRST, number=2, title="Ferry – sails again!"))
    assert (diff.word_count(Change.removed), diff.word_count(Change.added)) == (1, 2)


def test_equal_revisions_have_no_changes() -> None:
    assert not diff_revisions(FIRST, FIRST).has_changes


texts = st.text(st.sampled_from("ab c.,\n東é"), max_size=60)


@given(old=texts, new=texts)
def test_both_texts_can_be_read_from_the_diff(old: str, new: str) -> None:
    passage = tuple(piece for paragraph in diff_paragraphs(old, new) for piece in paragraph)
    assert squeezed(passage, Change.same, Change.added) == "".join(new.split())
    assert squeezed(passage, Change.same, Change.removed) == "".join(old.split())


def test_a_hostile_pair_of_texts_is_compared_in_bounded_time() -> None:
    chance = random.Random(1)

    def text() -> str:
        return "\n\n".join(" ".join(chance.choices("abcdefgh", k=500)) for _ in range(400))

    started = time.monotonic()
    diff_paragraphs(text(), text())
    diff_words("a " * 100_000, "b " * 100_000)
    assert time.monotonic() - started < 10
