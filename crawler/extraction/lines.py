"""The lines of a story, and the blocks of the page that they stand in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from crawler.extraction import places
from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.phrases import plain_of
from crawler.extraction.prose import word_count

#: Shorter texts occur inside others by chance.
_SHORTEST_PART = 16
#: So much of a line's beginning tells where it stands.
_LONGEST_PROBE = 80
#: Phrases of furniture stand in short lines; patterns need not search megabytes.
_LONGEST_PHRASED = 1_500


class LineKind(StrEnum):
    """What a line is in the story."""

    paragraph = "paragraph"
    heading = "heading"
    item = "item"
    quote = "quote"
    row = "row"
    code = "code"


@dataclass(slots=True)
class Line:
    """One line that the extractor found; rules give it a reason to be left out."""

    text: str
    kind: LineKind = LineKind.paragraph
    #: The page's block in which the line begins; None when it stands in none, e.g. text kept in a script.
    block: Block | None = None
    #: The index of the block in which it ends.
    last: int = -1
    #: Why the line is left out; None while it belongs to the story.
    reason: str | None = None
    #: The text's letters and digits alone, to compare it with the page's blocks.
    key: str = ""
    #: The text as phrases are matched: lower-case, with straight quotes; empty for long lines, which are no labels.
    plain: str = ""
    words: int = 0

    def __post_init__(self) -> None:
        self.key = letters_of(self.text)
        self.plain = plain_of(self.text) if len(self.text) <= _LONGEST_PHRASED else ""
        self.words = word_count(self.text)

    @property
    def link_share(self) -> float:
        """How much of the line's block is link text."""
        return self.block.link_share if self.block is not None else 0.0


def find_blocks(lines: Sequence[Line], blocks: Sequence[Block]) -> None:
    """Gives each line the block it begins in, reading both in page order."""
    finder = _BlockFinder(blocks)
    for line in lines:
        line.block, line.last = finder.find(line)


def in_page_order(lines: Sequence[Line]) -> list[Line]:
    """The lines as they follow on the page: what an extractor gathers in several goes it may hand over in that order.

    Short texts stay, as they may have been found in the wrong place.
    """
    ordered: list[Line] = []
    for line in lines:
        at = len(ordered)
        if line.block is not None and len(line.key) >= _LONGEST_PROBE // 2:
            place = line.block.index
            while at and (above := ordered[at - 1].block) is not None and above.index > place:
                at -= 1
        ordered.insert(at, line)
    return ordered


class _BlockFinder:
    """Finds texts in the page, from where the last one was found onwards and else anywhere."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._whole: dict[str, list[int]] = defaultdict(list)
        self._starts: list[int] = []
        size = 0
        for block in blocks:
            if block.key:
                self._whole[block.key].append(block.index)
            self._starts.append(size)
            size += len(block.key)
        self._letters = "".join(block.key for block in blocks)
        self._next = 0

    def find(self, line: Line) -> tuple[Block | None, int]:
        """The block in which the line begins, and the index of the one in which it ends."""
        first = last = self._find_whole(line)
        if first is None:
            first, last = self._find_part(line.key)
        if first is None or last is None:
            return None, -1
        self._next = last + 1
        return self._blocks[first], last

    def _find_whole(self, line: Line) -> int | None:
        found = self._whole.get(line.key)
        if not line.key or not found:
            return None
        ahead = found[bisect_left(found, self._next) :] or found
        if line.kind is LineKind.heading and len(ahead) > 1:
            # Tables of contents and menus repeat it above.
            return next((index for index in ahead if self._is_heading(index)), ahead[0])
        return ahead[0]

    def _is_heading(self, index: int) -> bool:
        block = self._blocks[index]
        return block.stands_in(places.HEADING) and not block.stands_in(places.NAV)

    def _find_part(self, key: str) -> tuple[int, int] | tuple[None, None]:
        if len(key) < _SHORTEST_PART:
            return None, None
        probe = key[:_LONGEST_PROBE]
        # The line may go on in the block in which the last one ended.
        start = self._starts[max(0, self._next - 1)] if self._blocks else 0
        at = self._letters.find(probe, start)
        if at < 0:
            at = self._letters.find(probe)
        if at < 0:
            return None, None
        return bisect_right(self._starts, at) - 1, bisect_right(self._starts, at + len(key) - 1) - 1
