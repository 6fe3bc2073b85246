"""Accounts for what neither the text nor the rules hold: the page's other sentences, so that nothing goes silently."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block, letters_of, read_blocks
from crawler.extraction.model import DroppedLine
from crawler.extraction.prose import word_count
from crawler.extraction.reading import Reading

OUTSIDE = "outside the main text"

_FEWEST_WORDS = 2
_SHORT_LABEL = 3
_MENU_TAGS = frozenset(("nav", "footer", "button", "select"))
_LONG_LABEL = 12
_MOST_SEARCHES = 3_000
_MOST_TEMPLATES = 50
_LINKED = 0.9
_SENTENCES = re.compile(r"(?<=[.!?…。！？।])\s+")
_SENTENCE = re.compile(r"[.!?…。！？｡।॥۔؟։።︒:;]")


def account(reading: Reading) -> tuple[DroppedLine, ...]:
    """Every line left out, in page order: those with a reason, and the sentences that no line covers."""
    dropped = [
        (reading.position(line), line.text, line.reason) for line in reading.lines if line.reason is not None
    ]
    others = [(block.index, text, OUTSIDE) for block, text in _uncovered(reading)]
    others += [(at, text, OUTSIDE) for at, text in _never_shown(reading)]
    # Sorting is stable, so lines of one block keep their order.
    in_order = sorted([*dropped, *others], key=lambda each: each[0])
    return tuple(DroppedLine(text, reason) for _, text, reason in in_order)


def _uncovered(reading: Reading) -> Iterator[tuple[Block, str]]:
    """The page's sentences that stand in no line: whole blocks, or what is left of a block of which a part is text."""
    keys = frozenset(line.key for line in reading.lines)
    letters = "\n".join(line.key for line in reading.lines)
    begun = {id(line.block) for line in reading.lines if line.block is not None}
    seen: set[str] = set()
    searches = _MOST_SEARCHES
    for block in reading.blocks:
        if block.key in seen or block.key in keys or not _is_sentence(block):
            continue
        seen.add(block.key)
        # Searching a text of megabytes for each of ten thousand blocks would take minutes.
        searches -= 1
        if searches < 0 or block.key in letters:
            continue
        if id(block) not in begun:
            yield block, block.text
            continue
        rest = [text for text in _SENTENCES.split(block.text) if letters_of(text) not in letters]
        if rest:
            yield block, " ".join(rest)


def _never_shown(reading: Reading) -> Iterator[tuple[int, str]]:
    """The sentences in templates, each with its place: a reader sees them only where a script wants it."""
    templates = list(_templates(reading.blocks))
    if not templates:
        return
    letters = "\n".join((*(block.key for block in reading.blocks), *(line.key for line in reading.lines)))
    for at, template in templates:
        shown = deepcopy(template)
        shown.tag = "div"
        for block in read_blocks(shown):
            if word_count(block.text) >= _FEWEST_WORDS and block.key not in letters:
                letters += f"\n{block.key}"
                yield at, block.text


def _templates(blocks: Sequence[Block]) -> Iterator[tuple[int, HtmlElement]]:
    """The first templates of the page, each with the index of the block above it."""
    root = blocks[0].element.getroottree().getroot() if blocks else None
    if root is None or next(root.iter("template"), None) is None:
        return
    starts = {block.element: block.index for block in reversed(blocks)}
    at = count = 0
    for element in root.iter():
        at = starts.get(element, at)
        if element.tag == "template":
            yield at, element
            count += 1
            if count == _MOST_TEMPLATES:
                return


def _is_sentence(block: Block) -> bool:
    """True for all but the labels of menus and footers and single words."""
    words = word_count(block.text)
    if block.stands_in(places.NAV | places.FOOTER | places.BUTTON):
        is_sentence = bool(_SENTENCE.search(block.text)) or (words >= _SHORT_LABEL and _is_named_so(block))
        return words >= _FEWEST_WORDS and block.link_share < _LINKED and is_sentence
    return words >= _FEWEST_WORDS or len(block.key) >= _LONG_LABEL


def _is_named_so(block: Block) -> bool:
    """True where only a class name calls it a menu or footer: comments may stand in a "footer-hook"."""
    around = (block.element, *block.element.iterancestors())
    return all(element.tag not in _MENU_TAGS for element in around)
