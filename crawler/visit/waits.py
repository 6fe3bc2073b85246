"""A server's wish to be left alone, kept in the archive, so that neither a restart nor another worker forgets it."""

from __future__ import annotations

from datetime import datetime

from crawler.errors import CrawlerError
from crawler.fetching.fetcher import Fetcher, MustWait
from crawler.urls import host_of, site_of
from storage import Transaction


def keep_wait(
    tx: Transaction, fetcher: Fetcher, url: str, error: CrawlerError | None, *, now: datetime
) -> datetime | None:
    """Keep what the host of `url`, or the one behind its redirects, has asked for; returns until when it is to wait."""
    until, asked_by = fetcher.wait_of(url), url
    if isinstance(error, MustWait):
        until, asked_by = error.until, error.asked_by
    if until:
        tx.visits.forget_waits(before=now)
        tx.visits.wait_until(site_of(asked_by), host_of(asked_by), until)
    return until
