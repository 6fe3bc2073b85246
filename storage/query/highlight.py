"""Finds the words in a text that a question asked for, so that a face can mark them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from storage.analysis import Phrase, folded, terms_of
from storage.query.clauses import Clause, wanted_words
from storage.query.diff import SCRIPTS_WITHOUT_SPACES

Span = tuple[int, int]

_CHUNK = re.compile(r"\S+")
#: Scripts that the search cuts into pairs of characters: a match may begin and end anywhere.
_UNSPACED = re.compile(rf"[{SCRIPTS_WITHOUT_SPACES}\u1100-\u11ff\uac00-\ud7ff]")


def matches_in(text: str, clause: Clause | None) -> tuple[Span, ...]:
    """Where the wanted words stand in `text`, from left to right and without overlap."""
    phrases = [words.phrase for words in wanted_words(clause)]
    spans = [*_spaced(text, phrases), *(span for phrase in phrases for span in _unspaced(text, phrase))]
    return _merged(text, sorted(spans))


def _spaced(text: str, phrases: Sequence[Phrase]) -> Iterator[Span]:
    """Whole words, as spaces divide them."""
    located = [
        (term, span) for chunk in _CHUNK.finditer(text) for term, span in _terms_at(chunk[0], chunk.start())
    ]
    for phrase in phrases:
        for at in range(len(located) - len(phrase.terms) + 1):
            run = located[at : at + len(phrase.terms)]
            if _is_match([term for term, _ in run], phrase):
                yield run[0][1][0], run[-1][1][1]


def _terms_at(chunk: str, start: int) -> Iterator[tuple[str, Span]]:
    if _UNSPACED.search(chunk):
        return
    # The brackets and stops around a word are not marked with it.
    inner = chunk.strip(_PUNCTUATION)
    start += chunk.find(inner)
    for term in terms_of(inner):
        yield term, (start, start + len(inner))


def _is_match(terms: Sequence[str], phrase: Phrase) -> bool:
    *before, last = phrase.terms
    is_last = terms[-1].startswith(last) if phrase.is_prefix else terms[-1] == last
    return is_last and list(terms[:-1]) == before


def _unspaced(text: str, phrase: Phrase) -> Iterator[Span]:
    """The characters themselves: their pairs overlap by one."""
    wanted = phrase.terms[0] + "".join(term[-1] for term in phrase.terms[1:])
    plain = folded(text)
    # Folding may change the length (ﬁ, ㍿): then places in one text say nothing about the other.
    if len(plain) != len(text) or not _UNSPACED.match(wanted):
        return
    for match in re.finditer(re.escape(wanted), plain):
        yield match.span()


def _merged(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans that touch or have only a space between them are one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and not text[merged[-1][1] : start].strip():
            start, end = merged[-1][0], max(end, merged.pop()[1])  # noqa: PLW2901
        merged.append((start, end))
    return tuple(merged)


_PUNCTUATION = "".join(
    map(chr, (*range(0x21, 0x30), *range(0x3A, 0x41), *range(0x5B, 0x61), *range(0x7B, 0x7F)))
) + ("¡«¶·»¿‐‑‒–—―‘’‚“”„†•…‹›।॥")
