"""One check of a seed: asked for, read, and its entries, validators and next check kept in one transaction."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.context import Context
from crawler.discovery import FoundLink, FoundSeed, Sitemap, looks_like_front_page, well_known_seeds
from crawler.errors import CrawlerError, HttpError, InvalidURL, NetworkError, NoArticle, WrongType
from crawler.fetcher import Fetched, MustWait
from crawler.messages import SeedChecked
from crawler.outcomes import fetch_outcome, reason_of, seed_outcome
from crawler.pages import Asked, PageTask, entry_of_page, keep
from crawler.urls import absolute_url, canonical_url, host_of, site_of
from crawler.worker import ReadPage, ReadSeed
from storage import Transaction
from storage.model import (
    Fetch,
    FetchOutcome,
    FoundEntry,
    Seed,
    SeedCheck,
    SeedKind,
    SeedOutcome,
    Source,
    Validators,
)

#: Seeds that one page or sitemap index may add: the first ones, which the site itself puts first.
MOST_SEEDS = 50
#: Names that only feeds and sitemaps have: a page under such a name is an error page or a moved feed.
_NO_PAGE = re.compile(r"[^?#]*\.(?:xml|rss|rdf|atom|json)(?:\.gz)?/?(?:[?#].*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SeedTask:
    """One seed to check in a visit."""

    site: str
    run_id: int
    source: Source
    seed: Seed


@dataclass(frozen=True, slots=True)
class _Findings:
    """What a seed's body came to."""

    kind: SeedKind
    listed: tuple[FoundEntry, ...] = ()
    seeds: tuple[FoundSeed, ...] = ()
    page: ReadPage | None = None


async def check_seed(context: Context, task: SeedTask) -> None:
    """Check the seed and keep what was found, or the named failure."""
    if task.seed.kind is SeedKind.article:
        # The article is looked at again for itself; asking here too would ask twice.
        await _record(context, task, SeedOutcome.not_modified, context.clock())
        return
    requested_at = context.clock()
    try:
        fetched = await _fetch(context, task)
    except CrawlerError as error:
        await _record_failure(context, task, error, requested_at)
        return
    if fetched.is_unchanged_since(task.seed.validators):
        await _record(context, task, SeedOutcome.not_modified, requested_at, fetched=fetched)
        return
    try:
        read = await context.pool.read_seed(fetched.body, fetched.url, fetched.content_type)
        findings = await _findings(context, task, fetched, read)
    except CrawlerError as error:
        await _record_failure(context, task, error, requested_at, fetched)
        return
    await _record_findings(context, task, fetched, findings, requested_at)


async def _fetch(context: Context, task: SeedTask) -> Fetched:
    settings = context.settings
    limits = {SeedKind.sitemap: settings.sitemap_mib, SeedKind.news_sitemap: settings.sitemap_mib}
    limit = limits.get(task.seed.kind, settings.feed_mib) if task.seed.kind else settings.sitemap_mib
    return await context.fetcher.get(
        task.seed.url,
        limit_mib=limit,
        allow=context.networks_of(task.source),
        validators=task.seed.validators,
    )


async def _findings(context: Context, task: SeedTask, fetched: Fetched, read: ReadSeed) -> _Findings:
    if read.feed is not None:
        language = read.feed.language
        return _Findings(SeedKind.feed, listed=_entries(read.feed.entries, language))
    if read.sitemap is not None:
        kind = SeedKind.news_sitemap if read.sitemap.is_news else SeedKind.sitemap
        children = tuple(_usable(_children(read.sitemap), fetched.url))
        return _Findings(kind, listed=_entries(read.sitemap.entries, None), seeds=children)
    assert read.page is not None  # noqa: S101 - read_seed answers one of the three or raises
    if task.seed.kind not in (None, SeedKind.page) or _NO_PAGE.fullmatch(task.seed.url):
        raise WrongType(fetched.url, _page_instead(task.seed, fetched.url))
    if read.page.article and not looks_like_front_page(fetched.url):
        entry = _page_entry(fetched.url)
        return _Findings(SeedKind.article, listed=(entry,), page=read.page)
    return _Findings(SeedKind.page, seeds=await _announced(context, task, fetched, read))


def _children(index: Sitemap) -> tuple[FoundSeed, ...]:
    """The sitemaps of an index, the latest first: an archive of a newspaper lists one for every month since 1998."""
    newest = sorted(
        index.sitemaps,
        key=lambda child: child.modified_at.timestamp() if child.modified_at else 0.0,
        reverse=True,
    )
    return tuple(FoundSeed(child.url, "sitemap", "sitemap index") for child in newest)


def _page_entry(url: str) -> FoundEntry:
    return entry_of_page(url, canonical_url(url), site_of(url))


async def _announced(
    context: Context, task: SeedTask, fetched: Fetched, read: ReadSeed
) -> tuple[FoundSeed, ...]:
    """The seeds that a home page, its robots.txt, or else the well-known places offer."""
    allow = context.networks_of(task.source)
    rules = await context.fetcher.robots_of(fetched.url, allow=allow)
    in_robots = (FoundSeed(url, "sitemap", "robots.txt") for url in rules.sitemaps)
    found = tuple(_usable((*read.announced, *in_robots), fetched.url))
    if found:
        return found
    for candidate in well_known_seeds(fetched.url):
        try:
            if await _is_seed(context, candidate.url, task):
                return (candidate,)
        except NetworkError:
            # A server that stops answering is not asked ten times more.
            break
    raise _nothing_found(fetched.url, read.page)


def _usable(seeds: Iterable[FoundSeed], base: str) -> Iterator[FoundSeed]:
    """The seeds whose address can be asked for, absolute: robots.txt and sitemaps may say anything."""
    for seed in seeds:
        try:
            url = absolute_url(seed.url, base)
            canonical_url(url)
        except InvalidURL:
            continue
        yield replace(seed, url=url)


