"""Lists that follow a heading of their own: related, trending, most read, tags, comments, about the author."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.phrases import plain_of
from crawler.extraction.prose import ends_sentence, is_prose, word_count
from crawler.extraction.reading import Reading
from crawler.extraction.rules.headings import AFTERWORDS, FIRST_PUBLISHED, LISTS, TAG_LINE, TAG_RUN, TAGS

_LONGEST_HEADING_WORDS = 9
_LONGEST_TEASER_WORDS = 45
_MOST_HEADINGS = 60
_LONGEST_TAGS_WORDS = 14
_LONGEST_HEADING = 90
#: A section that would take more of the story than this is none: the heading was the story's own.
_LARGEST_SHARE = 0.45
_STORY_PARAGRAPHS = 4
_STORY_SHARE = 0.12

_Signature = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading of a list, and the lines that it takes with it."""

    family: str
    lines: tuple[Line, ...]


def after_first_published(reading: Reading) -> Iterable[Line]:
    """The note when the story first appeared, and all that follows it: teasers of the next stories."""
    for block in _blocks_after_first_paragraph(reading):
        if len(block.text) <= _LONGEST_HEADING and FIRST_PUBLISHED.search(plain_of(block.text)):
            rest = [line for line in reading.kept if reading.position(line) >= block.index]
            return rest if _is_small(rest, reading) else rest[:1]
    return []


def lists(reading: Reading) -> Iterable[Line]:
    """Headings of link lists, with the teasers below them."""
    return _lines_of("lists", reading)


def afterwords(reading: Reading) -> Iterable[Line]:
    """Comments and notes about the author, with what stands below their headings."""
    return _lines_of("afterwords", reading)


def tags(reading: Reading) -> Iterable[Line]:
    """Tag lists, with or without a heading."""
    for line in reading.tail:
        if line.words <= _LONGEST_TAGS_WORDS and not ends_sentence(line.text) and TAG_RUN.search(line.plain):
            yield line
    for line in reading.kept:
        if line.kind in (LineKind.heading, LineKind.row):
            continue
        if (line.words <= 40 and TAG_LINE.search(line.plain)) or (
            line.words <= 12 and reading.stands_in(line, places.TAGS) and not is_prose(line.text, 5)
        ):
            yield line
    yield from _lines_of("tags", reading)


def _lines_of(family: str, reading: Reading) -> Iterable[Line]:
    for section in _sections(reading):
        if section.family == family:
            yield from section.lines


def _sections(reading: Reading) -> Iterable[_Section]:
    """All sections of the page that hold lines of the text."""
    headings = [
        (block, family)
        for block in _blocks_after_first_paragraph(reading)
        if len(block.text) <= _LONGEST_HEADING and (family := _family_of(block))
    ]
    for number, (block, family) in enumerate(headings[:_MOST_HEADINGS]):
        end = headings[number + 1][0].index if number + 1 < len(headings) else len(reading.blocks)
        lines = _lines_below(block, family, end, reading)
        if lines and _is_small(lines, reading) and not _is_story(lines, reading):
            yield _Section(family, tuple(lines))


def _family_of(block: Block) -> str | None:
    plain = plain_of(block.text)
    if word_count(plain) > _LONGEST_HEADING_WORDS:
        return None
    if TAGS.search(plain):
        return "tags"
    if AFTERWORDS.search(plain):
        return "afterwords"
    return "lists" if LISTS.search(plain) else None


def _blocks_after_first_paragraph(reading: Reading) -> Sequence[Block]:
    """The blocks from the first paragraph of the story to the last kept line."""
    kept = reading.kept
    first = next((line for line in kept if reading.is_body(line) and line.block is not None), None)
    if first is None or first.block is None:
        return ()
    return reading.blocks[first.block.index + 1 : reading.position(kept[-1]) + 1]


def _lines_below(heading: Block, family: str, end: int, reading: Reading) -> list[Line]:
    """The heading's line and the lines below it, until the story goes on."""
    end = min(end, _end_of_box(heading, reading))
    story = {
        _signature(line.block) for line in reading.kept if _is_above(line, heading, reading) and line.block
    }
    found: list[Line] = []
    for line in reading.kept:
        at = reading.position(line)
        if at < heading.index or at >= end:
            continue
        is_text = line.kind is LineKind.row or reading.is_body(line)
        if at > heading.index and is_text and _goes_on(line, family, story):
            is_own_subhead = at == heading.index + 1
            return [] if is_own_subhead else _without_last_subheads(found, heading, reading)
        found.append(line)
    return found


def _goes_on(line: Line, family: str, story: set[_Signature]) -> bool:
    """The story goes on with a table, a paragraph like those above the heading, or one too long for a teaser."""
    if line.kind is LineKind.row:
        return True
    if line.block is not None and _signature(line.block) in story:
        return True
    return family == "lists" and line.words > _LONGEST_TEASER_WORDS


def _without_last_subheads(found: list[Line], heading: Block, reading: Reading) -> list[Line]:
    """The headings right above the paragraph with which the story goes on are its own."""
    while found and found[-1].kind is LineKind.heading and reading.position(found[-1]) > heading.index:
        found.pop()
    return found


def _is_above(line: Line, heading: Block, reading: Reading) -> bool:
    return reading.is_body(line) and line.block is not None and line.block.index < heading.index


def _end_of_box(heading: Block, reading: Reading) -> int:
    """Where the outermost element ends that holds the heading and no paragraph above it.

    A box that holds nothing but its heading does not end the list, which then follows as its sibling.
    """
    above = {
        ancestor
        for line in reading.kept
        if _is_above(line, heading, reading) and line.block is not None
        for ancestor in line.block.element.iterancestors()
    }
    box = heading.element
    while (parent := box.getparent()) is not None and parent not in above:
        box = parent
    last = heading.index
    inside = set(box.iter())
    for block in reading.blocks[heading.index + 1 :]:
        if block.element not in inside:
            break
        last = block.index
    return len(reading.blocks) if last == heading.index else last + 1


def _signature(block: Block) -> _Signature:
    """What paragraphs of one kind share: their element and the one around it."""
    outer = block.container
    return (
        block.tag,
        block.element.get("class", ""),
        "" if outer is None else str(outer.tag),
        "" if outer is None else outer.get("class", ""),
    )


def _is_story(lines: Sequence[Line], reading: Reading) -> bool:
    """A long stretch with many paragraphs is a part of the story whose subhead sounds like a list's."""
    paragraphs = [line for line in lines if reading.is_body(line)]
    total = sum(line.words for line in reading.kept)
    return (
        len(paragraphs) >= _STORY_PARAGRAPHS and sum(line.words for line in paragraphs) > _STORY_SHARE * total
    )


def _is_small(lines: Sequence[Line], reading: Reading) -> bool:
    total = sum(line.words for line in reading.kept)
    return sum(line.words for line in lines) <= _LARGEST_SHARE * total
