"""The scorer of the corpus beside the project."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

SCORER = Path(__file__).parents[2] / "shared" / "tools" / "score_extraction.py"


@cache
def load_scorer() -> ModuleType:
    """The scorer as a module; ends with a sentence where there is no corpus."""
    if not SCORER.exists():
        sys.exit(f"the corpus is not beside the project: {SCORER} is missing")
    spec = importlib.util.spec_from_file_location("score_extraction", SCORER)
    assert spec is not None and spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer
