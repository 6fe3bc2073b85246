"""`newsdesk import`: what it is asked, its bar on a terminal, and its orderly end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from crawler.interruption import unless_stopped
from crawler.log import configure_logging
from crawler.reading.pool import ReadingPool
from crawler.settings import crawler_settings
from crawler.warc.importing import ImportOrder, ImportProgress, WarcImport
from crawler.warc.tally import ImportTally
from storage import Archive, terminal
from storage.query.errors import WrongUsage


def order_of(paths: Sequence[Path], source: str | None) -> ImportOrder:
    """What is to be imported; raises WrongUsage where it cannot be."""
    return ImportOrder(tuple(paths), _checked_name(source), sum(map(_size_of, paths)))


def import_files(archive: Archive, order: ImportOrder) -> ImportTally:
    """Import the files. Raises ArchiveError, and Stopped at Ctrl-C."""
    settings = crawler_settings()
    configure_logging(settings.log_level)
    pool = ReadingPool(settings)
    try:
        with _shown(terminal.errors(), order.size) as show:
            work = WarcImport(archive, pool, settings, order, on_progress=show)
            return asyncio.run(unless_stopped(work.done()))
    finally:
        pool.close()


def _size_of(path: Path) -> int:
    """How many bytes the file has, which has to be one that can be read from any place."""
    try:
        with path.open("rb") as file:
            if not (path.is_file() and file.seekable()):
                raise WrongUsage(f"{path} is no file that can be read twice: save it first")
            return path.stat().st_size
    except FileNotFoundError:
        raise WrongUsage(f"there is no file {path}") from None
    except (OSError, ValueError) as error:
        raise WrongUsage(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _checked_name(name: str | None) -> str | None:
    if name is not None and (not name.strip() or name != name.strip() or not name.isprintable()):
        raise WrongUsage(
            f'"{name}" cannot be the name of a source: write a short word without spaces around it.'
        )
    return name


@contextmanager
def _shown(console: Console, total: int) -> Iterator[Callable[[ImportProgress], None]]:
    """A bar on a terminal; nothing elsewhere."""
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("opening the file", total=total)

        def show(progress: ImportProgress) -> None:
            told = f"{progress.file}: {progress.page_count:,} pages, {progress.new_count:,} new"
            bar.update(task, description=terminal.single_line(told), completed=progress.done)

        yield show
