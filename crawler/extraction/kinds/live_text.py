"""Puts the words of a live blog's entries into its text, where the extractor lost them or made one line of them."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.kinds.live_stream import Stamp, find_stream, is_clock
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.prose import ends_sentence, is_prose, word_count
from crawler.extraction.reading import Reading

_LINKED = 0.5
_SENTENCE_WORDS = 4
_LONG_WORDS = 12
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "dt"))
_PARAGRAPHS = frozenset(("p", "div"))
_NO_ENTRY = places.OUTSIDE | places.OUTSIDE_BY_NAME | places.EMBED


def put_in_entries(reading: Reading) -> None:
    """Add what the lines lack of the entries, each block where it stands on the page."""
    stream = find_stream(reading)
    if not stream:
        return
    reading.entry_blocks = frozenset(stream)
    lines = [each for line in reading.lines for each in _taken_apart(line, reading, stream)]
    covered = {index for line in lines if line.block for index in range(line.block.index, line.last + 1)}
    unlike = _NO_ENTRY & ~reading.story_place
    lost = [
        _line_of(block)
        for block in reading.blocks
        if block.index not in covered
        and (_is_told(block, unlike) if block.index in stream else _is_lead(block, reading, stream, unlike))
    ]
    if lost or [*map(id, lines)] != [*map(id, reading.lines)]:
        reading.lines = _merged(lines, lost)
        reading.forget_positions()


def _taken_apart(line: Line, reading: Reading, stream: Mapping[int, Stamp]) -> list[Line]:
    """A line that holds time, headline and words of an entry, or several entries, as one line for each block."""
    if line.block is None or line.reason is not None:
        return [line]
    if line.last <= line.block.index:
        return [_unglued(line, stream.get(line.block.index))]
    blocks = reading.blocks[line.block.index : line.last + 1]
    is_lump = any(block.tag in _HEADINGS or is_clock(block.text) for block in blocks) or all(
        block.tag in _PARAGRAPHS for block in blocks[1:]
    )
    if not is_lump or any(block.index not in stream for block in blocks):
        return [line]
    return [_line_of(block) for block in blocks if not is_clock(block.text)]


def _unglued(line: Line, stamp: Stamp | None) -> Line:
    """A line without the time that its first word sticks to, as no space stands between their elements."""
    text = line.text
    if stamp is None or not text.startswith(stamp.shown) or not text[len(stamp.shown) :][:1].isalpha():
        return line
    bare = Line(text[len(stamp.shown) :], block=line.block, last=line.last)
    # The page shows it with its time.
    bare.key = line.key
    return bare


def _is_told(block: Block, unlike: int) -> bool:
    """True for sentences and headlines that are no links."""
    if block.link_share > _LINKED or block.stands_in(unlike) or is_clock(block.text):
        return False
    if block.tag in _HEADINGS:
        return word_count(block.text) > 1
    return is_prose(block.text, _SENTENCE_WORDS) or word_count(block.text) >= _LONG_WORDS


def _is_lead(block: Block, reading: Reading, stream: Mapping[int, Stamp], unlike: int) -> bool:
    """True for a paragraph between the headline and the first entry."""
    is_between = reading.headline is not None and reading.headline.index < block.index < min(stream)
    return is_between and block.link_share < _LINKED and not block.stands_in(unlike) and is_prose(block.text)


def _line_of(block: Block) -> Line:
    return Line(block.text, kind=_kind_of(block), block=block, last=block.index)


def _kind_of(block: Block) -> LineKind:
    if block.tag in _HEADINGS and not ends_sentence(block.text):
        return LineKind.heading
    return LineKind.quote if block.stands_in(places.QUOTE) else LineKind.paragraph


def _merged(lines: list[Line], lost: list[Line]) -> list[Line]:
    """The lines with the lost ones put before the first that stands below them."""
    merged: list[Line] = []
    for line in lines:
        while lost and line.block is not None and line.block.index > _place(lost[0]):
            merged.append(lost.pop(0))
        merged.append(line)
    return merged + lost


def _place(line: Line) -> int:
    return -1 if line.block is None else line.block.index
