"""Lines that only say where a story comes from: "Źródło: PAP", "Quelle: Polizei"."""

from __future__ import annotations

from crawler.extraction.metadata.agency import SOURCE_LABELS
from crawler.extraction.phrases import line_start, plain_of
from crawler.extraction.prose import ends_sentence, word_count

#: More words are a note on the source, which may tell something.
_LONGEST_WORDS = 7
_LONGEST_LINE = 120
_LABEL = line_start(rf"(?:{SOURCE_LABELS})\s?:\s?(?=\S)")


def is_source_line(text: str) -> bool:
    """True for the label of a source and a short name behind it."""
    return (
        len(text) <= _LONGEST_LINE
        and word_count(text) <= _LONGEST_WORDS
        and not ends_sentence(text)
        and bool(_LABEL.match(plain_of(text)))
    )
