"""A page of a source: asked for, read, recognised and kept, or a named failure on its entry.

The two halves are apart so that a visit asks for the next page while this one is being read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from crawler.errors import CrawlerError, HttpError, InvalidURL
from crawler.extraction import UNGUIDED, Guidance
from crawler.fetching.fetcher import Fetched, MustWait, attempts_for, may_pass
from crawler.fetching.page_wishes import NOARCHIVE, Unwelcome, check_wishes, wishes_of
from crawler.fetching.politeness import retry_wait
from crawler.fetching.second_look import article_validators
from crawler.messages import PageDone
from crawler.outcomes import fetch_outcome, reason_of
from crawler.reading.drafts import dated_by_feed, draft_of
from crawler.reading.guidance import guidance_of
from crawler.reading.rereading import Reread, read_again
from crawler.reading.worker import ReadPage
from crawler.urls import canonical_url
from crawler.visit.context import Context
from crawler.visit.profiles import acting_profile, learn
from crawler.visit.twins import Claim, claim_of
from crawler.visit.waits import keep_wait
from storage import Transaction
from storage.model import (
    ArticleDraft,
    Entry,
    Fetch,
    FetchOutcome,
    FoundEntry,
    Recheck,
    Source,
    Validators,
)
from storage.rereading import KeptReading


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
        return article_validators(self.recheck) if self.recheck else None


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
            knows=partial(_is_kept, context) if task.entry else None,
        )
    except CrawlerError as error:
        if isinstance(error, MustWait) and error.status is None:
            # Nothing was asked, so nothing has failed: the work stays due, and the kept wait holds it back.
            return None
        if may_pass(error) and task.attempt < attempts_for(error):
            wait = retry_wait(task.attempt) if context.settings.delay else timedelta(0)
            return AskAgain(replace(task, attempt=task.attempt + 1), context.clock() + wait)
        await _record_failure(context, task, error, requested_at)
        return None
    asked = Asked(task, fetched, requested_at, context.clock())
    if fetched.is_redirect:
        await _record_duplicate(context, asked)
        return None
    if task.recheck and fetched.is_unchanged_since(task.recheck.validators):
        await _record_unchanged(context, asked)
        return None
    return asked


async def read_and_keep(context: Context, asked: Asked) -> None:
    """Read the page and keep its article, revision, raw page and index in one transaction with its entry."""
    fetched = asked.fetched
    try:
        guidance = await guidance_for(context, asked.task.source, now=asked.answered_at)
        read = await context.pool.read_page(fetched.body, fetched.url, fetched.content_type, guidance)
        if read.failure:
            raise read.failure
    except CrawlerError as error:
        await _record_failure(context, asked.task, error, asked.requested_at, fetched)
        return
    await keep(context, asked, read, guidance)
    if read.article is not None:
        await learn(context, asked.task.source.id, read.article)


async def guidance_for(context: Context, source: Source, *, now: datetime) -> Guidance:
    """What is known about the source of a page that was fetched at `now`, for reading it."""
    site = await acting_profile(context, source.id)
    strictness = context.settings.extraction_strictness
    return guidance_of(source, now=now, strictness=strictness, site=site)


async def keep(context: Context, asked: Asked, read: ReadPage, guidance: Guidance = UNGUIDED) -> None:
    """Keep a page that was read with this guidance.

    Where its text differs from the kept one, the kept page is read again in the same way first: what only our reading
    changed is no edit by the outlet.
    """
    wishes = wishes_of(asked.fetched.wish_headers, asked.fetched.body, now=asked.answered_at)
    obeyed = context.settings.obeyed
    try:
        check_wishes(asked.fetched.url, wishes, obeyed)
    except Unwelcome as error:
        await _record_failure(context, asked.task, error, asked.requested_at, asked.fetched)
        return
    if NOARCHIVE in wishes and NOARCHIVE in obeyed:
        read = replace(read, raw=replace(read.raw, body_zstd=b""))
    reread: Reread | None = None
    while True:
        done = await context.transact(partial(_keep_or_doubt, context, asked, read, reread, wishes))
        if isinstance(done, PageDone):
            break
        reread = await read_again(context.pool, done, asked.task.source, guidance)
    context.emit(done)


def _keep_or_doubt(
    context: Context,
    asked: Asked,
    read: ReadPage,
    reread: Reread | None,
    wishes: tuple[str, ...],
    tx: Transaction,
) -> PageDone | KeptReading:
    """Keep what was read; or keep nothing yet, and tell which page has to be read again for a fair comparison."""
    task, draft = asked.task, replace(_draft(asked, read, tx), wishes=wishes)
    pinned, age = draft, draft.fetched_at - (draft.published_at or draft.fetched_at)
    if task.recheck and (known := tx.articles.get(task.recheck.article_id)):
        # A page may name another canonical URL over time; it stays the article that it was.
        pinned = replace(draft, canonical_url=known.canonical_url)
        if known.date_from == "feed":
            pinned = dated_by_feed(pinned, known.published_at)
        age = draft.fetched_at - known.first_seen_at
    kept_from = tx.articles.read_from(pinned.canonical_url)
    claim = claim_of(pinned.url, pinned.canonical_url, kept_from=kept_from.url) if kept_from else None
    if kept_from and claim is Claim.twin and task.entry:
        tx.entries.lead_to(task.entry.id, kept_from.article_id)
        tx.fetches.add(_fetch_row(asked, FetchOutcome.duplicate))
        return _done(task, FetchOutcome.duplicate, article_id=kept_from.article_id)
    if kept_from and claim is Claim.own_page:
        tx.rereading.take_place(kept_from.article_id, pinned, read.raw)
    elif differing := tx.rereading.differing(pinned, read.raw):
        if reread is None or not reread.is_of(differing):
            return differing
        if reread.draft:
            tx.rereading.replace(differing, reread.draft, now=draft.fetched_at)
    kept = tx.articles.keep(
        pinned,
        read.raw,
        replace(asked.fetched.validators, body_hash=read.raw.body_hash),
        entry_id=task.entry.id if task.entry else None,
        next_check_at=context.timetable.next_recheck_at(age, url=draft.url, now=draft.fetched_at),
    )
    tx.fetches.add(_fetch_row(asked, kept.outcome, reason=_remarks(read)))
    return _done(task, kept.outcome, article_id=kept.article_id)


def _draft(asked: Asked, read: ReadPage, tx: Transaction) -> ArticleDraft:
    """What was read, with what the feed says of it: now, or when an article that is looked at again was found."""
    assert read.article is not None  # noqa: S101 - the caller of `keep` has seen to failures
    task = asked.task
    found = task.entry.found if task.entry else None
    if task.recheck:
        found = tx.rereading.found(task.recheck.article_id)
    return draft_of(
        read.article, source=task.source, found=found, url=asked.fetched.url, fetched_at=asked.answered_at
    )


async def _is_kept(context: Context, url: str) -> bool:
    """True for the address of an article that is kept and not yet due for another look."""
    now = context.clock()
    try:
        canonical = canonical_url(url)
    except InvalidURL:
        return False
    return await context.look(lambda tx: tx.articles.kept_at(canonical, resting_at=now)) is not None


async def _record_duplicate(context: Context, asked: Asked) -> None:
    """The entry redirects to an article that is kept: that is known without asking for its page once more."""
    task = asked.task
    assert task.entry is not None  # noqa: S101 - only the redirects of entries are looked up
    entry_id = task.entry.id

    def act(tx: Transaction) -> int | None:
        article_id = tx.articles.kept_at(canonical_url(asked.fetched.url))
        tx.entries.lead_to(entry_id, article_id)
        tx.fetches.add(_fetch_row(asked, FetchOutcome.duplicate))
        return article_id

    article_id = await context.transact(act)
    context.emit(_done(task, FetchOutcome.duplicate, article_id=article_id))


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
        not_before = keep_wait(tx, context.fetcher, task.url, error, now=now)
        attempts = task.entry.attempt_count + 1 if task.entry else 1
        again = context.timetable.next_attempt_at(attempts, now=now, not_before=not_before)
        next_at = again if outcome.may_pass else None
        if task.entry:
            tx.entries.record(task.entry.id, outcome=outcome, reason=reason, now=now, next_attempt_at=next_at)
        elif task.recheck:
            # Whatever stands there now, a wall, an error page, the article that was kept stays as it is.
            article_id = task.recheck.article_id
            look_at = None
            if outcome is not FetchOutcome.gone and (known := tx.articles.get(article_id)):
                age = now - known.first_seen_at
                look_at = context.timetable.next_recheck_at(age, url=task.url, now=now)
            if look_at and not_before:
                look_at = max(look_at, not_before)
            tx.articles.record_recheck(
                article_id, outcome=outcome, now=now, next_check_at=look_at, validators=None
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


def _fetch_row(asked: Asked, outcome: FetchOutcome, *, reason: str | None = None) -> Fetch:
    return Fetch(
        source_id=asked.task.source.id,
        url=asked.task.url,
        outcome=outcome,
        requested_at=asked.requested_at,
        duration=asked.answered_at - asked.requested_at,
        run_id=asked.task.run_id,
        status=asked.fetched.status,
        byte_count=len(asked.fetched.body),
        reason=reason,
    )


def _remarks(read: ReadPage) -> str | None:
    """What is told with the fetch of a page that was kept: a rule found nothing there, so the site may have changed."""
    effect = read.article.rules if read.article else None
    return ". ".join(effect.remarks) or None if effect else None


def _status(error: CrawlerError, fetched: Fetched | None) -> int | None:
    if isinstance(error, HttpError):
        return error.status
    return fetched.status if fetched else None


def _done(
    task: PageTask, outcome: FetchOutcome, *, reason: str | None = None, article_id: int | None = None
) -> PageDone:
    return PageDone(task.site, task.source.name, task.url, outcome.value, reason, article_id)
