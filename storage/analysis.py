"""Turns text into the terms that are searched, the same for every database and every script.

Pure. The archive indexes these terms and a query is made of them, so that no database's own idea of a word
matters. A change here needs a migration that indexes every article again.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

#: Longer words are cut: PostgreSQL refuses very long ones, and nobody types them.
LONGEST_TERM = 100

#: A field is indexed up to this many bytes of different terms, because PostgreSQL takes no more than a
#: megabyte for an article; that is more than a novel.
LARGEST_FIELD = 400_000

#: Stands between two tags or two authors, so that no phrase reaches from one into the next.
SEPARATOR = "\ue000"

_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u02b9\u02bb\u2032\u055a\ua78c"), "'")

#: Letters that are drawn with a stroke or ligature and so have no decomposition.
_PLAIN_LETTERS = {
    ord(letter): plain
    for letter, plain in {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
    }.items()
}  # fmt: skip

#: Invisible joiners and direction marks, the Arabic stretching line, and the optional vowel signs of Arabic
#: and Hebrew: two spellings of one word differ in them.
_UNWRITTEN: dict[int, None] = dict.fromkeys(
    code
    for first, last in (
        (0xAD, 0xAD), (0x200C, 0x200F), (0x202A, 0x202E), (0x2060, 0x2060), (0x2066, 0x2069), (0xFEFF, 0xFEFF),
        (0xFE00, 0xFE0F), (0xE0100, 0xE01EF),
        (0x640, 0x640), (0x64B, 0x652), (0x670, 0x670),
        (0x591, 0x5BD), (0x5BF, 0x5BF), (0x5C1, 0x5C2), (0x5C4, 0x5C5), (0x5C7, 0x5C7),
    )
    for code in range(first, last + 1)
)  # fmt: skip

_REPLACED: dict[int, str | None] = {**_APOSTROPHES, **_PLAIN_LETTERS, **_UNWRITTEN}

#: Typographic quotes, dashes, currency and other signs between words. A text of Latin letters that has no other
#: characters left is cut by the simpler pattern, six times as fast.
_SIGNS = {
    code: " "
    for code in (*range(0xA1, 0x100), *range(0x2010, 0x2C00))
    if unicodedata.category(chr(code))[0] in "PSZ"
}

#: The short words of French, Italian and Catalan that an apostrophe joins to the next: l'homme, dell'anno.
_ELIDED = frozenset({
    "l", "d", "j", "m", "t", "s", "c", "n", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu",
    "dell", "all", "nell", "sull", "dall", "coll", "quell", "un", "bell", "gl",
})  # fmt: skip

#: Scripts written without spaces, and Korean, whose words carry their endings: cut into pairs of characters.
_UNSPACED = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u1980-\u19df\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaa7f"
    "\u1100-\u11ff\uac00-\ud7ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303b\u3041-\u30ff"
    "\u3105-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that stand one after the other; with `is_prefix` the last one may go on."""

    terms: tuple[str, ...]
    is_prefix: bool = False


def terms_of(text: str) -> list[str]:
    """The terms of a text to be indexed, in their order."""
    found: list[str] = []
    for run, is_unspaced in _runs(text):
        if is_unspaced:
            found += _pairs(run)
            # The last character once more by itself: then a search for any one character is a prefix.
            found.append(run[-1])
        else:
            found += _words(run)
    return found


def phrase_of(text: str, *, is_prefix: bool = False) -> Phrase | None:
    """What to search for when somebody asks for this text; None when it holds no letter and no digit."""
    runs = list(_runs(text))
    if not runs:
        return None
    found: list[str] = []
    for run, is_unspaced in runs[:-1]:
        found += [*_pairs(run), run[-1]] if is_unspaced else _words(run)
    run, is_unspaced = runs[-1]
    if is_unspaced:
        return Phrase((*found, *(_pairs(run) or [run])), is_prefix=is_prefix or len(run) == 1)
    return Phrase((*found, *_words(run)), is_prefix=is_prefix)


def bounded(terms: list[str]) -> list[str]:
    """The terms up to the size that every database can index."""
    if len(terms) * LONGEST_TERM * 4 <= LARGEST_FIELD:
        return terms
    seen: set[str] = set()
    size = 0
    for count, term in enumerate(terms):
        if term not in seen:
            seen.add(term)
            size += len(term.encode()) + 12
        if size > LARGEST_FIELD:
            return terms[:count]
    return terms


def folded(text: str) -> str:
    """The text in the form in which words are compared: no case, no accents, no look-alike forms."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold().translate(_REPLACED)
    return unicodedata.normalize("NFC", _without_accents(unicodedata.normalize("NFD", text)))


def _without_accents(decomposed: str) -> str:
    """Drops the marks on Latin, Greek and Cyrillic letters; in other scripts they are part of the word."""
    return _accents().sub(r"\1", decomposed)


def _runs(text: str) -> list[tuple[str, bool]]:
    """Runs of letters, marks and digits, each wholly in an unspaced script or wholly not."""
    plain = folded(text)
    if not plain.isascii():
        plain = plain.translate(_SIGNS)
    pattern = _ASCII_WORD if plain.isascii() else _pattern()
    return [(unspaced or spaced, bool(unspaced)) for unspaced, spaced in pattern.findall(plain)]


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _words(run: str) -> list[str]:
    """One word, or two where an apostrophe joins a short one to the next."""
    head, apostrophe, rest = run.partition("'")
    if not apostrophe:
        return [run[:LONGEST_TERM]]
    if head in _ELIDED and len(rest) > 1:
        return [head, *_words(rest)]
    # Kenya's is found by Kenya; don't and O'Neil are one word each.
    return [run.removesuffix("'s").replace("'", "")[:LONGEST_TERM]]


@cache
def _accents() -> re.Pattern[str]:
    return re.compile("([A-Za-z\u0370-\u03ff\u0400-\u052f\u1f00-\u1fff])[\u0300-\u036f]+")


@cache
def _pattern() -> re.Pattern[str]:
    """An unspaced run, or a word: letters, digits and their marks, with apostrophes inside."""
    unspaced = re.compile(f"[{_UNSPACED}]")
    marks = [chr(code) for code in (*range(0x300, 0x1E950), *range(0xE0100, 0xE01F0)) if _is_mark(code)]
    spaced_marks = "".join(mark for mark in marks if not unspaced.match(mark))
    unspaced_marks = "".join(mark for mark in marks if unspaced.match(mark))
    letter = rf"[^\W_{_UNSPACED}]"
    word = rf"{letter}(?:{letter}++|[{spaced_marks}]++)*+"
    return re.compile(rf"((?:(?=[\w{unspaced_marks}]){unspaced.pattern})++)|({word}(?:'{word})*+)")


def _is_mark(code: int) -> bool:
    return unicodedata.category(chr(code))[0] == "M"


_ASCII_WORD = re.compile(r"()([a-z0-9]++(?:'[a-z0-9]++)*+)")
