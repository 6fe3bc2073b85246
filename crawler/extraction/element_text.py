"""The text of one element as a reader sees it, on one line."""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree
from lxml.html import HtmlElement

from crawler.extraction.blocks import BREAKS, SKIPPED_TAGS, is_block_tag


def text_of_element(element: HtmlElement, *, without: Collection[HtmlElement] = ()) -> str:
    """Its text, without scripts and without these elements; lines and paragraphs are parted by a space."""
    pieces: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        tag = each.tag
        if is_block_tag(tag) or tag in BREAKS:
            pieces.append(" ")
        if event == "start":
            if tag in SKIPPED_TAGS or each in without:
                walk.skip_subtree()
            elif each.text:
                pieces.append(each.text)
        elif each.tail and each is not element:
            pieces.append(each.tail)
    return " ".join("".join(pieces).split())
