"""A second opinion on where the story stands, from the page's own structure: its prose below the headline.

The extractor is believed unless it found nothing, or its text stands apart from the headline while prose stands
right below that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.neighbours import article_around
from crawler.extraction.prose import ends_sentence, word_count
from crawler.extraction.reading import Reading

#: The element of the story holds so much of the prose.
_SHARE = 0.6
_PARAGRAPHS = 3
_LEAST_WORDS = 60
_SHORTEST_WORDS = 9
#: Links make a teaser, not a paragraph.
_LINKED = 0.4
_LINKED_LABEL = 0.6
#: Of the prose that the page shows, so much in the found lines is agreement.
_AGREED = 0.5
_APART = 0.2
_ALIKE = 0.7
#: The prose of the story begins within so many blocks below its headline.
_NEAR = 40
_NO_STORY = places.OUTSIDE | places.OUTSIDE_BY_NAME | places.EMBED
_HEADING_TAGS = frozenset(("h2", "h3", "h4", "h5"))


def find_again(reading: Reading) -> None:
    """Read the prose below the headline instead, where the extractor found nothing or plainly something else."""
    unlike = _NO_STORY & ~reading.story_place
    prose = [block for block in reading.blocks if not block.stands_in(unlike) and _is_prose(block)]
    if _agrees(reading, prose):
        return
    own = _below_headline(prose, reading.headline)
    home = _lowest_holding(own)
    if home is None:
        return
    own = [block for block in own if _stands_within(block, home)]
    if _is_story(own) and (_is_apart(reading, home, own) or _goes_on(reading, home, own)):
        inside = [
            block for block in reading.blocks[own[0].index : own[-1].index + 1] if _stands_within(block, home)
        ]
        reading.read_instead([_line_of(block) for block in inside if _is_line(block, unlike)])


def _is_prose(block: Block) -> bool:
    return (
        len(block.text) > _SHORTEST_WORDS
        and block.link_share < _LINKED
        and ends_sentence(block.text)
        and word_count(block.text) >= _SHORTEST_WORDS
    )


def _agrees(reading: Reading, prose: Sequence[Block]) -> bool:
    """The found lines hold a good part of the page's prose, in the article element of the headline if it has one."""
    lines = [line for line in reading.lines if line.block is not None]
    own = article_around(reading.headline) if reading.headline is not None else None
    if own is not None and lines and any(_is_prose_in(block, own) for block in prose):
        return any(line.block is not None and _stands_within(line.block, own) for line in lines)
    covered = {index for line in lines if line.block for index in range(line.block.index, line.last + 1)}
    shown = sum(len(block.text) for block in prose)
    return sum(len(block.text) for block in prose if block.index in covered) >= _AGREED * shown


def _is_prose_in(block: Block, element: HtmlElement) -> bool:
    return block.stands_in(places.ARTICLE) and _stands_within(block, element)


def _below_headline(prose: Sequence[Block], headline: Block | None) -> Sequence[Block]:
    """The prose below the headline, within its article element if that holds any."""
    if headline is None:
        return prose
    below = [block for block in prose if block.index > headline.index]
    own = article_around(headline)
    inside = [block for block in below if own is not None and _is_prose_in(block, own)]
    return inside or below


def _lowest_holding(prose: Sequence[Block]) -> HtmlElement | None:
    """The lowest element that holds most of the prose."""
    held: Counter[HtmlElement] = Counter()
    for block in prose:
        held[block.element] += len(block.text)
        for ancestor in block.element.iterancestors():
            held[ancestor] += len(block.text)
    enough = _SHARE * sum(len(block.text) for block in prose)
    # Elements were counted from the inside out, so the first of equals is the lowest.
    return min((each for each in held if held[each] >= enough), key=held.__getitem__, default=None)


def _is_story(own: Sequence[Block]) -> bool:
    return len(own) >= _PARAGRAPHS and sum(word_count(block.text) for block in own) >= _LEAST_WORDS


def _is_apart(reading: Reading, home: HtmlElement, own: Sequence[Block]) -> bool:
    """Nearly nothing of what was found stands in that element, and the element comes first."""
    body = [line for line in reading.lines if line.block is not None and reading.is_body(line)]
    if not body:
        return True
    total = sum(line.words for line in reading.lines)
    shared = sum(line.words for line in reading.lines if line.block and _stands_within(line.block, home))
    if shared > _APART * total:
        return False
    start = -1 if reading.headline is None else reading.headline.index
    first = min(line.block.index for line in body if line.block is not None)
    return own[0].index - start <= _NEAR and (first <= start or own[0].index < first)


def _goes_on(reading: Reading, home: HtmlElement, own: Sequence[Block]) -> bool:
    """What was found of the element is a piece of a story whose other paragraphs look just the same."""
    body = [
        (line.block, line.last)
        for line in reading.lines
        if line.block is not None and reading.is_body(line) and _stands_within(line.block, home)
    ]
    looks = {_look_of(block) for block, _ in body}
    found = {index for block, last in body for index in range(block.index, last + 1)}
    first = min(found, default=len(reading.blocks))
    missing = [block for block in own if block.index > first and block.index not in found]
    alike = sum(
        len(block.text) for block in missing if block.element.get("class") and _look_of(block) in looks
    )
    return alike >= _ALIKE * sum(len(block.text) for block in missing) > 0


def _look_of(block: Block) -> tuple[str, str]:
    return block.tag, block.element.get("class", "")


def _is_line(block: Block, unlike: int) -> bool:
    return block.link_share <= _LINKED_LABEL and not block.stands_in(unlike)


def _line_of(block: Block) -> Line:
    return Line(block.text, kind=_kind_of(block), block=block, last=block.index)


def _kind_of(block: Block) -> LineKind:
    if block.tag in _HEADING_TAGS:
        return LineKind.heading
    if block.tag == "li":
        return LineKind.item
    return LineKind.quote if block.stands_in(places.QUOTE) else LineKind.paragraph


def _stands_within(block: Block, element: HtmlElement) -> bool:
    return block.element is element or element in block.element.iterancestors()
