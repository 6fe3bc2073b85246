"""`make bench-extraction-cost`: the CPU of our extraction beside trafilatura's with metadata, page by page.

    python -m benchmarks.extraction_cost [--every 5]

All in one process, each page once by each, and now the one first, now the other. Pages are those of the corpus beside
the project, or generated ones where it is missing.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
from collections.abc import Iterator, Sequence
from itertools import islice
from statistics import median

from benchmarks.pages import CORPUS, NEWS_SETS, generated_pages
from benchmarks.readers import newsdesk, plain_trafilatura, timed

#: Makes trafilatura load what takes it two seconds once a process, not once a page: the month names of all languages.
WARM_UP = b"<html><body><div class='date'>3 kuu 2026</div><p>A line or two.</p></body></html>"
#: So many pages are read unmeasured as well.
UNMEASURED = 20
GENERATED = 200

Page = tuple[bytes, str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--every", type=int, default=1, help="only every n-th page, for a quick look")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    pages = list(islice(_pages(), 0, None, options.every))
    _measure([(WARM_UP, "https://ledger.example/weather"), *pages[:UNMEASURED]])
    print(_report(*_measure(pages)))


def _pages() -> Iterator[Page]:
    """Real pages with their addresses, else generated ones."""
    found = False
    for name in NEWS_SETS:
        rows = CORPUS / name / "gold.jsonl"
        if rows.exists():
            found = True
            for row in map(json.loads, rows.read_text("utf-8").splitlines()):
                yield gzip.decompress((CORPUS / name / f"{row['id']}.html.gz").read_bytes()), row["url"]
    if not found:
        for number, page in enumerate(generated_pages(GENERATED)):
            yield page, f"https://ledger.example/article-{number}.html"


def _measure(pages: Sequence[Page]) -> tuple[list[float], list[float]]:
    """Milliseconds of each page: trafilatura, newsdesk."""
    read_ours = newsdesk(None)
    theirs, ours = [], []
    for number, (body, url) in enumerate(pages):
        turns = [(plain_trafilatura, theirs), (read_ours, ours)]
        for read, times in turns if number % 2 else reversed(turns):
            times.append(timed(read, body, url)["ms"])
    return theirs, ours


def _report(theirs: list[float], ours: list[float]) -> str:
    lines = [
        f"{len(ours)} pages, CPU ms  median     p95     sum",
        *(
            f"{name:19}{median(ms):8.1f}{_p95(ms):8.1f}{sum(ms):8.0f}"
            for name, ms in (("trafilatura", theirs), ("newsdesk", ours))
        ),
        f"newsdesk : trafilatura = {median(ours) / median(theirs):.2f} in medians, "
        f"{median(our / their for our, their in zip(ours, theirs, strict=True)):.2f} as the median of ratios, "
        f"{sum(ours) / sum(theirs):.2f} in sums",
    ]
    return "\n".join(lines)


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


if __name__ == "__main__":
    main()
