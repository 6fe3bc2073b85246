"""The lines of a body that a person has named: its blocks, with the cells of a table's row on one line."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce
from itertools import groupby
from operator import and_

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.lines import Line, LineKind

_CONTROLS = frozenset(("button", "option", "select"))
_NOT_SHOWN = places.HIDDEN | places.BUTTON
_CELLS = frozenset(("td", "th"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def lines_of(inside: Sequence[Block], body: Collection[HtmlElement]) -> list[Line]:
    """The blocks of the body as lines; the cells of a table's row are one line."""
    shared = reduce(and_, (block.place for block in inside), _NOT_SHOWN)
    lines: list[Line] = []
    for _, group in groupby(inside, key=lambda block: _row_of(block, body)):
        blocks = list(group)
        lines += [_row(blocks)] if _is_row(blocks, body) else [_line(block) for block in blocks]
    for line in lines:
        if line.block is not None and _is_not_shown(line.block, shared):
            line.reason = "rule: button or hidden"
    return lines


def _is_not_shown(block: Block, shared: int) -> bool:
    return block.tag in _CONTROLS or bool(block.place & _NOT_SHOWN & ~shared)


def _line(block: Block) -> Line:
    return Line(block.text, kind=_kind_of(block), block=block, last=block.index)


def _kind_of(block: Block) -> LineKind:
    if block.tag in _HEADINGS:
        return LineKind.heading
    if block.tag == "li":
        return LineKind.item
    if block.tag == "pre":
        return LineKind.code
    return LineKind.quote if block.stands_in(places.QUOTE) else LineKind.paragraph


def _row_of(block: Block, body: Collection[HtmlElement]) -> HtmlElement | None:
    """The table row that the block stands in, where the row is part of the body and not around it."""
    if not block.stands_in(places.TABLE):
        return None
    for element in (block.element, *block.element.iterancestors()):
        if element.tag == "tr":
            return element
        if element in body:
            return None
    return None


def _is_row(blocks: Sequence[Block], body: Collection[HtmlElement]) -> bool:
    """A row of several cells with one text each; others are a layout."""
    cells = [block.element for block in blocks if block.tag in _CELLS]
    return _row_of(blocks[0], body) is not None and 1 < len(blocks) == len(set(cells))


def _row(blocks: Sequence[Block]) -> Line:
    text = " | ".join(block.text for block in blocks)
    return Line(text, kind=LineKind.row, block=blocks[0], last=blocks[-1].index)
