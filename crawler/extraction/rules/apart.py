"""Lines that stand in an element of their own, apart from the paragraphs of the story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from crawler.extraction.home import Home, find_home
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.prose import ends_sentence
from crawler.extraction.reading import Reading

#: More than this below the story is a second part of it.
_LARGEST_SHARE = 0.25
_MOST_LINES = 4
_LARGEST_BOX_WORDS = 60
_LABEL_WORDS = 8
_TAIL_LABEL_WORDS = 4
#: More labels than this are a list of the story.
_MOST_LABELS = 6


def below(reading: Reading) -> Iterable[Line]:
    """A few lines below the element that holds the whole story: appeals, bios, notes."""
    home = find_home(reading)
    if home is None:
        return []
    kept = reading.kept
    last = max((index for index, line in enumerate(kept) if _is_story(line, home)), default=len(kept))
    rest = [line for line in kept[last + 1 :] if line.kind is not LineKind.row]
    total = sum(line.words for line in kept)
    is_small = len(rest) <= _MOST_LINES and sum(line.words for line in rest) <= _LARGEST_SHARE * total
    return rest if is_small else []


def boxes(reading: Reading) -> Iterable[Line]:
    """Lines between the paragraphs that stand in a box: a promotion, a prompt, a caption."""
    home = find_home(reading)
    if home is None:
        return []
    boxed: dict[HtmlElement, list[Line]] = {}
    has_begun = False
    # Lines that other rules took count as well: they tell what kind of box it is.
    for line in reading.lines:
        has_begun = has_begun or (reading.is_body(line) and _is_story(line, home))
        # A first paragraph in an element of its own is still the first paragraph.
        box = _box_of(line, home) if has_begun or not reading.is_body(line) else None
        if box is not None:
            boxed.setdefault(box, []).append(line)
    return [line for lines in boxed.values() if _is_promotion(lines) for line in lines]


def labels_above(reading: Reading) -> Iterable[Line]:
    """Labels between the headline and the first paragraph: section, place, alternative text of a picture."""
    if reading.headline is None:
        return []
    home = find_home(reading)
    # On a page without structure headline, labels and paragraphs are all siblings.
    is_flat = home is not None and home.holds(reading.headline)
    labels = [
        line
        for line in reading.head
        if _is_label(line, _LABEL_WORDS) and (is_flat or home is None or not _is_story(line, home))
    ]
    return labels if len(labels) <= _MOST_LABELS else []


def labels_below(reading: Reading) -> Iterable[Line]:
    """Labels below the last paragraph, outside the story's own element."""
    home = find_home(reading)
    labels = [
        line
        for line in reading.tail
        if _is_label(line, _TAIL_LABEL_WORDS)
        and ":" not in line.text
        and (home is None or not _is_story(line, home))
    ]
    return labels if len(labels) <= _MOST_LABELS else []


def _is_story(line: Line, home: Home) -> bool:
    return line.block is None or home.carries(line.block)


def _box_of(line: Line, home: Home) -> HtmlElement | None:
    """The box in which the line stands; None for lines of the story, and for quotations and tables."""
    if line.kind not in (LineKind.paragraph, LineKind.heading, LineKind.item) or line.block is None:
        return None
    return None if home.carries(line.block) else home.child_of(line.block)


def _is_promotion(lines: Sequence[Line]) -> bool:
    """A wrapped heading is a subhead and a wrapped list a list; with a sentence beside them they are a box.

    A label above a heading is no sentence: what they head comes next.
    """
    if lines[-1].kind is LineKind.heading and not any(ends_sentence(line.text) for line in lines):
        return False
    has_paragraph = any(line.kind is LineKind.paragraph for line in lines)
    return has_paragraph and sum(line.words for line in lines) <= _LARGEST_BOX_WORDS


def _is_label(line: Line, words: int) -> bool:
    return (
        line.kind is LineKind.paragraph
        and line.words <= words
        and bool(line.key)
        and not ends_sentence(line.text)
        and not line.text.endswith(":")
        and "://" not in line.text
    )
