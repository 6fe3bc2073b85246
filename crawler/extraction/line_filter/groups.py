"""Counts what the blocks of a page have in common: their look, the element around them and the one around that."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from lxml.html import HtmlElement

from crawler.extraction.blocks import Block
from crawler.extraction.lines import Line
from crawler.extraction.prose import ends_sentence

#: Tag and class of a block's element and of the one around it: what a template writes alike.
Look = tuple[str, str, str, str, str]


class Group:
    """Blocks that share something, and the extracted lines among them."""

    __slots__ = ("blocks", "letters", "lines", "link_chars", "sentences", "words")

    def __init__(self) -> None:
        self.blocks = 0
        self.letters = 0
        self.link_chars = 0
        #: How many of the blocks end as a sentence does.
        self.sentences = 0
        self.lines = 0
        self.words = 0

    def add_block(self, block: Block) -> None:
        """Count a block of the page."""
        self.blocks += 1
        self.letters += len(block.key)
        self.link_chars += block.link_chars

    def add_line(self, line: Line) -> None:
        """Count a line that the extractor found."""
        self.lines += 1
        self.words += line.words

    @property
    def link_share(self) -> float:
        """Link text as a share of the text."""
        return self.link_chars / self.letters if self.letters else 0.0


class BlockGroups:
    """The groups that the lines' blocks belong to; other blocks of the page are counted where they share one."""

    def __init__(self, blocks: Sequence[Block], lines: Sequence[Line]) -> None:
        self._names: dict[HtmlElement, tuple[str, str]] = {}
        self._outers: dict[HtmlElement, HtmlElement | None] = {}
        self.looks: dict[Look, Group] = {}
        self.parents: dict[Hashable, Group] = {}
        self.grandparents: dict[Hashable, Group] = {}
        self._add_lines(lines)
        self._add_blocks(blocks)

    def of(self, block: Block) -> tuple[Group, Group, Group]:
        """The groups of a line's block: its look, its parent, its grandparent."""
        return (
            self.looks[self._look_of(block)],
            self.parents[block.container],
            self.grandparents[self._outer_of(block.container)],
        )

    def _add_lines(self, lines: Sequence[Line]) -> None:
        for line in lines:
            if line.block is None:
                continue
            self.looks.setdefault(self._look_of(line.block), Group()).add_line(line)
            self.parents.setdefault(line.block.container, Group()).add_line(line)
            self.grandparents.setdefault(self._outer_of(line.block.container), Group()).add_line(line)

    def _add_blocks(self, blocks: Sequence[Block]) -> None:
        tags = {look[0] for look in self.looks}
        for block in blocks:
            # Most of a page's blocks are menus and teasers; reading their attributes costs the most here.
            if block.tag in tags and (look := self.looks.get(self._look_of(block))):
                look.add_block(block)
                look.sentences += ends_sentence(block.text)
            if parent := self.parents.get(block.container):
                parent.add_block(block)
            if grandparent := self.grandparents.get(self._outer_of(block.container)):
                grandparent.add_block(block)

    def _look_of(self, block: Block) -> Look:
        outer = ("", "") if block.container is None else self._name_of(block.container)
        return (block.tag, *self._name_of(block.element), *outer)

    def _name_of(self, element: HtmlElement) -> tuple[str, str]:
        name = self._names.get(element)
        if name is None:
            name = self._names[element] = (str(element.tag), element.get("class", ""))
        return name

    def _outer_of(self, element: HtmlElement | None) -> HtmlElement | None:
        if element is None:
            return None
        if element not in self._outers:
            self._outers[element] = element.getparent()
        return self._outers[element]
