"""One check of a seed: asked for, read, and kept with what was found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.errors import CrawlerError
from crawler.extraction import Guidance
from crawler.fetching.fetcher import Fetched
from crawler.fetching.second_look import seed_validators
from crawler.reading.worker import ReadPage
from crawler.urls import canonical_url
from crawler.visit.checks import Checked, SeedTask, record, record_failure, record_unchanged
from crawler.visit.context import Context
from crawler.visit.findings import Findings, are_all_poor, findings_of
from crawler.visit.pages import Asked, PageTask, guidance_for, keep
from crawler.visit.websub import keep_subscribed
from storage.model import SeedKind, SeedOutcome


@dataclass(frozen=True, slots=True)
class Brought:
    """What the check of a seed means for the rest of the visit."""

    #: The numbers of the seeds that it announces.
    announced: frozenset[int] = frozenset()
    #: False where there cannot be any work that was not due before.
    has_work: bool = True


async def check_seed(context: Context, task: SeedTask) -> Brought:
    """Check the seed and keep what was found, or the named failure."""
    if task.seed.kind is SeedKind.article:
        # The article is looked at again for itself; asking here too would ask twice.
        return await _unchanged(context, Checked(task, SeedOutcome.not_modified, context.clock()))
    requested_at = context.clock()
    fetched = None
    try:
        # The links of a page whose feeds are good for nothing are to be read, whether or not the page has changed.
        is_to_be_read = task.seed.kind is SeedKind.page and await are_all_poor(context, task.source)
        fetched = await _fetch(context, task, is_whole=is_to_be_read)
        if not is_to_be_read and fetched.is_unchanged_since(task.seed.validators):
            brought = await _unchanged(
                context, Checked(task, SeedOutcome.not_modified, requested_at, fetched)
            )
            await keep_subscribed(context, task, fetched)
            return brought
        # The seed may be an article, which is then read as any other page of the source.
        guidance = await guidance_for(context, task.source, now=context.clock())
        read = await context.pool.read_seed(fetched.body, fetched.url, fetched.content_type, guidance)
        findings = await findings_of(context, task.source, task.seed, fetched, read)
    except CrawlerError as error:
        return Brought(await record_failure(context, task, error, requested_at, fetched))
    announced = await _record_findings(context, task, fetched, findings, requested_at)
    if findings.page is not None:
        page_task = PageTask(task.site, task.run_id, task.source, fetched.url)
        asked = Asked(page_task, fetched, requested_at, context.clock())
        await _keep_page(context, asked, findings.page, guidance)
    if read.feed is not None:
        await keep_subscribed(context, task, fetched, read.feed)
    return Brought(announced)


async def _unchanged(context: Context, checked: Checked) -> Brought:
    return Brought(has_work=await record_unchanged(context, checked))


async def _fetch(context: Context, task: SeedTask, *, is_whole: bool) -> Fetched:
    settings = context.settings
    limits = {SeedKind.sitemap: settings.sitemap_mib, SeedKind.news_sitemap: settings.sitemap_mib}
    limit = limits.get(task.seed.kind, settings.feed_mib) if task.seed.kind else settings.sitemap_mib
    return await context.fetcher.get(
        task.seed.url,
        limit_mib=limit,
        allow=context.networks_of(task.source),
        validators=None if is_whole else seed_validators(task.seed, context.clock()),
    )


async def _record_findings(
    context: Context, task: SeedTask, fetched: Fetched, findings: Findings, requested_at: datetime
) -> frozenset[int]:
    body_hash = hashlib.sha256(fetched.body).hexdigest()
    is_empty = not (findings.listed or findings.seeds)
    checked = Checked(
        task,
        SeedOutcome.empty if is_empty else SeedOutcome.new,
        requested_at,
        fetched,
        findings,
        validators=replace(fetched.validators, body_hash=body_hash),
    )
    return await record(context, checked)


async def _keep_page(context: Context, asked: Asked, page: ReadPage, guidance: Guidance) -> None:
    """The seed turned out to be an article: keep it now rather than ask for it a second time."""
    task = asked.task
    canonical = canonical_url(task.url)
    entry = await context.transact(lambda tx: tx.entries.find(task.source.id, canonical))
    if entry is not None:
        await keep(context, replace(asked, task=replace(task, entry=entry)), page, guidance)
