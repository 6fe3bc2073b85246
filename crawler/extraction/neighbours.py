"""Other articles on the page: a stream of stories below the one we want, each with a headline of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.lines import Line
from crawler.extraction.prose import word_count
from crawler.extraction.reading import Reading

#: What remains must be a story by itself.
_LEAST_WORDS = 40
_PARAGRAPH_WORDS = 12
#: The own article is not much shorter than any other.
_EQUAL = 0.4
_SHORTEST_HEADLINE_WORDS = 3
_HEADLINE_TAGS = frozenset(("h1", "h2"))
#: The entries of a live blog are articles of their own, and belong to it.
_LIVE = re.compile(r"\blive|ticker", re.IGNORECASE)
REASON = "rule: another article"


def leave_out_neighbours(reading: Reading) -> None:
    """Give the lines of other articles their reason, where enough of the page's own remains."""
    if reading.headline is None or _LIVE.search(reading.url):
        return
    for foreign in (_in_other_articles(reading.headline, reading), _below_next(reading.headline, reading)):
        others = {id(line) for line in foreign}
        if foreign and _is_story(line for line in reading.kept if id(line) not in others):
            for line in foreign:
                line.reason = REASON


def article_around(block: Block) -> HtmlElement | None:
    """The innermost article element in which the block stands."""
    if not block.stands_in(places.ARTICLE):
        return None
    return next((element for element in _with_ancestors(block.element) if _is_article(element)), None)


def _in_other_articles(headline: Block, reading: Reading) -> Sequence[Line]:
    """Lines in article elements that do not hold the headline, although it stands in one itself."""
    own = article_around(headline)
    if own is None:
        return []
    inside = 0
    others: dict[HtmlElement, list[Line]] = {}
    for line in reading.kept:
        if line.block is None or not line.block.stands_in(places.ARTICLE):
            continue
        around = [element for element in _with_ancestors(line.block.element) if _is_article(element)]
        if own in around:
            inside += line.words
        else:
            others.setdefault(around[0], []).append(line)
    largest = max((sum(line.words for line in lines) for lines in others.values()), default=0)
    # Beside a much longer one the headline's element is only the story's opening.
    return [line for lines in others.values() for line in lines] if inside >= _EQUAL * largest else []


def _below_next(headline: Block, reading: Reading) -> Sequence[Line]:
    """Lines from the next headline on: an element just like the page's own, in a container of its own."""
    if headline.tag not in _HEADLINE_TAGS or not _classes(headline):
        return []
    at = next(
        (block.index for block in reading.blocks[headline.index + 1 :] if _is_next(block, headline)), None
    )
    if at is None:
        return []
    return [line for line in reading.kept if reading.position(line) >= at]


def _is_next(block: Block, headline: Block) -> bool:
    return (
        block.tag == headline.tag
        and block.key != headline.key
        and block.container is not headline.container
        and _classes(block) == _classes(headline)
        and word_count(block.text) >= _SHORTEST_HEADLINE_WORDS
    )


def _classes(block: Block) -> str:
    """The class names of the block and its container; empty when they have none."""
    outer = "" if block.container is None else block.container.get("class", "")
    return f"{block.element.get('class', '')} < {outer}" if outer or block.element.get("class") else ""


def _is_story(lines: Iterable[Line]) -> bool:
    return sum(line.words for line in lines if line.words >= _PARAGRAPH_WORDS) >= _LEAST_WORDS


def _with_ancestors(element: HtmlElement) -> list[HtmlElement]:
    return [element, *element.iterancestors()]


def _is_article(element: HtmlElement) -> bool:
    return bool(element.tag == "article" or element.get("role") == "article")
