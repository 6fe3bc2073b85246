"""The standfirst: the line that the page shows under the headline, else the description it gives to others."""

from __future__ import annotations

from crawler.extraction import places
from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.metadata.date_text import read_date_text
from crawler.extraction.metadata.names import BY
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.prose import ends_sentence, word_count
from crawler.extraction.reading import Reading

_SHORTEST_WORDS = 5
_MOST_WORDS = 80
#: A standfirst is among so many blocks below the headline.
_BELOW_HEADLINE = 4
_NOT_THERE = (
    places.NAV
    | places.ASIDE
    | places.FIGURE
    | places.CAPTION
    | places.FORM
    | places.BUTTON
    | places.HIDDEN
    | places.RELATED
    | places.TEASER
    | places.COMMENTS
    | places.CONSENT
    | places.NEWSLETTER
    | places.ADVERT
    | places.LIST
    | places.SHARE
    | places.AUTHOR
    | places.DATE
    | places.TIME
    | places.TAGS
)


def find_standfirst(signals: Signals, reading: Reading) -> str | None:
    """The shown standfirst; a description only when it is neither the headline nor the story's own beginning."""
    if reading.standfirst:
        return reading.standfirst
    titles = {key for title in reading.titles if (key := letters_of(title))}
    beginning = letters_of(" ".join(line.text for line in reading.kept[:3]))
    if shown := _shown_below_headline(reading, titles):
        return shown
    for text in (
        signals.said("description"),
        signals.first("og:description", "description", "twitter:description"),
    ):
        if not text or word_count(text) < _SHORTEST_WORDS:
            continue
        key = letters_of(text.rstrip(".… "))
        if (
            key not in titles
            and not beginning.startswith(key)
            and text[-1] not in "…"
            and not text.endswith("...")
        ):
            return text
    return None


def _shown_below_headline(reading: Reading, titles: set[str]) -> str | None:
    """A subheading, or what is called a standfirst, between headline and story that is no part of the story."""
    if reading.headline is None:
        return None
    start = reading.headline.index + 1
    kept = {line.key for line in reading.kept}
    for block in reading.blocks[start : start + _BELOW_HEADLINE]:
        if block.key in kept or block.stands_in(places.TIME) or BY.match(block.text):
            # The story, or byline and date: what follows them are notes.
            return None
        if (
            _may_be_standfirst(block)
            and not block.stands_in(_NOT_THERE & ~reading.story_place)
            and _SHORTEST_WORDS <= word_count(block.text) <= _MOST_WORDS
            and not any(block.key in title or title in block.key for title in titles)
        ):
            return block.text
    return None


def _may_be_standfirst(block: Block) -> bool:
    """True for a sentence that is called a standfirst or set as a heading, and for a line that is both."""
    is_both = block.stands_in(places.STANDFIRST) and block.stands_in(places.HEADING)
    if not is_both and not (
        block.stands_in(places.STANDFIRST | places.HEADING) and ends_sentence(block.text)
    ):
        return False
    return read_date_text(block.text) is None
