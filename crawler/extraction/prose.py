"""Tells running text from labels, in any script."""

from __future__ import annotations

import re
from functools import lru_cache

#: Marks that end a sentence, with the quotes and brackets that may follow them.
_SENTENCE_END = re.compile(r"[.!?…。！？｡।॥۔؟։።︒][\"'”’»›）」』】〉》\)\]*\s]*$")
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
#: From the first letter or figure of a word to its end: one match for each word that has any. It begins at a letter,
#: so it stays linear on a megabyte of brackets, which a pattern for whole words does not.
_SPACED_WORD = re.compile(r"\w\S*")
#: In scripts without spaces a word is about two characters.
_CHARACTERS_A_WORD = 2

_SHORTEST_PROSE_WORDS = 9
#: Thai and Lao write no full stop; a text of so many words is longer than any headline of theirs.
_UNSTOPPED = re.compile("[\u0e01-\u0eff]")
_UNSTOPPED_WORDS = 40
#: Quotes and brackets behind the last full stop.
_LONGEST_END = 20
#: Whatever is remembered of texts may not fill the memory of a process that reads hostile pages.
_LONGEST_REMEMBERED = 2_000


def word_count(text: str) -> int:
    """How many words a reader would count; scripts without spaces by their characters."""
    return _known_count(text) if len(text) <= _LONGEST_REMEMBERED else _count(text)


def _count(text: str) -> int:
    if text.isascii() or not (wide := len(_WIDE.findall(text))):
        return len(_SPACED_WORD.findall(text))
    return len(_SPACED_WORD.findall(_WIDE.sub(" ", text))) + (wide + 1) // _CHARACTERS_A_WORD


# Several rules ask about the same block, and the line found in it has the same text.
_known_count = lru_cache(maxsize=1_000)(_count)


def ends_sentence(text: str) -> bool:
    """True when the text ends as a sentence does."""
    return _is_end(text[-_LONGEST_END:])


@lru_cache(maxsize=1_000)
def _is_end(text: str) -> bool:
    return bool(_SENTENCE_END.search(text))


def is_prose(text: str, words: int = _SHORTEST_PROSE_WORDS) -> bool:
    """True for at least one whole sentence of some length."""
    if not ends_sentence(text):
        if not _UNSTOPPED.match(text[-1:]):
            return False
        words = max(words, _UNSTOPPED_WORDS)
    return word_count(text) >= words
