"""A list of subscriptions' bytes → the feeds in it: OPML as feed readers export it, and FOAF as blog hosts do.

Nothing in the list is followed or expanded: no document type, no entity, no list that it names, no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from crawler.discovery.body import repaired, unpacked, xml_text
from crawler.discovery.dates import read_date
from crawler.discovery.foaf import is_foaf, read_foaf
from crawler.discovery.kind import BodyKind, sniff_kind
from crawler.discovery.list_collector import ListCollector, one_line
from crawler.discovery.subscriptions import LARGEST_LIST, ListHead, Subscription, SubscriptionList
from crawler.discovery.text import language_tag
from crawler.discovery.xml import Element, attribute, local_name, parse_xml, text_of
from crawler.errors import UnreadableList

#: Our own attributes in an OPML file: what other readers have no use for.
NAMESPACE = "urn:newsdesk:source"
SOURCE = f"{{{NAMESPACE}}}source"
SEED = f"{{{NAMESPACE}}}seed"

_NEVER_LISTS = {
    BodyKind.empty: "it is empty",
    BodyKind.html: "it is an HTML page",
    BodyKind.json: "it is JSON",
    BodyKind.json_feed: "it is a feed; `newsdesk sources add URL` watches one",
    BodyKind.sitemap: "it is a sitemap; `newsdesk sources add URL` watches one",
    BodyKind.image: "it is an image",
    BodyKind.media: "it is audio or video",
    BodyKind.pdf: "it is a PDF",
    BodyKind.binary: "it is binary data",
}
#: Types of an outline that names another list.
_LIST_TYPES = ("include", "source")
_LIST_NAME = re.compile(r"[^?#]*\.opml", re.IGNORECASE)
_LIST_START = re.compile(r"<(?:[\w.-]+:)?(?:opml|outline|RDF)\b", re.IGNORECASE)
#: What a reading is measured by: the outlines in the text, and their feeds.
_PIECES = re.compile(r"<outline\b|\bxmlUrl\s*=", re.IGNORECASE)
_EMPTY_OUTLINE = re.compile(r"(<outline\b[^<>]*)/>", re.IGNORECASE)
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,400}\?>|<!DOCTYPE[^>\[]{0,400}>", re.IGNORECASE)


def parse_opml(body: bytes, url: str) -> SubscriptionList:
    """Read the list of subscriptions that `url` (an address, or a file's name) holds; raises UnreadableList.

    Of XML that is not well-formed as much as possible is read.
    """
    try:
        text = _text(unpacked(body, LARGEST_LIST))
        try:
            return _read(parse_xml(text, recover=False))
        except ValueError as error:
            return _read_broken(text, str(error))
    except ValueError as error:
        raise UnreadableList(url, str(error)) from error


def looks_like_a_list(body: bytes) -> bool:
    """True for bytes that mean to be OPML or FOAF, however broken."""
    try:
        return _LIST_START.search(xml_text(unpacked(body, LARGEST_LIST))) is not None
    except ValueError:
        return False


def _text(body: bytes) -> str:
    text = xml_text(body)
    if not _LIST_START.search(text):
        kind = sniff_kind(body)
        if kind in _NEVER_LISTS:
            raise ValueError(_NEVER_LISTS[kind])
        if kind is BodyKind.feed:
            raise ValueError(_NEVER_LISTS[BodyKind.json_feed])
        if kind is BodyKind.text:
            raise ValueError("it is plain text")
    return text


def _read(root: Element | None) -> SubscriptionList:
    if root is None:
        return SubscriptionList()
    if is_foaf(root):
        return read_foaf(root)
    collector = ListCollector()
    head = next((element for element in root.iter() if local_name(element) == "head"), None)
    for outline in root.iter():
        if local_name(outline) == "outline":
            _take(outline, collector)
    opml = next((element for element in root.iter() if local_name(element) == "opml"), root)
    return collector.result(_head(head, collector), version=attribute(opml, "version") or None)


def _read_broken(text: str, complaint: str) -> SubscriptionList:
    """What can be saved of broken XML: by libxml2 as XML, then as tag soup."""
    # Wrapped, several documents in one file become one.
    whole = f"<lists>{_DECLARATION.sub('', repaired(text))}</lists>"
    count = len(_PIECES.findall(whole))
    root = parse_xml(whole, recover=True)
    if _piece_count(root) < count:
        root = max(root, _soup(whole), key=_piece_count)
    read = _read(root)
    return read if _piece_count(root) >= count else replace(read, damage=complaint)


def _soup(text: str) -> Element | None:
    """The tree as an HTML parser sees it, which stops at nothing but knows no empty elements of other names."""
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, encoding="utf-8")
    try:
        root: Element | None = etree.fromstring(
            _EMPTY_OUTLINE.sub(r"\1></outline>", text).encode("utf-8", "replace"), parser
        )
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def _piece_count(root: Element | None) -> int:
    if root is None:
        return 0
    outlines = [element for element in root.iter() if local_name(element) == "outline"]
    names = [str(name).lower() for outline in outlines for name in outline.attrib]
    return len(outlines) + names.count("xmlurl")


def _take(outline: Element, collector: ListCollector) -> None:
    kind = attribute(outline, "type").lower()
    title = _title(outline)
    address = attribute(outline, "url")
    feed = attribute(outline, "xmlurl") or str(outline.get(SEED, ""))
    if kind in _LIST_TYPES or (kind == "link" and _LIST_NAME.fullmatch(address)):
        collector.refer(title, address or feed)
    elif kind == "link" and not feed:
        collector.leave_out(title, address or None, "it is a link, not a subscription")
    elif feed or attribute(outline, "htmlurl") or kind in ("rss", "atom", "feed"):
        collector.subscribe(
            Subscription(
                feed=feed or (address if kind else "") or None,
                title=title,
                homepage=attribute(outline, "htmlurl") or None,
                language=language_tag(attribute(outline, "language")),
                groups=tuple(_groups(outline)),
                source=one_line(str(outline.get(SOURCE, ""))),
            )
        )


def _title(outline: Element) -> str | None:
    return one_line(attribute(outline, "text")) or one_line(attribute(outline, "title"))


def _groups(outline: Element) -> Iterator[tuple[str, ...]]:
    """The folders around the outline, and the paths in its own `category` (OPML 2.0: comma-separated)."""
    folders = [_title(each) for each in outline.iterancestors() if local_name(each) == "outline"]
    if around := tuple(title for title in reversed(folders) if title):
        yield around
    for path in attribute(outline, "category").split(","):
        if names := tuple(filter(None, (one_line(name) for name in path.split("/")))):
            yield names


def _head(head: Element | None, collector: ListCollector) -> ListHead:
    if head is None:
        return ListHead()
    said = {local_name(child): text_of(child) for child in head}
    dates = {}
    for name in ("datecreated", "datemodified"):
        dates[name] = read_date(said.get(name))
        if said.get(name) and dates[name] is None:
            collector.remark(f'"{said[name][:80]}" is no date')
    return ListHead(
        title=one_line(said.get("title", "")),
        owner=one_line(said.get("ownername", "")),
        owner_email=one_line(said.get("owneremail", "")),
        owner_url=one_line(said.get("ownerid", "")),
        created_at=dates["datecreated"],
        modified_at=dates["datemodified"],
    )
