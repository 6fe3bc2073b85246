"""Names the structure that a block stands in: its element and the two around it, with their classes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.extraction.blocks import Block

_LEVELS = 3
_LONGEST_NAME = 60
_LONGEST_REMEMBERED = 300
#: Numbers in class names count articles or adverts, as in "post-181234"; short ones are part of a name.
_NUMBER = re.compile(r"\d{3,}")


def structure_of(block: Block) -> str:
    """Such as "p<div.article-body<main": the same for all blocks that the site's template makes alike."""
    names: list[str] = []
    element: HtmlElement | None = block.element
    while element is not None and len(names) < _LEVELS:
        names.append(_name(str(element.tag), element.get("class", "")))
        element = element.getparent()
    return "<".join(names)


def structures_of(blocks: Iterable[Block]) -> dict[int, str]:
    """The structure of each block by its index; siblings are named once."""
    known: dict[tuple[HtmlElement | None, str, str], str] = {}
    structures: dict[int, str] = {}
    for block in blocks:
        element = block.element
        look = (element.getparent(), str(element.tag), element.get("class", ""))
        if look not in known:
            known[look] = structure_of(block)
        structures[block.index] = known[look]
    return structures


def _name(tag: str, classes: str) -> str:
    # What only a hostile page has is not remembered.
    return _known_name(tag, classes) if len(classes) <= _LONGEST_REMEMBERED else _name_of(tag, classes)


def _name_of(tag: str, classes: str) -> str:
    name = ".".join([tag, *sorted(set(classes.split()))])
    return _NUMBER.sub("#", name[:_LONGEST_NAME])


_known_name = lru_cache(maxsize=20_000)(_name_of)
