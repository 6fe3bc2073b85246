"""RSS and Atom elements → a Feed.

Names are compared without namespaces where the namespaces of a dozen RSS dialects mean the same; of the
others only Dublin Core and the few that name an entry's address are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from crawler.discovery.enclosed import markup_of
from crawler.discovery.entry import EntryReader
from crawler.discovery.links import http_url, link_rels, resolved
from crawler.discovery.model import Feed
from crawler.discovery.text import LONGEST_TITLE, language_tag, plain_text
from crawler.discovery.xml import XML_LANG, Element, attribute, base_of, local_name, namespace, text_of

#: Entries of one feed that are looked at to find the newest ones.
MOST_READ = 10_000

ATOM = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_ROOTS = ("rss", "rdf", "feed", "channel")
_ITEMS = ("item", "entry")
_OLDER = ("next", "prev-archive")
_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}
#: No outlet means more than that; most that say so mean "never", and are wrong.
LONGEST_TTL = timedelta(days=7)


def find_feed_root(root: Element | None) -> Element | None:
    """The element that is the feed, should it be wrapped into something else; None when there is none."""
    if root is None:
        return None
    if local_name(root) in _ROOTS or (local_name(root) == "entry" and namespace(root) in ATOM):
        return root
    wrapped = (element for element in root.iter() if local_name(element) in _ROOTS[:3])
    return next(wrapped, None)


def read_xml_feed(root: Element, url: str, now: datetime | None) -> Feed:
    """The feed at `root`, its relative links resolved against xml:base, the homepage or `url`."""
    head = _head(root)
    base = resolved(url, base_of(head))
    homepage = _homepage(head, base)
    language = _language(root, head)
    # RSS has no rule for relative links; readers take the homepage, which matters for feeds hosted elsewhere.
    entry_base = homepage if homepage and local_name(root) != "feed" and not base_of(head) else base
    reader = EntryReader(entry_base, _feed_authors(head), language, now)
    read = [reader.read(item) for item in _items(root, head)]
    return Feed(
        entries=tuple(entry for entry in read if entry is not None),
        title=_title(head),
        language=language,
        homepage=homepage,
        hubs=tuple(dict.fromkeys(_links(head, "hub", base))),
        self_url=next(_links(head, "self", base), None),
        next_url=next((url for rel in _OLDER for url in _links(head, rel, base)), None),
        ttl=_ttl(head),
        skipped_count=sum(entry is None for entry in read),
    )


def _head(root: Element) -> Element:
    """Where title and language stand: RSS has a channel, Atom the root itself."""
    if local_name(root) in ("feed", "channel"):
        return root
    return next((child for child in root if local_name(child) in ("channel", "feed")), root)


def _title(head: Element) -> str | None:
    title = _first(head, "title")
    return plain_text(markup_of(title), LONGEST_TITLE) if title is not None else None


def _items(root: Element, head: Element) -> list[Element]:
    found: list[Element] = []
    for container in dict.fromkeys((head, root)):
        for child in container:
            if local_name(child) in _ITEMS and child not in found[-1:]:
                found.append(child)
                if len(found) >= MOST_READ:
                    return found
    return found or _items_anywhere(root)


def _items_anywhere(root: Element) -> list[Element]:
    found: list[Element] = []
    for element in root.iter():
        if local_name(element) in _ITEMS and len(element):
            found.append(element)
            if len(found) >= MOST_READ:
                break
    return found


def _first(head: Element, name: str) -> Element | None:
    """The head's own child of that name; one of another vocabulary (itunes:title, …) only when there is no other."""
    named = [child for child in head if local_name(child) == name]
    own = [child for child in named if namespace(child) in ("", namespace(head), *ATOM)]
    return next(iter(own or named), None)


def _language(root: Element, head: Element) -> str | None:
    return (
        language_tag(text_of(_first(head, "language")))
        or language_tag(head.get(XML_LANG))
        or language_tag(root.get(XML_LANG))
    )


def _homepage(head: Element, base: str) -> str | None:
    for child in head:
        if local_name(child) == "link" and not attribute(child, "href"):
            url = http_url(text_of(child), base)
            if url:
                return url
    return next(_links(head, "alternate", base), None)


def _links(head: Element, rel: str, base: str) -> Iterator[str]:
    for child in head:
        if local_name(child) == "link" and rel in link_rels(child):
            url = http_url(attribute(child, "href"), base)
            if url:
                yield url


def _feed_authors(head: Element) -> tuple[Element, ...]:
    """Atom: an entry without an author is by the feed's."""
    if namespace(head) not in ATOM:
        return ()
    return tuple(child for child in head if local_name(child) == "author")


def _ttl(head: Element) -> timedelta | None:
    minutes = _number(text_of(_first(head, "ttl")))
    if minutes is None:
        period = _MINUTES.get(text_of(_first(head, "updateperiod")).lower())
        frequency = _number(text_of(_first(head, "updatefrequency"))) or 1
        minutes = period // frequency if period else None
    return min(timedelta(minutes=minutes), LONGEST_TTL) if minutes else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None
