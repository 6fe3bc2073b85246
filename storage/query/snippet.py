"""The lines of an article that show why it was found. Pure."""

from __future__ import annotations

import re

from storage.analysis import terms_of
from storage.model import Article
from storage.query.clauses import Clause, wanted_words

LONGEST_SNIPPET = 240

_SENTENCE = re.compile(r"[^.!?。！？।\n]+[.!?。！？।]*[\"'”’»)]*")


def snippet_of(article: Article, clause: Clause | None) -> str:
    """The first sentence of the text with a word that was asked for; else how the text begins."""
    needles = [f" {word.phrase.terms[0]}" for word in wanted_words(clause)]
    sentences = [match[0].strip() for match in _SENTENCE.finditer(article.text)]
    for sentence in sentences if needles else []:
        terms = f" {' '.join(terms_of(sentence))}"
        if any(needle in terms for needle in needles):
            return _shortened(sentence)
    return _shortened(article.standfirst or " ".join(article.text[: LONGEST_SNIPPET * 2].split()))


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_SNIPPET:
        return text
    head, _, _ = text[:LONGEST_SNIPPET].rpartition(" ")
    return f"{head or text[:LONGEST_SNIPPET]} …"
