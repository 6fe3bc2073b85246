"""How clean the text is: newsdesk beside plain trafilatura on real pages with their full text, in one run.

    python -m benchmarks.extraction [--sets aeb,fundus_eval,fundus,wcxb_news]

F1 is that of 4-word shingles; leak is the share of sentences that do not belong, lost the share that is missing,
spotless the share of pages with neither. Needs the corpus beside the project (../shared) and says so
where it is missing.
"""

from __future__ import annotations

import argparse
import importlib.util
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import trafilatura

from crawler.errors import ExtractionError
from crawler.extraction import extract_article

SCORER = Path(__file__).parents[2] / "shared" / "tools" / "score_extraction.py"
SETS = "aeb,fundus_eval,fundus,wcxb_news"
COLUMNS = ("f1_aeb", "p", "r", "leak", "lost", "clean", "title", "date", "author_f1", "ms")

Extractor = Callable[[bytes, str], dict[str, Any]]


def newsdesk(page: bytes, url: str) -> dict[str, Any]:
    """What newsdesk reads, in the scorer's form."""
    try:
        article = extract_article(page, url)
    except ExtractionError:
        return {}
    return {
        "title": article.title,
        "text": article.text,
        "authors": list(article.authors),
        "date": article.published_at and article.published_at.date().isoformat(),
    }


def plain_trafilatura(page: bytes, url: str) -> dict[str, Any]:
    """What trafilatura reads by itself, without comments."""
    found = trafilatura.bare_extraction(page, url=url, with_metadata=True, include_comments=False)
    if not isinstance(found, trafilatura.settings.Document):
        return {}
    authors = found.author.split("; ") if found.author else []
    return {"title": found.title, "text": found.text, "authors": authors, "date": found.date}


EXTRACTORS: dict[str, Extractor] = {"trafilatura": plain_trafilatura, "newsdesk": newsdesk}


def load_scorer() -> ModuleType:
    """The scorer that lies beside the project."""
    if not SCORER.exists():
        sys.exit(f"the corpus is not beside the project: {SCORER} is missing")
    spec = importlib.util.spec_from_file_location("score_extraction", SCORER)
    assert spec is not None and spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def measure(scorer: ModuleType, sets: list[str]) -> dict[str, dict[str, list[tuple[str, dict[str, float]]]]]:
    """The scores of every page by set and extractor, each page read by all extractors in turn."""
    scores: dict[str, dict[str, list[tuple[str, dict[str, float]]]]] = {}
    for name in sets:
        scores[name] = {extractor: [] for extractor in EXTRACTORS}
        for row in scorer.rows(name):
            page = scorer.html(name, row)
            for extractor, extract in EXTRACTORS.items():
                started = time.process_time()
                found = extract(page, row["url"])
                found["ms"] = (time.process_time() - started) * 1000
                scores[name][extractor].append(
                    (row.get("brand") or row["publisher"], scorer.page_scores(row, found))
                )
    return scores


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", default=SETS)
    sets = parser.parse_args().sets.split(",")
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    scorer = load_scorer()
    scores = measure(scorer, sets)
    scores["all"] = {name: [page for each in sets for page in scores[each][name]] for name in EXTRACTORS}
    print("| set | extractor | pages | " + " | ".join(COLUMNS) + " |\n" + "|---" * (len(COLUMNS) + 3) + "|")
    for name, by_extractor in scores.items():
        for extractor, pages in by_extractor.items():
            means, _ = scorer.summary(pages, 2)
            cells = (f"{means[column]:.3f}" if column in means else "" for column in COLUMNS)
            print(f"| {name} | {extractor} | {len(pages)} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
