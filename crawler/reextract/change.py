"""What another reading of the same page changes, line by line and fact by fact. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawler.extraction.prose import word_count
from storage.model import ArticleDraft
from storage.query.diff import Change, Passage, diff_paragraphs, is_changed
from storage.rereading import KeptReading

#: What the page says about the article, besides its text: of every revision, and of the newest alone.
_FACTS = ("title", "standfirst", "authors", "modified_at")
_NEWEST_FACTS = (
    "agency",
    "published_at",
    "date_precision",
    "date_from",
    "language",
    "section",
    "tags",
    "image",
    "is_free",
    "kind",
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that the text no longer has."""

    text: str
    #: Why, as today's extractor says; None where it never met the line.
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reworded:
    """A line that reads differently: a part of it was removed or won."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact about the article, as it was and as it is read now."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ReadingChange:
    """What a new reading of one page comes to."""

    words_before: int
    words_after: int
    removed: tuple[LeftOut, ...] = ()
    won: tuple[str, ...] = ()
    reworded: tuple[Reworded, ...] = ()
    facts: tuple[FactChange, ...] = ()

    @property
    def is_of_text(self) -> bool:
        """True where the text is another one."""
        return bool(self.removed or self.won or self.reworded)

    def __bool__(self) -> bool:
        return self.is_of_text or bool(self.facts)


def change_of(kept: KeptReading, draft: ArticleDraft) -> ReadingChange:
    """What the new reading `draft` changes about the kept one."""
    before, after = kept.revision.text, draft.text
    changed = [p for p in diff_paragraphs(_apart(before), _apart(after)) if is_changed(p)]
    reasons = {" ".join(line.text.split()): line.reason for line in draft.dropped}
    gone = [_side(p, Change.removed) for p in changed if _is_wholly(p, Change.removed)]
    won = [_side(p, Change.added) for p in changed if _is_wholly(p, Change.added)]
    mixed = [p for p in changed if len({piece.change for piece in p}) > 1]
    return ReadingChange(
        words_before=word_count(before),
        words_after=word_count(after),
        removed=tuple(LeftOut(line, reasons.get(" ".join(line.split()))) for line in gone),
        won=tuple(won),
        reworded=tuple(Reworded(_side(p, Change.removed), _side(p, Change.added)) for p in mixed),
        facts=tuple(_fact_changes(kept, draft)),
    )


def _fact_changes(kept: KeptReading, draft: ArticleDraft) -> Iterator[FactChange]:
    pairs = [(name, getattr(kept.revision, name)) for name in _FACTS]
    if kept.is_newest:
        pairs += [(name, getattr(kept.article, name)) for name in _NEWEST_FACTS]
    for name, before in pairs:
        after = getattr(draft, name)
        if before != after:
            yield FactChange(name, before, after)


def _apart(text: str) -> str:
    """Every line as a paragraph of its own: leaks and losses are lines, those of lists too."""
    return "\n\n".join(line for line in text.splitlines() if line.strip())


def _is_wholly(passage: Passage, change: Change) -> bool:
    return all(piece.change is change for piece in passage)


def _side(passage: Passage, change: Change) -> str:
    """The line as one of the two readings has it."""
    return "".join(piece.text for piece in passage if piece.change in (Change.same, change)).strip()
