"""The crawler's commands: `newsdesk crawl`, `extract`, `reextract` and `import`."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.by_hand.extract_command import extract_command
from crawler.clock import utc_now
from crawler.command_options import DEFAULT_SOURCES, AsJson, SourceFile
from crawler.errors import CrawlerError, InvalidURL, UnknownTarget
from storage import Archive, open_archive, terminal
from storage.errors import SourceFileError
from storage.friendly import FAILED, friendly_errors
from storage.model import Source
from storage.query.errors import WrongUsage

# What crawls and reads is imported where it is used: `newsdesk search` must not wait for Scrapy and its models.
if TYPE_CHECKING:
    from datetime import datetime

    from crawler.by_hand.crawl import CrawlReport, Waiting
    from crawler.by_hand.report import Failures
    from crawler.discovery.period import Period
    from crawler.messages import Event

Targets = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SOURCE|URL ...]", help="Sources by name, or any feed, sitemap, home page or article."
    ),
]
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
            terminal.tell("Stopped: what was read is kept, and the next crawl goes on from there.")
            raise typer.Exit(stop.exit_code) from None
        _show_report(report, failures, as_json)
        if failures.seeds or report.remarks:
            raise typer.Exit(FAILED)

    app.command("extract")(extract_command)
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
    from crawler.reextract.command import reextract_sources
    from crawler.reextract.report import as_document, print_report

    try:
        tallies = reextract_sources(
            source or [], since, is_dry_run=dry_run, sample_count=samples, now=utc_now()
        )
    except Stopped as stop:
        terminal.tell(
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
    from crawler.by_hand.targets import declare_sources
    from crawler.interruption import Stopped
    from crawler.warc.command import import_files, order_of
    from crawler.warc.report import as_document, print_report, sentences

    order = order_of(files, source)
    try:
        with open_archive() as archive:
            if sources != DEFAULT_SOURCES or os.path.lexists(sources):
                declare_sources(archive, sources, now=utc_now())
            tally = import_files(archive, order)
    except Stopped as stop:
        terminal.tell("Stopped: what was read is kept; run it again to go on.")
        raise typer.Exit(stop.exit_code) from None
    if as_json:
        terminal.print_json(as_document(tally))
    else:
        print_report(terminal.output(), tally)
        for sentence in sentences(tally):
            terminal.tell(sentence)
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
    from crawler.by_hand.crawl import crawl
    from crawler.by_hand.progress import shown
    from crawler.by_hand.report import Failures
    from crawler.by_hand.targets import past_scope_of, scope_of
    from crawler.log import configure_logging
    from crawler.settings import crawler_settings

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
    from crawler.by_hand.targets import declare_sources

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
    from crawler.by_hand.report import table_of, told_remarks

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
        terminal.tell(sentence)
