"""A name for a source that nobody has named: made from its title, or else from its host."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from crawler.urls import site_of
from storage.source_file import LONGEST_NAME

#: A name is typed at a prompt; a title may be a sentence.
_LONGEST = 60
_BETWEEN = re.compile(r"[^\w.]+")
#: Brackets around an IPv6 address are no characters of a name.
_BRACKETS = str.maketrans("", "", "[]")


def source_name(title: str | None, url: str, *, taken: Container[str] = ()) -> str:
    """A short name for the source of this title and address; `taken` holds those that are used, in folded case.

    It has no characters that sources.toml refuses.
    """
    return unique_name(_named_after(title) or site_of(url).translate(_BRACKETS)[:LONGEST_NAME], taken)


def unique_name(name: str, taken: Container[str]) -> str:
    """The name, or the name with the first number that makes it one of its own."""
    number, unique = 1, name
    while unique.casefold() in taken:
        number += 1
        unique = f"{name[: LONGEST_NAME - len(str(number)) - 1]}-{number}"
    return unique


def _named_after(text: str | None) -> str | None:
    """The text as a name; None where it has no letters, or loses some of them."""
    folded = unicodedata.normalize("NFKC", text or "").casefold()
    # Vowel signs and other marks are part of their words, but no characters of a name.
    if any(unicodedata.category(character).startswith("M") for character in folded):
        return None
    name = _BETWEEN.sub("-", folded).strip("-._")
    if len(name) > _LONGEST:
        name = name[:_LONGEST].rpartition("-")[0] or name[:_LONGEST]
    name = name.strip("-._")
    return name if any(character.isalpha() for character in name) else None
