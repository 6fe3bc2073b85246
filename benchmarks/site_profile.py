"""What a site's profile is worth: the same pages read without one, and with what the source's other pages taught.

    python -m benchmarks.site_profile [--sets aeb,fundus_eval,fundus,fundus_old,wcxb_news] [--pages 40]

Corpus: each page of a publisher with enough pages is read with the profile of the others (leave one page out).
Newsroom: pages of each sample source are read in the order of their publication, the profile learning as they come,
as in a crawl; see `benchmarks.house_pages` for what they show. Leak, lost and spotless as in `benchmarks.extraction`.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from benchmarks.house_pages import HousePage, house_pages
from benchmarks.scorer import load_scorer
from crawler.errors import ExtractionError
from crawler.extraction import ExtractedArticle, SiteProfile, extract_article

SETS = "aeb,fundus_eval,fundus,fundus_old,wcxb_news"
#: Read to learn from, but not scored: their gold is noisy, or only snippets.
ALSO_LEARNT = ("naeb", "traf_snip", "readability_news", "aeb", "fundus", "fundus_eval")
COLUMNS = ("f1_aeb", "leak", "lost", "clean")
OTHERS = (1, 2, 3, 5, 10)

Scores = list[tuple[str, dict[str, float]]]


@dataclass(frozen=True)
class CorpusPage:
    """A page of the corpus."""

    set: str
    row: dict[str, Any]
    page: bytes

    @property
    def publisher(self) -> str:
        return str(self.row.get("brand") or self.row["publisher"])


def read(page: bytes, url: str, site: SiteProfile) -> ExtractedArticle | None:
    """The article; None where the page is none for us."""
    try:
        return extract_article(page, url, site=site)
    except ExtractionError:
        return None


def corpus_pages(scorer: ModuleType, sets: Iterable[str]) -> dict[str, list[CorpusPage]]:
    """The pages by publisher."""
    by_publisher: dict[str, list[CorpusPage]] = defaultdict(list)
    for name in sets:
        for row in scorer.rows(name):
            page = CorpusPage(name, row, scorer.html(name, row))
            by_publisher[page.publisher].append(page)
    return by_publisher


class Comparison:
    """Scores without and with a profile, by how the profile came about."""

    def __init__(self, scorer: ModuleType) -> None:
        self._scorer = scorer
        self._scores: dict[str, tuple[Scores, Scores]] = defaultdict(lambda: ([], []))

    def add(self, label: str, publisher: str, row: dict[str, Any], before: str, after: str) -> None:
        """One page, as it reads without and with the profile."""
        for scores, text in zip(self._scores[label], (before, after), strict=True):
            scores.append((publisher, self._scorer.page_scores(row, {"text": text})))

    def print(self) -> None:
        """One table."""
        print(
            "| pages read | pages | site | "
            + " | ".join(COLUMNS)
            + " |\n"
            + "|---" * (len(COLUMNS) + 3)
            + "|"
        )
        for label, both in self._scores.items():
            for name, scores in zip(("without", "with"), both, strict=True):
                means, _ = self._scorer.summary(scores, 2)
                cells = " | ".join(f"{means[column]:.4f}" for column in COLUMNS)
                print(f"| {label} | {len(scores)} | {name} | {cells} |")


def measure_corpus(comparison: Comparison, publishers: dict[str, list[CorpusPage]], scored: set[str]) -> None:
    """Every scored page with the profile of all others of its publisher, and of so many of them."""
    for publisher, pages in publishers.items():
        if len(pages) < 2:
            continue
        bare = [read(page.page, page.row["url"], SiteProfile()) for page in pages]
        for index, page in enumerate(pages):
            if page.set not in scored:
                continue
            others = [each for at, each in enumerate(bare) if at != index and each is not None]
            random.Random(f"{publisher} {index}").shuffle(others)
            for label, count in _lots(len(others)):
                profile = learnt(others[:count])
                found = read(page.page, page.row["url"], profile)
                before = bare[index]
                comparison.add(
                    f"corpus, {label}",
                    publisher,
                    page.row,
                    before.text if before else "",
                    found.text if found else "",
                )


def _lots(count: int) -> Iterator[tuple[str, int]]:
    for most in OTHERS:
        if most <= count:
            yield f"{most} other pages", most
    if count >= 4:
        yield "5 or more pages a source, all others", count


def learnt(articles: Iterable[ExtractedArticle]) -> SiteProfile:
    """The profile of these."""
    profile = SiteProfile()
    for article in articles:
        profile = profile.learn(article)
    return profile


def measure_newsroom(comparison: Comparison, sources: dict[str, list[HousePage]]) -> None:
    """Every source's pages in order, the profile learning from each."""
    for name, pages in sources.items():
        profile = SiteProfile()
        for number, page in enumerate(pages):
            before, after = read(page.page, page.url, SiteProfile()), read(page.page, page.url, profile)
            row = {"text": page.text}
            part = "from the 11th on" if number >= 10 else "the first ten"
            for label in (f"newsroom, {part}", f"newsroom, {name}"):
                comparison.add(label, name, row, before.text if before else "", after.text if after else "")
            if after:
                profile = profile.learn(after)


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sets", default=SETS)
    parser.add_argument("--pages", type=int, default=40, help="pages a source of the newsroom")
    options = parser.parse_args()
    scorer = load_scorer()
    comparison = Comparison(scorer)
    scored = options.sets.split(",")
    publishers = corpus_pages(scorer, [*scored, *(name for name in ALSO_LEARNT if name not in scored)])
    measure_corpus(comparison, publishers, set(scored))
    if options.pages:
        measure_newsroom(comparison, house_pages(options.pages))
    comparison.print()


if __name__ == "__main__":
    main()
