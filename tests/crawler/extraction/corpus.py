"""The real pages and the suites that lie beside the project, for tests marked `shared`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).parents[4] / "shared"
CORPUS = SHARED / "corpus"
SUITES = SHARED / "suites"
#: The sets of real news articles.
NEWS = ("aeb", "fundus", "fundus_eval", "fundus_old", "naeb", "wcxb_news")

needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"the shared corpus is not beside the project ({CORPUS})"
)
needs_suites = pytest.mark.skipif(
    not SUITES.is_dir(), reason=f"the shared suites are not beside the project ({SUITES})"
)


def corpus_pages(*, every: int = 1) -> Iterator[tuple[str, str, bytes]]:
    """Name, address and bytes of every n-th page of the news sets."""
    number = 0
    for name in NEWS:
        lines = (CORPUS / name / "gold.jsonl").read_text(encoding="utf-8").split("\n")
        for row in (json.loads(line) for line in lines if line):
            number += 1
            if number % every == 0:
                page = gzip.decompress((CORPUS / name / f"{row['id']}.html.gz").read_bytes())
                yield f"{name}/{row['id']}", row["url"], page


def cases(suite: str) -> list[dict[str, Any]]:
    """The cases of a suite; none where it is missing."""
    file = SUITES / suite / "cases.jsonl"
    lines = file.read_text(encoding="utf-8").split("\n") if file.exists() else []
    return [json.loads(line) for line in lines if line]


def case_bytes(suite: str, case: dict[str, Any]) -> bytes:
    """What a case consists of, from the case itself or from its file."""
    for name in ("html", "block", "text", "body"):
        if isinstance(case.get(name), str):
            return str(case[name]).encode("utf-8", "surrogatepass")
    return (SUITES / suite / case["file"]).read_bytes() if "file" in case else b""
