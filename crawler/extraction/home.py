"""The element of the page that holds the story's paragraphs, and what its children look like that carry them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extraction.blocks import Block
from crawler.extraction.reading import Reading

#: The element holds so much of the prose, in so many paragraphs.
_SHARE = 0.6
_PARAGRAPHS = 3
#: From paragraphs that are only apart by line breaks to paragraphs wrapped twice.
_LEVELS = 4
#: Children of the story's element that may be boxes; others are paragraphs, lists, quotations or tables.
_BOX_TAGS = frozenset(("div", "section", "aside", "figure", "a", "form"))

_Signature = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Home:
    """Where the story stands."""

    element: HtmlElement
    #: Tag and class of the children that carry paragraphs.
    children: frozenset[_Signature]

    def holds(self, block: Block) -> bool:
        """True when the block stands inside the story's element, in a box or not."""
        return block.element is self.element or self.child_of(block) is not None

    def carries(self, block: Block) -> bool:
        """True when the block stands in the story's element and in no box of it."""
        if block.element is self.element:
            return True
        child = self.child_of(block)
        if child is None:
            return False
        return child.tag not in _BOX_TAGS or _signature(child) in self.children or child is block.element

    def is_usual(self, block: Block) -> bool:
        """True when the block stands in a child just like those that carry paragraphs."""
        if block.element is self.element:
            return not self.children
        child = self.child_of(block)
        return child is not None and _signature(child) in self.children

    def child_of(self, block: Block) -> HtmlElement | None:
        """The child of the story's element in which the block stands."""
        element = block.element
        while (parent := element.getparent()) is not None:
            if parent is self.element:
                return element
            element = parent
        return None


def find_home(reading: Reading) -> Home | None:
    """The lowest element that holds most of the story; None when the story has no such element."""
    body = tuple(
        (line.block, line.words) for line in reading.kept if line.block is not None and reading.is_body(line)
    )
    # Several rules ask, and most leave the paragraphs as they are.
    if body not in reading.homes:
        reading.homes[body] = _home_of(body)
    return reading.homes[body]


def _home_of(paragraphs: Sequence[tuple[Block, int]]) -> Home | None:
    body = [(_path(block, _LEVELS), words) for block, words in paragraphs]
    total = sum(words for _, words in body)
    for level in range(_LEVELS):
        words_in: Counter[HtmlElement] = Counter()
        children: dict[HtmlElement, Counter[_Signature]] = {}
        for path, words in body:
            if len(path) > level:
                home = path[level]
                words_in[home] += words
                children.setdefault(home, Counter())[_signature(path[level - 1]) if level else ("", "")] += 1
        if not words_in:
            return None
        home, most = words_in.most_common(1)[0]
        if most >= _SHARE * total and children[home].total() >= _PARAGRAPHS:
            return Home(home, _usual(children[home]) if level else frozenset())
    return None


def _usual(counts: Counter[_Signature]) -> frozenset[_Signature]:
    """A child that occurs once is a box, unless no other kind of child carries the story."""
    return frozenset([signature for signature, count in counts.items() if count > 1] or counts)


def _path(block: Block, length: int) -> list[HtmlElement]:
    """The block's element and the ones around it, innermost first."""
    path: list[HtmlElement] = []
    element: HtmlElement | None = block.element
    while element is not None and len(path) < length:
        path.append(element)
        element = element.getparent()
    return path


def _signature(element: HtmlElement) -> _Signature:
    return (str(element.tag), element.get("class", ""))
