"""What the crawler's tests share: the conformance suites, where they lie beside the project."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).parents[3] / "shared" / "suites"


@dataclass(frozen=True)
class Suite:
    """One conformance suite."""

    name: str
    cases: list[dict[str, Any]]

    def body(self, case: dict[str, Any]) -> bytes:
        """The bytes of a case, kept in a file of their own or in the line."""
        if "file" in case:
            return (SHARED / self.name / case["file"]).read_bytes()
        return str(case["payload"]).encode()


@pytest.fixture
def suite() -> Callable[[str], Suite]:
    """Loads a suite by name, or skips the test where there is none."""

    def load(name: str) -> Suite:
        path = SHARED / name / "cases.jsonl"
        if not path.is_file():
            pytest.skip(f"the shared suite {name!r} does not lie beside the project")
        return Suite(name, [json.loads(line) for line in path.read_text("utf-8").splitlines()])

    return load
