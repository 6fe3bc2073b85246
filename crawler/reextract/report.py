"""What a re-reading came to, as it is told: samples, a table by source, what would be lost, and the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from crawler.reextract.change import ReadingChange
from crawler.reextract.tally import Sample, SourceTally
from storage import terminal

#: Losses that are told one by one; `--json` has them all.
MOST_TOLD = 20
#: Lines of one sample, and characters of a line.
MOST_LINES = 6
MOST_CHARACTERS = 160

#: Field of the tally → its column.
_NUMBERS = {
    "page_count": "pages",
    "same_count": "same",
    "changed_count": "changed",
    "removed_count": "removed",
    "won_count": "won",
    "reworded_count": "reworded",
    "words_before": "words before",
    "words_after": "after",
    "facts_count": "facts",
    "lost_count": "kept",
}
_LEGEND = (
    "changed: pages with another text; removed, won, reworded: lines of it; facts: pages with another title, "
    "author, date …; kept: pages without an article for today's extractor, left as they were."
)


def print_report(console: Console, tallies: Sequence[SourceTally], *, is_dry_run: bool) -> None:
    """Samples, the table by source, what would be lost, and the whole in a few sentences."""
    for tally in tallies:
        for sample in tally.samples:
            for line in _sample(tally.name, sample):
                console.print(terminal.safe(line))
            console.print()
    if tallies:
        console.print(_table(console, tallies))
        console.print(_LEGEND, style="dim")
        console.print()
    for sentence in (*_losses(tallies), *summary(tallies, is_dry_run=is_dry_run)):
        console.print(terminal.safe(terminal.single_line(sentence)))


def summary(tallies: Sequence[SourceTally], *, is_dry_run: bool) -> Iterator[str]:
    """The whole, a sentence each."""
    whole = _sums(tallies)
    if not whole["page_count"]:
        yield "There is nothing to read again: every kept page was read in today's way."
        return
    change = "would change" if is_dry_run else "changed"
    yield f"Read {_counted(whole['page_count'], 'page')} again{'; nothing was changed' if is_dry_run else ''}."
    yield (
        f"{_counted(whole['changed_count'], 'text')} {change}: {_counted(whole['removed_count'], 'line')} removed, "
        f"{whole['won_count']:,} won, {whole['reworded_count']:,} reworded; "
        f"facts of {_counted(whole['facts_count'], 'page')} {change}."
    )
    if whole["lost_count"]:
        yield f"{_counted(whole['lost_count'], 'page')} would be lost: kept as read before."
    if whole["undone_count"]:
        no_longer = "would no longer differ" if is_dry_run else "no longer differ"
        yield f"{_counted(whole['undone_count'], 'revision')} {no_longer} in text from the one before."
    if whole["taken_count"]:
        yield f"{_counted(whole['taken_count'], 'page')} changed meanwhile and will be read again next time."


def as_document(tallies: Sequence[SourceTally], *, is_dry_run: bool) -> dict[str, Any]:
    """The same for programs, with every loss."""
    return {
        "dry_run": is_dry_run,
        "all": _sums(tallies),
        "sources": {tally.name: _tally_document(tally) for tally in tallies},
    }


def _tally_document(tally: SourceTally) -> dict[str, Any]:
    return {
        **_sums([tally]),
        "facts": dict(tally.facts.most_common()),
        "reasons": dict(tally.reasons.most_common()),
        "samples": [_sample_document(sample) for sample in tally.samples],
        "losses": [asdict(loss) for loss in tally.losses],
    }


def _sample_document(sample: Sample) -> dict[str, Any]:
    change = sample.change
    return {
        "article_id": sample.article_id,
        "revision": sample.revision,
        "url": sample.url,
        "removed": [asdict(line) for line in change.removed],
        "won": list(change.won),
        "reworded": [asdict(line) for line in change.reworded],
        "facts": {
            fact.name: {"before": _plain(fact.before), "after": _plain(fact.after)} for fact in change.facts
        },
    }


def _table(console: Console, tallies: Sequence[SourceTally]) -> Table:
    columns = tuple(_NUMBERS.values())
    table = terminal.plain_table(console, "source", *columns, right=columns)
    for tally in tallies:
        sums = _sums([tally])
        table.add_row(terminal.safe(tally.name), *(f"{sums[field]:,}" for field in _NUMBERS))
    if len(tallies) > 1:
        sums = _sums(tallies)
        table.add_section()
        table.add_row("all", *(f"{sums[field]:,}" for field in _NUMBERS))
    return table


def _sums(tallies: Sequence[SourceTally]) -> dict[str, int]:
    fields = (*_NUMBERS, "undone_count", "taken_count")
    return {field: sum(getattr(tally, field) for tally in tallies) for field in fields}


def _sample(source: str, sample: Sample) -> Iterator[str]:
    yield terminal.single_line(
        f"{source} · article {sample.article_id}, revision {sample.revision} · {sample.url}"
    )
    lines = list(_changed_lines(sample.change))
    yield from (f"  {line}" for line in lines[:MOST_LINES])
    if len(lines) > MOST_LINES:
        yield f"  … and {_counted(len(lines) - MOST_LINES, 'more line')}"


def _changed_lines(change: ReadingChange) -> Iterator[str]:
    for gone in change.removed:
        yield f"- {_shortened(gone.text)}{f'  [{gone.reason}]' if gone.reason else ''}"
    for won in change.won:
        yield f"+ {_shortened(won)}"
    for line in change.reworded:
        yield f"- {_shortened(line.before)}"
        yield f"+ {_shortened(line.after)}"
    for fact in change.facts:
        yield f"{fact.name}: {_shortened(_words(fact.before))} → {_shortened(_words(fact.after))}"


def _losses(tallies: Sequence[SourceTally]) -> Iterator[str]:
    losses = [(tally.name, loss) for tally in tallies for loss in tally.losses]
    for name, loss in losses[:MOST_TOLD]:
        yield f"{name}: article {loss.article_id}, revision {loss.revision}: {loss.reason} ({loss.url})"
    if len(losses) > MOST_TOLD:
        yield f"and {len(losses) - MOST_TOLD:,} more, which --json lists"


def _shortened(text: str) -> str:
    line = terminal.single_line(text)
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1]}…"


def _words(value: Any) -> str:
    if value is None or value == ():
        return "none"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return terminal.moment(value) if isinstance(value, datetime) else str(value)


def _plain(value: Any) -> Any:
    """The value as JSON can say it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
