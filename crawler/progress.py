"""What a crawl shows while it runs: a live bar on a terminal, plain lines elsewhere; then the table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from crawler.crawl import Waiting
from crawler.messages import Event, PageDone, Pending, SeedChecked, VisitEnded
from crawler.tally import spoken
from storage import terminal
from storage.model import FetchOutcome, SeedOutcome, SourceCounts

#: Seconds between two plain lines.
LINE_EVERY = 5.0

Listener = Callable[[Event | Waiting], None]


@contextmanager
def shown(console: Console) -> Iterator[Listener]:
    """A listener that shows the events of a crawl on `console` as they come."""
    if console.is_terminal:
        with _bar(console) as bar:
            yield _Live(bar)
    else:
        yield _Plain(console)


def table_of(console: Console, counts: Mapping[str, SourceCounts]) -> Table:
    """The table of a finished crawl, a line a source, with why things failed."""
    table = terminal.plain_table(
        console, "source", "entries", "new", "revised", "unchanged", "failed", "why", right=_NUMBERS
    )
    for name, line in counts.items():
        why = "; ".join(f"{count}x {reason}" for reason, count in line.reasons)
        numbers = (line.entries_seen, line.new, line.revised, line.unchanged, line.failed)
        table.add_row(terminal.safe(name), *(str(number) for number in numbers), terminal.safe(why))
    if len(counts) > 1:
        table.add_section()
        table.add_row("all", *(str(number) for number in _sums(counts)), "")
    return table


_NUMBERS = ("entries", "new", "revised", "unchanged", "failed")


def _sums(counts: Mapping[str, SourceCounts]) -> tuple[int, int, int, int, int]:
    lines = list(counts.values())
    return (
        sum(line.entries_seen for line in lines),
        sum(line.new for line in lines),
        sum(line.revised for line in lines),
        sum(line.unchanged for line in lines),
        sum(line.failed for line in lines),
    )


def _bar(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("pages"),
        TimeElapsedColumn(),
        console=console,
    )


class _Count:
    """How far the crawl is: pages done, and pages that the visits still have before them."""

    def __init__(self) -> None:
        self.done = 0
        self.failed = 0
        self.new = 0
        self._ahead: dict[str, int] = {}

    def take(self, event: Event | Waiting) -> None:
        if isinstance(event, Pending):
            self._ahead[event.site] = event.count
        elif isinstance(event, VisitEnded):
            self._ahead.pop(event.site, None)
        elif isinstance(event, PageDone):
            self.done += 1
            self.new += event.outcome == FetchOutcome.new.value
            self.failed += FetchOutcome(event.outcome).is_failure
            self._ahead[event.site] = max(0, self._ahead.get(event.site, 1) - 1)

    @property
    def total(self) -> int:
        return self.done + sum(self._ahead.values())

    @property
    def site_count(self) -> int:
        return len(self._ahead)


class _Live:
    """A bar that moves, and a line above it for what went wrong."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("looking at the seeds", total=None)
        self._count = _Count()

    def __call__(self, event: Event | Waiting) -> None:
        self._count.take(event)
        sentence = _trouble(event)
        if sentence:
            self._bar.console.print(terminal.safe(sentence))
        if self._count.total:
            sites = self._count.site_count
            self._bar.update(
                self._task,
                description=f"{sites} site{'' if sites == 1 else 's'}",
                completed=self._count.done,
                total=self._count.total,
            )


class _Plain:
    """A line every few seconds, and one for each thing that went wrong."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._count = _Count()
        self._said_at = time.monotonic()

    def __call__(self, event: Event | Waiting) -> None:
        self._count.take(event)
        sentence = _trouble(event)
        if sentence:
            self._console.print(terminal.safe(sentence))
        if self._count.total and time.monotonic() - self._said_at >= LINE_EVERY:
            self._said_at = time.monotonic()
            count = self._count
            self._console.print(
                f"{count.done} of {count.total} pages, {count.new} new, {count.failed} failed"
            )


def _trouble(event: Event | Waiting) -> str | None:
    """One sentence for an event that a person should see at once."""
    if isinstance(event, Waiting):
        return f"waiting for another crawl at {', '.join(event.sites)}"
    if isinstance(event, SeedChecked) and SeedOutcome(event.outcome).is_failure:
        return _told(event)
    if isinstance(event, PageDone) and FetchOutcome(event.outcome).is_failure:
        return _told(event)
    return None


def _told(event: SeedChecked | PageDone) -> str:
    reason = f": {event.reason}" if event.reason else ""
    return f"{event.source}: {event.url}: {spoken(event.outcome)}{reason}"
