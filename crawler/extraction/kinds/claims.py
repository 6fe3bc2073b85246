"""What a page says of itself: that it is an article, or that it lists articles; each claim has a weight.

No claim decides alone: some systems write og:type=article on every page, others put a NewsArticle for each teaser
into the front page's JSON-LD, and the addresses of some articles look like those of sections.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from lxml.html import HtmlElement

from crawler.extraction.blocks import letters_of
from crawler.extraction.metadata.json_ld import JsonNode, types_of
from crawler.extraction.metadata.signals import Signals
from crawler.extraction.prose import word_count

_LISTING_TYPES = frozenset(("CollectionPage", "SearchResultsPage", "ProfilePage", "CheckoutPage", "QAPage"))
_LISTING_OG_TYPES = frozenset(("website", "profile", "blog", "section", "object", "search", "tag"))
_ARTICLE_NODES = re.compile(r"(?:Article|Posting|Report|Review|Recipe|Story)$")
#: Folders of an address that hold lists only, and folders that hold lists unless a slug follows.
_LISTING_FOLDER_NAMES = """
tag tags topic topics thema themen category categories kategorie kategorien rubrik rubriken search
suche recherche buscar busca buscador ricerca zoeken author authors autor autoren autores auteur
auteurs autori etiqueta etiquetas tema temas label labels keyword keywords schlagwort stichwort
contributor contributors columnists
"""
_SECTION_FOLDER_NAMES = """
section sections sektion people person profile profil staff archive archives archiv latest newest
list liste videos sujet sujets dossier dossiers ressort page seite pagina news video galleries
photos opinion
"""
_HOME_FILES = re.compile(
    r"^(?:index|home|default|homepage|main|start|startseite)?(?:\.\w{2,5})?$", re.IGNORECASE
)
_LANGUAGE = re.compile(r"^[a-z]{2}(?:[-_][a-z]{2})?$", re.IGNORECASE)
_SEARCH_KEYS = frozenset(("q", "s", "query", "search", "suche", "keyword", "keywords", "tag"))
_PAGE_KEYS = frozenset(("page", "paged", "p", "pg", "seite", "start", "offset"))
_ID_KEYS = frozenset(("id", "p", "article", "articleid", "story", "storyid", "newsid", "aid", "nid", "sid"))
_LISTING_BODY_NAMES = """
home archive archives category search search-results author tag blog paged page-home homepage
frontpage front-page page-front path-frontpage section-front sectionfront listing index-page
"""
_ARTICLE_BODY_NAMES = """
single single-post postid article-page page-article node-type-article type-article story-page
"""
_LISTING_FOLDERS = frozenset(_LISTING_FOLDER_NAMES.split())
_SECTION_FOLDERS = frozenset(_SECTION_FOLDER_NAMES.split())
_BODY_WORDS = frozenset(_LISTING_BODY_NAMES.split())
_ARTICLE_BODY_WORDS = frozenset(_ARTICLE_BODY_NAMES.split())
_LONG_NUMBER = re.compile(r"\d{5,}")
_DAY = re.compile(r"(?:19|20)\d\d[-/](?:0?[1-9]|1[0-2])[-/](?:0?[1-9]|[12]\d|3[01])(?:/|-|$)")
_MONTH = re.compile(r"/(?:19|20)\d\d(?:/(?:0?[1-9]|1[0-2]))?(?:/page/\d+)?/?$")
_PAGE_NUMBER = re.compile(r"/(?:page|seite|p)/?\d+/?$", re.IGNORECASE)
#: JSON-LD with so many articles describes a list.
_LISTED = 3
_SLUG_WORDS = 4
#: A short name or a number may stand behind the slug.
_SLUG_NAMES = 3
_SHORT_TITLE_WORDS = 3
_SITE_NAME = re.compile(r"\s+[|–—·•«»-]+\s+|\s*[|｜]\s*")


@dataclass(frozen=True, slots=True)
class Claim:
    """Something the page says, and how much it counts."""

    weight: float
    #: As part of a reason, e.g. "its address is that of a section".
    says: str


def listing_claims(signals: Signals, root: HtmlElement, title: str | None, url: str) -> Iterator[Claim]:
    """What speaks for a list of articles."""
    if any(name in _LISTING_TYPES for node in signals.nodes for name in types_of(node)):
        yield Claim(3, "JSON-LD calls it a collection")
    if _several_articles(signals.nodes, url):
        yield Claim(3, "JSON-LD describes several articles")
    if (signals.first("og:type") or "").lower() in _LISTING_OG_TYPES:
        yield Claim(1, "og:type calls it no article")
    if address := _listing_address(url):
        yield address
    if _BODY_WORDS & _body_words(root):
        yield Claim(1.5, "its body is named so")
    if is_name(title or ""):
        yield Claim(1.5, "its title is a name")


def article_claims(signals: Signals, root: HtmlElement, headline: str | None, url: str) -> Iterator[Claim]:
    """What speaks for an article; `headline` is the one that the page shows, unlinked."""
    if _describes_this_page(signals, headline, url):
        yield Claim(3, "JSON-LD describes this article")
    if signals.first("article:published_time", "parsely-pub-date", "dc.date.issued", "sailthru.date"):
        yield Claim(1.5, "it has a date of publication")
    if (signals.first("og:type") or "").lower() in ("article", "news", "news_article", "story"):
        yield Claim(1, "og:type calls it an article")
    if _article_address(url):
        yield Claim(1.5, "its address has a slug")
    if _ARTICLE_BODY_WORDS & _body_words(root):
        yield Claim(2, "its body is named so")
    if headline and not is_name(headline):
        yield Claim(1, "it shows a headline")


def is_name(text: str) -> bool:
    """True for a heading that names a section or a person, with or without the site's name behind it."""
    return word_count(_SITE_NAME.split(text, maxsplit=1)[0]) <= _SHORT_TITLE_WORDS


