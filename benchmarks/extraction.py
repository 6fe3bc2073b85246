"""`make bench-extraction`: how clean the text is, beside the other open extractors, on real pages and in one run.

    python -m benchmarks.extraction [--sets aeb,fundus_eval,fundus,wcxb_news] [--limit 10]

Each page is read by all in turn, so that their times are of the same minutes. newsdesk's line filter is
cross-validated: a page is read with a model that was trained without its brand. A site profile is made of the other
pages of the page's publisher, never of the page itself. Needs the corpus beside the project (../shared).
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.extraction_table import Scored, tables_of, worst_of
from benchmarks.readers import newsdesk, peers, plain_trafilatura, precise_trafilatura, timed
from benchmarks.scorer import load_scorer
from benchmarks.train_extraction import fold_documents
from crawler.extraction import SiteProfile
from crawler.extraction.line_filter.model import Model, read_model

SETS = "aeb,fundus_eval,fundus,wcxb_news,fundus_old,naeb"
PEERS = Path(".venv-peers/bin/python")


@dataclass(frozen=True, slots=True)
class CorpusPage:
    """A page of the corpus with what is true of it."""

    set_name: str
    row: Mapping[str, Any]
    body: bytes

    @property
    def url(self) -> str:
        """Where it stood."""
        return str(self.row["url"])

    @property
    def brand(self) -> str:
        """What the corpus is split by."""
        return str(self.row.get("brand") or self.row["publisher"])

    @property
    def language(self) -> str:
        """Its language; the corpus leaves it out of some English pages."""
        return str(self.row.get("lang") or "en")


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", default=SETS)
    parser.add_argument("--peers", type=Path, default=PEERS, help="the Python that has the other extractors")
    parser.add_argument("--limit", type=int, help="only so many pages of each set, for a quick look")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    scored = _measure(list(_corpus(options.sets.split(","), options.limit)), options.peers)
    print(tables_of(scored))
    print("\n### The pages that newsdesk reads worst\n")
    print(worst_of(scored, "newsdesk"))


def _corpus(sets: Sequence[str], limit: int | None) -> Iterable[CorpusPage]:
    scorer = load_scorer()
    for name in sets:
        for row in [row for row in scorer.rows(name) if row.get("text")][:limit]:
            yield CorpusPage(name, row, scorer.html(name, row))


def _measure(pages: Sequence[CorpusPage], python: Path) -> list[Scored]:
    print("training the line filter for each fold: some minutes", file=sys.stderr)
    model_of = {brand: _model(document) for brand, document in fold_documents().items()}
    siblings = _siblings(pages)
    scored: list[Scored] = []
    with peers(python) as ask_peers:
        for number, page in enumerate(pages, 1):
            model = model_of[page.brand]
            others = tuple((other.body, other.url) for other in siblings[page.brand] if other.url != page.url)
            readers = {
                "trafilatura": plain_trafilatura,
                "trafilatura, favor_precision": precise_trafilatura,
                "newsdesk": newsdesk(model),
                "newsdesk with site profile": newsdesk(model, SiteProfile.from_pages(others)),
            }
            readings = {name: timed(read, page.body, page.url) for name, read in readers.items()}
            readings |= ask_peers(page.body, page.url)
            scored += [_score(name, page, reading) for name, reading in readings.items()]
            print(f"\r{number} of {len(pages)} pages", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return scored


@cache
def _model(document: str) -> Model:
    return read_model(document)


def _score(extractor: str, page: CorpusPage, reading: Mapping[str, Any]) -> Scored:
    scores = load_scorer().page_scores(page.row, reading)
    return Scored(
        extractor, page.set_name, page.brand, page.language, page.url, str(reading.get("text") or ""), scores
    )


def _siblings(pages: Sequence[CorpusPage]) -> Mapping[str, list[CorpusPage]]:
    """The pages of each brand."""
    by_brand: dict[str, list[CorpusPage]] = defaultdict(list)
    for page in pages:
        by_brand[page.brand].append(page)
    return by_brand


if __name__ == "__main__":
    main()
