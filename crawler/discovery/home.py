"""The feeds and sitemaps that a home or section page announces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from crawler.discovery.links import http_url
from crawler.discovery.model import FoundSeed
from crawler.discovery.text import plain_text
from crawler.discovery.xml import Element, attribute, text_of
from crawler.errors import InvalidURL
from crawler.urls import looks_like_front_page, same_site, split_url

__all__ = ["find_seeds", "looks_like_front_page", "page_base", "page_tree", "well_known_seeds"]

#: Links stand in the first part of any honest page.
_READ = 2 * 1024 * 1024
MOST_SEEDS = 50
#: Announcements that are looked at; pages with more are link farms.
_MOST_CANDIDATES = 500

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
#: Types that many other things have too: believed only when the address or title says feed.
_LOOSE_TYPES = (
    "application/json",
    "application/xml",
    "text/xml",
    "application/x.atom+xml",
    "application/x-atom+xml",
)
_FEED_WORD = re.compile(r"(?:^|[/._?=&-])(?:rss2?|feeds?|atom|rdf|jsonfeed)(?:$|[/._?=&-])", re.IGNORECASE)
_FEED_PATH = re.compile(
    r"(?:/(?:rss|feed|atom)s?/?|[/.](?:rss|atom|rdf)|/(?:rss|feed|atom|index)\.(?:xml|json|php)"
    r"|/(?:rss|feed|atom)s?/[^?#]*\.(?:xml|json|php|aspx?)|/[^/?#]*(?:rss|feed|atom)[^/?#]*\.xml)$",
    re.I,
)
_FEED_QUERY = re.compile(r"(?:^|&)(?:feed|format|type|output)=(?:rss2?|atom|rdf|feed)(?:&|$)", re.IGNORECASE)
_NO_FEED = re.compile(
    r"feedback|oembed|/wp-json/|/api/|newsfeed/?$|(?:facebook|twitter|feedly)\.com", re.IGNORECASE
)
_COMMENTS = re.compile(r"comment|kommentar|comentario|commentaire|comentário|replies", re.IGNORECASE)
_MAY_BE_SEED = re.compile(r"rss|feed|atom|rdf|sitemap|index\.(?:xml|json|php)", re.IGNORECASE)
_SITEMAP_PATH = re.compile(r"sitemap[^/]*\.xml(?:\.gz)?$", re.IGNORECASE)

_WELL_KNOWN = (
    ("feed", "/feed"),
    ("feed", "/rss"),
    ("feed", "/rss.xml"),
    ("feed", "/feed.xml"),
    ("feed", "/atom.xml"),
    ("feed", "/index.xml"),
    ("feed", "/feed.json"),
    ("sitemap", "/news-sitemap.xml"),
    ("sitemap", "/sitemap-news.xml"),
    ("sitemap", "/sitemap_news.xml"),
    ("sitemap", "/sitemap.xml"),
    ("sitemap", "/sitemap_index.xml"),
)


def find_seeds(page: bytes, url: str) -> tuple[FoundSeed, ...]:
    """The feeds and sitemaps that the page names, announced ones first; feeds of comments only for want of others."""
    root = page_tree(page)
    if root is None:
        return ()
    base = page_base(root, url)
    announced = islice(_announced(root, base), _MOST_CANDIDATES)
    linked = islice(_linked(root, base, url), _MOST_CANDIDATES)
    once: dict[str, FoundSeed] = {}
    for seed in (*announced, *linked):
        once.setdefault(seed.url, seed)
    articles = [seed for seed in once.values() if not _is_about_comments(seed)]
    return tuple((articles or list(once.values()))[:MOST_SEEDS])


def well_known_seeds(url: str) -> tuple[FoundSeed, ...]:
    """Where feeds and sitemaps usually are, to be tried when a site announces none."""
    try:
        parts = split_url(url)
    except InvalidURL:
        return ()
    origin = f"{parts.scheme}://{parts.netloc}"
    return tuple(FoundSeed(origin + path, kind, "well_known") for kind, path in _WELL_KNOWN)


def page_tree(page: bytes) -> Element | None:
    """The root of the first part of a page; None when nothing can be read of it."""
    head = page[:_READ]
    parser = etree.HTMLParser(
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        # Without a declaration libxml2 takes a page for Latin-1.
        encoding="utf-8" if _is_utf_8(head) else None,
    )
    try:
        root: Element | None = etree.fromstring(head, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root


def _is_utf_8(page: bytes) -> bool:
    try:
        # The cut may go through a character.
        page[:-4].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def page_base(root: Element, url: str) -> str:
    """The address that the links of a page are relative to."""
    for element in root.iter("base"):
        base = http_url(attribute(element, "href"), url)
        if base:
            return base
    return url


def _announced(root: Element, base: str) -> Iterator[FoundSeed]:
    for element in root.iter("link"):
        rels = attribute(element, "rel").lower().split()
        url = http_url(attribute(element, "href"), base)
        if url is None:
            continue
        title = plain_text(attribute(element, "title"), 200)
        if "sitemap" in rels:
            yield FoundSeed(url, "sitemap", "link", title)
        elif ("alternate" in rels or "feed" in rels) and _is_feed_link(element, rels, url):
            yield FoundSeed(url, "feed", "link", title)


def _is_feed_link(element: Element, rels: list[str], url: str) -> bool:
    kind = attribute(element, "type").lower().partition(";")[0].strip()
    if _NO_FEED.search(url) or "oembed" in kind:
        return False
    if kind in _FEED_TYPES or "feed" in rels:
        return True
    return kind in _LOOSE_TYPES and bool(
        _FEED_WORD.search(url) or _FEED_WORD.search(attribute(element, "title"))
    )


def _linked(root: Element, base: str, page_url: str) -> Iterator[FoundSeed]:
    for element in root.iter("a", "area"):
        found = attribute(element, "href")
        # Most links name no feed, and to make each of them absolute would take a while.
        if not _MAY_BE_SEED.search(found) or _NO_FEED.search(found):
            continue
        url = http_url(found, base)
        if url is None:
            continue
        path, _, query = url.partition("#")[0].partition("?")
        is_sitemap = _SITEMAP_PATH.search(path) is not None
        if not (is_sitemap or _FEED_PATH.search(path) or _FEED_QUERY.search(query)):
            continue
        # A page links to other people's feeds too; those hosted elsewhere for this site cannot be told apart.
        if same_site(url, page_url):
            yield FoundSeed(
                url, "sitemap" if is_sitemap else "feed", "anchor", plain_text(text_of(element), 200)
            )


def _is_about_comments(seed: FoundSeed) -> bool:
    return seed.kind == "feed" and bool(_COMMENTS.search(seed.url) or _COMMENTS.search(seed.title or ""))
