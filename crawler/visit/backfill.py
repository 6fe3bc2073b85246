"""Looking through the past of a source: its sitemaps and the pages of its feeds, for the entries of a period.

What is found becomes pending entries, as ordinary discovery makes them. What is looked through is watched no further:
its sitemaps become no seeds, and the seeds that it began with keep their validators and their due dates.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from crawler.discovery import Feed, FoundLink, Sitemap, well_known_seeds
from crawler.discovery.period import Period
from crawler.errors import CrawlerError, InvalidURL, NetworkError
from crawler.fetching.fetcher import Fetched
from crawler.messages import BackfillOrder, SeedChecked, VisitOrder
from crawler.outcomes import seed_outcome
from crawler.reading.worker import ReadSeed
from crawler.urls import absolute_url, canonical_url, looks_like_front_page, site_of
from crawler.visit.checks import Checked, SeedTask, fetch_row, forget
from crawler.visit.context import Context
from crawler.visit.findings import entries_of, page_entry
from storage import Transaction
from storage.model import FoundEntry, Seed, SeedKind, SeedOutcome, Source, Validators

#: Sitemaps below sitemaps that are gone into: an index of indexes is the most that honest sites have.
DEEPEST = 3
#: Feeds and sitemaps that one visit looks through: those of a newspaper, day by day, for five years.
MOST_DOCUMENTS = 2_000


@dataclass(frozen=True, slots=True)
class Document:
    """A feed, sitemap or page to look through."""

    url: str
    depth: int = 0
    #: The seed that it is, where it is one.
    seed: Seed | None = None
    #: A usual place that may well be empty.
    is_guess: bool = False


@dataclass(slots=True)
class Backfill:
    """One source on its way through the past, as far as it lies at one site."""

    context: Context
    order: VisitOrder
    source: Source
    period: Period
    is_stopping: Callable[[], bool]
    ahead: deque[Document] = field(default_factory=deque)
    asked: set[str] = field(default_factory=set)
    listed_count: int = 0
    sitemap_count: int = 0

    async def walk(self, seeds: Iterable[Seed], *, is_whole: bool) -> str | None:
        """Look through these seeds, and a whole source's sitemaps; returns what remains to say."""
        self.ahead.extend(
            Document(seed.url, seed=seed) for seed in seeds if seed.kind is not SeedKind.article
        )
        origins = self._origins() if is_whole else ()
        for origin in origins:
            await self._add_sitemaps_of(origin)
        await self._go_on()
        if not self.sitemap_count:
            for origin in origins:
                self.ahead.extend(_usual_places(origin))
            await self._go_on()
        if self.ahead and not self.is_stopping():
            return (
                f"{len(self.ahead)} or more sitemaps were not looked through: {MOST_DOCUMENTS:,} are the most"
            )
        return None

    async def _go_on(self) -> None:
        while self.ahead and not self.is_stopping() and len(self.asked) < MOST_DOCUMENTS:
            document = self.ahead.popleft()
            key = canonical_url(document.url)
            if key not in self.asked:
                self.asked.add(key)
                await self._look_through(document)

    def _origins(self) -> tuple[str, ...]:
        """Where the source lives at this site: the homes of its seeds, whose robots.txt names the sitemaps."""
        spec, site = self.source.spec, self.order.site
        urls = [*filter(None, [spec.homepage]), *spec.seeds, *(one.url for one in self.ahead)]
        homes = (f"{parts.scheme}://{parts.netloc}/" for parts in map(urlsplit, urls))
        return tuple(home for home in dict.fromkeys(homes) if site_of(home) == site)

    async def _add_sitemaps_of(self, url: str) -> None:
        try:
            rules = await self.context.fetcher.robots_of(url, allow=self.context.networks_of(self.source))
        except CrawlerError:
            # The seeds of the same host will tell why.
            return
        self._add((Document(found) for found in rules.sitemaps), url)

    async def _look_through(self, document: Document) -> None:
        requested_at = self.context.clock()
        fetched = None
        try:
            fetched = await self._fetch(document)
            read = await self.context.pool.read_seed(fetched.body, fetched.url, fetched.content_type)
        except CrawlerError as error:
            if document.is_guess and not isinstance(error, NetworkError):
                return
            if document.is_guess:
                # A server that stops answering is not asked ten times more.
                self.ahead.clear()
            await self._record(document, requested_at, fetched, error=error)
            return
        if read.page is not None:
            await self._take_page(document, fetched, read, requested_at)
        elif read.feed is not None:
            self._add_pages(read.feed, fetched.url)
            await self._record(document, requested_at, fetched, self._within(read.feed.entries))
        elif read.sitemap is not None:
            self.sitemap_count += 1
            self._add_children(read.sitemap, document, fetched.url)
            await self._record(document, requested_at, fetched, self._within(read.sitemap.entries))

    async def _fetch(self, document: Document) -> Fetched:
        # Whole and without validators: what has not changed since the last check may still hold the past.
        return await self.context.fetcher.get(
            document.url,
            limit_mib=self.context.settings.sitemap_mib,
            allow=self.context.networks_of(self.source),
            attempts=1 if document.is_guess else 2,
        )

    async def _take_page(
        self, document: Document, fetched: Fetched, read: ReadSeed, requested_at: datetime
    ) -> None:
        """A page names feeds and sitemaps; or it is the article that was asked for by its address."""
        if document.is_guess:
            return
        is_article = read.page and read.page.article and not looks_like_front_page(fetched.url)
        if is_article and document.seed and document.seed.kind is None:
            await self._record(document, requested_at, fetched, (page_entry(fetched.url),))
            return
        self._add((Document(seed.url) for seed in read.announced), fetched.url)
        await self._add_sitemaps_of(fetched.url)
        await self._record(document, requested_at, fetched)

    def _add_children(self, sitemap: Sitemap, parent: Document, base: str) -> None:
        if parent.depth < DEEPEST:
            depth = parent.depth + 1
            self._add((Document(one.url, depth) for one in self.period.worthwhile(sitemap.sitemaps)), base)

    def _add_pages(self, feed: Feed, base: str) -> None:
        """The older pages of a feed, until one lies before the period (RFC 5005)."""
        if feed.next_url and not self.period.is_over(feed.entries):
            self._add([Document(feed.next_url)], base)

    def _add(self, documents: Iterable[Document], base: str) -> None:
        for document in documents:
            try:
                url = absolute_url(document.url, base)
                canonical_url(url)
            except InvalidURL:
                continue
            self.ahead.append(Document(url, document.depth))

    def _within(self, links: Iterable[FoundLink]) -> tuple[FoundEntry, ...]:
        return entries_of(filter(self.period.holds, links), None)

    async def _record(
        self,
        document: Document,
        requested_at: datetime,
        fetched: Fetched | None,
        entries: tuple[FoundEntry, ...] = (),
        *,
        error: CrawlerError | None = None,
    ) -> None:
        """Keep the entries with the record of the request, and tell the parent."""
        now = self.context.clock()
        seed = document.seed or _unwatched(self.source, document.url, now)
        outcome = seed_outcome(error) if error else SeedOutcome.new if entries else SeedOutcome.empty
        task = SeedTask(self.order.site, self.order.run_id, self.source, seed)
        checked = Checked(task, outcome, requested_at, fetched, error=error)

        def act(tx: Transaction) -> int:
            new, _ = tx.seeds.promise(self.source.id, entries, now=now)
            if row := fetch_row(checked, now):
                tx.fetches.add(row)
            if document.seed and checked.is_forgotten:
                forget(tx, task)
            return new

        new = await self.context.transact(act)
        self.listed_count += len(entries)
        if outcome is SeedOutcome.new and not new:
            outcome = SeedOutcome.all_known
        self.context.emit(
            SeedChecked(
                self.order.site,
                self.source.name,
                document.url,
                outcome.value,
                checked.reason,
                listed=self.listed_count,
                new=new,
            )
        )


