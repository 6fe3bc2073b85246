"""Lets trafilatura find the main text of a tree, and reads its answer as lines."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from copy import deepcopy
from importlib.metadata import version

import trafilatura
from lxml import etree
from lxml.etree import _Element
from lxml.html import HtmlElement
from trafilatura.settings import Extractor

from crawler.extraction.lines import Line, LineKind

#: Named in every article, so that a re-reading by a newer version is not taken for an edit.
TRAFILATURA = f"trafilatura {version('trafilatura')}"

_KINDS = {
    "head": LineKind.heading,
    "item": LineKind.item,
    "quote": LineKind.quote,
    "row": LineKind.row,
    "code": LineKind.code,
}
_INNER_TAGS = frozenset(("p", "lb", "head", "div"))
_LINE_TAGS = frozenset(
    ("p", "head", "list", "item", "quote", "table", "row", "lb", "code", "div", "ab", "body")
)

#: Furniture, unless it holds such an element: some pages wrap everything in a form, a few the story in an aside.
_FURNITURE = {"form": "p", "aside": "h1", "nav": "h1", "footer": "h1"}
_FURNITURE_TAGS = (
    *(
        "style",
        "svg",
        "iframe",
        "template",
        "canvas",
        "audio",
        "video",
        "source",
        "picture",
        "embed",
        "object",
    ),
    *("map", "area", "applet", "button", "select", "option", "input", "textarea"),
    # Hardly any text of their own, but a sixth of the elements that are left.
    *("meta", "link", "img", "noscript"),
)

#: Made once: each reads trafilatura's whole configuration. Any format but "python" leaves out the making of a text,
#: which we read from the tree ourselves. `dedup` stays off: its memory spans calls, so a page would vanish on its
#: fourth visit.
_OPTIONS = {
    fast: Extractor(output_format="xml", fast=fast, comments=False, tables=True, dedup=False)
    for fast in (True, False)
}

# It logs a warning for each page without text; the failure we raise says so already.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


#: Where trafilatura's fast path brings less than this share of the page's prose, its slower second opinion is
#: asked. Measured on 291 real pages: every page on which the fast path loses the story lies below .45, and 8 %
#: of all pages lie below .6; on the others both give the same text, but for a line on one page in forty.
LEAST_SHARE = 0.6
#: A line so many times longer than the longest paragraph of the page is a lump of several.
LONGEST_LINE = 1.5


def main_lines(tree: HtmlElement, *, prose: Sequence[str]) -> list[Line]:
    """The lines of the page's main text; none when trafilatura finds no text. The tree stays as it is.

    `prose` are the texts of the page that look like paragraphs, wherever they stand.
    """
    lines = _lines(_without_furniture(tree), fast=True)
    return lines if _is_enough(lines, prose) else _lines(_without_templates(tree), fast=False)


def _without_furniture(tree: HtmlElement) -> HtmlElement:
    """A copy without what trafilatura would drop: on half-size trees it takes two thirds of the time."""
    copy = deepcopy(tree)
    for element in copy.iter("script", *_FURNITURE):
        if _is_furniture(element):
            element.tag = "style"
    etree.strip_elements(copy, *_FURNITURE_TAGS, with_tail=False)
    return copy


def _without_templates(tree: HtmlElement) -> HtmlElement:
    """The tree, or a copy without what it does not show."""
    if next(tree.iter("template"), None) is None:
        return tree
    copy = deepcopy(tree)
    etree.strip_elements(copy, "template", with_tail=False)
    return copy


def _is_furniture(element: _Element) -> bool:
    if element.tag == "script":
        # JSON-LD stays, it may hold the text; trafilatura reads no other script.
        return element.get("type") != "application/ld+json"
    return next(element.iter(_FURNITURE[element.tag]), None) is None


def _is_enough(lines: Sequence[Line], prose: Sequence[str]) -> bool:
    """Most of the page's prose is there, and not as one lump: trafilatura's last resort is the page in one line."""
    lengths = [len(line.text) for line in lines]
    if not lengths or not prose or max(lengths) > LONGEST_LINE * max(map(len, prose)):
        return False
    return sum(lengths) >= LEAST_SHARE * sum(map(len, prose))


def _lines(tree: HtmlElement, *, fast: bool) -> list[Line]:
    document = trafilatura.bare_extraction(tree, options=_OPTIONS[fast])
    if not isinstance(document, trafilatura.settings.Document) or document.body is None:
        return []
    reader = _LineReader()
    reader.read(document.body)
    return reader.lines


class _LineReader:
    """Flattens trafilatura's answer: one line for each paragraph, heading, item, quote and table row."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._pieces: list[str] = []
        self._kinds: list[LineKind] = [LineKind.paragraph]

    def read(self, root: _Element) -> None:
        stack: list[tuple[_Element, bool]] = [(root, False)]
        while stack:
            element, is_done = stack.pop()
            tag = element.tag
            if is_done:
                self._leave(tag)
                if element.tail and element is not root:
                    self._pieces.append(element.tail)
                continue
            self._enter(element, tag)
            if element.text:
                self._pieces.append(element.text)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))

    def _enter(self, element: _Element, tag: str) -> None:
        if tag in _LINE_TAGS:
            self._flush()
            self._kinds.append(self._kind_of(element, tag))
        elif tag == "cell" and self._pieces:
            self._pieces.append(" | ")

    def _kind_of(self, element: _Element, tag: str) -> LineKind:
        if tag == "row" and len(element) == 1:
            # A table of one column is a layout.
            return LineKind.paragraph
        # A paragraph inside an item, a quote or a row is still that item, quote or row.
        return _KINDS.get(tag, self._kinds[-1] if tag in _INNER_TAGS else LineKind.paragraph)

    def _leave(self, tag: str) -> None:
        if tag in _LINE_TAGS:
            self._flush()
            self._kinds.pop()

    def _flush(self) -> None:
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        if text.strip(" |"):
            self.lines.append(Line(text=text.strip(" |"), kind=self._kinds[-1]))
