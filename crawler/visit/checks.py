"""The record of a check of a seed: entries, new seeds, validators, the fetch and the next check in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.discovery import FoundSeed
from crawler.errors import CrawlerError, HttpError
from crawler.fetching.fetcher import Fetched
from crawler.messages import SeedChecked
from crawler.outcomes import fetch_outcome, reason_of, seed_outcome
from crawler.urls import site_of
from crawler.visit.context import Context
from crawler.visit.findings import Findings
from crawler.visit.waits import keep_wait
from storage import Transaction
from storage.model import (
    Fetch,
    FetchOutcome,
    Seed,
    SeedCheck,
    SeedKind,
    SeedOutcome,
    Source,
    Validators,
)

#: Seeds that one page or sitemap index may add: the first ones, which the site itself puts first.
MOST_SEEDS = 50


@dataclass(frozen=True, slots=True)
class SeedTask:
    """One seed to check in a visit."""

    site: str
    run_id: int
    source: Source
    seed: Seed


@dataclass(frozen=True, slots=True)
class Checked:
    """A check of a seed that is over, and what it came to."""

    task: SeedTask
    outcome: SeedOutcome
    requested_at: datetime
    fetched: Fetched | None = None
    findings: Findings | None = None
    #: None keeps the validators of the last good body.
    validators: Validators | None = None
    error: CrawlerError | None = None

    @property
    def kind(self) -> SeedKind | None:
        """What the seed is, as far as anybody knows now."""
        return self.findings.kind if self.findings else self.task.seed.kind

    @property
    def reason(self) -> str | None:
        """Why it failed, where it did."""
        return reason_of(self.error) if self.error else None

    @property
    def is_forgotten(self) -> bool:
        """True for a URL that was named by hand and has never worked: a typing error is not watched for ever."""
        spec = self.task.source.spec
        is_declared = self.task.seed.url in (*spec.seeds, spec.homepage)
        return self.outcome.is_failure and self.kind is None and not is_declared


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A check that found nothing new, and the crawl that made it."""

    context: Context
    checked: Checked


async def record(context: Context, checked: Checked) -> frozenset[int]:
    """Keep the check and tell the parent; returns the numbers of the seeds that this one announces."""
    event = await context.transact(lambda tx: _kept(tx, context, checked, context.clock()))
    context.emit(event)
    return frozenset(event.announced)


async def record_unchanged(context: Context, checked: Checked) -> bool:
    """Keep a check that found nothing new, with those of other visits; true where entries are due all the same."""
    event, has_work = await context.transact_together(_kept_unchanged, Unchanged(context, checked))
    context.emit(event)
    return has_work


def _kept_unchanged(tx: Transaction, together: Sequence[Unchanged]) -> list[tuple[SeedChecked, bool]]:
    now = together[0].context.clock()
    all_checked = [one.checked for one in together]
    revived = tx.seeds.record_unchanged([_check(tx, one.context, one.checked, now) for one in together])
    tx.fetches.add_all([row for checked in all_checked if (row := fetch_row(checked, now))])
    listed = tx.seeds.listed_counts({checked.task.source.id for checked in all_checked})
    return [
        (_event(checked, listed.get(checked.task.source.id, 0)), checked.task.site in revived)
        for checked in all_checked
    ]


async def record_failure(
    context: Context,
    task: SeedTask,
    error: CrawlerError,
    requested_at: datetime,
    fetched: Fetched | None = None,
) -> frozenset[int]:
    """Keep a check that failed, under the name of its failure."""
    return await record(context, Checked(task, seed_outcome(error), requested_at, fetched, error=error))


def _kept(tx: Transaction, context: Context, checked: Checked, now: datetime) -> SeedChecked:
    task, findings, outcome = checked.task, checked.findings, checked.outcome
    announced, added = _add_seeds(tx, task, findings.seeds if findings else (), now)
    new, _ = tx.seeds.record_check(_check(tx, context, checked, now), findings.listed if findings else None)
    if added:
        # An index that names a new sitemap is as fresh as a sitemap that lists a new page.
        tx.seeds.note_fresh(task.seed.id, now=now)
    if outcome is SeedOutcome.new and not new and not added:
        outcome = SeedOutcome.all_known
        again = _check(tx, context, replace(checked, outcome=outcome), now)
        tx.seeds.name_outcome(task.seed.id, outcome, next_check_at=again.next_check_at)
    if findings and findings.links is not None and tx.seeds.by_id(task.seed.id):
        tx.section_links.keep(task.seed.id, findings.links, now=now)
    if row := fetch_row(checked, now):
        tx.fetches.add(row)
    if checked.is_forgotten:
        forget(tx, task)
    listed = tx.seeds.listed_count(task.source.id)
    return replace(_event(checked, listed), outcome=outcome.value, new=new, announced=announced)


def _event(checked: Checked, listed: int) -> SeedChecked:
    return SeedChecked(
        checked.task.site,
        checked.task.source.name,
        checked.task.seed.url,
        checked.outcome.value,
        checked.reason,
        checked.kind.value if checked.kind else None,
        listed=listed,
    )


def _check(tx: Transaction, context: Context, checked: Checked, now: datetime) -> SeedCheck:
    """The check with its next one; a wish of the server to be left alone is kept beside it."""
    task = checked.task
    seed = replace(task.seed, kind=checked.kind)
    not_before = keep_wait(tx, context.fetcher, seed.url, checked.error, now=now)
    return SeedCheck(
        seed_id=seed.id,
        outcome=checked.outcome,
        checked_at=now,
        next_check_at=context.timetable.next_check_at(
            seed,
            checked.outcome,
            check_every=task.source.spec.check_every,
            now=now,
            not_before=not_before,
        ),
        reason=checked.reason,
        kind=checked.kind,
        validators=checked.validators,
    )


def forget(tx: Transaction, task: SeedTask) -> None:
    """Drop a seed that never worked, and its source where that was made for it only."""
    tx.seeds.remove(task.seed.id)
    tx.sources.remove_unused(task.source.id)


def _add_seeds(
    tx: Transaction, task: SeedTask, found: Sequence[FoundSeed], now: datetime
) -> tuple[tuple[int, ...], int]:
    """The numbers of the seeds that were found, and how many of them are new."""
    if not found:
        return (), 0
    known = {seed.url: seed.id for seed in tx.seeds.of(task.source.id)}
    announced: list[int] = []
    added = 0
    for seed in found:
        if seed.url not in known:
            if len(known) >= MOST_SEEDS:
                continue
            added += 1
            kind = SeedKind(seed.kind)
            known[seed.url] = tx.seeds.add(
                task.source.id, seed.url, site=site_of(seed.url), kind=kind, now=now
            ).id
        announced.append(known[seed.url])
    return tuple(announced), added


def fetch_row(checked: Checked, now: datetime) -> Fetch | None:
    """The record of the check's request; None where nothing was asked for."""
    fetched, error = checked.fetched, checked.error
    if fetched is None and error is None:
        return None
    outcome = FetchOutcome.read
    if fetched and fetched.is_not_modified:
        outcome = FetchOutcome.not_modified
    elif error and not fetched:
        outcome = fetch_outcome(error)
    status = error.status if isinstance(error, HttpError) else None
    return Fetch(
        source_id=checked.task.source.id,
        url=checked.task.seed.url,
        outcome=outcome,
        requested_at=checked.requested_at,
        duration=now - checked.requested_at,
        run_id=checked.task.run_id,
        status=fetched.status if fetched else status,
        byte_count=len(fetched.body) if fetched else 0,
        reason=checked.reason,
    )
