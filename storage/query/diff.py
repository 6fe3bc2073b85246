"""What changed between two revisions of an article, word by word.

Pure. Paragraphs are matched first, so that an inserted paragraph does not smear over the rest; then the words
of each matched pair. The work is bounded: passages too long to compare word by word are shown as replaced.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from storage.model import Revision

#: Pairs of words that one article's comparison may look at; beyond it a hostile page would cost minutes.
COMPARISON_LIMIT = 8_000_000
#: Pairs of paragraphs that may be compared to find out which belong together.
PAIRING_LIMIT = 4_000
#: Two paragraphs are one and the same, edited, when this share of their words agrees.
SAME_PARAGRAPH = 0.4
#: One word this short that agrees between two changes is a coincidence ("of", "in") and hinders the reader.
COINCIDENCE_LENGTH = 2

#: Thai, Lao, Burmese, Khmer, Japanese and Chinese: each character is compared by itself.
SCRIPTS_WITHOUT_SPACES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_PUNCTUATION = r"""!-/:-@\[-`{-~¡§«¶·»¿‐-‧‰-⁞।॥、-〃〈-】〔-〟！-／：-＠［-｀｛-･"""
_TOKEN = re.compile(
    rf"(?:[{SCRIPTS_WITHOUT_SPACES}]"
    rf"|[^\s{SCRIPTS_WITHOUT_SPACES}{_PUNCTUATION}]+"
    # 3.5, don't and high-speed are one word each.
    rf"(?:['’.,:/-][^\s{SCRIPTS_WITHOUT_SPACES}{_PUNCTUATION}]+)*"
    r"|\S)\s*"
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


class Change(StrEnum):
    """What became of a piece of text."""

    same = "same"
    removed = "removed"
    added = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words with one fate."""

    change: Change
    text: str


#: A title or paragraph: its pieces in reading order, what was removed before what was added.
Passage = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class RevisionDiff:
    """The change from one revision to another; passages that both lack are empty."""

    article_id: int
    from_number: int
    to_number: int
    title: Passage
    standfirst: Passage
    authors: Passage
    paragraphs: tuple[Passage, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All of it in reading order."""
        return (self.title, self.standfirst, self.authors, *self.paragraphs)

    @property
    def has_changes(self) -> bool:
        """True where any word was added or removed."""
        return any(is_changed(passage) for passage in self.passages)

    def word_count(self, change: Change) -> int:
        """How many words (characters, in scripts without spaces) have this fate."""
        texts = (piece.text for passage in self.passages for piece in passage if piece.change is change)
        return sum(any(map(str.isalnum, token)) for text in texts for token in _TOKEN.findall(text))


def is_changed(passage: Passage) -> bool:
    """True where the passage is not the same in both revisions."""
    return any(piece.change is not Change.same for piece in passage)


def diff_revisions(old: Revision, new: Revision) -> RevisionDiff:
    """What a reader of `old` would want to know about `new`."""
    return RevisionDiff(
        article_id=new.article_id,
        from_number=old.number,
        to_number=new.number,
        title=diff_words(old.title, new.title),
        standfirst=diff_words(old.standfirst or "", new.standfirst or ""),
        authors=diff_words(", ".join(old.authors), ", ".join(new.authors)),
        paragraphs=diff_paragraphs(old.text, new.text),
    )


def diff_paragraphs(old: str, new: str) -> tuple[Passage, ...]:
    """The paragraphs of both texts in reading order, each with its changes."""
    pairs: list[tuple[str, str]] = []
    for is_same, old_part, new_part in _aligned(_paragraphs(old), _paragraphs(new)):
        pairs += zip(new_part, new_part, strict=True) if is_same else _pairs(old_part, new_part)
    edited_count = sum(before != after for before, after in pairs)
    limit = COMPARISON_LIMIT // (edited_count or 1)
    return tuple(diff_words(before, after, limit=limit) for before, after in pairs)


def diff_words(old: str, new: str, *, limit: int = COMPARISON_LIMIT) -> Passage:
    """The words of both passages; spaces alone are no change."""
    if old == new:
        return (Piece(Change.same, new),) if new else ()
    ours, theirs = _TOKEN.findall(old.lstrip()), _TOKEN.findall(new.lstrip())
    spans = _aligned([token.rstrip() for token in ours], [token.rstrip() for token in theirs], limit=limit)
    pieces: list[tuple[Change, str]] = []
    ours_at = theirs_at = 0
    for is_same, old_part, new_part in _without_coincidences(list(spans)):
        before = ours[ours_at : (ours_at := ours_at + len(old_part))]
        after = theirs[theirs_at : (theirs_at := theirs_at + len(new_part))]
        if is_same:
            # The wider space of the two, so that a word cut out after it does not stick to its neighbour.
            pieces += [(Change.same, max(a, b, key=len)) for a, b in zip(before, after, strict=True)]
        else:
            pieces += [(Change.removed, token) for token in before] + [
                (Change.added, token) for token in after
            ]
    return tuple(
        Piece(change, "".join(text for _, text in run))
        for change, run in groupby(pieces, lambda piece: piece[0])
    )


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in _BLANK_LINE.split(text.strip()) if paragraph]


Span = tuple[bool, Sequence[str], Sequence[str]]


def _aligned(old: Sequence[str], new: Sequence[str], *, limit: int = COMPARISON_LIMIT) -> Iterator[Span]:
    """Both sequences cut into spans that agree and spans that differ."""
    start = _common_length(old, new)
    end = _common_length(old[start:][::-1], new[start:][::-1])
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    if start:
        yield True, old[:start], new[:start]
    if len(old_middle) * len(new_middle) > limit:
        yield False, old_middle, new_middle
    elif old_middle or new_middle:
        matcher = SequenceMatcher(None, old_middle, new_middle, autojunk=False)
        for tag, i1, i2, j1, j2 in matcher.get_opcodes():
            yield tag == "equal", old_middle[i1:i2], new_middle[j1:j2]
    if end:
        yield True, old[len(old) - end :], new[len(new) - end :]


def _common_length(old: Sequence[str], new: Sequence[str]) -> int:
    length = 0
    for before, after in zip(old, new, strict=False):
        if before != after:
            break
        length += 1
    return length


def _without_coincidences(spans: list[Span]) -> list[Span]:
    """Spans in which an agreement on a word like "of" between two changes belongs to the change."""
    kept: list[Span] = []
    for index, span in enumerate(spans):
        is_between = 0 < index < len(spans) - 1
        is_change = not span[0] or (is_between and _is_coincidence(span))
        follows_change = bool(kept) and not kept[-1][0]
        if is_change and follows_change:
            kept.append(_joined(kept.pop(), span))
        else:
            kept.append((not is_change, span[1], span[2]))
    return kept


def _is_coincidence(span: Span) -> bool:
    is_same, _, words = span
    return is_same and len(words) == 1 and len(words[0]) <= COINCIDENCE_LENGTH


def _joined(first: Span, second: Span) -> Span:
    return False, [*first[1], *second[1]], [*first[2], *second[2]]


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Paragraphs that belong together, in order; "" stands for a paragraph the other side does not have."""
    partner = dict(_partners(old, new))
    new_at = 0
    for index, paragraph in enumerate(old):
        if index not in partner:
            yield paragraph, ""
            continue
        yield from (("", added) for added in new[new_at : partner[index]])
        yield paragraph, new[partner[index]]
        new_at = partner[index] + 1
    yield from (("", added) for added in new[new_at:])


def _partners(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Indices of paragraphs that are likely each other's edit: the pairing in order that agrees most."""
    if len(old) * len(new) > PAIRING_LIMIT:
        return
    theirs = [_words(paragraph) for paragraph in new]
    likeness = [[_likeness(before, after) for after in theirs] for before in map(_words, old)]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], likeness[i][j] + best[i + 1][j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            yield i, j
            i, j = i + 1, j + 1


def _words(paragraph: str) -> Counter[str]:
    return Counter(token.rstrip() for token in _TOKEN.findall(paragraph))


def _likeness(old: Counter[str], new: Counter[str]) -> float:
    """Share of words in common, 0 where it is too small to call one an edit of the other."""
    share = 2 * (old & new).total() / ((old.total() + new.total()) or 1)
    return share if share >= SAME_PARAGRAPH else 0.0
