"""The feeds and sitemaps of a site with what they list: put together, told from their doubles, and ranked. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from crawler.discovery import FoundLink, FoundSeed
from crawler.discovery.ranking import assess, is_covered, rank
from crawler.errors import InvalidURL
from crawler.onboarding.report import Found
from crawler.urls import canonical_url
from crawler.visit.candidates import INDEX

#: A feed or sitemap with what it lists.
Listed = tuple[Found, tuple[FoundLink, ...]]

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def with_indexes(found: Iterable[Listed], indexes: Mapping[str, FoundSeed], *, now: datetime) -> list[Listed]:
    """What was found, with an index in place of its sitemaps: it will name the next one too."""
    parts: dict[str, list[FoundLink]] = {}
    listed: list[Listed] = []
    for one, entries in found:
        if one.how == INDEX and one.kind == "sitemap":
            parts.setdefault(indexes[one.url].url, []).extend(entries)
        else:
            listed.append((one, entries))
    seeds = {seed.url: seed for seed in indexes.values()}
    for url, links in parts.items():
        assessment = assess(url, "sitemap", links, title=None, now=now)
        listed.append((Found(url, "sitemap", seeds[url].how, None, assessment), tuple(links)))
    return listed


def ranked_listings(listed: Iterable[Listed]) -> list[Listed]:
    """The best first; a feed that only repeats a better one is told to do so, and comes after the others."""
    return sorted(_with_doubles(sorted(listed, key=_rank)), key=_rank)


def newest(ranked: Iterable[Listed], count: int) -> Iterable[FoundLink]:
    """The newest entries of each, those of the best first."""
    for _, entries in ranked:
        yield from sorted(filter(_is_usable, entries), key=_moment, reverse=True)[:count]


def _rank(one: Listed) -> tuple[object, ...]:
    found = one[0]
    return rank(found.kind, found.how, found.url, found.assessment)


def _with_doubles(ranked: list[Listed]) -> Iterable[Listed]:
    """The same, where a feed that only repeats a better one is told to do so."""
    feeds: list[Listed] = []
    for found, entries in ranked:
        better = (one for one, listed in feeds if is_covered(entries, listed))
        if found.kind == "feed" and entries and (double := next(better, None)):
            weaknesses = (*found.assessment.weaknesses, f"{double.url} lists the same")
            yield replace(found, assessment=replace(found.assessment, weaknesses=weaknesses)), entries
            continue
        if found.kind == "feed":
            feeds.append((found, entries))
        yield found, entries


def _moment(link: FoundLink) -> float:
    return (link.published_at or link.modified_at or _NEVER).timestamp()


def _is_usable(link: FoundLink) -> bool:
    try:
        return bool(canonical_url(link.url))
    except InvalidURL:
        return False
