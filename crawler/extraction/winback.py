"""Wins back what the extractor lost: blocks that stand among the story's paragraphs as their equals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.home import Home, find_home
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.links import leads_elsewhere
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
    covered = {
        index for line in reading.lines if line.block for index in range(line.block.index, line.last + 1)
    }
    lost = {*_lost_at_home(reading), *_lost_between(reading)}
    found = [
        Line(block.text, kind=_kind_of(block), block=block, last=block.index)
        for block in lost
        if block.index not in covered
    ]
    if found:
        reading.lines = _in_page_order(reading.lines, found)
        reading.forget_positions()


def _lost_at_home(reading: Reading) -> Iterable[Block]:
    """Blocks of the story's element like those that carry it, from its first line or right above to its last."""
    home = find_home(reading)
    if home is None:
        return
    story = [line.block.index for line in reading.kept if line.block is not None and home.carries(line.block)]
    if not story:
        return
    first, last = min(story), max(story)
    for block in reversed(reading.blocks[:first]):
        if not (home.is_usual(block) and is_prose(block.text) and _belongs(block, home, reading)):
            break
        yield block
    for block in reading.blocks[first:last]:
        if _belongs(block, home, reading):
            yield block


def _lost_between(reading: Reading) -> Iterable[Block]:
    """Lists, subheads and loose text between two paragraphs, beside one of them in the same element.

    A story in many sections has no single element of its own; its lists and subheads stand in those sections.
    """
    body = [line.block for line in reading.kept if line.block is not None and reading.is_body(line)]
    if not body:
        return
    around = {block.container for block in body if block.container is not None}
    unlike = _NOT_STORY & ~reading.story_place
    for block in reading.blocks[body[0].index : body[-1].index]:
        if not block.stands_in(unlike) and block.key and _stands_beside(block, around):
            yield block


def _stands_beside(block: Block, around: Collection[HtmlElement]) -> bool:
    if block.stands_in(places.LIST):
        items = next(block.element.iterancestors("ul", "ol"), None)
        return items is not None and items.getparent() in around and block.link_share < _LINKED_ITEM
    if block.link_share > _LINKED:
        return False
    if block.tag in _HEADING_TAGS:
        return block.container in around
    return block.element in around and is_prose(block.text, _SHORTEST_WORDS)


def _belongs(block: Block, home: Home, reading: Reading) -> bool:
    if block.stands_in(_NOT_STORY & ~reading.story_place) or not home.carries(block):
        return False
    if block.tag == "li":
        # Items that link to the outlet's own pages are teasers; others are what the story tells of.
        is_text = block.link_share < _LINKED_ITEM or leads_elsewhere(block, reading.url)
        return is_text and home.child_of(block) is block.element.getparent()
    if block.link_share > _LINKED:
        return False
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
