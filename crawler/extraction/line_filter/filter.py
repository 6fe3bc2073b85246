"""Leaves out the lines that the model takes for boilerplate, as far as it is to be trusted on a page."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.extraction.line_filter.features import features_of
from crawler.extraction.line_filter.model import Model, packaged_model
from crawler.extraction.lines import Line, LineKind
from crawler.extraction.reading import Reading

#: A model that takes more than this share of a story's words for boilerplate does not know such pages.
LARGEST_SHARE = 0.4
#: From here on the model holds a line for one of the story.
_EVEN = 0.5
#: A whole paragraph is missed more than a label, so it goes only when its probability lies below this share of the
#: strictness.
_LONG_WORDS = 25
_LONG_SHARE = 0.5
#: A quotation or a piece of code looks unlike the paragraphs because it is one, and a mark between sections, "* * *",
#: has no words: of those that the model doubted in cross-validation most belonged to the story.
_APART = frozenset((LineKind.quote, LineKind.code))


def apply_model(reading: Reading, strictness: float, model: Model | None = None) -> None:
    """Give each kept line whose probability lies below `strictness` its reason; 0 leaves all of them in."""
    if strictness <= 0 or not reading.lines:
        return
    probabilities = judge(reading, model or packaged_model())
    for line, probability in unwanted(probabilities, strictness):
        line.reason = f"model: score {probability:.2f}"


def judge(reading: Reading, model: Model) -> list[tuple[Line, float]]:
    """The kept lines with their probability to belong to the story."""
    rows = features_of(reading)
    return [
        (line, model.probability(row))
        for line, row in zip(reading.lines, rows, strict=True)
        if line.reason is None
    ]


def unwanted(judged: Sequence[tuple[Line, float]], strictness: float) -> list[tuple[Line, float]]:
    """The lines to leave out, the least likely first: never more than a story can spare."""
    limit = LARGEST_SHARE * sum(line.words for line, _ in judged)
    alike = [(line, probability) for line, probability in judged if line.key and line.kind not in _APART]
    if sum(line.words for line, probability in alike if probability < _EVEN) > limit:
        return []
    doubted = [(line, probability) for line, probability in alike if probability < _least(line, strictness)]
    found: list[tuple[Line, float]] = []
    words = 0
    for line, probability in sorted(doubted, key=lambda pair: pair[1]):
        words += line.words
        if words > limit:
            break
        found.append((line, probability))
    return found


def _least(line: Line, strictness: float) -> float:
    """The probability that the line has to have."""
    return strictness * (_LONG_SHARE if line.words >= _LONG_WORDS else 1)
