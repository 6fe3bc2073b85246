"""Judges a model of the line filter on pages of brands that it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from types import ModuleType

from benchmarks.scorer import load_scorer
from benchmarks.training_pages import TrainingPage
from crawler.extraction.article import text_of
from crawler.extraction.guidance import STRICTNESS
from crawler.extraction.line_filter.filter import unwanted
from crawler.extraction.line_filter.model import Model, read_model
from crawler.extraction.lines import Line

STRICTNESSES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
#: The sets whose true text is exact; the others are judged apart.
EXACT = ("aeb", "fundus_eval", "fundus", "wcxb_news")
#: Resamplings of the brands for an interval.
_RESAMPLINGS = 300

Score = dict[str, float]
Judged = Sequence[tuple[Line, float]]


@dataclass(frozen=True, slots=True)
class ScoredPage:
    """A page with its scores under a model that has not seen its brand."""

    set_name: str
    brand: str
    language: str
    #: The whole extraction, at each strictness.
    at: dict[float, Score]
    #: The model without any rule; and neither model nor rule.
    alone: Score
    untouched: Score


@dataclass(frozen=True, slots=True)
class Figures:
    """The means over some pages, with an interval for F1 and for spotless pages."""

    page_count: int
    f1: float
    f1_interval: tuple[float, float]
    leak: float
    lost: float
    spotless: float
    spotless_interval: tuple[float, float]


def score_pages(
    pages: Sequence[TrainingPage], documents: Sequence[str], *, processes: int
) -> list[ScoredPage]:
    """The scores of each page under the model document that stands at the same place."""
    with ProcessPoolExecutor(processes) as pool:
        return list(pool.map(_score_page, pages, documents, chunksize=16))


def figures_of(pages: Sequence[ScoredPage], score_of: Callable[[ScoredPage], Score]) -> Figures:
    """The figures of the pages in one of their scores."""
    means, intervals = _scorer().summary([(page.brand, score_of(page)) for page in pages], _RESAMPLINGS)
    return Figures(
        page_count=len(pages),
        f1=means["f1_aeb"],
        f1_interval=intervals["f1_aeb"],
        leak=means["leak"],
        lost=means["lost"],
        spotless=means["clean"],
        spotless_interval=intervals["clean"],
    )


@cache
def _scorer() -> ModuleType:
    return load_scorer()


@cache
def _model(document: str) -> Model:
    return read_model(document)


def _score_page(page: TrainingPage, document: str) -> ScoredPage:
    model = _model(document)
    everything = [(each.line, model.probability(each.row)) for each in page.lines]
    after_rules = [(line, probability) for line, probability in everything if line.reason is None]
    known: dict[str, Score] = {}

    def score(judged: Judged, strictness: float) -> Score:
        text = _text(judged, strictness)
        if text not in known:
            known[text] = _score(page, text)
        return known[text]

    return ScoredPage(
        set_name=page.set_name,
        brand=page.brand,
        language=page.language,
        at={strictness: score(after_rules, strictness) for strictness in STRICTNESSES},
        alone=score(everything, STRICTNESS),
        untouched=score(everything, 0),
    )


def _text(judged: Judged, strictness: float) -> str:
    out = {id(line) for line, _ in unwanted(judged, strictness)}
    return text_of([line for line, _ in judged if id(line) not in out])


def _score(page: TrainingPage, text: str) -> Score:
    scorer = _scorer()
    gold = scorer.gold_for(page.gold, text)
    counts = scorer.tpfpfn(gold, text)
    leaked, lost, said, true = scorer.leak_lost(gold, text)
    return {
        "p": scorer.prec(*counts),
        "r": scorer.rec(*counts),
        "leak": len(leaked) / said if said else 0.0,
        "lost": len(lost) / true if true else 0.0,
        "clean": float(not leaked and not lost),
    }
