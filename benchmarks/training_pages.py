"""The corpus as the line filter learns from it: each page's lines after the rules, and which of them belong."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from benchmarks.scorer import load_scorer
from crawler.errors import ExtractionError
from crawler.extraction.article import read_lines
from crawler.extraction.line_filter.features import Row, features_of
from crawler.extraction.lines import Line

#: How much a page of each set counts. Blogs and guides teach what articles of any kind look like, news the rest.
SETS = {
    "aeb": 1.0,
    "fundus": 1.0,
    "fundus_eval": 1.0,
    "fundus_old": 1.0,
    "naeb": 1.0,
    "wcxb_news": 1.0,
    "wcxb_other": 0.3,
}
#: A line belongs to the story when so much of it stands in the true text.
_BELONGS = 0.5
#: What the lines of a page weigh together.
_PAGE_WEIGHT = 20.0
#: A line weighs by this power of its words: a wrong label spoils a page as a wrong paragraph does, but says less.
_LENGTH_POWER = 0.25


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """A line of a page, its features and what is true of it."""

    line: Line
    row: Row
    belongs: bool
    #: In a part of the true text that may be there or not, such as the standfirst: nothing is learnt from it.
    is_optional: bool


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """A page of the corpus, read."""

    set_name: str
    brand: str
    language: str
    #: The true text in the scorer's form.
    gold: dict[str, Any]
    #: Empty where extraction finds no article.
    lines: tuple[TrainingLine, ...]

    def learnt_from(self) -> list[tuple[TrainingLine, float]]:
        """The lines to learn from, those that the rules took included, each with its weight.

        Long lines weigh more, though less than by their length, and all pages of a set the same.
        """
        lines = [line for line in self.lines if not line.is_optional]
        lengths = [max(1, line.line.words) ** _LENGTH_POWER for line in lines]
        scale = _PAGE_WEIGHT * SETS[self.set_name] / max(1.0, sum(lengths))
        return [(line, length * scale) for line, length in zip(lines, lengths, strict=True)]


def read_training_pages(processes: int) -> list[TrainingPage]:
    """All pages of the corpus that have a true text, in its order."""
    scorer = load_scorer()
    tasks = [(name, row) for name in SETS for row in scorer.rows(name) if row.get("text")]
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(_read, tasks, chunksize=8))


@cache
def _scorer() -> ModuleType:
    return load_scorer()


def _read(task: tuple[str, dict[str, Any]]) -> TrainingPage:
    name, row = task
    try:
        reading = read_lines(_scorer().html(name, row), row["url"])
        found = list(zip(reading.lines, features_of(reading), strict=True))
    except ExtractionError:
        found = []
    parts = row.get("parts") or [("r", row["text"])]
    belongs = _judge([text for _, text in parts])
    is_optional = _judge([text for kind, text in parts if kind != "r"])
    return TrainingPage(
        set_name=name,
        brand=row.get("brand") or row["publisher"],
        language=row.get("lang") or "en",
        gold={"text": row["text"], "parts": row.get("parts")},
        lines=tuple(
            # Without its block, which holds the page's tree and stays in this process.
            TrainingLine(
                Line(line.text, kind=line.kind, reason=line.reason),
                tuple(map(float, features)),
                belongs(line.text),
                is_optional(line.text),
            )
            for line, features in found
        ),
    )


def _judge(parts: list[str]) -> Callable[[str], bool]:
    """Tells whether half of a line's words stand in sentences of the parts."""
    scorer = _scorer()
    known = scorer.index("\n".join(parts))

    def stands_in_parts(text: str) -> bool:
        sentences = [
            (len(scorer.tok(sentence)), scorer.inside(sentence, *known)) for sentence in scorer.sents(text)
        ]
        inside = sum(length for length, is_inside in sentences if is_inside)
        return bool(parts) and inside >= _BELONGS * max(1, sum(length for length, _ in sentences))

    return stands_in_parts
