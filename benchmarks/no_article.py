"""How well pages that are no articles are told from articles: precision and recall of both verdicts.

    python -m benchmarks.no_article [--pages 800] [--seed 11]

Articles are the real ones beside the project (../shared), where they are, and generated ones; lists of articles are
generated, by another seed than the tests use. Errors and walls are tested page by page (test_kinds.py).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator

from crawler.errors import ExtractionFailed, NoArticle
from crawler.extraction import extract_article
from tests.crawler.extraction.corpus import CORPUS, corpus_pages
from tests.crawler.extraction.section_pages import SamplePage, article_pages, section_pages


def judge(pages: Iterable[SamplePage]) -> tuple[Counter[tuple[bool, bool]], list[str]]:
    """How often (is an article, was taken for one), and what was judged wrongly."""
    counts: Counter[tuple[bool, bool]] = Counter()
    wrong: list[str] = []
    for page in pages:
        reason = _reason(page)
        taken = reason is None
        counts[page.is_article, taken] += 1
        if taken != page.is_article:
            wrong.append(f"  {page.name} {page.url} {reason or 'taken for an article'}")
    return counts, wrong


def _reason(page: SamplePage) -> str | None:
    try:
        extract_article(page.html, page.url)
    except (NoArticle, ExtractionFailed) as error:
        return error.reason or "?"
    return None


def _real_articles() -> Iterator[SamplePage]:
    if CORPUS.is_dir():
        for name, url, page in corpus_pages():
            yield SamplePage(name, url, page, is_article=True)


def main() -> None:
    """Judge all pages and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=800)
    parser.add_argument("--seed", type=int, default=11)
    chosen = parser.parse_args()
    total: Counter[tuple[bool, bool]] = Counter()
    print("| pages | articles | taken for articles | lists | taken for lists |\n|---|---|---|---|---|")
    mistakes: list[str] = []
    for name, pages in (
        ("real articles", _real_articles()),
        ("generated articles", article_pages(chosen.pages, seed=chosen.seed)),
        ("generated lists", section_pages(chosen.pages, seed=chosen.seed)),
    ):
        counts, wrong = judge(pages)
        articles, lists = (sum(counts[kind, taken] for taken in (True, False)) for kind in (True, False))
        print(f"| {name} | {articles} | {counts[True, True]} | {lists} | {counts[False, False]} |")
        total += counts
        mistakes += wrong
    refused = total[False, False]
    print(f"\n'no article': precision {refused / max(1, refused + total[True, False]):.4f}", end=", ")
    print(f"recall {refused / max(1, refused + total[False, True]):.4f}; judged wrongly:")
    print("\n".join(mistakes) or "  none")


if __name__ == "__main__":
    main()
