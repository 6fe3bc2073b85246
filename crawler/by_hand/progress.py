"""What a crawl shows while it runs: a live bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from crawler.by_hand.crawl import Waiting
from crawler.by_hand.report import told
from crawler.messages import Event, PageDone, Pending, SeedChecked, VisitEnded
from storage import terminal
from storage.model import FetchOutcome, SeedOutcome

#: Seconds between two plain lines.
LINE_EVERY = 5.0

Listener = Callable[[Event | Waiting], None]


@contextmanager
def shown(console: Console) -> Iterator[Listener]:
    """A listener that shows the events of a crawl on `console` as they come."""
    if not console.is_terminal:
        yield _Plain(console)
        return
    bar = _bar(console)
    with Live(console=console, refresh_per_second=10) as live:
        try:
            yield _Shown(bar, live)
        finally:
            # What went wrong is told below the table: here only the bar stays.
            live.update(bar)


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


class _Shown:
    """A bar that moves, and below it what went wrong last."""

    def __init__(self, bar: Progress, live: Live) -> None:
        self._bar, self._live = bar, live
        self._task = bar.add_task("looking at the seeds", total=None)
        self._count = _Count()
        live.update(bar)

    def __call__(self, event: Event | Waiting) -> None:
        self._count.take(event)
        sentence = _trouble(event)
        if sentence:
            line = Text(terminal.single_line(sentence), style="dim", overflow="ellipsis", no_wrap=True)
            self._live.update(Group(self._bar, line))
        if self._count.total:
            sites = self._count.site_count
            self._bar.update(
                self._task,
                description=f"{sites} site{'' if sites == 1 else 's'}",
                completed=self._count.done,
                total=self._count.total,
            )


class _Plain:
    """A line every few seconds; what went wrong is told at the end."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._count = _Count()
        self._said_at = time.monotonic()
        self._waiting_for: tuple[str, ...] = ()

    def __call__(self, event: Event | Waiting) -> None:
        self._count.take(event)
        if isinstance(event, Waiting) and event.sites != self._waiting_for:
            self._waiting_for = event.sites
            self._console.print(terminal.safe(_waiting(event)))
        if self._count.total and time.monotonic() - self._said_at >= LINE_EVERY:
            self._said_at = time.monotonic()
            count = self._count
            self._console.print(
                f"{count.done} of {count.total} pages, {count.new} new, {count.failed} failed"
            )


def _trouble(event: Event | Waiting) -> str | None:
    """One sentence for an event that a person should see at once."""
    if isinstance(event, Waiting):
        return _waiting(event)
    if isinstance(event, SeedChecked) and SeedOutcome(event.outcome).is_failure:
        return told(event)
    if isinstance(event, PageDone) and FetchOutcome(event.outcome).is_failure:
        return told(event)
    return None


def _waiting(event: Waiting) -> str:
    return f"waiting for another crawl at {', '.join(event.sites)}"