async def look_back(
    context: Context, order: VisitOrder, asked: BackfillOrder, *, is_stopping: Callable[[], bool]
) -> str | None:
    """Look through what the order names, as far as it lies at the site of the visit; returns what remains to say."""
    period = Period(datetime.fromisoformat(asked.since), datetime.fromisoformat(asked.until))

    def look(tx: Transaction) -> tuple[tuple[Source, tuple[Seed, ...]], ...]:
        wanted = [seed for one in asked.seed_ids if (seed := tx.seeds.by_id(one)) and seed.site == order.site]
        sources = tx.sources.of({*asked.source_ids, *(seed.source_id for seed in wanted)})
        return tuple((source, tuple(_of(source, wanted))) for source in sources)

    remarks: list[str] = []
    for source, seeds in await context.look(look):
        backfill = Backfill(context, order, source, period, is_stopping)
        if remark := await backfill.walk(seeds, is_whole=source.id in asked.source_ids):
            remarks.append(remark)
    return "; ".join(remarks) or None


def _of(source: Source, seeds: Iterable[Seed]) -> Iterator[Seed]:
    return (seed for seed in seeds if seed.source_id == source.id)


def _usual_places(origin: str) -> Iterator[Document]:
    for place in well_known_seeds(origin):
        if place.kind == "sitemap":
            yield Document(place.url, is_guess=True)


def _unwatched(source: Source, url: str, now: datetime) -> Seed:
    """A document that is no seed, as the record of a check wants to see it."""
    return Seed(0, source.id, url, site_of(url), None, Validators(), now, None, None, None, 0)
