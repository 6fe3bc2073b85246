"""Who wrote the article: people or desks, from JSON-LD, meta tags, rel=author or the byline, in this order.

A later signal is heard when it knows everybody that the first one names, and more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lxml.html import HtmlElement

from crawler.extraction import places
from crawler.extraction.blocks import Block, letters_of
from crawler.extraction.metadata.agency import SOURCE_WORDS
from crawler.extraction.metadata.date_text import names_a_day, read_date_text
from crawler.extraction.metadata.json_ld import JsonNode, as_list, text_of, types_of
from crawler.extraction.metadata.names import (
    BY,
    MOST_NAMES,
    credited_name,
    is_full_name,
    names_in,
    without_outlet,
)
from crawler.extraction.metadata.signals import Signals, clean
from crawler.extraction.prose import ends_sentence, is_prose, word_count

_META_NAMES = (
    "author",
    "article:author",
    "og:author",
    "og:article:author",
    "article:author_name",
    "article:authors",
    "article:byline",
    "articleauthor",
    "article_author",
    "authors",
    "author.name",
    "byline",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dc:creator",
    "dc.creator.aut",
    "dcterms.creator",
    "creator",
    "citation_author",
    "cse_author",
    "cxenseparse:author",
    "mediator_author",
    "shareaholic:article_author_name",
    "twitter:author",
    "vr:author",
)
_LONGEST_BYLINE_WORDS = 20
_LONGEST_BYLINE = 300
_SEGMENT = re.compile(r"\s*[|｜•·/—–]\s*|\s+-\s+")
#: Where the names end in a line that goes on with a date or a source.
_AFTER_NAMES = re.compile(
    r"\s*(?:\b(?:updated|published|posted|modified|last|source|quelle|fuente|on\s+(?:mon|tue|wed|thu|fri|sat|"
    r"sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*|"
    r"veröffentlicht|aktualisiert|stand|publié|mis à jour|publicado|actualizado|atualizado|pubblicato|"
    r"aggiornato)\b|(?-i:(?<=[a-zà-ÿ])(?:Published|Updated|Posted|Follow|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|"
    r"Dec)[a-z]*\.?\s(?=\d)))|अपडेटेड|अपडेट|प्रकाशित|पहली बार|公開|更新|配信|掲載|\d)",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    rf"(?:source|sources|agency|quelle|fuente|fonte|agencia|agence|{SOURCE_WORDS}|एजेंसी|स्रोत|配信|出典|来源|來源)"
    r"\s*[:：]\s*([^|•·:：]{2,60})",
    re.IGNORECASE,
)
_BEFORE_AGENCY = re.compile(r",\s*|\s(?:and|und|et|y|e|with|mit|avec|con|com)\s(?:l')?", re.IGNORECASE)
_OF_A_PICTURE = re.compile(r"©|\b(?:photo|picture|image|foto|bild|credit|getty|copyright)", re.IGNORECASE)
#: The button for larger letters, and not Anadolu.
_TEXT_SIZE = "AA"
_BEFORE_DAY = frozenset(("le", "am", "el", "il", "den", "at", "on"))
_DIGITS = re.compile(r"\d{2,}")
#: Lines of one byline stand so close together.
_APART = 4
#: So many authors may be missing in the most trusted signal.
_MOST_UNNAMED = 4
#: A line with an author's name and a date; above it may stand the standfirst.
_LONGEST_SIGNATURE = 100
_MOST_STANDFIRSTS = 1
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_AUTHOR_ADDRESS = re.compile(
    r"/(?:authors?|autor(?:en|es|i|a)?|auteurs?|autore|contributors?|columnists?|journalists?|reporters?|writers?|"
    r"staff|yazar(?:lar)?|penulis|skribent|forfatter)/",
    re.IGNORECASE,
)
_REPORTER = re.compile(
    r"(?<![가-힣])([가-힣]{2,4})\s?(?:선임|수습)?\s?(?:기자|특파원)(?![가-힣])|"
    r"[（(](?:[^（()）]{0,12}\s)?[记記]者[:：\s]*([\u4e00-\u9fff]{2,3}(?:[、\s][\u4e00-\u9fff]{2,3})*)[)）]"
)
_SMALL_WORD = re.compile(r"\b[^\W\d_A-Z]{3,}\b")
_SHORTEST_WORD = 3
_NO_SIGNATURE = (
    places.NAV
    | places.HEADING
    | places.BUTTON
    | places.SHARE
    | places.TEASER
    | places.RELATED
    | places.FORM
    | places.FIGURE
    | places.CAPTION
    | places.FOOTER
    | places.COMMENTS
    | places.CONSENT
    | places.ADVERT
    | places.TAGS
)
_NO_BYLINE = places.COMMENTS | places.FORM | places.FOOTER | places.FIGURE | places.CAPTION


def find_authors(signals: Signals, tree: HtmlElement, head: Sequence[Block]) -> tuple[str, ...]:
    """The people and desks by the most trusted signal that names any; `head` holds the blocks around the headline."""
    sites = _own_names(signals)
    told = [names_in(texts, sites=sites) for texts in (_in_json_ld(signals), *_in_meta(signals))]
    told = [names for names in told if names] or [names_in(_in_links(tree, head), sites=sites)]
    if told[0]:
        return _completed(
            told[0], [*told, *_said_in_bylines(head, sites), names_in(_linked_near(head), sites=sites)]
        )
    return _in_bylines(head, sites) or names_in(_reporters(head), sites=sites) or _signed(head, sites)


def credited_outlet(signals: Signals) -> tuple[str, ...]:
    """Whom the page credits where it names neither people nor desks: the outlet or an agency."""
    meta = [clean(text) for text in signals.all(*_META_NAMES)]
    twice = {letters_of(text) for text in meta}
    said = [
        name
        for item in (*as_list(signals.article.get("author")), *as_list(signals.article.get("creator")))
        for name in _named(item, signals)
        if _is_described(item) or letters_of(name) in twice
    ]
    # Other companies that the head names have made the page and not the article.
    sites = _own_names(signals)
    for texts in (said, [text for text in meta if letters_of(text) in sites]):
        if names := {letters_of(name): name for name in map(credited_name, texts) if name}:
            return tuple(names.values())
    return ()


def _is_described(item: Any) -> bool:
    """False for an organization of which only the name is said: a template writes the outlet's where nobody signed."""
    if not isinstance(item, dict) or not item.get("@type") or "Person" in types_of(item):
        return True
    return not item.keys() <= {"@type", "name"}


