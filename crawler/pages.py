"""A page of a source: asked for, read, recognised and kept, or a named failure on its entry.

The two halves are apart so that a visit asks for the next page while this one is being read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.context import Context
from crawler.errors import CrawlerError, HttpError
from crawler.extraction import ExtractedArticle, Guidance
from crawler.fetcher import MOST_ATTEMPTS, Fetched, MustWait, may_pass
from crawler.messages import PageDone
from crawler.outcomes import fetch_outcome, reason_of
from crawler.politeness import retry_wait
from crawler.urls import plausible_canonical, site_of
from crawler.worker import ReadPage
from storage import Transaction
from storage.model import (
    ArticleDraft,
    DroppedLine,
    Entry,
    Fetch,
    FetchOutcome,
    FoundEntry,
    Picture,
    Recheck,
    Source,
    Validators,
)


@dataclass(frozen=True, slots=True)
class PageTask:
    """One page to ask for: a pending entry, or an article to look at again."""

    site: str
    run_id: int
    source: Source
    url: str
    entry: Entry | None = None
    recheck: Recheck | None = None
    #: How often it was asked for in this visit, this time included.
    attempt: int = 1

    @property
    def validators(self) -> Validators | None:
        """What makes the request conditional."""
        return self.recheck.validators if self.recheck else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A page that came and is still to be read."""

    task: PageTask
    fetched: Fetched
    requested_at: datetime
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class AskAgain:
    """A page that failed in a way that may pass: to be asked for again when the others had their turn."""

    task: PageTask
    not_before: datetime


async def ask(context: Context, task: PageTask) -> Asked | AskAgain | None:
    """Ask for the page; None when its outcome is already kept (a failure, or nothing has changed)."""
    requested_at = context.clock()
    try:
        fetched = await context.fetcher.get(
            task.url,
            limit_mib=context.settings.page_mib,
            allow=context.networks_of(task.source),
            validators=task.validators,
            attempts=1,
        )
    except CrawlerError as error:
        if may_pass(error) and task.attempt < MOST_ATTEMPTS:
            wait = retry_wait(task.attempt) if context.settings.delay else timedelta(0)
            return AskAgain(replace(task, attempt=task.attempt + 1), context.clock() + wait)
        await _record_failure(context, task, error, requested_at)
        return None
    asked = Asked(task, fetched, requested_at, context.clock())
    if task.recheck and fetched.is_unchanged_since(task.recheck.validators):
        await _record_unchanged(context, asked)
        return None
    return asked


async def read_and_keep(context: Context, asked: Asked) -> None:
    """Read the page and keep its article, revision, raw page and index in one transaction with its entry."""
    fetched = asked.fetched
    try:
        guidance = guidance_for(context, asked)
        read = await context.pool.read_page(fetched.body, fetched.url, fetched.content_type, guidance)
        if read.failure:
            raise read.failure
    except CrawlerError as error:
        await _record_failure(context, asked.task, error, asked.requested_at, fetched)
        return
    await keep(context, asked, read)


def guidance_for(context: Context, asked: Asked) -> Guidance:  # noqa: ARG001
    """What is known about the source of a page, for reading it."""
    return Guidance(now=asked.answered_at)


async def keep(context: Context, asked: Asked, read: ReadPage) -> None:
    """Keep a page that was read."""
    task, fetched = asked.task, asked.fetched
    assert read.article is not None  # noqa: S101 - the caller has seen to failures
    draft = _draft(read.article, task, fetched, asked.answered_at)
    validators = replace(fetched.validators, body_hash=read.raw.body_hash)

    def act(tx: Transaction) -> PageDone:
        age = draft.fetched_at - (draft.published_at or draft.fetched_at)
        pinned = draft
        if task.recheck and (known := tx.articles.get(task.recheck.article_id)):
            # A page may name another canonical URL over time; it stays the article that it was.
            pinned = replace(draft, canonical_url=known.canonical_url)
            age = draft.fetched_at - known.first_seen_at
        kept = tx.articles.keep(
            pinned,
            read.raw,
            validators,
            entry_id=task.entry.id if task.entry else None,
            next_check_at=context.timetable.next_recheck_at(age, url=draft.url, now=draft.fetched_at),
        )
        tx.fetches.add(_fetch_row(asked, kept.outcome))
        return _done(task, kept.outcome, article_id=kept.article_id)

    context.emit(await context.transact(act))


