"""A page while it is being read: its blocks, the lines of its main text, and what is known of the article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.prose import is_prose

if TYPE_CHECKING:
    from crawler.extraction.home import Home
    from crawler.extraction.kinds.teasers import Teasers

#: More link text than this and a line is a teaser, not a paragraph.
_LINKED = 0.6
_NO_PARAGRAPHS = places.FIGURE | places.CAPTION | places.HEADING
#: A place that holds so much of the prose is the story's own.
_WRAPPED = 0.4


@dataclass(slots=True)
class Reading:
    """What the rules look at, and where they leave their marks."""

    url: str
    blocks: Sequence[Block]
    lines: list[Line]
    #: Every headline the page gives the article, the chosen one first.
    titles: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    #: The block that shows the headline above the article.
    headline: Block | None = None
    #: The standfirst, once a rule has seen it in the text.
    standfirst: str | None = None
    #: Places that the story itself stands in, so that they say nothing about a line of it.
    story_place: int = 0
    #: The blocks of a live blog's entries, by their index (`kinds.live_text.put_in_entries`).
    entry_blocks: frozenset[int] = frozenset()
    #: The page's links to other articles, once somebody has asked for them (`kinds.opening.teasers_of`).
    teasers: Teasers | None = None
    #: The elements that hold the story, by the paragraphs it was thought to have (`home.find_home`).
    homes: dict[tuple[tuple[Block, int], ...], Home | None] = field(default_factory=dict)
    _body_cache: dict[int, bool] = field(default_factory=dict)
    _positions: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.story_place = _shared_place(self.lines)

    def stands_in(self, line: Line, place: int) -> bool:
        """True when the line stands in such a place, and the story as a whole does not."""
        return line.block is not None and line.block.stands_in(place & ~self.story_place)

    @property
    def kept(self) -> list[Line]:
        """The lines that still belong to the story."""
        return [line for line in self.lines if line.reason is None]

    def position(self, line: Line) -> int:
        """Where the line stands among the page's blocks; lines in no block stand where the one before does."""
        if not self._positions:
            at = 0
            for each in self.lines:
                at = at if each.block is None else each.block.index
                self._positions[id(each)] = at
        return self._positions[id(line)]

    def forget_positions(self) -> None:
        """To be called when lines were added."""
        self._positions.clear()

    def read_instead(self, lines: list[Line]) -> None:
        """Go on with other lines than those found first."""
        self.lines = lines
        self._positions.clear()
        self._body_cache.clear()
        self.story_place = _shared_place(lines)

    def is_body(self, line: Line) -> bool:
        """True for a line that is plainly a paragraph of a story."""
        known = self._body_cache.get(id(line))
        if known is None:
            known = self._body_cache[id(line)] = self._looks_like_body(line)
        return known

    @property
    def head(self) -> list[Line]:
        """The kept lines above the first paragraph of the story."""
        kept = self.kept
        for index, line in enumerate(kept):
            if self.is_body(line):
                return kept[:index]
        return kept

    @property
    def tail(self) -> list[Line]:
        """The kept lines below the last paragraph of the story."""
        kept = self.kept
        for index in range(len(kept) - 1, -1, -1):
            if self.is_body(kept[index]):
                return kept[index + 1 :]
        return []

    def _looks_like_body(self, line: Line) -> bool:
        if line.kind not in (LineKind.paragraph, LineKind.quote) or not is_prose(line.text):
            return False
        if line.block is None:
            return True
        return not self.stands_in(line, _NO_PARAGRAPHS) and line.block.link_share < _LINKED


def _shared_place(lines: Iterable[Line]) -> int:
    """The bits that hold for a large part of the prose: a wrapper's, like <article class="tag-politics">."""
    prose = [line for line in lines if line.block is not None and is_prose(line.text)]
    total = sum(line.words for line in prose)
    weights = Counter[int]()
    for line in prose:
        place = line.block.place if line.block is not None else 0
        while place:
            bit = place & -place
            weights[bit] += line.words
            place ^= bit
    return sum(bit for bit, words in weights.items() if words >= _WRAPPED * total)
