"""Looks at a site before it is watched: what it offers, what its robots.txt says, and how its articles read.

Asks with the ordinary fetcher, so with all its manners, and keeps nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crawler.discovery import FoundLink, FoundSeed, looks_like_front_page
from crawler.discovery.ranking import assess
from crawler.discovery.section import FEWEST_ARTICLES, Section, read_section
from crawler.errors import CrawlerError, NetworkError, NoArticle
from crawler.extraction import Guidance
from crawler.fetching.fetcher import Fetched, Fetcher
from crawler.guard import Network
from crawler.onboarding.listings import Listed, newest, ranked_listings, with_indexes
from crawler.onboarding.report import Failure, Found, Onboarding, RobotsVerdict, Sample
from crawler.outcomes import reason_of
from crawler.reading.pool import ReadingPool
from crawler.reading.worker import ReadPage, ReadSeed
from crawler.settings import CrawlerSettings
from crawler.urls import canonical_url
from crawler.visit.candidates import (
    FRONT_PAGE,
    GIVEN,
    OWN_LINKS,
    WELL_KNOWN,
    candidates_in,
    news_first,
    origin_of,
    places_for,
    usable,
)

#: Feeds and sitemaps that are looked at.
MOST_LOOKS = 25
#: Articles that are shown, and pages that are asked for to have them.
MOST_SAMPLES = 3
MOST_TRIES = 6
#: After so long no more is asked for: a person is waiting.
LONGEST_LOOK = timedelta(minutes=3)


@dataclass(slots=True)
class Onboarder:
    """One look at one site."""

    fetcher: Fetcher
    pool: ReadingPool
    settings: CrawlerSettings
    allow: tuple[Network, ...]
    clock: Callable[[], datetime]
    found: list[Listed] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    #: The sitemap index that each sitemap was found in, by its address.
    indexes: dict[str, FoundSeed] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    #: The page that was given, where it is an article itself.
    page: tuple[str, ReadPage] | None = None
    #: Where the redirects from the given address led.
    landed_at: str | None = None
    #: Pages that were given or are the site's front: watched by their own links where there is nothing else.
    pages: list[Fetched] = field(default_factory=list)
    started_at: datetime | None = None

    async def look(self, url: str) -> Onboarding:
        """Everything that can be told of the site at this address; what goes wrong is told by its name."""
        self.started_at = self.clock()
        robots = await self._robots(url)
        if robots.verdict != "unreachable":
            await self._look_at([FoundSeed(url, "", GIVEN)])
            if not any(found.how == GIVEN for found, _ in self.found):
                await self._look_around(self.landed_at or url)
            if not self._lists("feed", "news_sitemap", "sitemap"):
                await self._look_at_own_links()
        listed = with_indexes(self.found, self.indexes, now=self.clock())
        ranked = ranked_listings(listed)
        samples = [sample async for sample in self._samples(url, ranked)]
        return Onboarding(
            url=url,
            robots=robots,
            found=tuple(found for found, _ in ranked),
            samples=tuple(samples),
            failures=tuple(self.failures),
            remarks=tuple(self.remarks),
        )

    async def _look_around(self, url: str) -> None:
        """What robots.txt, the front page and the usual places offer beside the page at this address."""
        await self._look_at(await self._in_robots(url))
        if not self._lists("feed", "news_sitemap", "sitemap") and not looks_like_front_page(url):
            await self._look_at([FoundSeed(origin_of(url), "", FRONT_PAGE)])
        await self._try_usual_places(url)

    async def _look_at_own_links(self) -> None:
        """What a crawl does with a page that announces nothing: it takes the links that look like articles."""
        for page in self.pages:
            section = await self.pool.run(_section_of, page.body, page.url, page.content_type)
            if len(section.articles) >= FEWEST_ARTICLES:
                self._note(FoundSeed(page.url, "section", OWN_LINKS), "section", section.articles, title=None)
                self.failures = [one for one in self.failures if one.url != page.url]

    async def _in_robots(self, url: str) -> tuple[FoundSeed, ...]:
        try:
            rules = await self.fetcher.robots_of(url, allow=self.allow)
        except CrawlerError as error:
            self._fail(url, "robots.txt", error)
            return ()
        return usable([FoundSeed(one, "sitemap", "robots.txt") for one in rules.sitemaps], url)

    async def _robots(self, url: str) -> RobotsVerdict:
        try:
            rules = await self.fetcher.robots_of(url, allow=self.allow)
        except CrawlerError as error:
            return RobotsVerdict("unreachable", reason_of(error))
        if rules.is_allowed(url):
            return RobotsVerdict("allowed", crawl_delay=rules.crawl_delay)
        reason = "robots.txt asks crawlers to stay away from this address"
        return RobotsVerdict("denied", reason, rules.crawl_delay)

    async def _look_at(self, candidates: Iterable[FoundSeed]) -> None:
        """Look at the candidates, and at those that they name, until there are enough."""
        queue = deque(candidates)
        while queue:
            seed = queue.popleft()
            key = canonical_url(seed.url)
            if key in self.asked:
                continue
            if self._is_enough():
                return
            self.asked.add(key)
            try:
                fetched, read = await self._read(seed)
                if self._is_known(fetched, key):
                    continue
                queue.extendleft(reversed(news_first(self._take(seed, fetched, read))))
            except CrawlerError as error:
                self._fail(seed.url, seed.how, error)

    def _is_enough(self) -> bool:
        if len(self.asked) >= MOST_LOOKS:
            sentence = f"only {MOST_LOOKS} addresses were looked at; the site names more"
        elif self._is_late():
            sentence = f"the site is slow: no more was asked for after {LONGEST_LOOK.seconds // 60} minutes"
        else:
            return False
        if sentence not in self.remarks:
            self.remarks.append(sentence)
        return True

    def _is_late(self) -> bool:
        return self.started_at is not None and self.clock() - self.started_at > LONGEST_LOOK

    async def _read(self, seed: FoundSeed) -> tuple[Fetched, ReadSeed]:
        limit = self.settings.sitemap_mib if seed.kind in ("", "sitemap") else self.settings.feed_mib
        # A place that may well be empty is asked once.
        attempts = 1 if seed.how == WELL_KNOWN else 2
        fetched = await self.fetcher.get(seed.url, limit_mib=limit, allow=self.allow, attempts=attempts)
        return fetched, await self.pool.read_seed(fetched.body, fetched.url, fetched.content_type)

    def _is_known(self, fetched: Fetched, key: str) -> bool:
        """True where a redirect led to what was looked at before."""
        landed = canonical_url(fetched.url)
        is_known = landed != key and landed in self.asked
        self.asked.add(landed)
        return is_known

    def _take(self, seed: FoundSeed, fetched: Fetched, read: ReadSeed) -> tuple[FoundSeed, ...]:
        """Note what was read; returns what it names in turn."""
        if seed.how == GIVEN:
            self.landed_at = fetched.url
        more = candidates_in(read, seed, fetched.url)
        if read.page is not None and seed.how in (GIVEN, FRONT_PAGE):
            self.pages.append(fetched)
        if read.sitemap is not None:
            # An index in an index stands for nothing of its own.
            self.indexes |= {one.url: self.indexes.get(seed.url, seed) for one in more}
        if read.feed is not None:
            self._note(seed, "feed", read.feed.entries, title=read.feed.title)
        elif read.sitemap is not None:
            if read.sitemap.entries or not more:
                kind = "news_sitemap" if read.sitemap.is_news else "sitemap"
                self._note(seed, kind, read.sitemap.entries, title=None)
        elif seed.how == GIVEN and read.page and read.page.article and not looks_like_front_page(fetched.url):
            self.page = (fetched.url, read.page)
        elif not more and seed.how != WELL_KNOWN:
            raise NoArticle(fetched.url, "the page announces neither feed nor sitemap")
        return more

    def _note(self, seed: FoundSeed, kind: str, entries: tuple[FoundLink, ...], *, title: str | None) -> None:
        assessment = assess(seed.url, kind, entries, title=title or seed.title, now=self.clock())
        self.found.append((Found(seed.url, kind, seed.how, title or seed.title, assessment), entries))

    def _fail(self, url: str, how: str, error: CrawlerError) -> None:
        if how != WELL_KNOWN:
            self.failures.append(Failure(url, type(error).__name__, reason_of(error)))

    def _lists(self, *kinds: str) -> bool:
        return any(found.kind in kinds and found.assessment.is_usable for found, _ in self.found)

    async def _try_usual_places(self, url: str) -> None:
        """Where feeds and sitemaps usually are, for each kind that nothing was found of."""
        for kinds, places in places_for(url):
            for place in places:
                if self._lists(*kinds) or self._is_late():
                    break
                try:
                    await self._try(place)
                except NetworkError as error:
                    # A server that stops answering is not asked ten times more.
                    self.failures.append(Failure(place.url, type(error).__name__, reason_of(error)))
                    return

    async def _try(self, place: FoundSeed) -> None:
        key = canonical_url(place.url)
        if key in self.asked:
            return
        self.asked.add(key)
        try:
            fetched, read = await self._read(place)
        except NetworkError:
            raise
        except CrawlerError:
            return
        if read.page is None and not self._is_known(fetched, key):
            await self._look_at(news_first(self._take(place, fetched, read)))

    async def _samples(self, url: str, ranked: list[Listed]) -> AsyncIterator[Sample]:
        """The text of a few of the newest articles; pages that have none are told as well."""
        told = tries = 0
        if self.page is not None:
            yield Sample.of(*self.page)
            told = 1
        tried: set[str] = {canonical_url(url)} if self.page else set()
        for link in newest(ranked, MOST_TRIES):
            if told >= MOST_SAMPLES or tries >= MOST_TRIES or self._is_late():
                return
            if (key := canonical_url(link.url)) in tried:
                continue
            tried.add(key)
            tries += 1
            sample = await self._sample(link)
            landed = canonical_url(sample.url)
            if landed != key and landed in tried:
                continue
            tried.add(landed)
            told += sample.failure is None
            yield sample

    async def _sample(self, link: FoundLink) -> Sample:
        guidance = Guidance(now=self.clock(), strictness=self.settings.extraction_strictness)
        try:
            fetched = await self.fetcher.get(
                link.url, limit_mib=self.settings.page_mib, allow=self.allow, attempts=2
            )
            read = await self.pool.read_page(fetched.body, fetched.url, fetched.content_type, guidance)
        except CrawlerError as error:
            return Sample(link.url, failure=Failure(link.url, type(error).__name__, reason_of(error)))
        return Sample.of(fetched.url, read)


def _section_of(body: bytes, url: str, _: str | None) -> Section:
    """The links of a page; runs in a reading process."""
    return read_section(body, url)
