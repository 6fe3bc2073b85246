"""Wins back what the extractor lost: blocks that stand among the story's paragraphs as their siblings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.prose import is_prose
from crawler.extraction.reading import Reading

#: Links make a teaser, not a paragraph.
_LINKED = 0.5
_NOT_STORY = places.OUTSIDE | places.OUTSIDE_BY_NAME | places.EMBED
_PARAGRAPH_TAGS = frozenset(("p", "div", "blockquote", "section", "br", "pre"))
_HEADING_TAGS = frozenset(("h2", "h3", "h4"))


def win_back(reading: Reading) -> None:
    """Add the lost blocks to the reading's lines, each where it stands on the page."""
    story = [line for line in reading.lines if reading.is_body(line) and line.block is not None]
    if len(story) < 2:
        return
    covered = {
        index for line in reading.lines if line.block for index in range(line.block.index, line.last + 1)
    }
    found = [Line(block.text, kind=_kind_of(block), block=block) for block in _lost(story, covered, reading)]
    if found:
        reading.lines = _in_page_order(reading.lines, found)
        reading.forget_positions()


def _lost(story: Sequence[Line], covered: set[int], reading: Reading) -> Iterable[Block]:
    homes: dict[HtmlElement, list[int]] = {}
    for line in story:
        if line.block is not None and line.block.container is not None:
            homes.setdefault(line.block.container, []).append(line.block.index)
    for home, indexes in homes.items():
        if len(indexes) < 2:
            continue
        for block in reading.blocks[min(indexes) : max(indexes)]:
            if block.index not in covered and _belongs(block, home, reading):
                yield block


def _belongs(block: Block, home: HtmlElement, reading: Reading) -> bool:
    if block.stands_in(_NOT_STORY & ~reading.story_place) or block.link_share > _LINKED:
        return False
    if block.container is home:
        return block.tag in _HEADING_TAGS or (block.tag in _PARAGRAPH_TAGS and is_prose(block.text, 4))
    return block.tag == "li" and _grandparent_is(block, home) and block.link_share < 0.3


def _grandparent_is(block: Block, home: HtmlElement) -> bool:
    outer = block.element.getparent()
    return outer is not None and outer.getparent() is home


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
