"""An archive whose pages were read by an older extractor, for the tests of reading again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from crawler.extraction import ExtractedArticle, extract_article
from crawler.reading.drafts import draft_of
from crawler.reading.worker import read_page
from storage import Archive, Transaction
from storage.model import Article, ArticleDraft, RawPage, Revision, Source, SourceSpec, Validators

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
#: What the older extractor left in every text.
LEAK = "Subscribe to our letter of the morning."
OLD = "an older extractor"
FRONT_PAGE = b"<html><head><title>Front</title></head><body>%s</body></html>" % b"".join(
    b"<div><a href=/%d>Headline number %d of today</a></div>" % (number, number) for number in range(60)
)


def story(topic: str, *, parts: int = 4, advertisement: str = "") -> bytes:
    """A page with an article of so many paragraphs."""
    paragraphs = "".join(
        f"<p>The council of the town met on Tuesday for part {part} of the talks about the {topic}, which has not "
        "been seen since the storm of October, and about the nine million that a new one would cost.</p>"
        for part in range(1, parts + 1)
    )
    title = f"The council talks about the {topic}"
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"{paragraphs}</article><!-- {advertisement} --></body></html>"
    ).encode()


def url_of(name: str) -> str:
    return f"https://news.example/2026/{name}.html"


@cache
def read_today(page: bytes) -> ExtractedArticle:
    return extract_article(page, url_of("any"), now=NOW)


def read_long_ago(page: bytes, name: str, source: Source) -> ArticleDraft:
    """What the older extractor made of the page: a line too many at the end, and the last paragraph lost."""
    url = url_of(name)
    if page == FRONT_PAGE:
        return ArticleDraft(source.id, url, url, "Front", "Headlines of today.", NOW, OLD)
    today = draft_of(read_today(page), source=source, found=None, url=url, fetched_at=NOW)
    paragraphs = today.text.split("\n\n")[:-1]
    return replace(today, canonical_url=url, text="\n\n".join([*paragraphs, LEAK]), method=OLD)


@cache
def kept_page(body: bytes) -> RawPage:
    return read_page(body, url_of("any"), "text/html").raw


def make_source(archive: Archive, name: str = "ledger") -> Source:
    with archive.begin() as tx:
        return tx.sources.put(SourceSpec(name), now=NOW)


def keep_long_ago(tx: Transaction, source: Source, name: str, *pages: bytes) -> int:
    """Keeps an article whose page looked like this, day after day; its number."""
    article_id = 0
    for day, page in enumerate(pages):
        raw = kept_page(page)
        draft = replace(read_long_ago(page, name, source), fetched_at=NOW + timedelta(days=day))
        kept = tx.articles.keep(
            draft, raw, Validators(body_hash=raw.body_hash), entry_id=None, next_check_at=None
        )
        article_id = kept.article_id
    return article_id


def article(archive: Archive, number: int) -> Article:
    with archive.read() as tx:
        found = tx.articles.get(number)
    assert found is not None
    return found


def revisions(archive: Archive, number: int) -> Sequence[Revision]:
    with archive.read() as tx:
        return tx.articles.revisions(number)


def everything(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that a re-reading could touch."""
    tables = ("article", "revision", "raw_page", "article_search", "reread", "entry", "run")
    with archive.read() as tx:
        return {
            table: sorted(
                (tuple(row) for row in tx.connection.exec_driver_sql(f"SELECT * FROM {table}")), key=repr
            )
            for table in tables
        }
