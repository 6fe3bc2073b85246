"""What the model looks at: each line of a reading as numbers, none of which depends on a language or a site."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from crawler.extraction.blocks import Block
from crawler.extraction.home import Home, find_home
from crawler.extraction.line_filter.groups import BlockGroups
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.prose import ends_sentence
from crawler.extraction.reading import Reading

Row = tuple[float, ...]

#: In the order of a row. A model names the features it was trained on; change one and it has to be trained again.
FEATURES = (
    # The line by itself.
    "words",
    "sentences",
    "ends_sentence",
    "is_heading",
    "is_item",
    "title_likeness",
    "said_in_description",
    "cohesion",
    # Its place in the story.
    "words_before",
    "words_after",
    "share_of_words",
    "lines_to_first_paragraph",
    "lines_past_last_paragraph",
    "words_of_line_before",
    "words_of_line_after",
    # Its block.
    "link_share",
    "is_emphasised",
    "copies",
    "skipped_links_before",
    "skipped_letters_after",
    # Blocks of the same look: element and class, and those of the element around it.
    "look_blocks",
    "look_share",
    "look_link_share",
    "look_sentences",
    "look_lines",
    "look_share_of_words",
    "look_coverage",
    # Blocks in the same element, and in the element around that.
    "parent_blocks",
    "parent_share",
    "parent_lines",
    "parent_share_of_words",
    "grandparent_blocks",
    "grandparent_share",
    "grandparent_link_share",
    # The element that holds the story.
    "stands_in_story",
    "stands_as_usual",
    "steps_below_story",
    "child_share_of_words",
)
#: Stands for what a line does not have, such as a block or a neighbour.
_NONE = -1.0

_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…。！？।॥۔؟]+(?:\W|$)")
#: Shorter words link any two texts; words of a language are longer than its grammar.
_SHORTEST_TELLING = 4
_MOST_SENTENCES = 20
#: Enough of a line to know its vocabulary and its sentences by.
_LONGEST_READ = 4_000
_EMPHASIS = frozenset(("b", "strong", "em", "i", "u"))


def features_of(reading: Reading) -> list[Row]:
    """A row for each line of the reading, kept or not, so that a model may learn from those as well."""
    story = _Story(reading)
    blocks = _Blocks(reading)
    return [
        (*story.alone(index), *story.place(index), *blocks.features(index))
        for index in range(len(reading.lines))
    ]


class _Story:
    """The lines as text: vocabulary, lengths and order."""

    def __init__(self, reading: Reading) -> None:
        self._lines = reading.lines
        self._words = [_words_of(line.text) for line in self._lines]
        self._titles = [_words_of(title) for title in reading.titles]
        self._descriptions = [_words_of(text) for text in reading.descriptions]
        self._used: Counter[str] = Counter()
        for line, words in zip(self._lines, self._words, strict=True):
            if line.reason is None:
                self._used.update(words)
        self._total = max(1, sum(line.words for line in self._lines if line.reason is None))
        self._before = self._running_totals()
        body = [
            index for index, line in enumerate(self._lines) if line.reason is None and reading.is_body(line)
        ]
        self._first, self._last = (body[0], body[-1]) if body else (0, len(self._lines) - 1)

    def alone(self, index: int) -> Row:
        """The line by itself."""
        line, words = self._lines[index], self._words[index]
        return (
            math.log1p(line.words),
            min(_MOST_SENTENCES, len(_SENTENCE_END.findall(line.text[:_LONGEST_READ]))),
            ends_sentence(line.text),
            line.kind is LineKind.heading,
            line.kind is LineKind.item,
            max((len(words & title) / max(1, len(words | title)) for title in self._titles), default=0.0),
            max((len(words & text) / max(1, len(words)) for text in self._descriptions), default=0.0),
            self._cohesion(line, words),
        )

    def place(self, index: int) -> Row:
        """Where the line stands among the others."""
        line, before = self._lines[index], self._before[index]
        own = line.words if line.reason is None else 0
        return (
            before / self._total,
            (self._total - before - own) / self._total,
            line.words / self._total,
            self._first - index,
            index - self._last,
            self._length(index - 1),
            self._length(index + 1),
        )

    def _running_totals(self) -> list[int]:
        totals, total = [], 0
        for line in self._lines:
            totals.append(total)
            total += line.words if line.reason is None else 0
        return totals

    def _length(self, index: int) -> float:
        return math.log1p(self._lines[index].words) if 0 <= index < len(self._lines) else _NONE

    def _cohesion(self, line: Line, words: set[str]) -> float:
        """How many of the line's telling words the rest of the story says as well."""
        telling = [word for word in words if len(word) >= _SHORTEST_TELLING]
        own = line.reason is None
        return sum(self._used[word] > own for word in telling) / max(1, len(telling))


