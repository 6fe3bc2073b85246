"""The articles that a home or section page links to, told from navigation by their addresses, words and places.

A page that announces no feed is watched by itself: the first visit takes what looks like articles, later ones take
what was not there before. What stands on the page visit after visit and is no article is its furniture.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from unicodedata import east_asian_width
from urllib.parse import urlsplit

from crawler.discovery.address_date import article_span
from crawler.discovery.address_shape import (
    NOTHING_KNOWN,
    KnownShapes,
    has_number,
    parts_of,
    shape_of,
    slug_words,
)
from crawler.discovery.home import page_base, page_tree
from crawler.discovery.links import http_url
from crawler.discovery.model import FoundLink
from crawler.discovery.text import LONGEST_TITLE, plain_text
from crawler.discovery.xml import Element, attribute, text_of
from crawler.errors import InvalidURL
from crawler.urls import canonical_url, looks_like_front_page, same_site

#: Links of a page that are looked at; pages with more are link farms.
MOST_LINKS = 5_000
#: Articles taken at the first visit: the top of the page, which is what its editors think of today.
MOST_AT_FIRST = 50
#: Points from which a link looks like an article; a link that has just appeared needs fewer.
ENOUGH = 5
ENOUGH_IF_NEW = 4
#: A page that links to fewer articles is no section page.
FEWEST_ARTICLES = 3
#: Links of one shape with headlines, from which the shape is taken for that of articles.
A_LIST = 4

_FURNITURE = ("nav", "footer", "menu", "form", "button", "select")
_FURNITURE_ROLES = ("navigation", "menu", "menubar", "contentinfo", "search", "banner", "tablist")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5")
#: Folders and names of pages that are no articles, in the languages of the larger presses.
_OTHER_PAGES = """
tag tags topic topics theme themes thema themen tema temas sujet sujets keyword keywords etiqueta etiquetas
author authors autor autoren autores auteur auteurs category categories kategorie categoria rubrik rubrique
archive archives archiv search suche recherche buscar busca login signin signup register account konto
subscribe subscription abo abos newsletter newsletters privacy datenschutz terms agb legal impressum imprint
cookies epaper faq rss feed feeds sitemap page pages seite comment comments share print cart
"""
#: The same, which are the names of sections too: a link needs more then to be taken for an article.
_PERHAPS_OTHERS = """
about contact kontakt contacto contato people profile profiles staff team help hilfe jobs careers stellen shop
advertise werbung podcast podcasts gallery galleries video videos games weather wetter horoscope live dossier
dossiers section sections seccion
"""
_NO_ARTICLES = frozenset(_OTHER_PAGES.split())
_DOUBTFUL = frozenset(_PERHAPS_OTHERS.split())
_FILES = re.compile(r"\.(?:pdf|jpe?g|png|gif|webp|svg|mp[34]|zip|docx?|xlsx?|xml|rss|json|css|js|apk)$", re.I)
_PAGE_NUMBER = re.compile(r"(?:^|&)(?:p|page|paged|seite|offset|start)=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """What a page links to."""

    #: What looks like articles, and what was taken for articles before and is still there; in page order.
    articles: tuple[FoundLink, ...]
    #: Every link that the next visit compares with, by its key, and whether it was taken.
    links: Mapping[int, bool]


@dataclass(slots=True)
class _Candidate:
    """One address, with the best that its links on the page say about it."""

    link: FoundLink
    key: int
    shape: str
    #: The same without the section: the lists of a page go across them.
    loose_shape: str
    #: For words and place of a link: 0 to 4.
    words: int
    is_headline: bool

    def points(self, known: KnownShapes, lists: Mapping[str, int]) -> int:
        points = self.words + _address_points(self.link.url)
        points += lists.get(self.loose_shape, 0)
        points += 4 * known.are_articles(self.shape)
        return points


def read_section(
    page: bytes,
    url: str,
    *,
    known: KnownShapes = NOTHING_KNOWN,
    seen: Mapping[int, bool] | None = None,
) -> Section:
    """Tell the articles from the furniture of a page; `seen` are the links of earlier visits, None at the first."""
    candidates = _candidates(page, url)
    lists = _lists(candidates)
    taken: list[_Candidate] = []
    for one in candidates:
        points = one.points(known, lists)
        if known.are_none(one.shape) and points < ENOUGH + 3:
            continue
        if seen is None:
            is_taken = points >= ENOUGH and len(taken) < MOST_AT_FIRST
        else:
            is_taken = seen.get(one.key, points >= ENOUGH_IF_NEW)
        if is_taken:
            taken.append(one)
    keys = {one.key for one in taken}
    return Section(tuple(one.link for one in taken), {one.key: one.key in keys for one in candidates})


def reads_as_article(url: str) -> bool:
    """True for an address that is an article's by itself."""
    parts = parts_of(url)
    return bool(parts) and _may_be_article(url) and _address_points(url) >= ENOUGH_IF_NEW


