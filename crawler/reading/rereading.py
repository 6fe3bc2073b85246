"""A kept page read again by today's extractor, as if it had been fetched just then."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from crawler import extraction
from crawler.errors import CrawlerError
from crawler.extraction import UNGUIDED, ExtractedArticle, Guidance
from crawler.reading.drafts import dated_by_feed, draft_of
from storage.model import ArticleDraft, Source
from storage.rereading import KeptReading

if TYPE_CHECKING:
    from crawler.reading.pool import ReadingPool

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


@dataclass(frozen=True, slots=True)
class Reread:
    """What today's extractor makes of a kept page."""

    kept: KeptReading
    #: None where there is a failure.
    draft: ArticleDraft | None = None
    #: Why there is no article on it any more.
    failure: CrawlerError | None = None

    def is_of(self, kept: KeptReading) -> bool:
        """True where the archive still holds what was read again."""
        return (self.kept.key, self.kept.revision) == (kept.key, kept.revision)


async def read_again(pool: ReadingPool, kept: KeptReading, source: Source, guidance: Guidance) -> Reread:
    """Read the page of a revision once more; its failure is a value, because the old reading stays then."""
    then = replace(guidance, now=kept.revision.fetched_at)
    act = partial(read_kept_page, guidance=then)
    try:
        article = await pool.run(act, kept.page.body_zstd, kept.article.url, kept.page.content_type)
    except CrawlerError as error:
        return Reread(kept, failure=error)
    return Reread(kept, draft=draft_again(article, kept, source))


def read_kept_page(
    body_zstd: bytes, url: str, content_type: str | None, guidance: Guidance = UNGUIDED
) -> ExtractedArticle:
    """The article of a page as the archive keeps it; runs in a reading process. Raises CrawlerError."""
    return extraction.read_article(zstd.decompress(body_zstd), url, content_type, guidance)


def draft_again(article: ExtractedArticle, kept: KeptReading, source: Source) -> ArticleDraft:
    """The draft that this reading makes; what came from elsewhere than the page is not lost with it."""
    draft = draft_of(
        article,
        source=source,
        found=kept.found,
        url=kept.article.url,
        fetched_at=kept.revision.fetched_at,
    )
    # It stays the article that it is, whatever the page names as its canonical URL.
    draft = replace(draft, source_id=kept.article.source_id, canonical_url=kept.article.canonical_url)
    known = kept.article
    if kept.found is None and known.date_from == "feed":
        draft = dated_by_feed(draft, known.published_at)
    if draft.published_at is None:
        draft = replace(
            draft,
            published_at=known.published_at,
            date_precision=known.date_precision,
            date_from=known.date_from,
        )
    return replace(
        draft,
        authors=draft.authors or kept.revision.authors,
        language=draft.language or known.language,
    )
