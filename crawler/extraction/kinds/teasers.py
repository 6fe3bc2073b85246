"""Finds the teasers of a page: links to other articles, and the text that stands with each of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from statistics import median

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block
from crawler.extraction.kinds.claims import is_name
from crawler.extraction.kinds.teaser_links import LEVELS, Link, leads_nowhere, links_to_articles
from crawler.extraction.lines import Line
from crawler.extraction.prose import is_prose, word_count

#: So many alike make teasers of them; one card alone may be the story with a link in it.
_ALIKE = 3
#: A card with more words than this is none, unless the others are about as long.
_LONG_CARD = 150
_LONGER = 3
#: So many blocks (kicker, date, picture label) may stand above the heading of a card.
_ABOVE_HEADING = 4
#: A lead story with more characters than this is the page's own.
_LARGEST_LEAD = 2_500
#: More words than this between two headlines of one element are a story's, not a teaser's.
_LONGEST_GAP = 250
_LONGEST_BARE_GAP = 60
_SPACE = re.compile(r"\s+")

_Signature = tuple[str, str, str, str]


@dataclass(slots=True)
class Teasers:
    """The links of a page to other articles."""

    #: How many pages are linked to by their headline, outside menus.
    count: int = 0
    _cards: set[HtmlElement] = field(default_factory=set)
    #: Those of them whose headline is the link.
    _sure: set[HtmlElement] = field(default_factory=set)
    _flat: dict[HtmlElement, list[int]] = field(default_factory=dict)

    def hold_in_card(self, line: Line) -> bool:
        """True when the line stands in an element of its own with a linked headline: surer than mere neighbourhood."""
        return line.block is not None and any(each in self._sure for each in _around(line.block.element))

    def hold(self, line: Line) -> bool:
        """True when the line stands with a link to another article."""
        return line.block is not None and self.hold_block(line.block)

    def hold_block(self, block: Block) -> bool:
        """True when the block stands with a link to another article."""
        for element in _around(block.element):
            if element in self._cards:
                return True
            if (starts := self._flat.get(element)) and starts[0] <= block.index:
                return True
        return False


def find_teasers(blocks: Sequence[Block], headline: Block | None, url: str) -> Teasers:
    """The teasers of the page; `headline` is the block that shows the page's own headline."""
    links = list(links_to_articles(blocks, headline, url))
    teasers = Teasers(count=len({link.target for link in links}))
    if not links:
        return teasers
    cards, flat = _cards(links)
    own = set(_around(headline.element)) if headline is not None else set()
    teasers._cards = set(_alike({card: link for card, link in cards.items() if card not in own}))
    if headline is None or is_name(headline.text):
        teasers._cards |= set(_led_by_heading(cards, blocks))
    teasers._sure = {card for card in teasers._cards if cards[card].is_worded}
    teasers._flat = dict(_dense(flat, blocks))
    return teasers


def _around(element: HtmlElement) -> Iterable[HtmlElement]:
    """The element and those around it, as far as a card may reach."""
    return (element, *islice(element.iterancestors(), LEVELS))


def _cards(links: Sequence[Link]) -> tuple[dict[HtmlElement, Link], dict[HtmlElement, list[Link]]]:
    """Elements that hold one link and no second, and those that hold several with their text between them."""
    targets: dict[HtmlElement, set[str]] = defaultdict(set)
    for link in links:
        for element in _around(link.element):
            if len(targets[element]) < 2:
                targets[element].add(link.target)
    cards: dict[HtmlElement, Link] = {}
    flat: dict[HtmlElement, list[Link]] = defaultdict(list)
    for link in links:
        card = None
        for element in _around(link.element):
            if len(targets[element]) > 1:
                break
            card = element
        if card is not None:
            cards.setdefault(card, link)
        holder = card.getparent() if card is not None else link.element
        if holder is not None and (card is None or card is link.element):
            flat[holder].append(link)
    return cards, flat


def _led_by_heading(cards: dict[HtmlElement, Link], blocks: Sequence[Block]) -> Iterator[HtmlElement]:
    """Cards that begin with a linked heading: on a page without a headline of its own one of them is enough."""
    for card, link in cards.items():
        if link.block is None or not link.block.stands_in(places.HEADING) or card is link.element:
            continue
        if _size(card) > _LARGEST_LEAD or any(leads_nowhere(heading) for heading in card.iter("h1")):
            continue
        above = blocks[max(0, link.block.index - _ABOVE_HEADING) : link.block.index]
        if not any(is_prose(block.text) and card in _around(block.element) for block in above):
            yield card


def _alike(cards: dict[HtmlElement, Link]) -> Iterator[HtmlElement]:
    """The cards of which there are several of one make and about one size."""
    families: dict[_Signature, list[HtmlElement]] = defaultdict(list)
    for card, link in cards.items():
        families[_signature(card, link)].append(card)
    for family in families.values():
        if len(family) < _ALIKE:
            continue
        sizes = [_size(card) for card in family]
        longest = max(_LONG_CARD * 6, _LONGER * median(sizes))
        yield from (card for card, size in zip(family, sizes, strict=True) if size <= longest)


def _size(card: HtmlElement) -> int:
    return sum(len(_SPACE.sub(" ", text)) for text in card.itertext())


def _signature(card: HtmlElement, link: Link) -> _Signature:
    return (str(card.tag), card.get("class", ""), str(link.element.tag), link.element.get("class", ""))


def _dense(
    flat: dict[HtmlElement, list[Link]], blocks: Sequence[Block]
) -> Iterator[tuple[HtmlElement, list[int]]]:
    """Elements in which headlines and teasers follow each other."""
    for holder, links in flat.items():
        starts = sorted({link.block.index for link in links if link.block is not None})
        if len(starts) < _ALIKE:
            continue
        gaps = [
            sum(word_count(block.text) for block in blocks[start + 1 : end])
            for start, end in pairwise(starts)
        ]
        is_headings = all(
            link.block is None or link.block.stands_in(places.HEADING) or link.block.tag == "dt"
            for link in links
        )
        if median(gaps) <= (_LONGEST_GAP if is_headings else _LONGEST_BARE_GAP):
            yield holder, starts
