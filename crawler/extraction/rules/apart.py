"""Lines that stand in an element of their own, apart from the paragraphs of the story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.extraction.lines import Line, LineKind
from crawler.extraction.reading import Reading

#: The story's element holds so much of the prose, in so many paragraphs.
_HOME_SHARE = 0.6
_HOME_PARAGRAPHS = 3
#: More than this below the story is a second part of it.
_LARGEST_SHARE = 0.25
_MOST_LINES = 4
_LARGEST_BOX_WORDS = 60
#: Some systems wrap each paragraph once or twice.
_LEVELS = 3
_BOX_TAGS = frozenset(("div", "section", "aside", "figure", "a", "form"))

_Signature = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Home:
    """The element that holds the story, and what the children of it look like that carry its paragraphs."""

    element: HtmlElement
    children: frozenset[_Signature]


def below(reading: Reading) -> Iterable[Line]:
    """A few lines below the element that holds the whole story: appeals, bios, notes."""
    home = _home(reading)
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
    home = _home(reading)
    if home is None:
        return []
    boxed: dict[HtmlElement, list[Line]] = {}
    # Lines that other rules took count as well: they tell what kind of box it is.
    for line in reading.lines:
        box = _box_of(line, home)
        if box is not None:
            boxed.setdefault(box, []).append(line)
    return [line for lines in boxed.values() if _is_promotion(lines) for line in lines]


def _is_promotion(lines: Sequence[Line]) -> bool:
    """A wrapped heading is a subhead and a wrapped list a list; with a sentence beside them they are a box."""
    has_paragraph = any(line.kind is LineKind.paragraph for line in lines)
    return has_paragraph and sum(line.words for line in lines) <= _LARGEST_BOX_WORDS


def _home(reading: Reading) -> _Home | None:
    """The lowest element that holds most paragraphs, at most three levels above them."""
    body = [line for line in reading.kept if reading.is_body(line) and line.block is not None]
    total = sum(line.words for line in body)
    for level in range(_LEVELS):
        words: Counter[HtmlElement] = Counter()
        children: dict[HtmlElement, Counter[_Signature]] = {}
        for line in body:
            path = _path(line, level + 2)
            if len(path) == level + 2:
                home, child = path[-1], path[-2]
                words[home] += line.words
                children.setdefault(home, Counter())[_signature(child)] += 1
        if not words:
            return None
        home, most = words.most_common(1)[0]
        if most >= _HOME_SHARE * total and children[home].total() >= _HOME_PARAGRAPHS:
            # A child that occurs once is a box, unless no other kind of child carries the story.
            usual = [signature for signature, count in children[home].items() if count > 1]
            return _Home(home, frozenset(usual or children[home]))
    return None


def _path(line: Line, length: int) -> list[HtmlElement]:
    """The line's element and the ones around it, innermost first."""
    path: list[HtmlElement] = []
    element = line.block.element if line.block is not None else None
    while element is not None and len(path) < length:
        path.append(element)
        element = element.getparent()
    return path


def _signature(element: HtmlElement) -> _Signature:
    return (str(element.tag), element.get("class", ""))


def _child_of(line: Line, home: _Home) -> HtmlElement | None:
    """The child of the story's element in which the line stands."""
    element = line.block.element if line.block is not None else None
    while element is not None and (parent := element.getparent()) is not None:
        if parent is home.element:
            return element
        element = parent
    return None


def _is_story(line: Line, home: _Home) -> bool:
    """In a usual child of the story's element, or in one that is no box: a paragraph, a list, a quotation."""
    child = _child_of(line, home)
    if child is None:
        return line.block is None or line.block.element is home.element
    return _signature(child) in home.children or child.tag not in _BOX_TAGS or child is _own_element(line)


def _own_element(line: Line) -> HtmlElement | None:
    return line.block.element if line.block is not None else None


def _box_of(line: Line, home: _Home) -> HtmlElement | None:
    """The box in which the line stands; None for lines of the story, and for headings, quotations and tables."""
    if line.kind not in (LineKind.paragraph, LineKind.heading, LineKind.item) or _is_story(line, home):
        return None
    return _child_of(line, home)