def is_front_address(url: str) -> bool:
    """True for the address of a site's front page, in one of its languages."""
    parts = urlsplit(url)
    if (
        not parts.netloc
        or _ID_KEYS & parse_qs(parts.query).keys()
        or _SEARCH_KEYS & parse_qs(parts.query).keys()
    ):
        return False
    segments = [segment for segment in parts.path.split("/") if segment]
    if segments and _LANGUAGE.match(segments[0]):
        segments = segments[1:]
    return not segments or (len(segments) == 1 and bool(_HOME_FILES.match(segments[0])))


def _listing_address(url: str) -> Claim | None:
    parts = urlsplit(url)
    if is_front_address(url):
        return Claim(3, "its address is that of a front page")
    keys = parse_qs(parts.query).keys()
    segments = {unquote(segment).lower() for segment in parts.path.split("/") if segment}
    is_listing = _SEARCH_KEYS & keys or _is_listing_folder(parts.path)
    if is_listing or (_SECTION_FOLDERS & segments and not _article_address(url)):
        return Claim(2.5, "its address is that of a section, tag or search page")
    if _MONTH.search(parts.path) or (_PAGE_KEYS - _ID_KEYS) & keys:
        return Claim(2, "its address is that of an archive")
    if parts.netloc and segments and not _article_address(url):
        return Claim(1, "its address has no slug")
    return None


def _article_address(url: str) -> bool:
    """True when the last part of the path reads like a headline or a number."""
    parts = urlsplit(url)
    if _ID_KEYS & parse_qs(parts.query).keys():
        return True
    if _is_listing_folder(parts.path):
        return False
    names = [unquote(name) for name in parts.path.split("/") if name]
    return any(map(_is_slug, names[-_SLUG_NAMES:])) or bool(_DAY.search(parts.path))


def _is_slug(name: str) -> bool:
    stem = name.rsplit(".", 1)[0] if "." in name else name
    words = [word for word in re.split(r"[-_+ ]", stem) if word]
    return len(words) >= _SLUG_WORDS or word_count(stem) >= _SLUG_WORDS or bool(_LONG_NUMBER.search(name))


def _is_listing_folder(path: str) -> bool:
    """True for /tag/NAME and /category/NAME/page/3; an article may stand deeper in such a folder."""
    names = [name for name in _PAGE_NUMBER.sub("", path).lower().split("/") if name]
    return not _LISTING_FOLDERS.isdisjoint(names[-2:])


def _several_articles(nodes: Sequence[JsonNode], url: str) -> bool:
    """True when JSON-LD lists three articles or more, none of which is this page."""
    path = urlsplit(url).path.rstrip("/")
    others = set()
    for node in nodes:
        if any(_ARTICLE_NODES.search(name) for name in types_of(node)):
            address = _address(node)
            if address is None or urlsplit(address).path.rstrip("/") == path:
                return False
            others.add(address)
    return len(others) >= _LISTED


def _describes_this_page(signals: Signals, headline: str | None, url: str) -> bool:
    """True when the article of the JSON-LD has the headline that the page shows, or this address."""
    node = signals.article
    said = node.get("headline") or node.get("name")
    if not node or not isinstance(said, str) or is_name(said):
        return False
    if _several_articles(signals.nodes, url):
        return False
    if headline and _is_same(said, headline):
        return True
    address = _address(node)
    return address is not None and urlsplit(address).path.rstrip("/") == urlsplit(url).path.rstrip("/")


def _is_same(one: str, other: str) -> bool:
    a, b = letters_of(one), letters_of(other)
    return bool(a and b) and (a.startswith(b[:30]) or b.startswith(a[:30]))


def _address(node: JsonNode) -> str | None:
    for name in ("url", "mainEntityOfPage", "@id"):
        value = node.get(name)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value:
            return value
    return None


def _body_words(root: HtmlElement) -> frozenset[str]:
    body = root.find("body")
    return frozenset() if body is None else frozenset(body.get("class", "").lower().split()[:60])