class _Blocks:
    """The lines as parts of the page."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._lines = reading.lines
        self._groups = BlockGroups(reading.blocks, reading.lines)
        self._copies = Counter(block.key for block in reading.blocks)
        self._letters, self._links = _running_letters(reading.blocks)
        self._page_letters = max(1, self._letters[-1])
        self._page_words = max(1, sum(line.words for line in self._lines))
        self._home = find_home(reading)
        self._child_words: Counter[object] = Counter()
        if self._home is not None:
            for line in self._lines:
                if line.block is not None:
                    self._child_words[self._home.child_of(line.block)] += line.words
        self._last_before = _last_blocks(self._lines)

    def features(self, index: int) -> Row:
        """The line's block, its likes, and its place beside the story's element."""
        line = self._lines[index]
        if line.block is None:
            return _NO_BLOCK
        return (
            line.block.link_share,
            _is_emphasised(line.block),
            self._copies[line.block.key] - 1,
            self._skipped_links(line.block, self._last_before[index]),
            self._skipped_letters(line, index),
            *self._shares(line.block),
            *self._at_home(line.block),
        )

    def _shares(self, block: Block) -> Row:
        look, parent, grandparent = self._groups.of(block)
        return (
            look.blocks,
            look.letters / self._page_letters,
            look.link_share,
            look.sentences / max(1, look.blocks),
            look.lines,
            look.words / self._page_words,
            look.lines / max(1, look.blocks),
            parent.blocks,
            parent.letters / self._page_letters,
            parent.lines,
            parent.words / self._page_words,
            grandparent.blocks,
            grandparent.letters / self._page_letters,
            grandparent.link_share,
        )

    def _at_home(self, block: Block) -> Row:
        home = self._home
        if home is None:
            return (_NONE,) * 4
        child = home.child_of(block)
        words = self._child_words[child] / self._page_words if child is not None else _NONE
        return (home.carries(block), home.is_usual(block), _steps_below(home, block), words)

    def _skipped_links(self, block: Block, last: int) -> float:
        """How much of what the extractor left out right above the line is link text."""
        if last < 0 or block.index <= last + 1:
            return _NONE
        letters = self._letters[block.index] - self._letters[last + 1]
        return (self._links[block.index] - self._links[last + 1]) / max(1, letters)

    def _skipped_letters(self, line: Line, index: int) -> float:
        """How much the extractor left out between this line and the next."""
        below = self._lines[index + 1].block if index + 1 < len(self._lines) else None
        if below is None or below.index <= line.last:
            return _NONE
        return self._letters[below.index] - self._letters[line.last + 1]


def _words_of(text: str) -> set[str]:
    return set(_WORD.findall(text[:_LONGEST_READ].lower()))


def _running_letters(blocks: Sequence[Block]) -> tuple[list[int], list[int]]:
    """Letters, and characters in links, above each block; one more entry for the page as a whole."""
    letters = accumulate((len(block.key) for block in blocks), initial=0)
    links = accumulate((block.link_chars for block in blocks), initial=0)
    return list(letters), list(links)


def _last_blocks(lines: Sequence[Line]) -> list[int]:
    """For each line the block in which the one before it ends; -1 for the first."""
    found, last = [], -1
    for line in lines:
        found.append(last)
        if line.block is not None:
            last = line.last
    return found


def _is_emphasised(block: Block) -> bool:
    """True when the block begins with bold or italic text."""
    element = block.element
    if element.text and not element.text.isspace():
        return False
    # The length of an element is counted anew each time: on a page of 40,000 line breaks that takes half a minute.
    first = next(iter(element), None)
    return first is not None and first.tag in _EMPHASIS


def _steps_below(home: Home, block: Block) -> float:
    """How deep in the story's element the block's element lies; none when it lies outside."""
    for steps, element in enumerate((block.element, *block.element.iterancestors())):
        if element is home.element:
            return steps
    return _NONE


_NO_BLOCK = (_NONE,) * (len(FEATURES) - 15)
