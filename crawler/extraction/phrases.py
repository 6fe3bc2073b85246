"""Matches whole lines against word lists, whatever quotes, dashes and capitals a site writes."""

from __future__ import annotations

import re
import unicodedata

_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " "})
#: What may stand around a phrase that fills a line: bullets, arrows, brackets, colons, emoji.
_EDGE = r"[\W_]*"


def plain_of(text: str) -> str:
    """The text in lower case with straight quotes; composed and full-width characters in their usual form."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return text.lower()


def whole_line(*phrases: str) -> re.Pattern[str]:
    """A pattern for lines that consist of one of the phrases (regular expressions), punctuation aside."""
    return re.compile(f"^{_EDGE}(?:{_joined(phrases)}){_EDGE}$")


def line_start(*phrases: str) -> re.Pattern[str]:
    """A pattern for lines that begin with one of the phrases (regular expressions)."""
    return re.compile(f"^{_EDGE}(?:{_joined(phrases)})")


def anywhere(*phrases: str) -> re.Pattern[str]:
    """A pattern for lines that contain one of the phrases (regular expressions)."""
    return re.compile(f"(?:{_joined(phrases)})")


def _joined(phrases: tuple[str, ...]) -> str:
    """Phrases as alternatives. NFC, not NFKC: the latter would turn a full-width bracket into a group."""
    return "|".join(unicodedata.normalize("NFC", phrase) for phrase in phrases)
