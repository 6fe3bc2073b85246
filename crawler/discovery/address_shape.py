"""How addresses are built: what stands in each part of the path, whatever the words are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from crawler.discovery.address_date import article_span

#: Pages of a shape that must have been read before the shape says anything.
ENOUGH = 3
#: Of so many pages of a shape one may have been no article.
MOSTLY = 5

_EXTENSION = re.compile(r"\.([a-z]{2,5})$", re.IGNORECASE)
#: Not by character class: vowel signs of the scripts of India are no letters to a regular expression.
_BETWEEN_WORDS = re.compile(r"[-_.,+~ ]+")
_NUMBER = re.compile(r"[0-9]{4,}")
_DIGITS_AND_LETTERS = re.compile(r"(?=.*[0-9])(?=.*[a-z])[a-z0-9]{6,}", re.IGNORECASE)
#: Words in a slug that make it a headline's.
_HEADLINE_WORDS = 2


def parts_of(url: str) -> tuple[str, ...]:
    """The parts of the path, decoded."""
    return tuple(part for part in unquote(urlsplit(url).path, errors="replace").split("/") if part)


def slug_words(part: str) -> int:
    """How many words a part of a path is made of."""
    words = _BETWEEN_WORDS.split(_EXTENSION.sub("", part))
    return sum(len(word) > 1 and word[0].isalpha() for word in words)


def has_number(part: str) -> bool:
    """True for a part that carries the number, or the mixed name, of one document."""
    name = _EXTENSION.sub("", part)
    return bool(_NUMBER.search(name) or any(map(_DIGITS_AND_LETTERS.fullmatch, _BETWEEN_WORDS.split(name))))


def shape_of(url: str, *, with_section: bool = True) -> str:
    """The address with its words, numbers and dates replaced by what they are: `/sport/#/slug.html`."""
    parts = parts_of(url)
    if not parts:
        return "/"
    is_dated = "dated " if article_span(url) else ""
    # The section stays, for `/tag/` and `/news/` are two things; what is below it is told by its kind.
    kinds = [_kind(parts[0], is_section=with_section and len(parts) > 1), *map(_kind, parts[1:])]
    extension = _EXTENSION.search(parts[-1])
    query = "?" + "&".join(
        sorted({name.partition("=")[0] for name in urlsplit(url).query.split("&") if name})
    )
    return is_dated + "/" + "/".join(kinds) + (extension[0].lower() if extension else "") + query.rstrip("?")


def _kind(part: str, *, is_section: bool = False) -> str:
    words, number = slug_words(part), has_number(part)
    if words >= _HEADLINE_WORDS:
        return "slug#" if number else "slug"
    if number or part.isdigit():
        return "#"
    return part.lower() if is_section else "word"


@dataclass(frozen=True, slots=True)
class KnownShapes:
    """The shapes of a source's addresses, with what their pages turned out to be."""

    articles: Mapping[str, int] = field(default_factory=dict)
    others: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, pages: Iterable[tuple[str, bool]]) -> KnownShapes:
        """Learnt from addresses, each with whether its page is an article."""
        articles, others = Counter[str](), Counter[str]()
        for url, is_article in pages:
            (articles if is_article else others)[shape_of(url)] += 1
        return cls(articles, others)

    def are_articles(self, shape: str) -> bool:
        """True for a shape whose pages are articles, almost all of them."""
        count = self.articles.get(shape, 0)
        return count >= ENOUGH and count >= MOSTLY * self.others.get(shape, 0)

    def are_none(self, shape: str) -> bool:
        """True for a shape whose pages are none, almost all of them."""
        count = self.others.get(shape, 0)
        return count >= ENOUGH and count >= MOSTLY * self.articles.get(shape, 0)


NOTHING_KNOWN = KnownShapes()
