"""What a crawl came to, as it is told: the table, and each failure once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from crawler.by_hand.tally import spoken
from crawler.messages import PageDone, SeedChecked
from storage import terminal
from storage.model import FetchOutcome, SeedOutcome, SourceCounts

#: Failures that are told one by one; where a whole network is away, the table says the rest.
MOST_TOLD = 20

_NUMBERS = ("entries", "new", "revised", "unchanged", "failed", "skipped")


@dataclass(slots=True)
class Failures:
    """What went wrong in a crawl, collected from its events: seeds that could not be read, and single pages."""

    seeds: dict[str, SeedChecked] = field(default_factory=dict)
    pages: dict[str, PageDone] = field(default_factory=dict)

    def take(self, event: object) -> None:
        """Note the event when it tells of a failure, forget the failure when it tells of a success."""
        if isinstance(event, SeedChecked):
            self.seeds.pop(event.url, None)
            if SeedOutcome(event.outcome).is_failure:
                self.seeds[event.url] = event
        elif isinstance(event, PageDone):
            self.pages.pop(event.url, None)
            if FetchOutcome(event.outcome).is_failure:
                self.pages[event.url] = event

    @property
    def all(self) -> list[SeedChecked | PageDone]:
        """Seeds first."""
        return [*self.seeds.values(), *self.pages.values()]

    def sentences(self) -> Iterator[str]:
        """One for each failure up to a limit, seeds first."""
        yield from map(told, self.all[:MOST_TOLD])
        if len(self.all) > MOST_TOLD:
            yield f"and {len(self.all) - MOST_TOLD} more"

    def as_json(self) -> list[dict[str, Any]]:
        """All of them."""
        return [
            {"source": event.source, "url": event.url, "outcome": event.outcome, "reason": event.reason}
            for event in self.all
        ]


def told(event: SeedChecked | PageDone) -> str:
    """One sentence for a seed or a page that failed: where, and why."""
    # A source that was made from a URL is named after its domain, which the URL tells already.
    where = event.url if event.source in event.url else f"{event.source}: {event.url}"
    return f"{where}: {event.reason or spoken(event.outcome)}"


def told_remarks(remarks: Sequence[str]) -> Iterator[str]:
    """The remarks about visits ("SITE: what happened"), those that say the same in one sentence."""
    sites: dict[str, list[str]] = {}
    for remark in remarks:
        site, _, what = remark.partition(": ")
        sites.setdefault(what, []).append(site)
    for what, names in sites.items():
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more sites" if len(names) > 3 else "")
        yield f"{shown}: {what}"


def table_of(console: Console, counts: Mapping[str, SourceCounts]) -> Table:
    """The table of a finished crawl, a line a source, with why things failed."""
    table = terminal.plain_table(console, "source", *_NUMBERS, "why", right=_NUMBERS)
    for name, line in counts.items():
        table.add_row(terminal.safe(name), *map(str, _numbers(line)), terminal.safe(_why(line)))
    if len(counts) > 1:
        table.add_section()
        sums = map(sum, zip(*map(_numbers, counts.values()), strict=True))
        table.add_row("all", *map(str, sums), "")
    return table


def _numbers(line: SourceCounts) -> tuple[int, ...]:
    return line.entries_seen, line.new, line.revised, line.unchanged, line.failed, line.skipped


def _why(line: SourceCounts) -> str:
    now = [f"{count}x {reason}" for reason, count in line.reasons]
    earlier = [f"{count}x {spoken(outcome)} before" for outcome, count in line.given_up]
    return "; ".join([*now, *earlier])
