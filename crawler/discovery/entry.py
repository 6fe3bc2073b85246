"""One item of RSS or entry of Atom → a FoundLink."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from crawler.discovery.dates import read_date
from crawler.discovery.enclosed import content_of, markup_of, media_of
from crawler.discovery.links import http_url, link_rels, resolved
from crawler.discovery.model import FoundLink
from crawler.discovery.text import LONGEST_SUMMARY, LONGEST_TITLE, language_tag, plain_text
from crawler.discovery.xml import (
    XML_BASE,
    XML_LANG,
    Element,
    attribute,
    local_name,
    namespace,
    split_tag,
    text_of,
)

MOST_AUTHORS = 20
LONGEST_NAME = 200
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
#: Short names of the vocabularies that are read beside the feed's own; people write their addresses in any case.
_VOCABULARIES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dc",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.pheedo.com/namespace/pheedo": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "": "",
}
_PUBLISHED = ("pubdate", "published", "issued", "dc:date", "dc:issued", "dc:created", "created")
_MODIFIED = ("updated", "modified", "dc:modified", "lastbuilddate")
_SUMMARIES = (
    *("description", "summary", "dc:description", "dc:abstract", "content:encoded", "content", "body"),
    *("xhtml:body", "xhtml:div", "fullitem", "itunes:summary"),
)
_AUTHORS = ("author", "dc:creator")
#: Looked at only where there is nobody else: the one is often the outlet, the other no part of Dublin Core.
_OTHER_AUTHORS = ("itunes:author", "dc:author")
_ADDRESS = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")

Fields = dict[str, list[Element]]


@dataclass(frozen=True, slots=True)
class EntryReader:
    """Reads the entries of one feed."""

    #: What relative links are relative to.
    base: str
    feed_authors: tuple[Element, ...]
    feed_language: str | None
    now: datetime | None

    def read(self, item: Element) -> FoundLink | None:
        """The entry, or None when it has no http(s) address."""
        fields = _fields(item)
        base = resolved(self.base, [value for value in (item.get(XML_BASE),) if value])
        url = _link(item, fields, base)
        if url is None:
            return None
        return FoundLink(
            url=url,
            title=_text(fields, ("title", "dc:title"), LONGEST_TITLE),
            published_at=self._date(fields, _PUBLISHED),
            modified_at=self._date(fields, _MODIFIED),
            authors=self._authors(fields),
            summary=_text(fields, _SUMMARIES, LONGEST_SUMMARY),
            language=self._language(item, fields),
            id=_first_text(fields, ("guid", "id")) or item.get(_RDF_ABOUT) or None,
            content=content_of(fields),
            media=media_of(fields, base),
        )

    def _date(self, fields: Fields, names: tuple[str, ...]) -> datetime | None:
        for name in names:
            for element in fields.get(name, ()):
                moment = read_date(text_of(element), now=self.now)
                if moment:
                    return moment
        return None

    def _authors(self, fields: Fields) -> tuple[str, ...]:
        elements = [element for name in _AUTHORS for element in fields.get(name, ())]
        elements = elements or [element for name in _OTHER_AUTHORS for element in fields.get(name, ())]
        if not elements:
            sources = [child for source in fields.get("source", ()) for child in source]
            elements = [child for child in sources if local_name(child) == "author"]
            elements = elements or list(self.feed_authors)
        names = dict.fromkeys(name for element in elements if (name := _person(element)))
        return tuple(names)[:MOST_AUTHORS]

    def _language(self, item: Element, fields: Fields) -> str | None:
        own = item.get(XML_LANG) or _first_text(fields, ("dc:language", "language"))
        return language_tag(own) or self.feed_language


def _fields(item: Element) -> Fields:
    fields: Fields = {}
    # An unknown namespace that the item itself is in is the feed's own.
    own = namespace(item)
    for child in item:
        name = _field_name(str(child.tag), own)
        if name:
            fields.setdefault(name, []).append(child)
    return fields


@lru_cache(maxsize=1024)
def _field_name(tag: str, own: str) -> str | None:
    """What an element is called here, as "title" or "dc:creator"; None when its vocabulary is not read."""
    space, name = split_tag(tag)
    vocabulary = "" if space == own else _VOCABULARIES.get(space.lower())
    return f"{vocabulary}:{name}" if vocabulary else (None if vocabulary is None else name)


def _link(item: Element, fields: Fields, base: str) -> str | None:
    return next((url for text in _addresses(item, fields, base) if (url := http_url(text, base))), None)


def _addresses(item: Element, fields: Fields, base: str) -> Iterator[str]:
    """Where the entry may be, the best address first."""
    yield from (text_of(element) for element in fields.get("feedburner:origlink", ()))
    yield from _links(fields.get("link", ()), base)
    yield from (text_of(guid) for guid in fields.get("guid", ()) if _is_permalink(guid))
    # The ids of other vocabularies are addresses only when they look like one.
    for text in (item.get(_RDF_ABOUT) or "", *(text_of(element) for element in fields.get("id", ()))):
        if _is_complete(text):
            yield text
    # Atom: the text of an entry may stand elsewhere, and that is its page.
    yield from (_based(element, attribute(element, "src"), base) for element in fields.get("content", ()))


def _is_permalink(guid: Element) -> bool:
    """By the specification a guid is an address unless it says no; in fact many are bare numbers."""
    said = attribute(guid, "ispermalink").lower()
    return said == "true" or (said != "false" and _is_complete(text_of(guid)))


def _is_complete(address: str) -> bool:
    return address.lower().startswith(("http://", "https://"))


def _links(elements: Sequence[Element], base: str) -> list[str]:
    """The addresses of an item's link elements, the best first: RSS has text, Atom attributes."""
    ranked: list[tuple[int, str]] = []
    for element in elements:
        href = attribute(element, "href")
        if not href:
            ranked.append((0, _based(element, text_of(element), base)))
        elif "alternate" in link_rels(element):
            is_page = attribute(element, "type").lower() in ("", "text/html", "application/xhtml+xml")
            ranked.append((1 if is_page else 2, _based(element, href, base)))
    return [link for _, link in sorted(ranked, key=lambda pair: pair[0])]


def _based(element: Element, link: str, base: str) -> str:
    own = element.get(XML_BASE)
    return (http_url(link, resolved(base, [own])) or link) if own else link


def _first_text(fields: Fields, names: tuple[str, ...]) -> str:
    return next(
        (text for name in names for element in fields.get(name, ()) if (text := text_of(element))), ""
    )


def _text(fields: Fields, names: tuple[str, ...], longest: int) -> str | None:
    for name in names:
        for element in fields.get(name, ()):
            text = plain_text(markup_of(element), longest)
            if text:
                return text
    return None


def _person(element: Element) -> str | None:
    """The name in an author element: Atom has a name inside, RSS "mail@example.org (Name)" or only the name."""
    named = (
        element if len(element) == 0 else next((part for part in element if local_name(part) == "name"), None)
    )
    text = plain_text(text_of(named), LONGEST_NAME) or ""
    name = _ADDRESS.sub(" ", text).translate(str.maketrans("()<>", "    "))
    return " ".join(name.removeprefix("mailto:").split()) or None