def link_key(url: str) -> int:
    """A number that stands for a canonical address, of the size that databases like."""
    return int.from_bytes(hashlib.blake2b(url.encode(), digest_size=8).digest(), signed=True)


def _candidates(page: bytes, url: str) -> list[_Candidate]:
    root = page_tree(page)
    if root is None:
        return []
    here = canonical_url(url)
    found: dict[str, _Candidate] = {}
    for link, words, is_headline in _links(root, page_base(root, url)):
        try:
            canonical = canonical_url(link.url)
        except InvalidURL:
            continue
        if canonical == here or not same_site(canonical, url) or not _may_be_article(canonical):
            continue
        one = found.get(canonical)
        if one is None:
            shape, loose = shape_of(canonical), shape_of(canonical, with_section=False)
            found[canonical] = _Candidate(link, link_key(canonical), shape, loose, words, is_headline)
        elif words > one.words:
            # A teaser links twice: its picture without words, and its headline.
            one.link, one.words, one.is_headline = replace(link, url=one.link.url), words, is_headline
    return list(found.values())


def _links(root: Element, base: str) -> Iterator[tuple[FoundLink, int, bool]]:
    """The links outside menus, each with the points for its words and place, and whether it reads as a headline."""
    for element in islice(root.iter("a"), MOST_LINKS):
        url = http_url(attribute(element, "href"), base)
        if url is None or _is_furniture(element):
            continue
        title = plain_text(text_of(element) or attribute(element, "title"), LONGEST_TITLE)
        length = _headline_length(title or "")
        is_heading = _is_heading(element)
        yield FoundLink(url, title), length + is_heading, length == 2 or (length > 0 and is_heading)


def _may_be_article(url: str) -> bool:
    parts = parts_of(url)
    if not parts or looks_like_front_page(url) or _FILES.search(parts[-1]):
        return False
    if _PAGE_NUMBER.search(urlsplit(url).query):
        return False
    return _names(parts).isdisjoint(_NO_ARTICLES)


def _address_points(url: str) -> int:
    """A date, a headline, a number: what addresses of articles have and those of sections do not."""
    parts = parts_of(url)
    words = slug_words(parts[-1])
    points = 3 * bool(article_span(url))
    points += 3 if words >= 5 else 2 if words >= 3 else 0
    points += 2 * (any(map(has_number, parts[-2:])) or has_number(urlsplit(url).query))
    points -= 2 * (not _names(parts).isdisjoint(_DOUBTFUL))
    points += parts[-1].lower().endswith((".html", ".htm", ".shtml", ".ghtml"))
    return points + (len(parts) > 2)


def _names(parts: Iterable[str]) -> set[str]:
    return {part.lower().partition(".")[0] for part in parts}


def _headline_length(words: str) -> int:
    """2 for the length of a headline, 1 for that of a short one, 0 for a label; wide characters count as words do."""
    width = sum(2 if east_asian_width(character) in "WF" else 1 for character in words)
    count = len(words.split())
    if width >= 30 or (count >= 5 and width >= 24):
        return 2
    return int(width >= 18)


def _is_furniture(element: Element) -> bool:
    above: Element | None = element
    while above is not None:
        if above.tag in _FURNITURE or (above.get("role") or "").lower() in _FURNITURE_ROLES:
            return True
        above = above.getparent()
    return "tag" in attribute(element, "rel").split() or "author" in attribute(element, "rel").split()


def _is_heading(element: Element) -> bool:
    """True for the link of a heading, or of a heading inside the link."""
    parent = element.getparent()
    while parent is not None and parent.tag in ("span", "strong", "b", "em"):
        parent = parent.getparent()
    return (parent is not None and parent.tag in _HEADINGS) or next(
        element.iter(*_HEADINGS), None
    ) is not None


def _lists(candidates: Iterable[_Candidate]) -> dict[str, int]:
    """The shapes of which the page has a list, with the points for being in one of headlines."""
    headlines: dict[str, list[bool]] = defaultdict(list)
    for one in candidates:
        headlines[one.loose_shape].append(one.is_headline)
    lists: dict[str, int] = {}
    for shape, each in headlines.items():
        share = sum(each) / len(each)
        if len(each) >= A_LIST and share >= 1 / 2:
            lists[shape] = 3 if share >= 3 / 4 else 2
    return lists
