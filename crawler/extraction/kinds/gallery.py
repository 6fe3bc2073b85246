"""Gives the pictures of a gallery their words: there the captions are the story."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.extraction import places
from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.kinds.article_kind import kind_of
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.prose import word_count
from crawler.extraction.reading import Reading

#: Fewer captions are those of an article's pictures.
_FEWEST = 3
_FEWEST_WORDS = 5
_LONGEST = 1_500
_FEW_LINKS = 0.3
#: "3/12", "3 of 12", "Bild 3 von 12" before a caption.
_COUNTED = re.compile(
    r"^\W{0,3}(?:\w{2,8} )?\d{1,3} ?(?:/|of|von|de|sur|di|из|av) ?\d{1,3}\W{0,3}\s", re.IGNORECASE
)
#: What follows the last sentence of a caption, when it is short, is a credit.
_LAST_SENTENCE = re.compile(r"[.!?…。！？।][\"'”’»)\]]?\s+(?=[^.!?…。！？।]{1,80}$)")


def is_gallery(signals: Signals, reading: Reading) -> bool:
    """True for a page that calls itself one."""
    title = reading.titles[0] if reading.titles else None
    return kind_of(signals, title, reading.url, words=0, has_entries=False) == "gallery"


def put_in_captions(reading: Reading) -> None:
    """Makes the captions lines of the story where they are more of it than everything else."""
    captions = dict(_captions(reading))
    if len(captions) < _FEWEST:
        return
    others = [line for line in reading.kept if line.block is None or line.block.index not in captions]
    if sum(line.words for line in others) > sum(word_count(text) for text in captions.values()):
        return
    known = {line.block.index for line in reading.kept if line.block is not None}
    lines = {line.block.index: line for line in reading.lines if line.block is not None and line.reason}
    for index, text in captions.items():
        if index in known:
            continue
        line = lines.get(index)
        if line is not None and line.last == index:
            reading.lines.remove(line)
        block = reading.blocks[index]
        reading.lines.append(Line(text, LineKind.paragraph, block=block, last=index))
    reading.lines.sort(key=lambda line: line.block.index if line.block is not None else -1)
    reading.forget_positions()


def _captions(reading: Reading) -> Iterator[tuple[int, str]]:
    """The captions below the headline, each with the index of its block; what recurs is said once."""
    first = reading.headline.index + 1 if reading.headline is not None else 0
    seen: set[str] = set()
    for block in reading.blocks[first:]:
        if _is_caption(block):
            text = _words_of(block.text)
            if word_count(text) >= _FEWEST_WORDS and (key := letters_of(text)) not in seen:
                seen.add(key)
                yield block.index, text


def _is_caption(block: Block) -> bool:
    return (
        block.stands_in(places.CAPTION)
        and not block.stands_in(places.OUTSIDE & ~(places.FIGURE | places.CAPTION))
        and block.link_share < _FEW_LINKS
        and len(block.text) <= _LONGEST
    )


def _words_of(text: str) -> str:
    """The caption without its number and credit."""
    text = _COUNTED.sub("", text)
    last = _LAST_SENTENCE.search(text)
    return text[: last.end()].strip() if last else text
