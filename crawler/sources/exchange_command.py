"""`newsdesk sources import` and `newsdesk sources export`: lists of sources, as OPML or as sources.toml."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.clock import utc_now
from crawler.errors import CrawlerError, UnreadableList
from storage import open_archive, terminal
from storage.errors import MissingArchive, MissingFolder, SourceFileError
from storage.friendly import FAILED, friendly_errors
from storage.query.errors import WrongUsage

# What reads XML is imported where it is used: the front door must not wait for it.
if TYPE_CHECKING:
    from crawler.sources.import_file import HandedIn
    from crawler.sources.import_plan import ImportLine, ImportPlan
    from storage.model import SourceStatus


class Format(StrEnum):
    """What a list of sources can be written as."""

    opml = "opml"
    toml = "toml"


def mount(sources: typer.Typer) -> None:
    """Add `import` and `export` to the commands about sources."""
    sources.command("import")(import_command)
    sources.command("export")(export_command)


@friendly_errors(CrawlerError, wrong_usage=(SourceFileError, UnreadableList))
def import_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="OPML or sources.toml; - is standard input.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing: only tell what would be added.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of tables.")] = False,
) -> None:
    """Watch the sources of a list, as feed readers export it; what is watched already stays as it is."""
    from crawler.sources.import_file import read_handed_in

    handed_in = read_handed_in(file)
    plan = _planned(handed_in) if dry_run else _imported(handed_in)
    counts = Counter(line.outcome.value for line in plan.lines)
    if as_json:
        document = {"dry_run": dry_run, "remarks": list(handed_in.remarks)}
        terminal.print_json(document | {"counts": counts, "lines": [asdict(line) for line in plan.lines]})
    else:
        _print_lines(plan.lines, is_dry_run=dry_run)
        for remark in handed_in.remarks:
            terminal.tell(remark)
    if not counts["added"] and not counts["known"]:
        terminal.tell(f"Nothing in {file} can be watched.")
        raise typer.Exit(FAILED)


@friendly_errors(CrawlerError)
def export_command(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Standard output when left out.")
    ] = None,
    format_: Annotated[
        Format | None,
        typer.Option("--format", help="What the name of FILE says, or else OPML, when left out."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write the watched sources as OPML, for feed readers, or as sources.toml, with all their settings."""
    from crawler.discovery.opml_text import write_opml
    from crawler.sources.export import exported
    from storage.source_file import write_sources

    with open_archive(create=False) as archive, archive.read() as tx:
        export = exported(tx.sources.statuses())
    is_toml = (format_ or _format_of(file)) is Format.toml
    text = write_sources(export.specs) if is_toml else write_opml(export.specs, no_feeds=export.no_feeds)
    if file is None:
        typer.echo(text.encode(), nl=False)
    else:
        _write(file, text, force=force)
        terminal.tell(f"{len(export.specs)} sources are written to {file}.")
    for name in export.left_out:
        terminal.tell(f"{name} is left out: it has neither a home page nor a feed or sitemap.")


def _planned(handed_in: HandedIn) -> ImportPlan:
    try:
        with open_archive(create=False) as archive, archive.read() as tx:
            statuses = tx.sources.statuses()
    except (MissingArchive, MissingFolder):
        # Without an archive nothing is known, and looking makes none.
        statuses = ()
    return _plan(handed_in, statuses)


def _imported(handed_in: HandedIn) -> ImportPlan:
    from crawler.urls import site_of

    now = utc_now()
    with open_archive(create=True) as archive, archive.begin() as tx:
        plan = _plan(handed_in, tx.sources.statuses())
        for addition in plan.additions:
            source = tx.sources.by_name(addition.spec.name) or tx.sources.put(addition.spec, now=now)
            for url in addition.urls:
                tx.seeds.add(source.id, url, site=site_of(url), kind=None, now=now)
    return plan


def _plan(handed_in: HandedIn, statuses: tuple[SourceStatus, ...]) -> ImportPlan:
    from crawler.sources.import_plan import known_of, plan_import

    return plan_import(
        handed_in.wishes, known_of(statuses), titles=handed_in.titles, left_out=handed_in.left_out
    )


def _print_lines(lines: tuple[ImportLine, ...], *, is_dry_run: bool) -> None:
    console = terminal.output()
    table = terminal.plain_table(console, "outcome", "source", "address", "why")
    for line in lines:
        values = (line.outcome.value, line.source or line.title or "-", line.url or "-", line.reason or "")
        table.add_row(*(terminal.safe(terminal.single_line(value)) for value in values))
    if lines:
        console.print(table)
    counts = Counter(line.outcome.value for line in lines)
    told = ", ".join(f"{counts[name]} {name}" for name in ("added", "known", "skipped"))
    hint = (
        "nothing was changed"
        if is_dry_run
        else "`newsdesk up` watches, `newsdesk crawl SOURCE` looks at once"
    )
    _say(f"{told}; {hint}.")


def _format_of(file: Path | None) -> Format:
    return Format.toml if file is not None and file.suffix.casefold() == ".toml" else Format.opml


def _write(file: Path, text: str, *, force: bool) -> None:
    try:
        with file.open("w" if force else "x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        raise WrongUsage(f"{file} is there already; --force writes over it") from None
    except (OSError, ValueError) as error:
        raise WrongUsage(f"{file} cannot be written: {getattr(error, 'strerror', None) or error}") from None


def _say(sentence: str) -> None:
    terminal.output().print(terminal.safe(sentence))