def _completed(names: tuple[str, ...], found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The longest list that holds all these names and a few more."""
    keys = {letters_of(name) for name in names}
    best = names
    for other in found:
        more = {letters_of(name) for name in other}
        if keys < more and len(best) < len(more) <= len(keys) + _MOST_UNNAMED:
            best = other
    return best


def _own_names(signals: Signals) -> tuple[str, ...]:
    """The keys of what the outlet is called, its host's name included."""
    host = signals.address.netloc
    publisher = text_of(signals.article.get("publisher"))
    names = (signals.site_name or "", host.removeprefix("www."), publisher or "")
    return tuple(dict.fromkeys(key for name in names if len(key := letters_of(name)) > 1))


def credited_sources(signals: Signals, head: Sequence[Block]) -> list[str]:
    """Every text that says who it is from, agencies included, as found."""
    return [*_in_json_ld(signals), *signals.all(*_META_NAMES), *_segments(head)]


def _segments(head: Sequence[Block]) -> Iterator[str]:
    """The parts of short lines near the headline: "AFP | Published on …", "By Ann Example · Source: Reuters"."""
    for block in head:
        if len(block.text) > _LONGEST_BYLINE or block.stands_in(places.FIGURE | places.CAPTION):
            continue
        if _is_short(block.text) and not _OF_A_PICTURE.search(block.text):
            yield from (part for part in _SEGMENT.split(block.text) if part.upper() != _TEXT_SIZE)
            if BY.match(block.text):
                # "By Ann Example, Associated Press", "Par Anne Exemple avec AFP"
                yield _BEFORE_AGENCY.split(_SEGMENT.split(block.text)[0])[-1]
            if ":" in block.text or "：" in block.text:
                yield from (_AFTER_NAMES.split(match.group(1))[0] for match in _SOURCE.finditer(block.text))


def _is_short(text: str) -> bool:
    if text.isascii():
        return text.count(" ") < _LONGEST_BYLINE_WORDS
    return word_count(text) <= _LONGEST_BYLINE_WORDS


def _in_meta(signals: Signals) -> Iterator[Sequence[str]]:
    return (signals.meta[name] for name in _META_NAMES if name in signals.meta)


def _in_json_ld(signals: Signals) -> list[str]:
    return [*_named(signals.article.get("author"), signals), *_named(signals.article.get("creator"), signals)]


def _named(value: Any, signals: Signals) -> Iterator[str]:
    for item in as_list(value):
        names = item.get("name") or _name_elsewhere(item, signals) if isinstance(item, dict) else item
        yield from (clean(name) for name in as_list(names) if isinstance(name, str))


def _name_elsewhere(item: JsonNode, signals: Signals) -> Any:
    """The name in the node that this one only refers to."""
    identity = item.get("@id")
    return next(
        (node.get("name") for node in signals.nodes if identity and node.get("@id") == identity), None
    )


def _in_links(tree: HtmlElement, head: Sequence[Block]) -> Iterator[str]:
    """Elements that say they name the author; links to authors only near the headline, where they are this one's."""
    yield from _linked_near(head)
    for element in tree.xpath("//*[@itemprop='author'][not(self::a)]")[:MOST_NAMES]:
        inner = element.xpath(".//*[@itemprop='name']")
        yield clean((inner[0] if inner else element).text_content())


def _linked_near(head: Sequence[Block]) -> Iterator[str]:
    for block in head:
        if block.link_chars:
            yield from (
                clean(link.text_content()) for link in block.element.iter("a") if link.get("rel") == "author"
            )


def _in_bylines(head: Sequence[Block], sites: Sequence[str]) -> tuple[str, ...]:
    """The names of the first byline that has any; lines far apart are not one byline."""
    groups: list[list[str]] = []
    last = -_APART
    for block in head:
        if segments := [without_outlet(segment, sites) for segment in _in_byline(block)]:
            if block.index - last >= _APART:
                groups.append([])
            groups[-1].extend(segments)
            last = block.index
    return next((names for group in groups if (names := names_in(group, sites=sites))), ())


def _reporters(head: Sequence[Block]) -> Iterator[str]:
    """Names beside the word for reporter where a line begins: "(서울=연합뉴스) 홍길동 기자 =", "（记者张例文）"."""
    for block in head:
        if match := _REPORTER.search(block.text[:_LONGEST_SIGNATURE]):
            yield match.group(1) or match.group(2)


def _signed(head: Sequence[Block], sites: Sequence[str]) -> tuple[str, ...]:
    """The names on the first line between headline and story that holds nothing else, or a date besides."""
    start = next((number for number, block in enumerate(head) if block.tag == "h1"), len(head))
    paragraphs = 0
    for before, block, after in zip(head[start:], head[start + 1 :], head[start + 2 :], strict=False):
        paragraphs += is_prose(block.text)
        if paragraphs > _MOST_STANDFIRSTS:
            break
        if len(block.text) > _LONGEST_SIGNATURE or block.stands_in(_NO_SIGNATURE):
            continue
        is_lone = block.tag == "p" and is_prose(after.text)
        if is_lone or _links_author(block) or any(_is_dated(each.text) for each in (block, before, after)):
            names = names_in(_SEGMENT.split(_before_date(block.text)), sites=sites)
            if names and all(is_full_name(name) for name in names) and not _are_words_of(head[start:], names):
                return names
    return ()


def _is_dated(text: str) -> bool:
    return len(text) <= _LONGEST_SIGNATURE and bool(_CLOCK.search(text) or read_date_text(text))


def _links_author(block: Block) -> bool:
    return bool(block.link_chars) and any(
        _AUTHOR_ADDRESS.search(link.get("href", "")) for link in block.element.iter("a")
    )


def _are_words_of(story: Sequence[Block], names: Sequence[str]) -> bool:
    """True for what the story names again, a place or a team, and for words that it writes small."""
    text = " ".join(block.text for block in story)
    words = {word.lower() for name in names for word in name.split() if len(word) > _SHORTEST_WORD}
    return any(text.count(name) > 1 for name in names) or not words.isdisjoint(_SMALL_WORD.findall(text))


def _said_in_bylines(head: Sequence[Block], sites: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The names of each line that says "By"."""
    for block in head:
        if BY.match(block.text) and (segments := list(_in_byline(block))):
            yield names_in(segments[:1], sites=sites)


def _in_byline(block: Block) -> Iterator[str]:
    if block.stands_in(_NO_BYLINE) or len(block.text) > _LONGEST_BYLINE:
        return
    is_named = block.stands_in(places.AUTHOR)
    if not is_named and not any(BY.match(segment) for segment in _SEGMENT.split(block.text)):
        return
    words = word_count(block.text)
    if words > _LONGEST_BYLINE_WORDS or (words > 6 and ends_sentence(block.text)):
        return
    for segment in _SEGMENT.split(_before_date(block.text)):
        if BY.match(segment) or (is_named and not _DIGITS.search(segment)):
            yield segment


def _before_date(text: str) -> str:
    """The line up to where it goes on with a date or a source."""
    names, *rest = _AFTER_NAMES.split(text, maxsplit=1)
    words = names.split()
    # "By Ann Example December 3", "Par Anne Exemple le 3": month and article stand before the first digit.
    goes_on = rest and len(words) > 2 and (names_a_day(words[-1]) or words[-1] in _BEFORE_DAY)
    return " ".join(words[:-1]) if goes_on else names
