"""The standfirst: the line that the page shows under the headline, else the description it gives to others."""

from __future__ import annotations

from crawler.extraction.blocks import letters_of
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.prose import word_count
from crawler.extraction.reading import Reading

_SHORTEST_WORDS = 5


def find_standfirst(signals: Signals, reading: Reading) -> str | None:
    """The shown standfirst; a description only when it is neither the headline nor the story's own beginning."""
    if reading.standfirst:
        return reading.standfirst
    titles = {letters_of(title) for title in reading.titles}
    beginning = letters_of(" ".join(line.text for line in reading.kept[:3]))
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
