"""What kind of page this is: an article of some kind, or none at all, and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from urllib.parse import urlsplit

from crawler.extraction import places
from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.lines import Line
from crawler.extraction.metadata.json_ld import types_of
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.phrases import plain_of, whole_line
from crawler.extraction.prose import word_count

_KIND_OF_TYPE = {
    "LiveBlogPosting": "live_blog",
    "ImageGallery": "gallery",
    "MediaGallery": "gallery",
    "VideoObject": "video",
    "Recipe": "recipe",
    "Review": "review",
    "ReviewNewsArticle": "review",
    "OpinionNewsArticle": "opinion",
    "PodcastEpisode": "audio",
}
_LISTING_TYPES = frozenset(
    (
        "CollectionPage",
        "SearchResultsPage",
        "ProfilePage",
        "CheckoutPage",
    )
)
_ERROR = whole_line(
    r"(?:error )?(?:404|403|410|500|502|503)(?: error)?(?: ?[-:|–—]? ?(?:page )?(?:not found|forbidden|gone|"
    r"server error|bad gateway|service unavailable))?",
    r"(?:sorry,? )?(?:(?:the |this )?page (?:you (?:requested|are looking for|were looking for) )?)?(?:was |"
    r"is |could |can )?(?:not|n't) (?:be )?(?:found|available)|page (?:not found|unavailable|missing)|"
    r"not found|access denied|"
    r"just a moment\W*|are you (?:a )?(?:human|robot)\??|attention required!?.{0,20}|service unavailable|"
    r"internal server error|"
    r"(?:oops|uh[- ]oh)\b.{0,40}|(?:sorry,? )?we (?:can't|cannot|couldn't|could not) find (?:that|the|"
    r"this) page",
    r"(?:die )?seite (?:wurde )?nicht gefunden|page (?:non trouvée|introuvable)|página no encontrada|"
    r"página não encontrada|pagina non trovata|pagina niet gevonden|पेज नहीं मिला|पृष्ठ नहीं मिला|"
    r"ページが見つかりません(?:でした)?|お探しのページ.{0,20}|страница не найдена|页面不存在",
)
_LISTING_PATH = re.compile(
    r"^/(?:tags?|topics?|themen?|category|categories|rubrik|section|search|suche|author|authors|autor|"
    r"archive|archiv)(?:/[^/]*)?/?$",
    re.IGNORECASE,
)
#: A text of fewer words with a dozen links to headlines is the top of a listing.
_SHORT_TEXT_WORDS = 60
_FEWEST_WORDS = 12
_LINKED = 0.85
_TEASER_SHARE = 0.6
_LONGEST_TEASER_WORDS = 80
_LISTED_HEADLINES = 8
_HEADLINE_WORDS = range(4, 25)


def kind_of(signals: Signals) -> str:
    """The kind of an article, as its page says."""
    for name in types_of(signals.article):
        if name in _KIND_OF_TYPE:
            return _KIND_OF_TYPE[name]
    said = (signals.first("og:type") or "").lower()
    if said.startswith("video") and not signals.article:
        return "video"
    return "article"


def why_no_article(
    signals: Signals, title: str | None, kept: Sequence[Line], blocks: Sequence[Block], url: str
) -> str | None:
    """The reason why the page is no article; None when it is one."""
    if title and _ERROR.search(plain_of(title)):
        return f"an error page ({title[:60]})"
    words = sum(line.words for line in kept)
    if not words:
        return "the page has no main text"
    says_article = bool(signals.article.get("headline")) or bool(signals.first("article:published_time"))
    if says_article:
        return None
    headlines = _linked_headlines(blocks, title)
    listed = len(headlines)
    path = urlsplit(url).path
    if path in ("", "/") and listed >= _LISTED_HEADLINES:
        return f"a front page ({listed} linked headlines)"
    if _is_listing(signals) and listed >= 3:
        return f"a page that says it is a listing ({listed} linked headlines)"
    if _LISTING_PATH.match(path) and listed >= 3:
        return f"a section, tag or search page ({listed} linked headlines)"
    prose = sum(line.words for line in kept if line.words >= 15)
    if listed >= _LISTED_HEADLINES and prose < _SHORT_TEXT_WORDS:
        return f"a listing ({listed} linked headlines, {prose} words of text)"
    teasers = _teaser_words(kept, headlines, blocks)
    if headlines and teasers >= _TEASER_SHARE * words:
        return f"a listing ({listed} linked headlines, {teasers} of {words} words are teasers below them)"
    if words < _FEWEST_WORDS:
        return f"the page has hardly any main text ({words} words)"
    return None


def _is_listing(signals: Signals) -> bool:
    return (
        any(name in _LISTING_TYPES for node in signals.nodes for name in types_of(node))
        and not signals.article
    )


def _linked_headlines(blocks: Sequence[Block], title: str | None) -> frozenset[int]:
    """The blocks outside menus that are wholly link and as long as a headline, but for the page's own."""
    own = letters_of(title or "")
    return frozenset(
        block.index
        for block in blocks
        if block.link_share > _LINKED
        and block.key != own
        and not block.stands_in(places.NAV | places.FOOTER)
        and word_count(block.text) in _HEADLINE_WORDS
    )


def _teaser_words(kept: Sequence[Line], headlines: frozenset[int], blocks: Sequence[Block]) -> int:
    """The words of lines that stand in one element with a linked headline beside them."""
    teasers = 0
    for line in kept:
        if line.block is None or line.words > _LONGEST_TEASER_WORDS:
            continue
        if line.block.index in headlines:
            teasers += line.words
            continue
        beside = {line.block.index - 1, line.block.index + 1} & headlines
        if any(_share_a_card(line.block, blocks[index]) for index in beside):
            teasers += line.words
    return teasers


def _share_a_card(block: Block, headline: Block) -> bool:
    """They stand in the same element, one or two levels up."""
    around = list(islice(block.element.iterancestors(), 2))
    return any(ancestor in around for ancestor in islice(headline.element.iterancestors(), 2))
