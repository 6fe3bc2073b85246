"""Finds the links of a page to other articles, in whatever way a site makes a teaser of one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import cast
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.prose import word_count

#: How far out a card may reach from its link.
LEVELS = 7
#: A block is a link when so much of its text is.
_LINKED = 0.85
#: From a headline to a headline with its teaser, linked as one.
_HEADLINE_WORDS = range(4, 90)
#: A linked heading may be shorter.
_HEADING_WORDS = 2
#: "Read more" below each teaser: a short label that recurs with other addresses.
_LABEL_WORDS = range(1, 5)
_LABELS = 3
#: The same at the end of the teaser itself, where it may be a mere "»"; a teaser has no less text.
_LONGEST_LABEL = 40
_LEAST_TEXT = 30
#: A name for readers who do not see the page is no shorter.
_LEAST_NAME = 8
#: From an empty link to the heading of its card.
_CARD_LEVELS = 4
_CARD_ELEMENTS = 40
_SUBHEADS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_MOST_ANCHORS = 2_000
_MOST_PIECES = 20
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)(?:[?#]|$)", re.IGNORECASE)
_SCRIPTED = etree.XPath("//*[not(self::a)][@data-href or contains(@onclick, 'location')]")
#: The address in "location.href='/story'", or the whole of an attribute that is an address.
_LOCATION = re.compile(r"""(?:^|location(?:\.href)?\s{0,5}=\s{0,5}['"])((?:https?:/)?/[^\s'"]{1,500})""")
_LONGEST_SCRIPT = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A link to another page of the site that reads as a headline, or as a label under one."""

    target: str
    element: HtmlElement
    #: Its block; None where it is no line of its own.
    block: Block | None
    #: False where its headline or teaser stands beside it: so do the books and dishes of a list in an article.
    is_worded: bool = True


def links_to_articles(blocks: Sequence[Block], headline: Block | None, url: str) -> Iterator[Link]:
    """Links to other pages of the site that read as a headline or stand with one; `headline` is the page's own."""
    page = urlsplit(url)
    # Worked out at each asking.
    host, path = page.hostname, page.path
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
            if target := _target(anchor.get("href", ""), host, path):
                yield Link(target, block.element, block)
    if blocks:
        root = blocks[0].element.getroottree().getroot()
        yield from _empty_links(root, host, path)
        yield from _closing_links(root, host, path)
        yield from _scripted_links(root, host, path)


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


def _empty_links(root: HtmlElement, host: str | None, path: str) -> Iterator[Link]:
    """Links without text that lie over a card, or hold its picture: they are named for readers who do not see it, or
    stand with a heading that leads nowhere."""
    for anchor in islice(root.iter("a"), _MOST_ANCHORS):
        if (anchor.text and not anchor.text.isspace()) or _text_in(anchor):
            continue
        label = anchor.get("aria-label") or anchor.get("title") or ""
        is_named = (
            next(iter(anchor), None) is None
            and len(label) >= _LEAST_NAME
            and word_count(label) in _HEADLINE_WORDS
        )
        if (is_named or _stands_with_heading(anchor)) and (
            target := _target(anchor.get("href", ""), host, path)
        ):
            yield Link(target, anchor, None, is_worded=is_named)


def _text_in(anchor: HtmlElement) -> bool:
    return any(text and not text.isspace() for text in islice(anchor.itertext(), _MOST_PIECES))


def _stands_with_heading(anchor: HtmlElement) -> bool:
    """True when the first element around the link that has text has a heading of some words, not linked itself."""
    if _PICTURE.search(anchor.get("href", "")):
        return False
    for element in islice(anchor.iterancestors(), _CARD_LEVELS):
        # A card is small; searching whole pages for each icon that is a link would take minutes.
        parts = list(islice(element.iter(), _CARD_ELEMENTS))
        heading = next((part for part in parts if part.tag in _SUBHEADS), None)
        if heading is not None:
            return _reads_as_headline(heading)
        if any(part.text and not part.text.isspace() for part in parts):
            return False
    return False


def _reads_as_headline(heading: HtmlElement) -> bool:
    """True for a heading of some words that leads nowhere."""
    words = word_count("".join(islice(heading.itertext(), _MOST_PIECES)))
    return words in _HEADLINE_WORDS and leads_nowhere(heading)


def _closing_links(root: HtmlElement, host: str | None, path: str) -> Iterator[Link]:
    """ "Read more" at the end of paragraphs: the same few characters each time, and each time another address."""
    found: dict[str, dict[str, HtmlElement]] = defaultdict(dict)
    for anchor in islice(root.iter("a"), _MOST_ANCHORS):
        above = anchor.getprevious()
        text = (above.tail if above is not None else getattr(anchor.getparent(), "text", None)) or ""
        if (
            len(text) < _LEAST_TEXT
            or (anchor.tail and not anchor.tail.isspace())
            or anchor.getnext() is not None
        ):
            continue
        label = " ".join("".join(islice(anchor.itertext(), _MOST_PIECES)).split())
        if label and len(label) <= _LONGEST_LABEL and (target := _target(anchor.get("href", ""), host, path)):
            found[label].setdefault(target, anchor)
    for links in found.values():
        if len(links) >= _LABELS:
            yield from (Link(target, anchor, None, is_worded=False) for target, anchor in links.items())


def _scripted_links(root: HtmlElement, host: str | None, path: str) -> Iterator[Link]:
    """Cards that a script makes links of: <div onclick="location.href='/story'"> with a heading."""
    for card in islice(cast(list[HtmlElement], _SCRIPTED(root)), _MOST_ANCHORS):
        said = card.get("data-href") or card.get("onclick", "")
        address = _LOCATION.search(said[:_LONGEST_SCRIPT])
        parts = islice(card.iter(), _CARD_ELEMENTS)
        heading = next((part for part in parts if part.tag in _SUBHEADS), None)
        if address is None or heading is None or not _reads_as_headline(heading):
            continue
        if target := _target(address[1], host, path):
            yield Link(target, card, None, is_worded=False)


class _Anchors:
    """Finds the link that a block's text stands in; each element is searched once."""

    def __init__(self) -> None:
        self._inside: dict[HtmlElement, dict[str, HtmlElement]] = {}

    def of(self, block: Block) -> HtmlElement | None:
        """The link around the block, else the one in its element with the same text, else the first there."""
        for element in (block.element, *islice(block.element.iterancestors(), LEVELS)):
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


def leads_nowhere(heading: HtmlElement) -> bool:
    """True for a heading that leads nowhere."""
    return next(heading.iter("a"), None) is None
