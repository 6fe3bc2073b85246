"""Matches whole lines against word lists, whatever quotes, dashes and capitals a site writes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

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


@dataclass(frozen=True, slots=True)
class ToldPhrases:
    """Phrases each of which holds one of a few telling words.

    A line is searched only where it has one: looking for a few plain words takes a microsecond, trying fifty
    alternatives at each character of a paragraph a tenth of a millisecond.
    """

    telling: tuple[str, ...]
    phrases: tuple[str, ...]
    pattern: re.Pattern[str]

    def search(self, text: str) -> bool:
        """True when the text contains one of the phrases."""
        for word in self.telling:
            if word in text:
                return self.pattern.search(text) is not None
        return False

    def count(self, text: str, most: int) -> int:
        """How many times the text contains one of the phrases; `most` is where counting ends."""
        if not any(word in text for word in self.telling):
            return 0
        return sum(1 for _ in islice(self.pattern.finditer(text), most))


def told_by(telling: str, *phrases: str) -> ToldPhrases:
    """As `anywhere`, for phrases that each hold one of the telling words (apart by "|"); a test looks after that."""
    words = tuple(unicodedata.normalize("NFC", telling).split("|"))
    return ToldPhrases(words, phrases, anywhere(*phrases))


def _joined(phrases: tuple[str, ...]) -> str:
    """Phrases as alternatives. NFC, not NFKC: the latter would turn a full-width bracket into a group."""
    return "|".join(unicodedata.normalize("NFC", phrase) for phrase in phrases)