def _draft(article: ExtractedArticle, task: PageTask, fetched: Fetched, fetched_at: datetime) -> ArticleDraft:
    """What extraction read, completed by what the feed said where the page is silent."""
    found = task.entry.found if task.entry else None
    feed_date = found.published_at if found and not article.published_at else None
    return ArticleDraft(
        source_id=task.source.id,
        url=fetched.url,
        canonical_url=plausible_canonical(article.canonical_url, fetched.url),
        site=site_of(fetched.url),
        title=article.title or (found.title if found and found.title else fetched.url),
        text=article.text,
        fetched_at=fetched_at,
        method=article.method,
        standfirst=article.standfirst,
        authors=article.authors or (found.authors if found else ()),
        agency=article.agency,
        published_at=article.published_at or feed_date,
        modified_at=article.modified_at,
        date_precision="second" if feed_date else article.date_precision,
        date_from="feed" if feed_date else article.date_from,
        language=article.language or (found.language if found else None) or task.source.spec.language,
        section=article.section,
        tags=article.tags,
        image=Picture(article.image.url, article.image.caption, article.image.credit)
        if article.image
        else None,
        is_free=article.is_free,
        kind=article.kind,
        dropped=tuple(DroppedLine(line.text, line.reason) for line in article.dropped),
    )


async def _record_unchanged(context: Context, asked: Asked) -> None:
    task = asked.task
    assert task.recheck is not None  # noqa: S101 - only re-checks are conditional
    article_id, known = task.recheck.article_id, task.recheck.validators
    outcome = FetchOutcome.not_modified if asked.fetched.is_not_modified else FetchOutcome.unchanged
    validators = replace(asked.fetched.validators, body_hash=known.body_hash)

    def act(tx: Transaction) -> None:
        article = tx.articles.get(article_id)
        next_check_at = None
        if article:
            age = asked.answered_at - article.first_seen_at
            next_check_at = context.timetable.next_recheck_at(age, url=task.url, now=asked.answered_at)
        tx.articles.record_recheck(
            article_id,
            outcome=outcome,
            now=asked.answered_at,
            next_check_at=next_check_at,
            validators=validators,
        )
        tx.fetches.add(_fetch_row(asked, outcome))

    await context.transact(act)
    context.emit(_done(task, outcome, article_id=article_id))


async def _record_failure(
    context: Context,
    task: PageTask,
    error: CrawlerError,
    requested_at: datetime,
    fetched: Fetched | None = None,
) -> None:
    now = context.clock()
    outcome, reason = fetch_outcome(error), reason_of(error)
    not_before = error.until if isinstance(error, MustWait) else context.fetcher.wait_of(task.url)
    row = Fetch(
        source_id=task.source.id,
        url=task.url,
        outcome=outcome,
        requested_at=requested_at,
        duration=now - requested_at,
        run_id=task.run_id,
        status=_status(error, fetched),
        byte_count=len(fetched.body) if fetched else 0,
        reason=reason,
    )

    def act(tx: Transaction) -> None:
        tx.fetches.add(row)
        attempts = task.entry.attempt_count + 1 if task.entry else 1
        again = context.timetable.next_attempt_at(attempts, now=now, not_before=not_before)
        next_at = again if outcome.may_pass else None
        if task.entry:
            tx.entries.record(task.entry.id, outcome=outcome, reason=reason, now=now, next_attempt_at=next_at)
        elif task.recheck:
            tx.articles.record_recheck(
                task.recheck.article_id, outcome=outcome, now=now, next_check_at=next_at, validators=None
            )

    await context.transact(act)
    context.emit(_done(task, outcome, reason=error.reason))


def entry_task(site: str, run_id: int, source: Source, entry: Entry) -> PageTask:
    """The task that a pending entry stands for."""
    return PageTask(site, run_id, source, entry.found.url, entry=entry)


def recheck_task(site: str, run_id: int, source: Source, recheck: Recheck) -> PageTask:
    """The task that an article due for another look stands for."""
    return PageTask(site, run_id, source, recheck.url, recheck=recheck)


def entry_of_page(url: str, canonical_url: str, site: str) -> FoundEntry:
    """A page that is its own entry: an article's URL given to `newsdesk crawl`."""
    return FoundEntry(url=url, canonical_url=canonical_url, site=site)


def _fetch_row(asked: Asked, outcome: FetchOutcome) -> Fetch:
    return Fetch(
        source_id=asked.task.source.id,
        url=asked.task.url,
        outcome=outcome,
        requested_at=asked.requested_at,
        duration=asked.answered_at - asked.requested_at,
        run_id=asked.task.run_id,
        status=asked.fetched.status,
        byte_count=len(asked.fetched.body),
    )


def _status(error: CrawlerError, fetched: Fetched | None) -> int | None:
    if isinstance(error, HttpError):
        return error.status
    return fetched.status if fetched else None


def _done(
    task: PageTask, outcome: FetchOutcome, *, reason: str | None = None, article_id: int | None = None
) -> PageDone:
    return PageDone(task.site, task.source.name, task.url, outcome.value, reason, article_id)
