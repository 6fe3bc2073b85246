"""The headline, which the title field already holds, and everything that stands above it."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.extraction.blocks import letters_of
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.phrases import plain_of
from crawler.extraction.prose import ends_sentence
from crawler.extraction.reading import Reading

#: A headline is repeated among the first lines, or word for word anywhere.
_FIRST_LINES = 6
_SHORTEST_PART = 15
_ALIKE = 0.8
#: A whole sentence of the headline's words is the story's first.
_SENTENCE_WORDS = 12
#: What stands above the headline is furniture only if it is a small part of the page's prose.
_LARGEST_SHARE = 0.2


def above(reading: Reading) -> Iterable[Line]:
    """Lines above the headline: breadcrumbs, section labels, prompts, banners."""
    headline = reading.headline
    if headline is None:
        return []
    found = []
    for line in reading.kept:
        if line.block is None or line.block.index >= headline.index:
            break
        found.append(line)
    total = sum(line.words for line in reading.kept)
    below = total - sum(line.words for line in found)
    return found if found and below and total - below <= _LARGEST_SHARE * total else []


def repeated(reading: Reading) -> Iterable[Line]:
    """Lines that say the headline again."""
    titles = [letters_of(title) for title in reading.titles]
    words = [_words(title) for title in reading.titles]
    kept = reading.kept
    body = [index for index, line in enumerate(kept) if reading.is_body(line)]
    for index, line in enumerate(kept):
        if line.kind in (LineKind.row, LineKind.code) or not line.key:
            continue
        # Among the paragraphs the same words are a subhead, a question put again, or a quotation.
        if body and body[0] < index < body[-1] and not _is_headline(line, reading):
            continue
        if (line.key in titles and (index < _FIRST_LINES or line.words >= 4)) or (
            index < _FIRST_LINES
            and any(_is_alike(line, key, bag) for key, bag in zip(titles, words, strict=True))
        ):
            yield line


def _is_headline(line: Line, reading: Reading) -> bool:
    """The page's own headline, or another of its rank: the text may begin above it, with a standfirst."""
    return line.block is not None and (line.block is reading.headline or line.block.tag == "h1")


def _is_alike(line: Line, title_key: str, title_words: set[str]) -> bool:
    """A headline with its kicker, a headline cut short, or the same words with other punctuation."""
    if len(title_key) < _SHORTEST_PART or len(line.key) < _SHORTEST_PART:
        return False
    shorter, longer = sorted((line.key, title_key), key=len)
    if shorter in longer and len(longer) <= (2.0 if line.kind is LineKind.heading else 1.6) * len(shorter):
        return True
    if line.words >= _SENTENCE_WORDS and ends_sentence(line.text):
        return False
    own = _words(line.text)
    common = len(own & title_words)
    return common >= _ALIKE * len(own) and common >= _ALIKE * len(title_words)


def _words(text: str) -> set[str]:
    return {key for word in plain_of(text).split() if (key := letters_of(word))}
