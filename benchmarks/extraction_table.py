"""Turns the scores of many pages into the tables of `make bench-extraction`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.scorer import load_scorer

#: The sets whose true text is exact; they are judged together first.
EXACT = ("aeb", "fundus_eval", "fundus", "wcxb_news")
#: Resamplings of the brands for an interval.
RESAMPLINGS = 500

_COLUMNS = (
    "F1",
    "95 %",
    "P",
    "R",
    "leak",
    "lost",
    "spotless",
    "95 %",
    "title",
    "soft",
    "date",
    "authors",
    "ms",
    "p95",
)


@dataclass(frozen=True, slots=True)
class Scored:
    """What one extractor made of one page."""

    extractor: str
    set_name: str
    brand: str
    language: str
    url: str
    text: str
    scores: Mapping[str, float]


def tables_of(scored: Sequence[Scored]) -> str:
    """The tables, one for each group of pages: the exact sets together, each set, each group of languages."""
    return "\n\n".join(_table(title, pages) for title, pages in _groups(scored) if pages)


def worst_of(scored: Sequence[Scored], extractor: str, count: int = 10) -> str:
    """The pages of the exact sets that this extractor reads worst."""
    ours = [page for page in scored if page.extractor == extractor and page.set_name in EXACT]
    ours.sort(key=lambda page: page.scores["f1"])
    lines = [
        f"| {page.set_name} | {page.url} | {_cells(page.scores, ('f1', 'p', 'r', 'leak', 'lost'))} |"
        for page in ours[:count]
    ]
    return "\n".join(["| set | page | F1 | P | R | leak | lost |", "|---|---|---|---|---|---|---|", *lines])


def _groups(scored: Sequence[Scored]) -> Iterable[tuple[str, list[Scored]]]:
    exact = [page for page in scored if page.set_name in EXACT]
    yield "aeb, fundus_eval, fundus and wcxb_news together", exact
    for name in dict.fromkeys(page.set_name for page in scored):
        yield name, [page for page in scored if page.set_name == name]
    languages: dict[str, Callable[[str], bool]] = {
        "English": lambda code: code == "en",
        "German": lambda code: code == "de",
        "other languages": lambda code: code not in ("en", "de"),
    }
    for title, belongs in languages.items():
        yield f"{title} (all sets)", [page for page in scored if belongs(page.language)]


def _table(title: str, pages: Sequence[Scored]) -> str:
    by_extractor: dict[str, list[Scored]] = defaultdict(list)
    for page in pages:
        by_extractor[page.extractor].append(page)
    page_count = max(map(len, by_extractor.values()))
    brand_count = len({page.brand for page in pages})
    head = f"### {title}: {page_count} pages, {brand_count} publishers\n"
    lines = [f"| {name} | {_row(own)} |" for name, own in by_extractor.items()]
    rule = "|---" * (len(_COLUMNS) + 1) + "|"
    return "\n".join([head, "| extractor | " + " | ".join(_COLUMNS) + " |", rule, *lines])


def _row(pages: Sequence[Scored]) -> str:
    means, intervals = load_scorer().summary([(page.brand, page.scores) for page in pages], RESAMPLINGS)
    times = sorted(page.scores["ms"] for page in pages)
    cells = [
        _cell(means.get("f1_aeb")),
        _interval(intervals["f1_aeb"]),
        *(_cell(means.get(name)) for name in ("p", "r", "leak", "lost", "clean")),
        _interval(intervals["clean"]),
        *(_cell(means.get(name)) for name in ("title", "title_soft", "date", "author_f1")),
        f"{median(times):.0f}",
        f"{times[int(0.95 * (len(times) - 1))]:.0f}",
    ]
    return " | ".join(cells)


def _cells(scores: Mapping[str, Any], names: Iterable[str]) -> str:
    return " | ".join(_cell(scores.get(name)) for name in names)


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}".removeprefix("0")


def _interval(bounds: tuple[float, float]) -> str:
    return "–".join(_cell(bound) for bound in bounds)
