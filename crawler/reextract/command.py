"""`newsdesk reextract`: what it is asked, its bar on a terminal, and its orderly end."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from crawler.interruption import unless_stopped
from crawler.log import configure_logging
from crawler.reading.pool import ReadingPool
from crawler.reextract.archive import Order, Progress, reextract
from crawler.reextract.tally import SourceTally
from crawler.settings import crawler_settings
from storage import Archive, open_archive, terminal
from storage.model import Source
from storage.query.errors import WrongUsage
from storage.query.moments import span_of


def reextract_sources(
    names: Sequence[str], since: str | None, *, is_dry_run: bool, sample_count: int, now: datetime
) -> tuple[SourceTally, ...]:
    """Read again what is asked for. Raises WrongUsage, ArchiveError, and Stopped at Ctrl-C."""
    settings = crawler_settings()
    configure_logging(settings.log_level)
    moment = _moment(since, now) if since is not None else None
    with open_archive(create=False) as archive:
        order = Order(_chosen(archive, names), moment, is_dry_run, sample_count)
        pool = ReadingPool(settings)
        try:
            with _shown(terminal.errors()) as show:
                return asyncio.run(unless_stopped(reextract(archive, pool, order, on_progress=show)))
        finally:
            pool.close()


def _chosen(archive: Archive, names: Sequence[str]) -> tuple[Source, ...]:
    """The sources of these names, all when none is named."""
    with archive.read() as tx:
        sources = {source.name: source for source in (*tx.sources.all(), *tx.rereading.sources())}
    for name in names:
        if name not in sources:
            raise WrongUsage(_unknown(name, list(sources)))
    return tuple(sources[name] for name in (dict.fromkeys(names) or sorted(sources)))


def _unknown(name: str, names: list[str]) -> str:
    close = difflib.get_close_matches(name, names, n=3)
    meant = f"did you mean {' or '.join(close)}?" if close else "`newsdesk sources list` shows all names."
    return f'There is no source "{name}": {meant}'


def _moment(text: str, now: datetime) -> datetime:
    try:
        return span_of(text.strip(), now)[0]
    except ValueError:
        raise WrongUsage(
            f'--since "{text}" is no date: write 7d, 12h, 2026-01-31 or 2026-01-31T08:00.'
        ) from None


@contextmanager
def _shown(console: Console) -> Iterator[Callable[[Progress], None]]:
    """A bar on a terminal; nothing elsewhere."""
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("counting the kept pages", total=None)

        def show(progress: Progress) -> None:
            name = terminal.single_line(progress.source)
            bar.update(task, description=name, completed=progress.done, total=progress.total)

        yield show
