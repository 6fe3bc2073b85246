"""Who wrote the article: people or desks, from JSON-LD, meta tags, rel=author or the byline, in this order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.metadata.json_ld import as_list
from crawler.extraction.metadata.names import BY, MOST_NAMES, names_in
from crawler.extraction.metadata.signals import Signals, clean
from crawler.extraction.prose import ends_sentence, word_count

_META_NAMES = (
    "author",
    "article:author",
    "og:article:author",
    "article:author_name",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dc.creator.aut",
    "dcterms.creator",
    "citation_author",
    "cxenseparse:author",
    "shareaholic:article_author_name",
)
_LONGEST_BYLINE_WORDS = 20
_SEGMENT = re.compile(r"\s*[|｜•·/—–]\s*|\s+-\s+")
#: Where the names end in a line that goes on with a date or a source.
_AFTER_NAMES = re.compile(
    r"\s*(?:\b(?:updated|published|posted|modified|last|source|quelle|fuente|on\s+(?:mon|tue|wed|thu|fri|sat|"
    r"sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|"
    r"veröffentlicht|aktualisiert|stand|publié|mis à jour|publicado|actualizado|atualizado|pubblicato|"
    r"aggiornato)\b|अपडेटेड|अपडेट|प्रकाशित|पहली बार|公開|更新|配信|掲載|\d)",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(?:source|sources|agency|quelle|fuente|fonte|agencia|agence|एजेंसी|स्रोत|配信|出典|来源|來源)"
    r"\s*[:：]\s*([^|•·:：]{2,60})",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{2,}")


def find_authors(signals: Signals, tree: HtmlElement, head: Sequence[Block]) -> tuple[str, ...]:
    """The authors by the most trusted signal that names any; `head` holds the blocks around the headline."""
    site = letters_of(signals.site_name or "")
    for found in (
        _in_json_ld(signals),
        signals.all(*_META_NAMES),
        _in_links(tree, head),
        _in_bylines(head),
    ):
        if names := names_in(found, site=site):
            return names
    return ()


def credited_sources(signals: Signals, head: Sequence[Block]) -> list[str]:
    """Every text that says who it is from, agencies included, as found."""
    return [*_in_json_ld(signals), *signals.all(*_META_NAMES), *_segments(head)]


def _segments(head: Sequence[Block]) -> Iterator[str]:
    """The parts of short lines near the headline: "AFP | Published on …", "By Ann Example · Source: Reuters"."""
    for block in head:
        if word_count(block.text) <= _LONGEST_BYLINE_WORDS:
            yield from _SEGMENT.split(block.text)
            yield from (_AFTER_NAMES.split(match.group(1))[0] for match in _SOURCE.finditer(block.text))


def _in_json_ld(signals: Signals) -> list[str]:
    return [*_named(signals.article.get("author")), *_named(signals.article.get("creator"))]


def _named(value: Any) -> Iterator[str]:
    for item in as_list(value):
        names = item.get("name") if isinstance(item, dict) else item
        yield from (clean(name) for name in as_list(names) if isinstance(name, str))


def _in_links(tree: HtmlElement, head: Sequence[Block]) -> Iterator[str]:
    """Elements that say they name the author; links to authors only near the headline, where they are this one's."""
    near = {block.element for block in head}
    for element in tree.xpath("//a[@rel='author'] | //*[@itemprop='author']")[:MOST_NAMES]:
        if element.tag == "a" and not any(ancestor in near for ancestor in element.iterancestors()):
            continue
        inner = element.xpath(".//*[@itemprop='name']")
        yield clean((inner[0] if inner else element).text_content())


def _in_bylines(head: Sequence[Block]) -> Iterable[str]:
    for block in head:
        words = word_count(block.text)
        if words > _LONGEST_BYLINE_WORDS or (words > 6 and ends_sentence(block.text)):
            continue
        for segment in _SEGMENT.split(_AFTER_NAMES.split(block.text, maxsplit=1)[0]):
            if BY.match(segment) or (block.stands_in(places.AUTHOR) and not _DIGITS.search(segment)):
                yield segment
