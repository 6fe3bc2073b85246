"""Reads the tree into its text blocks, in page order: what a reader sees as one paragraph, label or item."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.places import place_of

#: Elements that begin a line of their own; custom elements (with a hyphen) count as well.
_BLOCK_TAGS = frozenset(
    [
        "html",
        "body",
        "p",
        "div",
        "section",
        "article",
        "main",
        "aside",
        "nav",
        "header",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "figure",
        "figcaption",
        "table",
        "caption",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "form",
        "fieldset",
        "legend",
        "pre",
        "address",
        "details",
        "summary",
        "button",
        "select",
        "option",
        "center",
        "hgroup",
        "dialog",
        "menu",
    ]
)
SKIPPED_TAGS = frozenset(
    [
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "canvas",
        "audio",
        "video",
        "source",
        "map",
        "datalist",
        "textarea",
    ]
)
BREAKS = frozenset(("br", "hr"))
_BOUNDARIES = _BLOCK_TAGS | BREAKS
_NOT_LETTERS = re.compile(r"[\W_]+")
#: The same for ASCII, which `str.translate` does in one pass: letters in lower case, and nothing else but digits.
_ASCII_LETTERS = {code: chr(code).lower() if chr(code).isalnum() else None for code in range(128)}


# Nobody changes a block, but making a frozen one takes three times as long, and a page has hundreds.
@dataclass(slots=True, eq=False)
class Block:
    """One run of text between two block boundaries."""

    index: int
    text: str
    #: The text's letters and digits alone, lower-cased: equal for equal text in whatever markup.
    key: str
    tag: str
    #: The innermost block element, and the one around it.
    element: HtmlElement
    container: HtmlElement | None
    place: int
    link_chars: int
    #: How much of the text is link text, from 0 to 1.
    link_share: float

    def stands_in(self, place: int) -> bool:
        """True when the block or an element around it is such a place."""
        return bool(self.place & place)


def letters_of(text: str) -> str:
    """The letters and digits of a text, lower-cased: what two spellings of one line share."""
    return text.translate(_ASCII_LETTERS) if text.isascii() else _NOT_LETTERS.sub("", text).lower()


def is_block_tag(tag: str) -> bool:
    """True for elements that begin a line of their own."""
    return tag in _BLOCK_TAGS or "-" in tag


def read_blocks(
    tree: HtmlElement, *, without: Collection[HtmlElement] = (), apart: Collection[HtmlElement] = ()
) -> Sequence[Block]:
    """All text blocks of the page in order, but for what stands `without`; an element `apart` is a line of its own."""
    reader = _BlockReader(without, apart)
    body = tree.find("body")
    reader.read(tree if body is None else body)
    return reader.blocks


class _BlockReader:
    """Walks the tree once and cuts its text at block boundaries."""

    def __init__(self, without: Collection[HtmlElement] = (), apart: Collection[HtmlElement] = ()) -> None:
        self.blocks: list[Block] = []
        self._without = without
        self._apart = apart
        self._stack: list[tuple[HtmlElement, str, int]] = []
        self._pieces: list[str] = []
        self._link_chars = 0
        self._link_depth = 0
        self._inline_place = 0

    def read(self, root: HtmlElement) -> None:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if tag in SKIPPED_TAGS:
                    # The end event still comes, and with it the tail.
                    walk.skip_subtree()
                    continue
                if tag in _BOUNDARIES or "-" in tag or element in self._apart:
                    self._flush()
                    place = place_of(element, tag)
                    if self._stack:
                        place |= self._stack[-1][2]
                    self._stack.append((element, tag, place))
                elif tag == "a":
                    self._link_depth += 1
                elif tag == "time":
                    self._inline_place |= places.TIME
                if element in self._without:
                    walk.skip_subtree()
                elif text := element.text:
                    self._add(text)
            else:
                if tag in _BOUNDARIES or "-" in tag or element in self._apart:
                    self._flush()
                    self._stack.pop()
                elif tag == "a":
                    self._link_depth -= 1
                if (text := element.tail) and element is not root:
                    self._add(text)
        self._flush()

    def _add(self, text: str) -> None:
        # White space at the edge of a block parts nothing; most of the texts of a page are that.
        if self._pieces or not text.isspace():
            self._pieces.append(text)
            if self._link_depth:
                self._link_chars += len(text.strip())

    def _flush(self) -> None:
        if not self._pieces:
            self._inline_place = 0
            return
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        if text:
            element, tag, place = self._stack[-1]
            container = self._stack[-2][0] if len(self._stack) > 1 else None
            self.blocks.append(
                Block(
                    index=len(self.blocks),
                    text=text,
                    key=letters_of(text),
                    tag=tag,
                    element=element,
                    container=container,
                    place=place | self._inline_place,
                    link_chars=self._link_chars,
                    link_share=min(1.0, self._link_chars / len(text)),
                )
            )
        self._link_chars = 0
        self._inline_place = 0
