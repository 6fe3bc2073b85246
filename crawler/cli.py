"""The crawler's commands: `newsdesk crawl` and `newsdesk extract`."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.clock import utc_now
from crawler.errors import CrawlerError, ExtractionError, InvalidURL, TooLarge, UnknownTarget
from storage import Archive, open_archive, terminal
from storage.errors import SourceFileError
from storage.friendly import FAILED, friendly_errors
from storage.model import Source
from storage.query.errors import WrongUsage

# What crawls and reads is imported where it is used: `newsdesk search` must not wait for Scrapy and its models.
if TYPE_CHECKING:
    from crawler.crawl import CrawlReport, Waiting
    from crawler.extraction import ExtractedArticle
    from crawler.messages import Event
    from crawler.report import Failures
    from crawler.worker import ReadPage

DEFAULT_SOURCES = Path("sources.toml")

Targets = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SOURCE|URL ...]", help="Sources by name, or any feed, sitemap, home page or article."
    ),
]
SourceFile = Annotated[
    Path, typer.Option("--sources", envvar="NEWSDESK_SOURCES", help="The file that declares the sources.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document instead of tables.")]


def mount(app: typer.Typer, *, crawl_process: str) -> None:
    """Add the crawler's commands to `app`; `crawl_process` is the module that the child process runs."""

    @app.command("crawl")
    @friendly_errors(CrawlerError, wrong_usage=(UnknownTarget, InvalidURL, SourceFileError))
    def crawl_command(
        targets: Targets = None, sources: SourceFile = DEFAULT_SOURCES, as_json: AsJson = False
    ) -> None:
        """Crawl now: declared sources (all when none is named), or any URL."""
        from crawler.interruption import Stopped, stoppable

        try:
            with stoppable():
                report, failures = _crawl(targets or [], sources, crawl_process)
        except Stopped as stop:
            _tell("Stopped: what was read is kept, and the next crawl goes on from there.")
            raise typer.Exit(stop.exit_code) from None
        _show_report(report, failures, as_json)
        if failures.seeds or report.remarks:
            raise typer.Exit(FAILED)

    @app.command("extract")
    @friendly_errors(CrawlerError, wrong_usage=(InvalidURL,))
    def extract_command(
        page: Annotated[
            str, typer.Argument(metavar="FILE|URL", help="A saved page, or an address to fetch.")
        ],
        url: Annotated[str | None, typer.Option(help="The address that a saved page came from.")] = None,
        explain: Annotated[bool, typer.Option(help="Also show every line left out, and why.")] = False,
        as_json: AsJson = False,
    ) -> None:
        """Read one page: title, metadata and clean text; nothing is stored."""
        from crawler.log import configure_logging
        from crawler.settings import crawler_settings

        configure_logging(crawler_settings().log_level)
        article = _extract(page, url)
        if as_json:
            terminal.print_json(_as_document(article, explain))
        else:
            _show_article(article, explain)


def _crawl(targets: list[str], path: Path, crawl_process: str) -> tuple[CrawlReport, Failures]:
    from crawler.crawl import crawl
    from crawler.log import configure_logging
    from crawler.progress import shown
    from crawler.report import Failures
    from crawler.settings import crawler_settings
    from crawler.targets import scope_of

    settings = crawler_settings()
    configure_logging("CRITICAL" if settings.log_level == "WARNING" else settings.log_level)
    failures = Failures()
    with open_archive() as archive:
        scope = scope_of(archive, targets, _declared(archive, targets, path), now=utc_now())
        with shown(terminal.errors()) as show:

            def listen(event: Event | Waiting) -> None:
                failures.take(event)
                show(event)

            report = crawl(
                archive,
                scope,
                module=crawl_process,
                concurrent_sites=settings.concurrent_sites,
                on_event=listen,
            )
    return report, failures


def _declared(archive: Archive, targets: list[str], path: Path) -> tuple[Source, ...]:
    from crawler.targets import declare_sources

    # Without the usual file a URL is enough; a file that somebody names has to be there.
    if path == DEFAULT_SOURCES and not os.path.lexists(path):
        if not targets:
            raise WrongUsage(
                f"there is no {path}: name a source or a URL, as in: newsdesk crawl https://example.org/"
            )
        return ()
    declared = declare_sources(archive, path, now=utc_now())
    if not declared and not targets:
        raise WrongUsage(f"{path} declares no source: add one, or name a URL: newsdesk crawl URL")
    return declared


def _show_report(report: CrawlReport, failures: Failures, as_json: bool) -> None:
    from crawler.report import table_of, told_remarks

    counts = report.tally.counts
    if as_json:
        terminal.print_json(
            {
                "run": report.run_id,
                "sources": {name: asdict(line) for name, line in counts.items()},
                "failures": failures.as_json(),
                "remarks": list(report.remarks),
            }
        )
    else:
        console = terminal.output()
        console.print(table_of(console, counts))
    for sentence in (*failures.sentences(), *told_remarks(report.remarks)):
        _tell(sentence)


def _tell(sentence: str) -> None:
    # What comes on standard error stands below what went to standard output before.
    sys.stdout.flush()
    terminal.errors().print(terminal.safe(terminal.single_line(sentence)))


def _extract(page: str, url: str | None) -> ExtractedArticle:
    import asyncio

    from crawler.settings import MEBIBYTE, crawler_settings

    settings = crawler_settings()
    if "://" in page:
        from crawler.single import fetch_once

        fetched = fetch_once(page, settings, allow=_networks_for(page))
        body, address, content_type = fetched.body, fetched.url, fetched.content_type
    else:
        limit = int(settings.page_mib * MEBIBYTE)
        body, address, content_type = _read_file(page, limit), url or Path(page).resolve().as_uri(), None
    read = asyncio.run(_read(body, address, content_type))
    if read.article is None:
        raise read.failure or ExtractionError(address)
    return read.article


async def _read(body: bytes, address: str, content_type: str | None) -> ReadPage:
    from crawler.pool import ReadingPool
    from crawler.settings import crawler_settings

    pool = ReadingPool(crawler_settings().model_copy(update={"extraction_processes": 1}))
    try:
        return await pool.read_page(body, address, content_type)
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
    if not explain:
        del document["dropped"]
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


def _show_dropped(article: ExtractedArticle) -> None:
    console = terminal.output()
    console.print()
    console.print(terminal.safe(f"Left out ({len(article.dropped)} lines, in page order):", style="bold"))
    for line in article.dropped:
        console.print(terminal.safe(f"- {line.text}  [{line.reason}]"))
