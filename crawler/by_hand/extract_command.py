"""`newsdesk extract`: one page, from a file or an address, as it would be kept."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.clock import utc_now
from crawler.command_options import DEFAULT_SOURCES, AsJson, SourceFile
from crawler.errors import CrawlerError, ExtractionError, InvalidURL, TooLarge
from storage import open_archive, terminal
from storage.errors import SourceFileError
from storage.friendly import friendly_errors
from storage.model import SourceRule, SourceSpec
from storage.query.errors import WrongUsage

# What crawls and reads is imported where it is used: `newsdesk search` must not wait for Scrapy and its models.
if TYPE_CHECKING:
    from crawler.extraction import ExtractedArticle
    from crawler.reading.worker import ReadPage


@friendly_errors(CrawlerError, wrong_usage=(InvalidURL, SourceFileError))
def extract_command(
    page: Annotated[str, typer.Argument(metavar="FILE|URL", help="A saved page, or an address to fetch.")],
    url: Annotated[str | None, typer.Option(help="The address that a saved page came from.")] = None,
    source: Annotated[
        str | None, typer.Option(metavar="NAME", help="The source whose rules are to be used.")
    ] = None,
    sources: SourceFile = DEFAULT_SOURCES,
    explain: Annotated[
        bool, typer.Option(help="Also show every line left out, and why, and what rules did.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read one page: title, metadata and clean text; nothing is stored."""
    from crawler.log import configure_logging
    from crawler.settings import crawler_settings

    configure_logging(crawler_settings().log_level)
    spec = _chosen(source, sources)
    article = _extract(page, url, spec)
    if as_json:
        terminal.print_json(_as_document(article, explain))
    else:
        _show_article(article, explain)
        if spec and explain:
            _show_rules(article, spec)
    _tell_remarks(article)


def _chosen(name: str | None, path: Path) -> SourceSpec | None:
    if name is None:
        return None
    from crawler.sources.choice import chosen_source

    return chosen_source(name, path, is_usual_file=path == DEFAULT_SOURCES)


def _extract(page: str, url: str | None, spec: SourceSpec | None) -> ExtractedArticle:
    import asyncio

    from crawler.settings import MEBIBYTE, crawler_settings

    settings = crawler_settings()
    if "://" in page:
        from crawler.fetching.single import fetch_once

        fetched = fetch_once(page, settings, allow=spec.allow_networks if spec else _networks_for(page))
        body, address, content_type = fetched.body, fetched.url, fetched.content_type
    else:
        limit = int(settings.page_mib * MEBIBYTE)
        body, address, content_type = _read_file(page, limit), url or Path(page).resolve().as_uri(), None
    read = asyncio.run(_read(body, address, content_type, spec.rules if spec else ()))
    if read.article is None:
        raise read.failure or ExtractionError(address)
    return read.article


async def _read(
    body: bytes, address: str, content_type: str | None, rules: tuple[SourceRule, ...]
) -> ReadPage:
    from crawler.extraction import Guidance
    from crawler.reading.pool import ReadingPool
    from crawler.settings import crawler_settings

    settings = crawler_settings()
    guidance = Guidance(now=utc_now(), rules=rules, strictness=settings.extraction_strictness)
    pool = ReadingPool(settings.model_copy(update={"extraction_processes": 1}))
    try:
        return await pool.read_page(body, address, content_type, guidance)
    finally:
        pool.close()


def _read_file(page: str, limit: int) -> bytes:
    from crawler.settings import MEBIBYTE

    if not page.strip():
        raise WrongUsage("name a saved page or a URL")
    try:
        with Path(page).open("rb") as file:
            # Not the whole file at once: it may be a device without an end.
            body = file.read(limit + 1)
    except FileNotFoundError:
        raise WrongUsage(f"there is no file {page}: a URL starts with https:// or http://") from None
    except (OSError, ValueError) as error:
        raise WrongUsage(f"{page} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(body) > limit:
        raise TooLarge(page, f"more than {limit / MEBIBYTE:g} MiB (NEWSDESK_PAGE_MIB)")
    return body


def _networks_for(url: str) -> tuple[str, ...]:
    """What the source at this site allows, when an archive knows one."""
    from crawler.urls import site_of
    from storage.errors import ArchiveError

    try:
        with open_archive(create=False) as archive, archive.read() as tx:
            source = tx.sources.by_site(site_of(url))
    except ArchiveError:
        # Nothing of it is needed: without it only public addresses are asked.
        return ()
    return source.spec.allow_networks if source else ()


def _as_document(article: ExtractedArticle, explain: bool) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(
        json.dumps(asdict(article), default=lambda moment: moment.isoformat())
    )
    del document["trace"]
    if not explain:
        del document["dropped"]
    if not explain or article.rules is None:
        del document["rules"]
    return document


def _show_article(article: ExtractedArticle, explain: bool) -> None:
    console = terminal.output()
    console.print(terminal.safe(article.title, style="bold"))
    for name, value in _facts(article):
        if value:
            console.print(terminal.safe(f"{name}: {value}"))
    console.print()
    console.print(terminal.safe(article.text))
    if explain:
        _show_dropped(article)


def _facts(article: ExtractedArticle) -> list[tuple[str, str | None]]:
    published = terminal.moment(article.published_at, precision=article.date_precision)
    return [
        ("standfirst", article.standfirst),
        ("authors", ", ".join(article.authors)),
        ("agency", article.agency),
        ("published", f"{published} UTC (from {article.date_from})" if article.published_at else None),
        ("language", article.language),
        ("section", article.section),
        ("tags", ", ".join(article.tags)),
        ("kind", article.kind),
        ("url", article.canonical_url),
        ("method", article.method),
    ]


def _show_rules(article: ExtractedArticle, spec: SourceSpec) -> None:
    from crawler.by_hand.explain import told_rules

    console = terminal.output()
    console.print()
    for line in told_rules(article, spec.name):
        console.print(terminal.safe(line))


def _tell_remarks(article: ExtractedArticle) -> None:
    """A rule that finds nothing is told in any case: the site may have changed."""
    for remark in article.rules.remarks if article.rules else ():
        terminal.tell(f"{remark}.")


def _show_dropped(article: ExtractedArticle) -> None:
    console = terminal.output()
    console.print()
    console.print(terminal.safe(f"Left out ({len(article.dropped)} lines, in page order):", style="bold"))
    for line in article.dropped:
        console.print(terminal.safe(f"- {line.text}  [{line.reason}]"))
