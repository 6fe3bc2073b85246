"""Golden pairs: each page in pages/ reads exactly as its .expected.json says.

To add a case, add the page, run `python -m tests.crawler.extraction.test_pages`, and read what it wrote:
it is the test.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.crawler.extraction.golden import PAGES, read_page

FILES = sorted(PAGES.glob("*.html"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_page_reads_as_its_golden_file_says(file: Path) -> None:
    assert read_page(file) == json.loads(file.with_suffix(".expected.json").read_text(encoding="utf-8"))


def write_missing() -> None:
    """Write the golden files that are not there."""
    for file in FILES:
        golden = file.with_suffix(".expected.json")
        if not golden.exists():
            text = json.dumps(read_page(file), ensure_ascii=False, indent=1)
            golden.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_missing()
