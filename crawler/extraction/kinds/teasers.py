"""Finds the teasers of a page: links to other articles, and the text that stands with each of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from statistics import median
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.kinds.claims import is_name
from crawler.extraction.lines import Line
from crawler.extraction.prose import is_prose, word_count

#: A block is a link when so much of its text is.
_LINKED = 0.85
#: From a headline to a headline with its teaser, linked as one.
_HEADLINE_WORDS = range(4, 90)
#: A linked heading may be shorter.
_HEADING_WORDS = 2
#: "Read more" below each teaser: a short label that recurs with other addresses.
_LABEL_WORDS = range(1, 5)
_LABELS = 3
#: So many alike make teasers of them; one card alone may be the story with a link in it.
_ALIKE = 3
#: How far out a card may reach from its link.
_LEVELS = 7
_MOST_ANCHORS = 2_000
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


@dataclass(frozen=True, slots=True, eq=False)
class _Link:
    """A link to another page of the site that reads as a headline, or as a label under one."""

    target: str
    element: HtmlElement
    #: Its block; None for an empty link over a card.
    block: Block | None


@dataclass(slots=True)
class Teasers:
    """The links of a page to other articles."""

    #: How many pages are linked to by their headline, outside menus.
    count: int = 0
    _cards: set[HtmlElement] = field(default_factory=set)
    _flat: dict[HtmlElement, list[int]] = field(default_factory=dict)

    def hold_in_card(self, line: Line) -> bool:
        """True when the line stands in an element of its own with such a link: surer than mere neighbourhood."""
        return line.block is not None and any(each in self._cards for each in _around(line.block.element))

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
    links = list(_links(blocks, headline, url))
    teasers = Teasers(count=len({link.target for link in links}))
    if not links:
        return teasers
    cards, flat = _cards(links)
    own = set(_around(headline.element)) if headline is not None else set()
    teasers._cards = set(_alike({card: link for card, link in cards.items() if card not in own}))
    if headline is None or is_name(headline.text):
        teasers._cards |= set(_led_by_heading(cards, blocks))
    teasers._flat = dict(_dense(flat, blocks))
    return teasers


def _links(blocks: Sequence[Block], headline: Block | None, url: str) -> Iterator[_Link]:
    page = urlsplit(url)
    labels = _labels(blocks)
    anchors = _Anchors()
    for block in blocks:
        if block.link_share <= _LINKED or block.stands_in(places.NAV | places.FOOTER):
            continue
        words = word_count(block.text)
        is_heading = words >= _HEADING_WORDS and block.stands_in(places.HEADING)
        if words in _HEADLINE_WORDS or is_heading or (words in _LABEL_WORDS and block.key in labels):
            anchor = anchors.of(block)
            if anchor is None or block is headline:
                continue
            if target := _target(anchor.get("href", ""), page.hostname, page.path):
                yield _Link(target, block.element, block)
    if blocks:
        yield from _empty_links(blocks, page.hostname, page.path)


def _labels(blocks: Sequence[Block]) -> set[str]:
    """Short linked texts that recur."""
    counts = Counter(
        block.key
        for block in blocks
        if block.link_share > _LINKED
        and not block.stands_in(places.NAV | places.FOOTER)
        and len(block.text) < 60
    )
    return {key for key, count in counts.items() if count >= _LABELS}


def _empty_links(blocks: Sequence[Block], host: str | None, path: str) -> Iterator[_Link]:
    """Links without text that lie over a card, named for readers who do not see it."""
    root = blocks[0].element.getroottree().getroot()
    for anchor in root.iter("a"):
        label = anchor.get("aria-label") or anchor.get("title") or ""
        if len(label) < 8 or len(anchor) or (anchor.text or "").strip():
            continue
        if word_count(label) in _HEADLINE_WORDS and (target := _target(anchor.get("href", ""), host, path)):
            yield _Link(target, anchor, None)


class _Anchors:
    """Finds the link that a block's text stands in; each element is searched once."""

    def __init__(self) -> None:
        self._inside: dict[HtmlElement, dict[str, HtmlElement]] = {}

    def of(self, block: Block) -> HtmlElement | None:
        """The link around the block, else the one in its element with the same text, else the first there."""
        for element in (block.element, *islice(block.element.iterancestors(), _LEVELS)):
            if element.tag == "a":
                return element
        inside = self._inside.get(block.element)
        if inside is None:
            anchors = islice(block.element.iter("a"), _MOST_ANCHORS)
            inside = {letters_of("".join(anchor.itertext())): anchor for anchor in anchors}
            self._inside[block.element] = inside
        # An element without children is false, so `or` would pass it over.
        return inside[block.key] if block.key in inside else next(iter(inside.values()), None)


def _target(href: str, host: str | None, path: str) -> str | None:
    """The page that the link leads to; None for other sites, the front page, this page and no page at all."""
    href = href.strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:")):
        return None
    try:
        parts = urlsplit(href)
        other = parts.hostname
    except ValueError:
        return None
    if other and host and _site(other) != _site(host):
        return None
    if parts.path in ("", "/", path) and not parts.query:
        return None
    return f"{parts.path}?{parts.query}"


def _site(host: str) -> str:
    """Good enough to tell a shop's links from the site's own."""
    return ".".join(host.lower().rsplit(".", 2)[-2:])


def _around(element: HtmlElement) -> Iterable[HtmlElement]:
    """The element and those around it, as far as a card may reach."""
    return (element, *islice(element.iterancestors(), _LEVELS))


def _cards(links: Sequence[_Link]) -> tuple[dict[HtmlElement, _Link], dict[HtmlElement, list[_Link]]]:
    """Elements that hold one link and no second, and those that hold several with their text between them."""
    targets: dict[HtmlElement, set[str]] = defaultdict(set)
    for link in links:
        for element in _around(link.element):
            if len(targets[element]) < 2:
                targets[element].add(link.target)
    cards: dict[HtmlElement, _Link] = {}
    flat: dict[HtmlElement, list[_Link]] = defaultdict(list)
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


def _led_by_heading(cards: dict[HtmlElement, _Link], blocks: Sequence[Block]) -> Iterator[HtmlElement]:
    """Cards that begin with a linked heading: on a page without a headline of its own one of them is enough."""
    for card, link in cards.items():
        if link.block is None or not link.block.stands_in(places.HEADING) or card is link.element:
            continue
        if _size(card) > _LARGEST_LEAD or any(_shows_headline(heading) for heading in card.iter("h1")):
            continue
        above = blocks[max(0, link.block.index - _ABOVE_HEADING) : link.block.index]
        if not any(is_prose(block.text) and card in _around(block.element) for block in above):
            yield card


def _shows_headline(heading: HtmlElement) -> bool:
    """True for a heading that leads nowhere."""
    return next(heading.iter("a"), None) is None


def _alike(cards: dict[HtmlElement, _Link]) -> Iterator[HtmlElement]:
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


def _signature(card: HtmlElement, link: _Link) -> _Signature:
    return (str(card.tag), card.get("class", ""), str(link.element.tag), link.element.get("class", ""))


def _dense(
    flat: dict[HtmlElement, list[_Link]], blocks: Sequence[Block]
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
