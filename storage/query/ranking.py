"""How well an article answers a question: the same number on every database. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from storage.query.clauses import Words

#: A word in the headline says more about an article than one in the text.
_WEIGHTS = {"title": 8.0, "tags": 4.0, "authors": 4.0, "agency": 4.0, "standfirst": 3.0, "text": 1.0}

#: The usual constants of BM25: how soon repetition stops counting, and how much length matters.
_SATURATION = 1.2
_LENGTH = 0.75


def scores(articles: Sequence[Mapping[str, str]], wanted: Sequence[Words]) -> list[float]:
    """BM25 over weighted fields, among these articles; each one maps a field to its terms between spaces."""
    lengths = [len(one["text"]) for one in articles]
    mean = sum(lengths) / len(lengths) if lengths else 1.0
    total = [0.0] * len(articles)
    for words in wanted:
        counts = [_weighted_count(one, words) for one in articles]
        found = sum(1 for count in counts if count)
        rarity = math.log(1 + len(articles) / found) if found else 0.0
        for at, count in enumerate(counts):
            norm = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[at] / (mean or 1.0))
            total[at] += rarity * count / (count + norm)
    return total


def _weighted_count(article: Mapping[str, str], words: Words) -> float:
    needle = f" {' '.join(words.phrase.terms)}{'' if words.phrase.is_prefix else ' '}"
    fields = [*words.fields, *(["standfirst"] if "text" in words.fields else [])]
    return sum(_WEIGHTS[field] * article[field].count(needle) for field in fields)
