"""The prose right below a page's own headline: how a story begins, however little of it there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.kinds.teasers import Teasers, find_teasers
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.prose import is_prose, word_count
from crawler.extraction.reading import Reading

TEASER = "rule: teaser of another article"
LUMP = "rule: the page in one line"

_LINKED = 0.85
_FEW_LINKS = 0.3
_LONGEST_OPENING = 40
#: A story that is shorter is no gain.
_FEWEST_WORDS = 12


def shown_headline(reading: Reading) -> Block | None:
    """The block of the page's headline, when it is shown and leads nowhere."""
    block = reading.headline
    return block if block is not None and block.link_share < _FEW_LINKS else None


def teasers_of(reading: Reading) -> Teasers:
    """The teasers of the page, looked for once: neither its blocks nor its headline change while it is read."""
    if reading.teasers is None:
        reading.teasers = find_teasers(reading.blocks, shown_headline(reading), reading.url)
    return reading.teasers


def opening_blocks(reading: Reading, headline: Block, teasers: Teasers) -> Iterator[Block]:
    """The paragraphs between the page's headline and the first teaser, whether or not they were taken for the text."""
    for block in reading.blocks[headline.index + 1 : headline.index + 1 + _LONGEST_OPENING]:
        if teasers.hold_block(block) or (block.link_share > _LINKED and block.stands_in(places.HEADING)):
            return
        if is_prose(block.text) and block.link_share < _FEW_LINKS and not block.stands_in(places.OUTSIDE):
            yield block


def put_in_story(reading: Reading) -> None:
    """Where the extractor took nothing but teasers for text, or the page in one line, put the story in their place."""
    headline = shown_headline(reading)
    if headline is None:
        return
    teasers = teasers_of(reading)
    if any(_is_own(line, headline, teasers) for line in reading.lines):
        return
    opening = list(opening_blocks(reading, headline, teasers))
    if sum(word_count(block.text) for block in opening) < _FEWEST_WORDS:
        return
    _put_in(reading, opening)
    for line in reading.lines:
        if line.reason is None and _is_lump(line, headline):
            line.reason = LUMP
        elif line.reason is None and teasers.hold(line):
            line.reason = TEASER


def drop_teasers(reading: Reading) -> None:
    """Leave out the teasers below the story."""
    headline = shown_headline(reading)
    if headline is None:
        return
    teasers = teasers_of(reading)
    # Between paragraphs of the story a box with a link may hold some of it.
    end = max(
        (reading.position(line) for line in reading.lines if _is_own(line, headline, teasers)), default=None
    )
    if end is None:
        return
    for line in reading.kept:
        if reading.position(line) > end and teasers.hold_in_card(line):
            line.reason = TEASER


def _is_own(line: Line, headline: Block, teasers: Teasers) -> bool:
    """True for a paragraph that stands with no link to another article."""
    is_paragraph = line.reason is None and line.words >= _FEWEST_WORDS and is_prose(line.text)
    return is_paragraph and not _is_lump(line, headline) and not teasers.hold(line)


def _put_in(reading: Reading, story: Sequence[Block]) -> None:
    """The blocks as the first lines of the text, but for those that are lines already."""
    known = {
        line.block.index for line in reading.lines if line.block is not None and line.block.index == line.last
    }
    lines = [
        Line(block.text, LineKind.paragraph, block=block, last=block.index)
        for block in story
        if block.index not in known
    ]
    reading.lines = sorted([*reading.lines, *lines], key=lambda line: line.block.index if line.block else -1)
    reading.forget_positions()


def _is_lump(line: Line, headline: Block) -> bool:
    """True for a line that is the page from menu to footer: the extractor's last resort."""
    return line.block is not None and line.block.index <= headline.index < line.last
