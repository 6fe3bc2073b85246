"""Wins back what the extractor lost: blocks that stand among the story's paragraphs as their equals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.home import Home, find_home
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.prose import is_prose, word_count
from crawler.extraction.reading import Reading

#: Links make a teaser, not a paragraph.
_LINKED = 0.5
_LINKED_ITEM = 0.3
_SHORTEST_WORDS = 4
_LONGEST_SUBHEAD_WORDS = 10
_LONG_PARAGRAPH_WORDS = 25
_NOT_STORY = places.OUTSIDE | places.OUTSIDE_BY_NAME | places.EMBED
_PARAGRAPH_TAGS = frozenset(("p", "div", "blockquote", "section", "br", "pre"))
_HEADING_TAGS = frozenset(("h2", "h3", "h4"))


def win_back(reading: Reading) -> None:
    """Add the lost blocks to the reading's lines, each where it stands on the page."""
    home = find_home(reading)
    if home is None:
        return
    story = [
        line.block.index for line in reading.lines if line.block is not None and home.carries(line.block)
    ]
    if not story:
        return
    covered = {
        index for line in reading.lines if line.block for index in range(line.block.index, line.last + 1)
    }
    found = [
        Line(block.text, kind=_kind_of(block), block=block, last=block.index)
        for block in _lost(home, min(story), max(story), reading)
        if block.index not in covered
    ]
    if found:
        reading.lines = _in_page_order(reading.lines, found)
        reading.forget_positions()


def _lost(home: Home, first: int, last: int, reading: Reading) -> Iterable[Block]:
    """Blocks of the story's kind between its first and last line, and paragraphs right above the first."""
    for block in reversed(reading.blocks[:first]):
        if not (home.is_usual(block) and is_prose(block.text) and _belongs(block, home, reading)):
            break
        yield block
    for block in reading.blocks[first:last]:
        if _belongs(block, home, reading):
            yield block


def _belongs(block: Block, home: Home, reading: Reading) -> bool:
    if block.stands_in(_NOT_STORY & ~reading.story_place) or block.link_share > _LINKED:
        return False
    if not home.carries(block):
        return False
    if block.tag == "li":
        return block.link_share < _LINKED_ITEM and home.child_of(block) is block.element.getparent()
    if block.tag in _HEADING_TAGS:
        return True
    if block.tag not in _PARAGRAPH_TAGS:
        return False
    return (home.is_usual(block) and is_prose(block.text, _SHORTEST_WORDS)) or _is_subhead(
        block, home, reading
    )


def _is_subhead(block: Block, home: Home, reading: Reading) -> bool:
    """A short line right above a long paragraph, its sibling."""
    if (
        block.link_chars
        or not 1 < word_count(block.text) <= _LONGEST_SUBHEAD_WORDS
        or block.text.endswith(":")
    ):
        return False
    below = reading.blocks[block.index + 1] if block.index + 1 < len(reading.blocks) else None
    return (
        below is not None
        and below.element.getparent() is block.element.getparent()
        and home.is_usual(below)
        and is_prose(below.text, _LONG_PARAGRAPH_WORDS)
    )


def _kind_of(block: Block) -> LineKind:
    if block.tag in _HEADING_TAGS:
        return LineKind.heading
    if block.tag == "li":
        return LineKind.item
    return LineKind.quote if block.stands_in(places.QUOTE) else LineKind.paragraph


def _in_page_order(lines: Sequence[Line], found: Sequence[Line]) -> list[Line]:
    """The lines with the found ones put before the first line that stands below them."""
    waiting = sorted(found, key=_index_of)
    merged: list[Line] = []
    for line in lines:
        while waiting and line.block is not None and line.block.index > _index_of(waiting[0]):
            merged.append(waiting.pop(0))
        merged.append(line)
    return merged + waiting


def _index_of(line: Line) -> int:
    return -1 if line.block is None else line.block.index
