"""Where a site's feeds and sitemaps may be: what a body names, and the usual places, in the order of asking. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from crawler.discovery import FoundSeed, Sitemap, well_known_seeds
from crawler.errors import InvalidURL
from crawler.reading.worker import ReadSeed
from crawler.urls import absolute_url, canonical_url, split_url

#: How the address was found that a person gave.
GIVEN = "given"
WELL_KNOWN = "well_known"
FRONT_PAGE = "front page"
#: The links of the page itself, where it announces nothing.
OWN_LINKS = "page"
_PAGES = (GIVEN, FRONT_PAGE)

#: Sitemaps of an index that are looked at: the newest tell enough.
MOST_CHILDREN = 3
_NEWS = re.compile(r"news", re.IGNORECASE)
#: An index in an index, and no deeper.
INDEX = "sitemap index"


def candidates_in(read: ReadSeed, seed: FoundSeed, url: str) -> tuple[FoundSeed, ...]:
    """The seeds that the body of `seed`, answered at `url`, names.

    A page that a page names may name some too, as where feeds are listed; what those name is not looked into.
    """
    if read.sitemap is not None:
        return usable(_children(read.sitemap, is_nested=seed.how == INDEX), url)
    if read.page is not None and seed.how in (*_PAGES, "link", "anchor"):
        depth_left = seed.how in _PAGES
        announced = (
            read.announced if depth_left else [replace(one, how="page of feeds") for one in read.announced]
        )
        return usable(announced, url)
    return ()


def news_first(seeds: Sequence[FoundSeed]) -> list[FoundSeed]:
    """The seeds with those in front whose address says news."""
    return sorted(seeds, key=lambda seed: not (seed.kind == "sitemap" and _NEWS.search(_path(seed.url))))


def places_for(url: str) -> tuple[tuple[tuple[str, ...], tuple[FoundSeed, ...]], ...]:
    """Kinds of seeds → the usual places, each to be tried as long as nothing of these kinds was found."""
    places = well_known_seeds(url)
    feeds = tuple(place for place in places if place.kind == "feed")
    sitemaps = tuple(place for place in places if place.kind == "sitemap")
    news = tuple(place for place in sitemaps if _NEWS.search(_path(place.url)))
    others = tuple(place for place in sitemaps if place not in news)
    return (("feed",), feeds), (("news_sitemap",), news), (("sitemap", "news_sitemap"), others)


def origin_of(url: str) -> str:
    """The front page of the URL's host."""
    parts = split_url(url)
    return f"{parts.scheme}://{parts.netloc}/"


def usable(seeds: Iterable[FoundSeed], base: str) -> tuple[FoundSeed, ...]:
    """The seeds whose address can be asked for, absolute."""
    found: list[FoundSeed] = []
    for seed in seeds:
        try:
            address = absolute_url(seed.url, base)
            canonical_url(address)
        except InvalidURL:
            continue
        found.append(replace(seed, url=address))
    return tuple(found)


def _children(index: Sitemap, *, is_nested: bool) -> list[FoundSeed]:
    if is_nested and index.entries:
        return []
    newest = sorted(
        index.sitemaps,
        key=lambda child: child.modified_at.timestamp() if child.modified_at else 0.0,
        reverse=True,
    )
    return news_first([FoundSeed(child.url, "sitemap", INDEX) for child in newest])[:MOST_CHILDREN]


def _path(url: str) -> str:
    return url.partition("://")[2].partition("/")[2]
