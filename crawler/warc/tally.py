"""What an import came to, counted site by site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from storage.model import SourceCounts


class CaptureOutcome(StrEnum):
    """What came of one page of a web archive."""

    new = "new"
    revised = "revised"
    unchanged = "unchanged"
    #: Another page of an article that is kept: its AMP, mobile or print view, or the page that these stood in for.
    duplicate = "duplicate"
    #: The archive has seen the article later than this, and the text is none of its revisions.
    older = "older"
    no_article = "no_article"
    failed = "failed"


_NOTHING_NEW = (CaptureOutcome.unchanged, CaptureOutcome.duplicate, CaptureOutcome.older)


@dataclass(slots=True)
class SiteTally:
    """The pages of one site."""

    outcomes: Counter[CaptureOutcome] = field(default_factory=Counter)
    #: Why there was no article, and why pages failed.
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def page_count(self) -> int:
        """All pages, whatever came of them."""
        return self.outcomes.total()

    def add(self, outcome: CaptureOutcome, reason: str | None = None) -> None:
        """Count one page."""
        self.outcomes[outcome] += 1
        if reason:
            self.reasons[reason] += 1


@dataclass(frozen=True, slots=True)
class BrokenPlace:
    """A place in a file where no record could be read."""

    file: str
    offset: int
    reason: str


@dataclass(slots=True)
class ImportTally:
    """A whole import."""

    run_id: int = 0
    sites: dict[str, SiteTally] = field(default_factory=dict)
    #: Records that are no pages to be read, by what they are.
    skipped: Counter[str] = field(default_factory=Counter)
    broken: list[BrokenPlace] = field(default_factory=list)

    def site(self, name: str) -> SiteTally:
        """The line of a site."""
        return self.sites.setdefault(name, SiteTally())

    @property
    def is_empty(self) -> bool:
        """True where nothing at all was in the files."""
        return not (self.sites or self.skipped or self.broken)

    @property
    def counts(self) -> Mapping[str, SourceCounts]:
        """The same as a run keeps it."""
        return {name: _counts(line) for name, line in sorted(self.sites.items())}


def _counts(line: SiteTally) -> SourceCounts:
    outcomes = line.outcomes
    return SourceCounts(
        entries_seen=line.page_count,
        new=outcomes[CaptureOutcome.new],
        revised=outcomes[CaptureOutcome.revised],
        unchanged=sum(outcomes[known] for known in _NOTHING_NEW),
        failed=outcomes[CaptureOutcome.no_article] + outcomes[CaptureOutcome.failed],
        reasons=tuple(line.reasons.most_common()),
    )
