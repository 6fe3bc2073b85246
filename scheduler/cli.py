"""The scheduler's commands: `newsdesk schedule` and `newsdesk up`."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from crawler.clock import utc_now
from crawler.errors import CrawlerError
from storage import Archive, open_archive, terminal
from storage.errors import SourceFileError
from storage.friendly import FAILED, friendly_errors
from storage.source_file import read_sources

# What crawls is imported where it is used: `newsdesk search` must not wait for it.

DEFAULT_SOURCES = Path("sources.toml")

SourceFile = Annotated[
    Path, typer.Option("--sources", envvar="NEWSDESK_SOURCES", help="The file that declares the sources.")
]


def mount(app: typer.Typer) -> None:
    """Add the scheduler's commands to `app`."""

    @app.command("schedule")
    @friendly_errors(CrawlerError, wrong_usage=(SourceFileError,))
    def schedule_command(
        sources: SourceFile = DEFAULT_SOURCES,
        check: Annotated[
            bool, typer.Option("--check", help="Only tell whether a scheduler is alive (exit 0 or 1).")
        ] = False,
    ) -> None:
        """Crawl on schedule until stopped; no web, no API."""
        if check:
            raise typer.Exit(_check())
        from crawler.log import configure_logging

        configure_logging(_log_level())
        _check_file(sources)
        with open_archive() as archive:
            _serve(archive, sources)

    @app.command("up")
    @friendly_errors(CrawlerError, wrong_usage=(SourceFileError,))
    def up_command(sources: SourceFile = DEFAULT_SOURCES) -> None:
        """Everything on this machine: crawl on schedule, and answer over HTTP."""
        from crawler.log import configure_logging
        from storage.query.server import start_in_thread
        from storage.query.settings import ServeSettings

        configure_logging(_log_level())
        # Before anything is made or answered: a wrong file ends it.
        _check_file(sources)
        with open_archive() as archive:
            server = start_in_thread(archive, ServeSettings())
            terminal.errors().print(
                terminal.safe(f"newsdesk answers at {server.url} and crawls on schedule; Ctrl-C ends it")
            )
            try:
                _serve(archive, sources)
            finally:
                server.stop()


def _check_file(sources: Path) -> None:
    """Raises SourceFileError. Without the usual file what the archive knows is watched; a named one has to be there."""
    if sources != DEFAULT_SOURCES or os.path.lexists(sources):
        read_sources(sources)


def _serve(archive: Archive, sources: Path) -> None:
    from crawler.settings import crawler_settings
    from scheduler.service import Service
    from scheduler.settings import scheduler_settings

    should_stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: should_stop.set())
    settings = scheduler_settings().model_copy(update={"sources": str(sources)})
    _say_if_nothing_is_watched(archive, sources)
    Service(archive, settings, crawler_settings()).run(should_stop)


def _say_if_nothing_is_watched(archive: Archive, sources: Path) -> None:
    if sources.exists():
        return
    with archive.read() as tx:
        has_sources = bool(tx.sources.all())
    if not has_sources:
        terminal.errors().print(
            terminal.safe(
                f"nothing is watched yet: write {sources}, or add a source: newsdesk sources add URL"
            )
        )


def _log_level() -> str:
    """A service tells what it does unless it was told to be quiet."""
    from crawler.settings import crawler_settings

    level = crawler_settings().log_level
    return "INFO" if level == "WARNING" else level


def _check() -> int:
    from scheduler.leadership import is_alive

    with open_archive(create=False) as archive:
        alive = is_alive(archive, now=utc_now())
    if not alive:
        terminal.errors().print("no scheduler is alive on this archive")
    return 0 if alive else FAILED
