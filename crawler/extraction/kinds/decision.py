"""Decides whether a page is an article at all; the reason is part of `NoArticle`."""

from __future__ import annotations

from crawler.extraction.kinds.listing import why_listing
from crawler.extraction.kinds.opening import teasers_of
from crawler.extraction.kinds.walls import why_wall
from crawler.extraction.lines import Line
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.prose import ends_sentence
from crawler.extraction.reading import Reading

_FEWEST_WORDS = 12
#: A page of more words without any sentence is a list, which may be what its story tells.
_MOST_LABEL_WORDS = 60


def why_no_article(
    signals: Signals, reading: Reading, title: str | None, *, is_named: bool = False
) -> str | None:
    """The reason why the page is no article; None when it is one.

    Where somebody has named the element of the story (`is_named`) it may be as short as it likes.
    """
    if not reading.blocks:
        return "the page has no main text"
    root = reading.blocks[0].element.getroottree().getroot()
    teasers = teasers_of(reading)
    if reason := why_wall(signals, root, reading, title, teasers):
        return reason
    words = sum(line.words for line in reading.kept)
    if reason := why_listing(signals, root, reading, title, teasers):
        return reason
    if not words:
        return "the page has no main text"
    if is_named or signals.article.get("headline"):
        return None
    if words < _FEWEST_WORDS:
        return f"the page has hardly any main text ({words} words)"
    if words < _MOST_LABEL_WORDS and not any(_says_something(line) for line in reading.kept):
        return f"the page has hardly any main text ({words} words of labels)"
    return None


def _says_something(line: Line) -> bool:
    """True for a sentence, and for a line that is too long for a label: captions and Thai prose have no full stop."""
    return ends_sentence(line.text) or line.words >= _FEWEST_WORDS
