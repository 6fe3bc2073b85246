"""From what extraction read to what the archive is offered: the page's words, completed by the feed's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from crawler.canonical_link import plausible_canonical
from crawler.extraction import ExtractedArticle
from crawler.reading.reconcile import Published, reconcile
from crawler.urls import site_of
from storage.model import ArticleDraft, DroppedLine, FoundEntry, Picture, Source


def draft_of(
    article: ExtractedArticle, *, source: Source, found: FoundEntry | None, url: str, fetched_at: datetime
) -> ArticleDraft:
    """What extraction read, completed by what the feed said (`found`) where the page is silent.

    A first reading and every later one of the same page go through here, so that they differ in the reading alone.
    """
    modified_at = _in_utc(article.modified_at)
    published = reconcile(
        _said_by(article),
        found.published_at if found else None,
        modified_at=modified_at,
        now=fetched_at,
    )
    return ArticleDraft(
        source_id=source.id,
        url=url,
        canonical_url=plausible_canonical(article.canonical_url, url),
        site=site_of(url),
        title=article.title or (found.title if found and found.title else url),
        text=article.text,
        fetched_at=fetched_at,
        method=article.method,
        standfirst=article.standfirst,
        authors=article.authors or (found.authors if found else ()),
        agency=article.agency,
        published_at=published.at if published else None,
        modified_at=modified_at,
        date_precision=published.precision if published else None,
        date_from=published.where if published else None,
        language=article.language or (found.language if found else None) or source.spec.language,
        section=article.section,
        tags=article.tags,
        image=Picture(article.image.url, article.image.caption, article.image.credit)
        if article.image
        else None,
        is_free=article.is_free,
        kind=article.kind,
        dropped=tuple(DroppedLine(line.text, line.reason) for line in article.dropped),
    )


def dated_by_feed(draft: ArticleDraft, feed_at: datetime | None) -> ArticleDraft:
    """The draft of another look at a page, whose date an earlier one took from its feed."""
    page = None
    if draft.published_at:
        page = Published(draft.published_at, draft.date_precision or "day", draft.date_from or "page")
    published = reconcile(page, feed_at, modified_at=draft.modified_at, now=draft.fetched_at)
    if published is None:
        return draft
    return replace(
        draft, published_at=published.at, date_precision=published.precision, date_from=published.where
    )


def _said_by(article: ExtractedArticle) -> Published | None:
    at = _in_utc(article.published_at)
    if at is None:
        return None
    return Published(at, article.date_precision or "day", article.date_from or "page", article.date_zone)


def _in_utc(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC) if at else None