async def _is_seed(context: Context, url: str, task: SeedTask) -> bool:
    """A look at a place that may well be empty: asked for once. Raises NetworkError."""
    try:
        fetched = await context.fetcher.get(
            url,
            limit_mib=context.settings.feed_mib,
            allow=context.networks_of(task.source),
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


def _entries(links: Iterable[FoundLink], language: str | None) -> tuple[FoundEntry, ...]:
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


async def _record_findings(
    context: Context, task: SeedTask, fetched: Fetched, findings: _Findings, requested_at: datetime
) -> None:
    body_hash = hashlib.sha256(fetched.body).hexdigest()
    validators = replace(fetched.validators, body_hash=body_hash)
    if findings.kind is SeedKind.article and findings.page:
        await _record(
            context,
            task,
            SeedOutcome.new,
            requested_at,
            fetched=fetched,
            findings=findings,
            validators=validators,
        )
        await _keep_page(context, task, fetched, findings, requested_at)
        return
    await _record(
        context,
        task,
        SeedOutcome.new if findings.listed or findings.seeds else SeedOutcome.empty,
        requested_at,
        fetched=fetched,
        findings=findings,
        validators=validators,
    )


async def _keep_page(
    context: Context, task: SeedTask, fetched: Fetched, findings: _Findings, requested_at: datetime
) -> None:
    """The seed turned out to be an article: keep it now rather than ask for it a second time."""
    canonical = findings.listed[0].canonical_url
    entry = await context.transact(lambda tx: tx.entries.find(task.source.id, canonical))
    if entry is None or findings.page is None:
        return
    page_task = PageTask(task.site, task.run_id, task.source, fetched.url, entry=entry)
    await keep(context, Asked(page_task, fetched, requested_at, context.clock()), findings.page)


async def _record(
    context: Context,
    task: SeedTask,
    outcome: SeedOutcome,
    requested_at: datetime,
    *,
    fetched: Fetched | None = None,
    findings: _Findings | None = None,
    validators: Validators | None = None,
    reason: str | None = None,
    error: CrawlerError | None = None,
) -> None:
    """The one transaction of discovery: entries, new seeds, validators, the fetch and the next check."""
    now = context.clock()
    seed = task.seed if not findings else replace(task.seed, kind=findings.kind)
    not_before = error.until if isinstance(error, MustWait) else context.fetcher.wait_of(seed.url)
    next_check_at = context.timetable.next_check_at(
        seed, outcome, check_every=task.source.spec.check_every, now=now, not_before=not_before
    )
    row = _fetch_row(task, requested_at, now, fetched, error)

    def act(tx: Transaction) -> SeedChecked:
        added = _add_seeds(tx, task, findings.seeds if findings else (), now)
        listed: Sequence[FoundEntry] | None = findings.listed if findings else None
        check = SeedCheck(
            seed_id=seed.id,
            outcome=outcome,
            checked_at=now,
            next_check_at=next_check_at,
            reason=reason,
            kind=seed.kind,
            validators=validators,
        )
        new, _ = tx.seeds.record_check(check, listed)
        final = outcome
        if outcome is SeedOutcome.new and not new and not added:
            final = SeedOutcome.all_known
            tx.seeds.name_outcome(seed.id, final)
        if row:
            tx.fetches.add(row)
        if not_before:
            tx.visits.wait_until(task.site, host_of(seed.url), not_before)
        kind = seed.kind.value if seed.kind else None
        seen = tx.seeds.listed_count(task.source.id)
        return SeedChecked(
            task.site, task.source.name, seed.url, final.value, reason, kind, listed=seen, new=new
        )

    context.emit(await context.transact(act))


async def _record_failure(
    context: Context,
    task: SeedTask,
    error: CrawlerError,
    requested_at: datetime,
    fetched: Fetched | None = None,
) -> None:
    await _record(
        context,
        task,
        seed_outcome(error),
        requested_at,
        fetched=fetched,
        reason=reason_of(error),
        error=error,
    )


def _add_seeds(tx: Transaction, task: SeedTask, found: Sequence[FoundSeed], now: datetime) -> int:
    known = {seed.url for seed in tx.seeds.of(task.source.id)}
    added = 0
    for seed in found:
        if seed.url in known or len(known) >= MOST_SEEDS:
            continue
        known.add(seed.url)
        added += 1
        tx.seeds.add(task.source.id, seed.url, site=site_of(seed.url), kind=SeedKind(seed.kind), now=now)
    return added


def _fetch_row(
    task: SeedTask, requested_at: datetime, now: datetime, fetched: Fetched | None, error: CrawlerError | None
) -> Fetch | None:
    if fetched is None and error is None:
        return None
    outcome = FetchOutcome.read
    if fetched and fetched.is_not_modified:
        outcome = FetchOutcome.not_modified
    elif error and not fetched:
        outcome = fetch_outcome(error)
    status = error.status if isinstance(error, HttpError) else None
    return Fetch(
        source_id=task.source.id,
        url=task.seed.url,
        outcome=outcome,
        requested_at=requested_at,
        duration=now - requested_at,
        run_id=task.run_id,
        status=fetched.status if fetched else status,
        byte_count=len(fetched.body) if fetched else 0,
        reason=reason_of(error) if error else None,
    )


def _page_instead(seed: Seed, found_at: str) -> str:
    due = seed.kind.value.replace("_", " ") if seed.kind not in (None, SeedKind.page) else "feed or sitemap"
    moved = f" (redirected to {found_at})" if found_at != seed.url else ""
    return f"an HTML page where a {due} was due{moved}"
