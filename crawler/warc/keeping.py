"""Keeps captures that were read: each as a new article, a revision, a duplicate, or nothing that was not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from crawler.errors import InvalidURL
from crawler.extraction import ExtractedArticle, Guidance
from crawler.fetching.page_wishes import wishes_of
from crawler.reading.drafts import dated_by_feed, draft_of
from crawler.reading.rereading import Reread
from crawler.reading.worker import ReadPage
from crawler.settings import WISHES
from crawler.urls import canonical_url, same_site, site_of
from crawler.visit.twins import Claim, claim_of
from crawler.warc.records import Capture
from crawler.warc.tally import CaptureOutcome
from storage import Transaction
from storage.model import ArticleDraft, FetchOutcome, FoundEntry, Source, SourceSpec
from storage.rereading import KeptReading

_OUTCOMES = {
    FetchOutcome.new: CaptureOutcome.new,
    FetchOutcome.revised: CaptureOutcome.revised,
    FetchOutcome.unchanged: CaptureOutcome.unchanged,
}


@dataclass(frozen=True, slots=True)
class ReadCapture:
    """A capture that was read: its article is to be kept, with the source where there is one already."""

    capture: Capture
    source: Source | None
    guidance: Guidance
    page: ReadPage
    article: ExtractedArticle
    #: What the publisher asks of those who keep the page.
    wishes: tuple[str, ...]


def keep_until_doubt(
    tx: Transaction, *, names: Sequence[str], lot: Sequence[ReadCapture], reread: Reread | None, now: datetime
) -> tuple[list[tuple[CaptureOutcome, Source]], KeptReading | None]:
    """Keep one after the other up to the first whose kept page has to be read again for a fair comparison."""
    made: list[tuple[CaptureOutcome, Source]] = []
    for name, read in zip(names, lot, strict=True):
        source = read.source or tx.sources.by_name(name) or tx.sources.put(SourceSpec(name), now=now)
        done = _keep_or_doubt(tx, read, source, reread)
        if isinstance(done, KeptReading):
            return made, done
        made.append((done, source))
    return made, None


def _keep_or_doubt(
    tx: Transaction, read: ReadCapture, source: Source, reread: Reread | None
) -> CaptureOutcome | KeptReading:
    draft, page = replace(_draft(tx, read, source), wishes=read.wishes), read.page.raw
    standing = tx.captures.standing(draft, page)
    claim = claim_of(draft.url, draft.canonical_url, kept_from=standing.read_from) if standing else None
    if claim is Claim.twin:
        return CaptureOutcome.duplicate
    if standing and claim is Claim.own_page:
        # Whichever of the two was captured first, the article's text is that of its own page.
        tx.rereading.take_place(standing.article_id, draft, page)
        return CaptureOutcome.duplicate
    if standing and not standing.is_newest:
        # What was seen later is the newer state, in whatever order the two arrive here.
        return CaptureOutcome.unchanged if standing.is_kept else CaptureOutcome.older
    if standing and (differing := tx.rereading.differing(draft, page)):
        if reread is None or not reread.is_of(differing):
            return differing
        if reread.draft:
            tx.rereading.replace(differing, reread.draft, now=draft.fetched_at)
    kept = tx.articles.keep(
        draft,
        page,
        replace(read.capture.validators, body_hash=page.body_hash),
        entry_id=None,
        # Imported articles are not watched; one that is stays so.
        next_check_at=standing.next_check_at if standing else None,
    )
    return _OUTCOMES[kept.outcome]


def wishes_in(capture: Capture) -> tuple[str, ...]:
    """The wishes of the page's publisher: in its head, in the headers of the answer, and those an export noted."""
    found = wishes_of(capture.wish_headers, capture.body, now=capture.fetched_at)
    return tuple(sorted({*found, *(wish for wish in capture.added.wishes if wish in WISHES)}))


def _draft(tx: Transaction, read: ReadCapture, source: Source) -> ArticleDraft:
    """What was read, under the address that an archive of ours had given it, with what the feed said of it."""
    capture = read.capture
    make = partial(draft_of, read.article, source=source, url=capture.url, fetched_at=capture.fetched_at)
    draft = make(found=_said(capture))
    if named := _named_address(capture):
        draft = replace(draft, canonical_url=named)
    known_id = tx.articles.kept_at(draft.canonical_url)
    known = tx.articles.get(known_id) if known_id is not None else None
    if known is None:
        return draft
    if _said(capture) is None and (found := tx.rereading.found(known.id)):
        draft = replace(make(found=found), canonical_url=draft.canonical_url)
    return dated_by_feed(draft, known.published_at) if known.date_from == "feed" else draft


def _said(capture: Capture) -> FoundEntry | None:
    """The words of the feed that came with the capture, as an entry."""
    added = capture.added
    if not (added.title or added.published_at or added.authors or added.language):
        return None
    return FoundEntry(
        url=capture.url,
        canonical_url=capture.canonical_url,
        site=site_of(capture.url),
        title=added.title,
        published_at=added.published_at,
        authors=added.authors,
        language=added.language,
    )


def address_of(capture: Capture) -> str:
    """The address that its article is looked for under before the page is read."""
    return _named_address(capture) or capture.canonical_url


def _named_address(capture: Capture) -> str | None:
    """The address that an archive of ours kept it under; None for captures of others, and for what cannot be one."""
    named = capture.added.canonical_url
    if not named or not same_site(named, capture.url):
        return None
    try:
        return canonical_url(named)
    except InvalidURL:
        return None
