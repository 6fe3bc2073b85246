"""The standfirst above the story, which has a field of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from crawler.extraction import places
from crawler.extraction.blocks import letters_of
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.prose import ends_sentence, word_count
from crawler.extraction.reading import Reading
from crawler.extraction.rules import byline, dates

_FIRST_LINES = 5
_LONGEST_WORDS = 80
_SHORTEST_WORDS = 6
_SHINGLE = 4
#: So much of a standfirst said again by the paragraphs below it.
_SAID_AGAIN = 0.55
_PARAGRAPHS_BELOW = 3
_CUT_MARKS = ".…"
#: "PORT ELLIN, Nov. 18 (AP) — …" begins a story.
_DATELINE = re.compile(
    r"^(?:[A-ZÀ-Þ][A-ZÀ-Þ .'’/-]+[A-ZÀ-Þ](?:, [\w .]{2,25})?|"
    r"[A-ZÀ-Þ][\w .,'’/-]{2,50} ?\([\w /]{2,20}\)) ?[—–-]{1,2} "
)
_WORD = re.compile(r"\w+")


def find(reading: Reading) -> Iterable[Line]:
    """The standfirst, when the text holds it besides the story."""
    kept = reading.kept
    for index, line in enumerate(kept[:_FIRST_LINES]):
        if not _SHORTEST_WORDS <= line.words <= _LONGEST_WORDS or line.kind in (LineKind.row, LineKind.item):
            continue
        if line.block is not None and line.block.index in reading.entry_blocks:
            # What stands in an entry of a live blog is part of it.
            break
        if _is_standfirst(line, kept[index + 1 :], reading):
            reading.standfirst = line.text
            return [line]
        if reading.is_body(line) and not _is_described(line, reading):
            break
    return []


def _is_standfirst(line: Line, below: Sequence[Line], reading: Reading) -> bool:
    if not any(reading.is_body(each) for each in below):
        return False
    if any(each.key == line.key for each in below):
        return True
    if _DATELINE.match(line.text):
        return False
    if _stands_apart(line, below, reading):
        return True
    # Where each paragraph repeats the wording of the others, the first is one of them.
    is_formula = _is_said_again(below[0], below[1:])
    return _is_said_again(line, below) and not is_formula and _follows_headline(line, reading)


def _stands_apart(line: Line, below: Sequence[Line], reading: Reading) -> bool:
    """The page sets it apart from the paragraphs: by a heading's tag, by name, or by a byline below it."""
    block = line.block
    if block is None:
        return False
    body = next((each.block for each in below if reading.is_body(each) and each.block is not None), None)
    if body is None or block.link_share > 0.5:
        return False
    # Some pages name their first paragraph so, among its equals.
    is_beside = block.container is body.container
    is_named = block.stands_in(places.STANDFIRST) and not body.stands_in(places.STANDFIRST) and not is_beside
    if is_named or (block.stands_in(places.HEADER) and not body.stands_in(places.HEADER)):
        return True
    if not _follows_headline(line, reading):
        return False
    is_heading = line.kind is LineKind.heading or block.stands_in(places.HEADING)
    if is_heading and (ends_sentence(line.text) or _is_described(line, reading)):
        return True
    return not is_beside and _has_furniture_between(block.index, body.index, reading)


def _has_furniture_between(first: int, last: int, reading: Reading) -> bool:
    """A byline or a date stands between the line and the first paragraph."""
    between = reading.blocks[first + 1 : last]
    if len(between) > 40:
        return False
    return any(
        dates.is_date_line(block.text) or byline.is_byline(block.text, reading.authors)
        for block in between
        if word_count(block.text) <= 40
    )


def _follows_headline(line: Line, reading: Reading) -> bool:
    """Only labels stand between the headline and the line."""
    headline = reading.headline
    if headline is None or line.block is None or line.block.index <= headline.index:
        return False
    between = reading.blocks[headline.index + 1 : line.block.index]
    return len(between) <= 25 and not any(
        ends_sentence(block.text) and word_count(block.text) > 12 for block in between
    )


def _is_described(line: Line, reading: Reading) -> bool:
    """The page's description is this line, possibly cut short."""
    for description in reading.descriptions:
        key = letters_of(description.rstrip(_CUT_MARKS))
        if len(key) >= 20 and (line.key.startswith(key) or key.startswith(line.key)):
            return True
    return False


def _is_said_again(line: Line, below: Sequence[Line]) -> bool:
    own = _shingles(line.plain)
    if len(own) < _SHINGLE:
        return False
    said: set[str] = set()
    for each in below[:_PARAGRAPHS_BELOW]:
        said |= _shingles(each.plain)
    return len(own & said) >= _SAID_AGAIN * len(own)


def _shingles(text: str) -> set[str]:
    words = _WORD.findall(text)
    return {" ".join(words[start : start + _SHINGLE]) for start in range(len(words) - _SHINGLE + 1)}
