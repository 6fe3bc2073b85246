"""What an import came to, as it is told: a line a site, what was passed over, and each broken place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from crawler.warc.tally import CaptureOutcome, ImportTally, SiteTally
from storage import terminal

#: Sites and broken places that are told one by one; `--json` has them all.
MOST_SITES = 40
MOST_PLACES = 20
#: Reasons in one line of the table.
MOST_REASONS = 3

_NUMBERS = ("pages", *(outcome.value.replace("_", " ") for outcome in CaptureOutcome))


def print_report(console: Console, tally: ImportTally) -> None:
    """The table of the sites."""
    console.print(_table(console, tally))


def sentences(tally: ImportTally) -> Iterator[str]:
    """What the table does not say."""
    hidden = len(tally.sites) - MOST_SITES
    if hidden > 0:
        yield f"The table shows the {MOST_SITES} sites with most pages; --json has the other {hidden:,} too."
    if tally.is_empty:
        yield "No record was found: what was named is empty."
    if tally.skipped:
        kinds = ", ".join(f"{what} ({count:,})" for what, count in tally.skipped.most_common(8))
        yield f"Passed over {tally.skipped.total():,} records that are no pages: {kinds}."
    for place in tally.broken[:MOST_PLACES]:
        yield f"{place.file}, byte {place.offset:,}: {place.reason}"
    if len(tally.broken) > MOST_PLACES:
        yield f"and {len(tally.broken) - MOST_PLACES:,} more broken places, which --json lists"


def as_document(tally: ImportTally) -> dict[str, Any]:
    """The same for programs, whole."""
    return {
        "run": tally.run_id,
        "all": _document(_sum_of(tally)),
        "sites": {name: _document(line) for name, line in sorted(tally.sites.items())},
        "skipped": dict(tally.skipped.most_common()),
        "broken": [asdict(place) for place in tally.broken],
    }


def _document(line: SiteTally) -> dict[str, Any]:
    counts = {outcome.value: line.outcomes[outcome] for outcome in CaptureOutcome}
    return {"pages": line.page_count, **counts, "reasons": dict(line.reasons.most_common())}


def _table(console: Console, tally: ImportTally) -> Table:
    table = terminal.plain_table(console, "site", *_NUMBERS, "why", right=_NUMBERS)
    largest = sorted(tally.sites.items(), key=lambda item: (-item[1].page_count, item[0]))
    for name, line in largest[:MOST_SITES]:
        table.add_row(terminal.safe(name), *_numbers(line), terminal.safe(_why(line)))
    if len(tally.sites) != 1:
        table.add_section()
        table.add_row("all", *_numbers(_sum_of(tally)), "")
    return table


def _numbers(line: SiteTally) -> list[str]:
    return [f"{line.page_count:,}", *(f"{line.outcomes[outcome]:,}" for outcome in CaptureOutcome)]


def _why(line: SiteTally) -> str:
    told = [f"{count}x {reason}" for reason, count in line.reasons.most_common(MOST_REASONS)]
    more = len(line.reasons) - MOST_REASONS
    return "; ".join([*told, *([f"{more} other reasons"] if more > 0 else [])])


def _sum_of(tally: ImportTally) -> SiteTally:
    whole = SiteTally()
    for line in tally.sites.values():
        whole.outcomes += line.outcomes
        whole.reasons += line.reasons
    return whole
