"""What a run came to, source by source, counted from the events of the crawl process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from crawler.messages import Event, PageDone, SeedChecked
from storage.model import FetchOutcome, SeedOutcome, SourceCounts

_UNCHANGED = {FetchOutcome.unchanged.value, FetchOutcome.not_modified.value, FetchOutcome.duplicate.value}


@dataclass(slots=True)
class SourceTally:
    """One source's line while it is being counted."""

    listed: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    given_up: Counter[str] = field(default_factory=Counter)

    @property
    def counts(self) -> SourceCounts:
        """The line as it is kept and shown."""
        return SourceCounts(
            entries_seen=self.listed,
            new=self.outcomes[FetchOutcome.new.value],
            revised=self.outcomes[FetchOutcome.revised.value],
            unchanged=sum(self.outcomes[name] for name in _UNCHANGED),
            failed=sum(self.reasons.values()),
            reasons=tuple(self.reasons.most_common()),
            given_up=tuple(self.given_up.most_common()),
        )


@dataclass(slots=True)
class Tally:
    """All sources of a run."""

    sources: dict[str, SourceTally] = field(default_factory=dict)

    def add(self, event: Event) -> None:
        """Count the event, when it is one that counts."""
        if isinstance(event, SeedChecked):
            line = self._line(event.source)
            line.listed = max(line.listed, event.listed)
            if SeedOutcome(event.outcome).is_failure:
                line.reasons[f"seed {spoken(event.outcome)}: {event.reason}"] += 1
        elif isinstance(event, PageDone):
            line = self._line(event.source)
            line.outcomes[event.outcome] += 1
            if FetchOutcome(event.outcome).is_failure:
                line.reasons[_why(event)] += 1

    @property
    def counts(self) -> dict[str, SourceCounts]:
        """Source name → its counts."""
        return {name: line.counts for name, line in sorted(self.sources.items())}

    @property
    def has_failed(self) -> bool:
        """True where a source brought nothing but failures."""
        return any(
            counts.failed and not (counts.new or counts.revised or counts.unchanged or counts.entries_seen)
            for counts in self.counts.values()
        )

    def skip(self, source: str, given_up: Mapping[FetchOutcome, int]) -> None:
        """Note the entries of the source that an earlier run gave up, by their outcome."""
        self._line(source).given_up = Counter({outcome.value: count for outcome, count in given_up.items()})

    def _line(self, source: str) -> SourceTally:
        return self.sources.setdefault(source, SourceTally())


def spoken(outcome: str) -> str:
    """An outcome's name as words."""
    return outcome.replace("_", " ")


def _why(event: PageDone) -> str:
    return f"{spoken(event.outcome)}: {event.reason}" if event.reason else spoken(event.outcome)
