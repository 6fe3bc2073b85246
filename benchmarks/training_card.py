"""Writes the card of a trained line filter: what it learnt from, how it does on publishers it has not seen, limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.training_pages import SETS, TrainingPage
from benchmarks.training_scores import EXACT, STRICTNESSES, Figures, Score, ScoredPage, figures_of
from crawler.extraction.guidance import STRICTNESS
from crawler.extraction.line_filter.filter import LARGEST_SHARE

_HEAD = "| {} | pages | F1 | leak | lost | spotless |\n|---|---|---|---|---|---|"
#: Features that tell less than this are not worth a line of the card.
_TELLING = 0.01

_CARD = """\
# The line filter's model

Boosted decision trees that tell how likely a line of a page belongs to its story. They look at numbers that depend on
no language and no site: how many blocks of the page look alike, how much of the text stands in them, how much of it is
links, where the line stands among the others, whether the rest of the story uses the same words. No class name, no
word list and no address is a feature.

This card and `model.json` are written by `make train-extraction`; do not edit them by hand.

## What it learnt from

{data}

A line belongs to the story when half of its words stand in sentences of the true text; parts that are optional there
(standfirsts) are left out of the training. Lines that the rules take are learnt from as well: what the rules know by
name on one site, the model then knows by its shape on another. Each page weighs the same within its set, a long line
more than a short one (by the fourth root of its words). {parameters}

## How it does on publishers it has not seen

Cross-validation in five parts, split by brand; intervals (95 %) by resampling brands. F1 is that of 4-word shingles,
*leak* the share of sentences that do not belong, *lost* the share that is missing, *spotless* the share of pages with
neither. The rules were written with a view to a part of these pages, so their figures, and those of rules and model
together, flatter; those of the model alone do not.

{parts}

### By set: rules only → rules and model

{sets}

### By language (exact sets): rules only → rules and model

{languages}

## The dial

`NEWSDESK_EXTRACTION_STRICTNESS` ({default:g} unless set) is the probability below which a line is left out; 0 turns the
model off.

{curve}

## What it looks at

The share of the trees' gain that each feature brings; features under {telling:.0%} are not listed.

{gains}

## Limits

- It only removes lines that were found; it wins nothing back and cannot mend a page whose wrong element was read.
- Other stories, advertisements and author notes written as whole paragraphs in the story's own element look like the
  story; most of what still leaks is of that kind.
- Subheads, short quotations and list items are what it loses most often.
- Most of the pages are English or German. Scripts without spaces are rare among them; there the share of common words
  tells nothing.
- Where it would take more than {share:.0%} of a story's words for boilerplate it does not know such pages, and
  takes nothing.
"""


@dataclass(frozen=True, slots=True)
class Training:
    """A training's outcome."""

    pages: Sequence[TrainingPage]
    scored: Sequence[ScoredPage]
    #: The share of the gain, by feature.
    gains: Mapping[str, float]
    parameters: Mapping[str, float]


def card_of(training: Training) -> str:
    """The card in Markdown."""
    parameters = ", ".join(f"{name} {value:g}" for name, value in training.parameters.items())
    return _CARD.format(
        data=_data(training.pages),
        parameters=f"LightGBM with {parameters}.",
        parts=parts_table(training.scored),
        sets=_pairs("set", training.scored, lambda page: page.set_name),
        languages=_pairs("language", _exact(training.scored), _language_group),
        default=STRICTNESS,
        curve=curve_table(training.scored),
        telling=_TELLING,
        gains=_gains(training.gains),
        share=LARGEST_SHARE,
    )


def parts_table(scored: Sequence[ScoredPage]) -> str:
    """What rules and model do, each without the other and together, on the exact sets."""
    kinds: dict[str, Callable[[ScoredPage], Score]] = {
        "neither rules nor model": lambda page: page.untouched,
        "model alone": lambda page: page.alone,
        "rules alone": lambda page: page.at[0.0],
        "rules and model": lambda page: page.at[STRICTNESS],
    }
    lines = [_row(name, figures_of(_exact(scored), score)) for name, score in kinds.items()]
    return "\n".join([_HEAD.format("exact sets"), *lines])


def curve_table(scored: Sequence[ScoredPage]) -> str:
    """The figures at each strictness, for the exact sets and for each of the others."""
    groups = {"exact sets": _exact(scored)}
    groups |= {name: [page for page in scored if page.set_name == name] for name in ("naeb", "wcxb_other")}
    lines = [
        _row(f"{name}, {strictness:g}", figures_of(pages, _at(strictness)))
        for name, pages in groups.items()
        for strictness in STRICTNESSES
    ]
    return "\n".join([_HEAD.format("strictness"), *lines])


def _at(strictness: float) -> Callable[[ScoredPage], Score]:
    return lambda page: page.at[strictness]


def _exact(scored: Sequence[ScoredPage]) -> list[ScoredPage]:
    return [page for page in scored if page.set_name in EXACT]


def _language_group(page: ScoredPage) -> str:
    return {"en": "English", "de": "German"}.get(page.language, "other")


def _data(pages: Sequence[TrainingPage]) -> str:
    rows = [
        "| set | pages | brands | lines | not of the story | weight of a page |",
        "|---|---|---|---|---|---|",
    ]
    for name, weight in SETS.items():
        chosen = [page for page in pages if page.set_name == name]
        lines = [line for page in chosen for line in page.lines if not line.is_optional]
        strangers = sum(not line.belongs for line in lines)
        brands = len({page.brand for page in chosen})
        rows.append(f"| {name} | {len(chosen)} | {brands} | {len(lines):,} | {strangers:,} | {weight:g} |")
    return "\n".join(rows)


def _pairs(heading: str, scored: Sequence[ScoredPage], group_of: Callable[[ScoredPage], str]) -> str:
    rows = [_HEAD.format(heading)]
    for group in sorted({group_of(page) for page in scored}):
        pages = [page for page in scored if group_of(page) == group]
        before, after = figures_of(pages, _at(0.0)), figures_of(pages, _at(STRICTNESS))
        rows.append(
            f"| {group} | {len(pages)} | {before.f1:.3f} → {after.f1:.3f} | {before.leak:.3f} → {after.leak:.3f} "
            f"| {before.lost:.3f} → {after.lost:.3f} | {before.spotless:.1%} → {after.spotless:.1%} |"
        )
    return "\n".join(rows)


def _row(name: str, figures: Figures) -> str:
    low, high = figures.f1_interval
    worst, best = figures.spotless_interval
    return (
        f"| {name} | {figures.page_count} | {figures.f1:.4f} ({low:.3f}–{high:.3f}) | {figures.leak:.3f} "
        f"| {figures.lost:.3f} | {figures.spotless:.1%} ({worst:.0%}–{best:.0%}) |"
    )


def _gains(gains: Mapping[str, float]) -> str:
    telling = sorted(((gain, name) for name, gain in gains.items() if gain >= _TELLING), reverse=True)
    return "\n".join(
        ["| feature | gain |", "|---|---|", *(f"| {name} | {gain:.1%} |" for gain, name in telling)]
    )
