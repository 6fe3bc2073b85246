"""How complaints about a sources.toml name keys and values."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from storage.source_text import quoted

LONGEST_SHOWN = 60


def meant(key: str, keys: Sequence[str]) -> str:
    """The end of a sentence about an unknown key: which one may have been meant."""
    close = difflib.get_close_matches(key, keys, n=1)
    return f'; did you mean "{close[0]}"?' if close else f"; known are {', '.join(keys)}."


def shown(value: object) -> str:
    """The value as the file may have it, cut where it is long."""
    text = quoted(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
