"""`make bench-extraction-cost`: the CPU of our extraction beside trafilatura's with metadata, page by page.

    python -m benchmarks.extraction_cost [--every 5]

All in one process. trafilatura reads each page twice, before and after us: what its two times differ by is the noise
of the machine, and what it loads for the first time. Pages are those of the corpus beside the project, or generated
ones where it is missing.
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

#: So many pages are read unmeasured first: models and word lists are loaded once a process, not once a page.
WARM_UP = 20
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
    _measure(pages[:WARM_UP])
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


def _measure(pages: Sequence[Page]) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of each page: trafilatura, newsdesk, trafilatura again."""
    readers = (plain_trafilatura, newsdesk(None), plain_trafilatura)
    times = [[timed(read, body, url)["ms"] for read in readers] for body, url in pages]
    before, ours, after = zip(*times, strict=True)
    return list(before), list(ours), list(after)


def _report(before: list[float], ours: list[float], after: list[float]) -> str:
    # In its second reading nothing is loaded for the first time, so that is the fairer one to be measured against.
    theirs = after
    lines = [
        f"{len(ours)} pages, CPU ms     median     p95     sum",
        *(
            f"{name:22}{median(ms):8.1f}{_p95(ms):8.1f}{sum(ms):8.0f}"
            for name, ms in (
                ("trafilatura, before", before),
                ("trafilatura, after", after),
                ("newsdesk", ours),
            )
        ),
        f"newsdesk : trafilatura (after) = {median(ours) / median(theirs):.2f} in medians, "
        f"{median(our / their for our, their in zip(ours, theirs, strict=True)):.2f} as the median of ratios, "
        f"{sum(ours) / sum(theirs):.2f} in sums",
    ]
    return "\n".join(lines)


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(0.95 * (len(values) - 1))]


if __name__ == "__main__":
    main()
