"""The commands about the archive itself and about its sources: `db …` and `sources …`."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlsplit

import typer

from storage import terminal
from storage.database import Archive, Transaction, open_archive
from storage.friendly import FAILED, friendly_errors
from storage.model import Source, SourceSpec
from storage.query import present, printing
from storage.query.cli import AsJson, reading_archive
from storage.query.errors import NotFound, WrongUsage
from storage.schema import NEWEST_REVISION

#: Characters of the longest URL that a crawl follows.
LONGEST_URL = 2048

#: The registrable domain of a URL. The room that crawls knows it; this one is told.
SiteOf = Callable[[str], str]
#: Adds commands to others.
MoreCommands = Callable[[typer.Typer], None]


def mount(app: typer.Typer, *, site_of: SiteOf, more_about_sources: MoreCommands | None = None) -> None:
    """Add `db` and `sources` to the front door; the rooms above may have more commands about sources."""
    app.add_typer(database_commands(), name="db")
    sources = source_commands(site_of)
    if more_about_sources is not None:
        more_about_sources(sources)
    app.add_typer(sources, name="sources")


def database_commands() -> typer.Typer:
    """`db upgrade` and `db check`."""
    app = typer.Typer(no_args_is_help=True, help="Make, upgrade and check the archive.")
    app.command()(upgrade)
    app.command()(check)
    return app


@friendly_errors()
def upgrade() -> None:
    """Make the archive, or bring it to the newest schema."""
    with open_archive(create=True) as archive:
        _say(f"The archive {archive.location} is at schema {NEWEST_REVISION}.")


@friendly_errors()
def check(as_json: AsJson = False) -> None:
    """Look through the whole archive for damage, and count what it holds."""
    with reading_archive() as archive:
        problems, counts = archive.check(), _counts(archive)
        report = {
            "location": archive.location,
            "schema": NEWEST_REVISION,
            "problems": problems,
            "counts": counts,
        }
    if as_json:
        terminal.print_json(report)
    else:
        _say(f"The archive {archive.location} is at schema {NEWEST_REVISION}.")
        _say(", ".join(f"{count} {noun.replace('_', ' ')}" for noun, count in counts.items()))
        _say("No damage found." if not problems else "\n".join(problems))
    if problems:
        raise typer.Exit(FAILED)


def _counts(archive: Archive) -> dict[str, int]:
    with archive.read() as tx:
        statuses = tx.sources.statuses()
        article_count = tx.articles.count()
    return {
        "sources": len(statuses),
        "seeds": sum(len(status.seeds) for status in statuses),
        "articles": article_count,
        "pending_entries": sum(status.pending_count for status in statuses),
    }


def source_commands(site_of: SiteOf) -> typer.Typer:
    """`sources list`, `sources add` and `sources remove`."""
    app = typer.Typer(no_args_is_help=True, help="The watched sources.")
    app.command("list")(list_sources)
    app.command("remove")(remove_source)

    @app.command("add")
    @friendly_errors()
    def add_source(
        url: Annotated[str, typer.Argument(metavar="URL", help="A feed, sitemap or home page.")],
        name: Annotated[
            str | None, typer.Option(help="Name of the source; the domain of the URL when left out.")
        ] = None,
    ) -> None:
        """Watch a source: its first check is due at once, when `newsdesk up` or `newsdesk crawl` runs."""
        _check_url(url)
        _check_name(name)
        with open_archive(create=True) as archive, archive.begin() as tx:
            source = add_seed(tx, url, name=name, site=site_of(url), now=datetime.now(UTC))
        _say(
            f"{source.name} is watched through {url}; `newsdesk crawl {shlex.quote(source.name)}` looks at once."
        )

    return app


def add_seed(tx: Transaction, url: str, *, name: str | None, site: str, now: datetime) -> Source:
    """Give the source a seed that is due now; a source that is not there yet is made."""
    source = tx.sources.by_name(name) if name else tx.sources.by_site(site) or tx.sources.by_name(site)
    if source is None:
        source = tx.sources.put(SourceSpec(name=name or site, seeds=(url,)), now=now)
    tx.seeds.add(source.id, url, site=site, kind=None, now=now)
    return source


@friendly_errors()
def list_sources(as_json: AsJson = False) -> None:
    """Every source: how much it has, how its last check ended, and when the next is due."""
    with reading_archive() as archive, archive.read() as tx:
        statuses = tx.sources.statuses()
    if as_json:
        terminal.print_json(present.present_sources(statuses).as_json())
    else:
        printing.print_sources(terminal.output(), present.present_sources(statuses).sources)


@friendly_errors()
def remove_source(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As `sources list` names it.")],
) -> None:
    """Watch a source no longer; its articles stay in the archive."""
    with reading_archive() as archive, archive.begin() as tx:
        source = tx.sources.by_name(name)
        if source is None:
            raise NotFound(f'There is no source "{name}"; `newsdesk sources list` names them.')
        tx.sources.remove(name)
    _say(f"{name} is watched no longer; its articles are kept.")
    if source.spec.is_declared:
        _say("It is declared in sources.toml: take it out there too, or the next crawl adds it again.")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or not url.isprintable() or " " in url or len(url) > LONGEST_URL:
        raise WrongUsage(f'"{url}" is no URL of a site: write it with http:// or https://.')


def _check_name(name: str | None) -> None:
    if name is not None and (
        not name.strip() or name != name.strip() or not name.isprintable() or "://" in name
    ):
        raise WrongUsage(
            f'"{name}" cannot be the name of a source: write a short word without spaces around it.'
        )


def _say(sentence: str) -> None:
    terminal.output().print(terminal.safe(sentence))
