"""What the body of a seed came to: the entries it lists, the seeds it announces, or the article that it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from crawler.discovery import Feed, FoundLink, FoundSeed, Sitemap, looks_like_front_page, well_known_seeds
from crawler.discovery.address_shape import KnownShapes
from crawler.discovery.section import FEWEST_ARTICLES, Section, read_section, reads_as_article
from crawler.errors import CrawlerError, InvalidURL, NetworkError, NoArticle, UnreadableFeed, WrongType
from crawler.fetching.fetcher import Fetched
from crawler.outcomes import reason_of
from crawler.reading.worker import ReadPage, ReadSeed
from crawler.urls import absolute_url, canonical_url, site_of, split_url
from crawler.visit.context import Context
from crawler.visit.pages import entry_of_page
from crawler.visit.seed_worth import is_poor
from storage import Transaction
from storage.model import FoundEntry, Seed, SeedKind, Source

#: Names that only feeds and sitemaps have: a page under such a name is an error page or a moved feed.
_NO_PAGE = re.compile(r"[^?#]*\.(?:xml|rss|rdf|atom|json)(?:\.gz)?/?(?:[?#].*)?", re.IGNORECASE)


_PAGES = (SeedKind.page, SeedKind.section)
_NO_FEEDS = (*_PAGES, SeedKind.article)
#: Pages of a source from which the shape of its addresses is learnt, the newest.
MOST_LEARNT = 2_000


@dataclass(frozen=True, slots=True)
class Findings:
    """What a seed's body came to."""

    kind: SeedKind
    listed: tuple[FoundEntry, ...] = ()
    seeds: tuple[FoundSeed, ...] = ()
    page: ReadPage | None = None
    #: All links of a section page, for the next visit to compare with.
    links: Mapping[int, bool] | None = None


async def findings_of(
    context: Context, source: Source, seed: Seed, fetched: Fetched, read: ReadSeed
) -> Findings:
    """What was read of the seed, as the archive will keep it; raises CrawlerError where it is no seed."""
    if read.feed is not None:
        listed = entries_of(read.feed.entries, read.feed.language)
        if not listed:
            _check_silence(read.feed, fetched.url)
        return Findings(SeedKind.feed, listed=listed)
    if read.sitemap is not None:
        kind = SeedKind.news_sitemap if read.sitemap.is_news else SeedKind.sitemap
        children = tuple(_usable(_children(read.sitemap), fetched.url))
        return Findings(kind, listed=entries_of(read.sitemap.entries, None), seeds=children)
    assert read.page is not None  # noqa: S101 - read_seed answers one of the three or raises
    if seed.kind not in (None, *_PAGES) or _NO_PAGE.fullmatch(seed.url):
        raise WrongType(fetched.url, _page_instead(seed, fetched.url))
    is_watched = seed.kind is SeedKind.section
    if read.page.article and not is_watched and not looks_like_front_page(fetched.url):
        entry = page_entry(fetched.url)
        return Findings(SeedKind.article, listed=(entry,), page=read.page)
    if _is_named_section(source, seed, fetched.url) and not read.announced:
        # Who names a section wants its articles, whatever else the site offers elsewhere.
        section = await _section(context, source, seed, fetched)
        if section.articles or is_watched:
            return _watched(section)
    announced = await _announced(context, source, fetched, read, is_watched=is_watched)
    if announced and not await are_all_poor(context, source, announced):
        return Findings(SeedKind.page, seeds=announced)
    if not is_watched and not announced and reads_as_article(fetched.url):
        # An article that cannot be read; the others which it links to were not asked for.
        raise _nothing_found(fetched.url, read.page)
    section = await _section(context, source, seed, fetched)
    # Of a page that somebody has declared one is enough: a small section has no more.
    is_declared = seed.url in (*source.spec.seeds, source.spec.homepage)
    if len(section.articles) < (1 if is_declared else FEWEST_ARTICLES) and not is_watched:
        if announced:
            return Findings(SeedKind.page, seeds=announced)
        raise _nothing_found(fetched.url, read.page)
    return replace(_watched(section), seeds=announced)


def _is_named_section(source: Source, seed: Seed, url: str) -> bool:
    return seed.url in source.spec.seeds and not looks_like_front_page(url)


def _watched(section: Section) -> Findings:
    """A page of which the links are the articles."""
    return Findings(SeedKind.section, listed=entries_of(section.articles, None), links=section.links)


async def are_all_poor(
    context: Context, source: Source, announced: Sequence[FoundSeed] | None = None
) -> bool:
    """True where nothing is to be hoped for from what the page announces (None: from what its source has).

    The links of the page itself are read then.
    """
    now = context.clock()

    def look(tx: Transaction) -> bool:
        known = {seed.url: seed for seed in tx.seeds.of(source.id) if seed.kind not in _NO_FEEDS}
        seeds = [known.get(found.url) for found in announced] if announced else list(known.values())
        return bool(seeds) and all(
            seed and is_poor(seed, tx.seeds.listed(seed.id), now=now) for seed in seeds
        )

    return await context.look(look)


