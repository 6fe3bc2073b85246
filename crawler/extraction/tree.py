"""Parses the text of a page into one lxml tree, within limits."""

from __future__ import annotations

import re
from typing import cast

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from crawler.extraction.characters import readable_page

#: Larger pages are refused: news pages with all their scripts stay below 3 MiB.
MAX_PAGE_BYTES = 10 * 1024 * 1024
#: The largest of 1,500 real pages has 5,516 elements; the time that trafilatura needs grows with their square.
MAX_ELEMENTS = 40_000

_COUNT_ELEMENTS = etree.XPath("count(//*)")
#: lxml.html's own lookup calls Python for each element that is touched, only to give forms their special classes.
_ELEMENT_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)
_HEAD_TAGS = frozenset(("title", "meta", "link", "script", "style", "base", "noscript", "template"))
_SELF_CLOSED_HTML = re.compile(r"(<html\b[^>]*?)\s*/>", re.IGNORECASE)


class UnreadableTree(ValueError):
    """The text of the page makes no tree that can be read within the limits."""


def parse_page(text: str) -> HtmlElement:
    """The page as a tree without comments and processing instructions."""
    # libxml2 takes <html …/> at its word and ends the document there.
    if found := _SELF_CLOSED_HTML.search(text, 0, 4096):
        text = f"{text[: found.end(1)]}>{text[found.end() :]}"
    page = readable_page(text)
    if not page.strip():
        raise UnreadableTree("the page is empty")
    parser = etree.HTMLParser(  # type: ignore[call-arg]  # the stubs do not know default_doctype
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False
    )
    parser.set_element_class_lookup(_ELEMENT_CLASSES)
    try:
        tree = document_fromstring(page, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise UnreadableTree(f"the page does not parse as HTML ({error})") from error
    if not isinstance(tree, HtmlElement):
        raise UnreadableTree("the page does not parse as HTML")
    _check_limits(tree)
    if tree.find("body") is None:
        _begin_body(tree)
    return tree


def _begin_body(tree: HtmlElement) -> None:
    """Moves what no head may hold to a body of its own: libxml2 leaves `<article>` and its like in the head."""
    head = tree.find("head")
    if head is None:
        return
    first = next((index for index, child in enumerate(head) if child.tag not in _HEAD_TAGS), None)
    if first is not None:
        etree.SubElement(tree, "body").extend(head[first:])


def _check_limits(tree: HtmlElement) -> None:
    # libxml2 itself stops at 256 levels, so depth needs no limit of ours.
    if cast(float, _COUNT_ELEMENTS(tree)) > MAX_ELEMENTS:
        raise UnreadableTree(f"the page has more than {MAX_ELEMENTS:,} elements")
