"""The crawler's commands: `newsdesk crawl`, `extract`, `reextract` and `import`."""

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
from storage.model import Source, SourceRule, SourceSpec
from storage.query.errors import WrongUsage

# What crawls and reads is imported where it is used: `newsdesk search` must not wait for Scrapy and its models.
if TYPE_CHECKING:
    from datetime import datetime

    from crawler.crawl import CrawlReport, Waiting
    from crawler.discovery.period import Period
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
Since = Annotated[
    str | None, typer.Option(metavar="WHEN", help="Find what was published since then: 30d, 2026-01-31.")
]
Until = Annotated[
    str | None, typer.Option(metavar="WHEN", help="With --since: only until then, that day included.")
]


def mount(app: typer.Typer, *, crawl_process: str) -> None:
    """Add the crawler's commands to `app`; `crawl_process` is the module that the child process runs."""

    @app.command("crawl")
    @friendly_errors(CrawlerError, wrong_usage=(UnknownTarget, InvalidURL, SourceFileError))
    def crawl_command(
        targets: Targets = None,
        since: Since = None,
        until: Until = None,
        sources: SourceFile = DEFAULT_SOURCES,
        as_json: AsJson = False,
    ) -> None:
        """Crawl now: declared sources (all when none is named), or any URL.

        With --since the past instead: sitemaps and older pages of feeds are looked through for that time.
        """
        from crawler.interruption import Stopped, stoppable

        try:
            with stoppable():
                report, failures = _crawl(targets or [], sources, crawl_process, _period(since, until))
        except Stopped as stop:
            _tell("Stopped: what was read is kept, and the next crawl goes on from there.")
            raise typer.Exit(stop.exit_code) from None
        _show_report(report, failures, as_json)
        if failures.seeds or report.remarks:
            raise typer.Exit(FAILED)

    @app.command("extract")
    @friendly_errors(CrawlerError, wrong_usage=(InvalidURL, SourceFileError))
    def extract_command(
        page: Annotated[
            str, typer.Argument(metavar="FILE|URL", help="A saved page, or an address to fetch.")
        ],
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

    app.command("reextract")(reextract_command)
    app.command("import")(import_command)


@friendly_errors(CrawlerError)
def reextract_command(
    source: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Only pages of this source; may be given several times."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="WHEN", help="Only pages fetched since then: 7d, 12h, 2026-01-31.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing: only tell what would change.")
    ] = False,
    samples: Annotated[
        int, typer.Option(metavar="N", min=0, max=1000, help="Changed pages of each source to show.")
    ] = 2,
    as_json: AsJson = False,
) -> None:
    """Read the kept pages again with today's extractor; better texts take the place of the old ones.

    No revision is added: what changes is our reading, not the article. Interrupted, it goes on next time.
    """
    from crawler.interruption import Stopped
    from crawler.reextract_command import reextract_sources
    from crawler.reextract_report import as_document, print_report

    try:
        tallies = reextract_sources(
            source or [], since, is_dry_run=dry_run, sample_count=samples, now=utc_now()
        )
    except Stopped as stop:
        _tell(
            "Stopped: nothing was changed."
            if dry_run
            else "Stopped: what was read again is kept, and the next reextract goes on from there."
        )
        raise typer.Exit(stop.exit_code) from None
    if as_json:
        terminal.print_json(as_document(tallies, is_dry_run=dry_run))
    else:
        print_report(terminal.output(), tallies, is_dry_run=dry_run)


