"""May the address that a page gives itself be believed? (rel=canonical, og:url)

Only such a link ever merges twins: `/story/amp`, `m.` and `amp.` hosts, `?print=1`, `?outputType=amp` are addresses
of their own until the page itself says which article it shows. What is wrongly disbelieved costs a second copy,
which recognition by text mends; what is wrongly believed would merge many articles into one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from crawler.errors import InvalidURL
from crawler.urls import canonical_url, host_of, looks_like_front_page, same_site, split_url

_TEMPLATE = re.compile(
    r"[{}]|%7[bB]|\[\[|%5[bB]%5[bB]|<%|%3[cC]%|/(?:undefined|null|nan|false|none|\(null\)|\[object%20object\])(?:$|[/?])",
    re.IGNORECASE,
)
_DOCUMENT_NAME = re.compile(r"(?:.*(?:id|nr|no|num|art|article|story|news|item|doc)|p|q|n|a)\]?", re.I)
_DOCUMENT_VALUE = re.compile(r"\d+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.I)

#: Pages that list articles, and error pages that every missing template value leads to.
_LISTING_WORD = re.compile(
    r"/(?:tags?|categor(?:y|ies|ie|ias?)|topics?|themen?|temas?|authors?|autor(?:en|es)?|auteurs?|search|suche|404|error)(?:/|\.|$)",
    re.IGNORECASE,
)
#: A section's segment is a word or two ("world-news"); an article's has a headline in it, a date or a number.
_SECTION_SEGMENT = re.compile(r"[^\W\d_]+(?:[-_][^\W\d_]+)?", re.UNICODE)
_MOST_SECTION_SEGMENTS = 3
_HEADLINE = re.compile(r"[^\W_]+(?:[-_][^\W_]+){3,}", re.UNICODE)
_NUMBER_IN_NAME = re.compile(r"\d{4}|[a-z]\d+[a-z0-9]*\d|\d+[a-z]+\d", re.IGNORECASE)


def plausible_canonical(found_canonical: str | None, page_url: str) -> str:
    """The page's rel=canonical where it can be believed, else the canonical form of the page's own URL."""
    return first_plausible((found_canonical,), page_url)


def first_plausible(found: Iterable[str | None], page_url: str) -> str:
    """The first of the addresses a page gives itself that can be believed, else its own in canonical form."""
    page = canonical_url(page_url)
    believed = (_believed(address, page_url, page) for address in found if address and address.strip())
    return next((address for address in believed if address), page)


def _believed(found_canonical: str, page_url: str, page: str) -> str | None:
    if _TEMPLATE.search(found_canonical):
        return None
    try:
        found = canonical_url(found_canonical, base=page_url)
    except InvalidURL:
        return None
    if not same_site(found, page) or _names_another_page(found, page):
        return None
    # A stale http:// in a template that is served over https.
    if found.startswith("http://") and page.startswith("https://") and host_of(found) == host_of(page):
        return "https" + found.removeprefix("http")
    return found


def _names_another_page(found: str, page: str) -> bool:
    """True for what some outlets write on every article: the home page, the section, the script without its number."""
    if looks_like_front_page(found) and not looks_like_front_page(page):
        return True
    if _forgets_the_document(found, page):
        return True
    return _name_of(found) != _name_of(page) and _looks_like_listing(found) and _looks_like_article(page)


def _forgets_the_document(found: str, page: str) -> bool:
    """True when the canonical is the page's address without the parameter that names the document."""
    found_path, _, found_query = found.partition("?")
    page_path, _, page_query = page.partition("?")
    if found_path.partition("://")[2] != page_path.partition("://")[2]:
        return False
    dropped = set(page_query.split("&")) - set(found_query.split("&"))
    return any(_names_a_document(*piece.partition("=")[::2]) for piece in dropped)


def _names_a_document(name: str, value: str) -> bool:
    return bool(_DOCUMENT_NAME.fullmatch(unquote(name)) and _DOCUMENT_VALUE.fullmatch(value))


def _looks_like_listing(url: str) -> bool:
    parts = split_url(url)
    path = unquote(parts.path).rstrip("/")
    if _LISTING_WORD.search(path):
        return True
    segments = path.split("/")[1:]
    return (
        not parts.query
        and len(segments) <= _MOST_SECTION_SEGMENTS
        and all(_SECTION_SEGMENT.fullmatch(segment) for segment in segments)
    )


def _name_of(url: str) -> str:
    """The last segment of the path."""
    return unquote(split_url(url).path).rstrip("/").rpartition("/")[2]


def _looks_like_article(url: str) -> bool:
    parts = split_url(url)
    if _LISTING_WORD.search(unquote(parts.path)):
        return False
    name = _name_of(url)
    if _HEADLINE.search(name) or _NUMBER_IN_NAME.search(name):
        return True
    return any(_names_a_document(*piece.partition("=")[::2]) for piece in parts.query.split("&") if piece)