async def _section(context: Context, source: Source, seed: Seed, fetched: Fetched) -> Section:
    """The articles that the page links to, by what earlier visits and pages of the source have taught."""

    def look(tx: Transaction) -> tuple[KnownShapes, Mapping[int, bool] | None]:
        judged = tx.entries.judged(source.id, limit=MOST_LEARNT)
        return KnownShapes.of(judged), tx.section_links.of(seed.id)

    known, seen = await context.look(look)
    act = partial(_read_section, known=known, seen=seen)
    return await context.pool.run(act, fetched.body, fetched.url, fetched.content_type)


def _read_section(
    body: bytes, url: str, _: str | None, *, known: KnownShapes, seen: Mapping[int, bool] | None
) -> Section:
    return read_section(body, url, known=known, seen=seen)


def _check_silence(feed: Feed, url: str) -> None:
    """An outlet without news, and a feed of which nothing can be read, are two things."""
    if feed.damage:
        raise UnreadableFeed(url, feed.damage)
    if count := feed.skipped_count + len(feed.entries):
        raise UnreadableFeed(url, f"none of its {count} entries has an address")


def _children(index: Sitemap) -> tuple[FoundSeed, ...]:
    """The sitemaps of an index, the latest first: an archive of a newspaper lists one for every month since 1998."""
    newest = sorted(
        index.sitemaps,
        key=lambda child: child.modified_at.timestamp() if child.modified_at else 0.0,
        reverse=True,
    )
    return tuple(FoundSeed(child.url, "sitemap", "sitemap index") for child in newest)


def page_entry(url: str) -> FoundEntry:
    """The entry of a page that is an article itself."""
    return entry_of_page(url, canonical_url(url), site_of(url))


async def _announced(
    context: Context, source: Source, fetched: Fetched, read: ReadSeed, *, is_watched: bool
) -> tuple[FoundSeed, ...]:
    """The seeds that a home page, its robots.txt, or else the well-known places offer.

    Those places are looked at once: a page that `is_watched` because they were empty is left at that.
    """
    allow = context.networks_of(source)
    rules = await context.fetcher.robots_of(fetched.url, allow=allow)
    in_robots = (FoundSeed(url, "sitemap", "robots.txt") for url in rules.sitemaps)
    found = tuple(_usable((*read.announced, *in_robots), fetched.url))
    if found or is_watched or await _were_looked_at(context, source, fetched.url):
        return found
    for candidate in well_known_seeds(fetched.url):
        try:
            if await _is_seed(context, candidate.url, source):
                return (candidate,)
        except NetworkError:
            # A server that stops answering is not asked ten times more.
            break
    return ()


async def _were_looked_at(context: Context, source: Source, url: str) -> bool:
    """True where another page of the source is watched because the usual places of this origin were empty."""
    origin = _origin_of(url)
    seeds = await context.look(lambda tx: tx.seeds.of(source.id))
    return any(seed.kind is SeedKind.section and _origin_of(seed.url) == origin for seed in seeds)


def _origin_of(url: str) -> str:
    parts = split_url(url)
    return f"{parts.scheme}://{parts.netloc}"


def _usable(seeds: Iterable[FoundSeed], base: str) -> Iterator[FoundSeed]:
    """The seeds whose address can be asked for, absolute: robots.txt and sitemaps may say anything."""
    for seed in seeds:
        try:
            url = absolute_url(seed.url, base)
            canonical_url(url)
        except InvalidURL:
            continue
        yield replace(seed, url=url)


async def _is_seed(context: Context, url: str, source: Source) -> bool:
    """A look at a place that may well be empty: asked for once. Raises NetworkError."""
    try:
        fetched = await context.fetcher.get(
            url,
            limit_mib=context.settings.feed_mib,
            allow=context.networks_of(source),
            attempts=1,
        )
        read = await context.pool.read_seed(fetched.body, fetched.url, fetched.content_type)
    except NetworkError:
        raise
    except CrawlerError:
        return False
    return read.page is None


def _nothing_found(url: str, page: ReadPage | None) -> CrawlerError:
    why = f" ({reason_of(page.failure)})" if page and page.failure else ""
    return NoArticle(url, f"the page is no article{why} and announces neither feed nor sitemap")


def entries_of(links: Iterable[FoundLink], language: str | None) -> tuple[FoundEntry, ...]:
    """The links as entries, each address once; those that cannot be asked for are left out."""
    entries: dict[str, FoundEntry] = {}
    for link in links:
        try:
            canonical, site = canonical_url(link.url), site_of(link.url)
        except InvalidURL:
            continue
        entries.setdefault(
            canonical,
            FoundEntry(
                url=link.url,
                canonical_url=canonical,
                site=site,
                title=link.title,
                published_at=link.published_at,
                modified_at=link.modified_at,
                authors=link.authors,
                summary=link.summary,
                language=link.language or language,
            ),
        )
    return tuple(entries.values())


def _page_instead(seed: Seed, found_at: str) -> str:
    due = seed.kind.value.replace("_", " ") if seed.kind not in (None, *_PAGES) else "feed or sitemap"
    moved = f" (redirected to {found_at})" if found_at != seed.url else ""
    return f"an HTML page where a {due} was due{moved}"