@friendly_errors(CrawlerError, wrong_usage=(SourceFileError,))
def import_command(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE.warc[.gz] ...", help="Web archives, plain or in gzip.")
    ],
    source: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The source of all pages; that of their site when left out."),
    ] = None,
    sources: SourceFile = DEFAULT_SOURCES,
    as_json: AsJson = False,
) -> None:
    """Bring in the articles of web archives (WARC files), with the time at which each page was captured.

    Sites that no source stands for get one by their domain, which is not watched. Interrupted, run it again:
    what is kept already is found to be unchanged.
    """
    from crawler.interruption import Stopped
    from crawler.targets import declare_sources
    from crawler.warc.command import import_files, order_of
    from crawler.warc.report import as_document, print_report, sentences

    order = order_of(files, source)
    try:
        with open_archive() as archive:
            if sources != DEFAULT_SOURCES or os.path.lexists(sources):
                declare_sources(archive, sources, now=utc_now())
            tally = import_files(archive, order)
    except Stopped as stop:
        _tell("Stopped: what was read is kept; run it again to go on.")
        raise typer.Exit(stop.exit_code) from None
    if as_json:
        terminal.print_json(as_document(tally))
    else:
        print_report(terminal.output(), tally)
        for sentence in sentences(tally):
            _tell(sentence)
    if tally.broken or tally.is_empty:
        raise typer.Exit(FAILED)


def _period(since: str | None, until: str | None) -> Period | None:
    from crawler.discovery.period import Period

    now = utc_now()
    if since is None:
        if until is not None:
            raise WrongUsage(
                "--until says where the past ends that --since begins: name both, or only --since"
            )
        return None
    first = _moments("--since", since, now)[0]
    last = _moments("--until", until, now)[1] if until is not None else now
    if last < first:
        raise WrongUsage(
            f"--until {until} lies before --since {since}" if until else f"--since {since} is not past"
        )
    return Period(first, last)


def _moments(option: str, text: str, now: datetime) -> tuple[datetime, datetime]:
    from storage.query.moments import span_of

    try:
        return span_of(text.strip(), now)
    except ValueError:
        raise WrongUsage(
            f'{option} "{text}" is no date: write 7d, 12h, 2026-01-31 or 2026-01-31T08:00'
        ) from None


def _crawl(
    targets: list[str], path: Path, crawl_process: str, period: Period | None
) -> tuple[CrawlReport, Failures]:
    from crawler.crawl import crawl
    from crawler.log import configure_logging
    from crawler.progress import shown
    from crawler.report import Failures
    from crawler.settings import crawler_settings
    from crawler.targets import past_scope_of, scope_of

    settings = crawler_settings()
    configure_logging("CRITICAL" if settings.log_level == "WARNING" else settings.log_level)
    failures = Failures()
    with open_archive() as archive:
        declared = _declared(archive, targets, path)
        if period:
            scope = past_scope_of(archive, targets, declared, period, now=utc_now())
        else:
            scope = scope_of(archive, targets, declared, now=utc_now())
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
                "notes": list(report.notes),
            }
        )
    else:
        console = terminal.output()
        console.print(table_of(console, counts))
    for sentence in (*report.notes, *failures.sentences(), *told_remarks(report.remarks)):
        _tell(sentence)


def _tell(sentence: str) -> None:
    # What comes on standard error stands below what went to standard output before.
    sys.stdout.flush()
    terminal.errors().print(terminal.safe(terminal.single_line(sentence)))


def _chosen(name: str | None, path: Path) -> SourceSpec | None:
    if name is None:
        return None
    from crawler.source_choice import chosen_source

    return chosen_source(name, path, is_usual_file=path == DEFAULT_SOURCES)


def _extract(page: str, url: str | None, spec: SourceSpec | None) -> ExtractedArticle:
    import asyncio

    from crawler.settings import MEBIBYTE, crawler_settings

    settings = crawler_settings()
    if "://" in page:
        from crawler.single import fetch_once

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
    from crawler.pool import ReadingPool
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
    from crawler.explain import told_rules

    console = terminal.output()
    console.print()
    for line in told_rules(article, spec.name):
        console.print(terminal.safe(line))


def _tell_remarks(article: ExtractedArticle) -> None:
    """A rule that finds nothing is told in any case: the site may have changed."""
    for remark in article.rules.remarks if article.rules else ():
        _tell(f"{remark}.")


def _show_dropped(article: ExtractedArticle) -> None:
    console = terminal.output()
    console.print()
    console.print(terminal.safe(f"Left out ({len(article.dropped)} lines, in page order):", style="bold"))
    for line in article.dropped:
        console.print(terminal.safe(f"- {line.text}  [{line.reason}]"))
