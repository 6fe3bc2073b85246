"""Tells a page that lists articles (front, section, tag, author, search page) from an article."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extraction.blocks import Block
from crawler.extraction.kinds.claims import Claim, article_claims, is_front_address, is_name, listing_claims
from crawler.extraction.kinds.opening import TEASER, opening_blocks, shown_headline
from crawler.extraction.kinds.teasers import Teasers
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.prose import is_prose, word_count
from crawler.extraction.reading import Reading

#: A page with fewer links to articles is no list of them, whatever it says; new sections list one or two.
_FEWEST = 1
_STORY_LINE_WORDS = 8
_LINKED = 0.85
#: A headline, which is longer than a name, with prose right below it.
_OPENING_WORDS = 12
_OPENING_WEIGHT = 3.5
#: So many words that stand with no link are worth a claim; each doubling as much again.
_STORY_WORDS = (25, 60, 120, 240, 480)
_STORY_WEIGHT = 1.25
#: So many links to articles are worth a claim, by themselves and against the length of the story.
_LINKS = (5, 10, 20)
_LINK_WEIGHT = 1.0
#: Of the words taken for the text, so many stand with a link to another article.
_TEASER_SHARES = ((0.5, 2.0), (0.75, 2.0), (0.95, 1.0))


@dataclass(frozen=True, slots=True)
class Look:
    """What the page looks like: its links to articles, the words that stand with them, and those that do not."""

    links: int
    teaser_words: int
    story_words: int
    #: Those right below the page's own headline.
    opening_words: int

    @property
    def teaser_share(self) -> float:
        """How much of the text stands with links to other articles."""
        return self.teaser_words / max(1, self.teaser_words + self.story_words)


def why_listing(
    signals: Signals, root: HtmlElement, reading: Reading, title: str | None, teasers: Teasers
) -> str | None:
    """The reason why the page is a list of articles; None when it is not."""
    headline = shown_headline(reading)
    if teasers.count < _FEWEST:
        return None
    look = _look(reading, headline, teasers)
    says_listing = list(listing_claims(signals, root, title, reading.url))
    says_article = list(article_claims(signals, root, headline.text if headline else None, reading.url))
    listing = _total(says_listing) + _listing_weight(look)
    article = _total(says_article) + _article_weight(look, headline)
    if listing <= article:
        return None
    return _reason(look, says_listing, reading.url)


def _look(reading: Reading, headline: Block | None, teasers: Teasers) -> Look:
    teaser_words = story_words = 0
    for line in reading.lines:
        if line.reason is not None and line.reason != TEASER:
            continue
        if line.reason == TEASER or teasers.hold(line) or line.link_share > _LINKED:
            teaser_words += line.words
        elif line.words >= _STORY_LINE_WORDS or is_prose(line.text, 5):
            story_words += line.words
    opening = 0
    if headline is not None:
        opening = sum(word_count(block.text) for block in opening_blocks(reading, headline, teasers))
    return Look(teasers.count, teaser_words, max(story_words, opening), opening)


def _listing_weight(look: Look) -> float:
    weight = sum(_LINK_WEIGHT for least in _LINKS if look.links >= least)
    return weight + sum(worth for least, worth in _TEASER_SHARES if look.teaser_share >= least)


def _article_weight(look: Look, headline: Block | None) -> float:
    weight = sum(_STORY_WEIGHT for least in _STORY_WORDS if look.story_words >= least)
    if headline is not None and look.opening_words >= _OPENING_WORDS and not is_name(headline.text):
        weight += _OPENING_WEIGHT
    return weight


def _total(claims: list[Claim]) -> float:
    return sum(claim.weight for claim in claims)


def _reason(look: Look, claims: list[Claim], url: str) -> str:
    counted = (
        f"{look.links} linked headlines, {look.teaser_words} of {look.teaser_words + look.story_words} words"
    )
    if is_front_address(url):
        return f"a front page ({counted} are teasers)"
    strongest = max(claims, key=lambda claim: claim.weight, default=None)
    says = f"; {strongest.says}" if strongest is not None and strongest.weight >= 2 else ""
    return f"a listing ({counted} are teasers{says})"
