"""What re-reading the pages of a source came to, added up. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from crawler.outcomes import reason_of
from crawler.reading.rereading import Reread
from crawler.reextract.change import ReadingChange
from storage.identity import content_hash


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one page that was read again."""

    reread: Reread
    #: None where there is no new reading, or it came too late.
    change: ReadingChange | None
    #: True where somebody else, such as a crawl, has changed the revision meanwhile; nothing was done then.
    was_taken: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """A page whose reading changes, to be looked at by a person."""

    article_id: int
    revision: int
    url: str
    change: ReadingChange


@dataclass(frozen=True, slots=True)
class Loss:
    """A page on which today's extractor finds no article: what was read before stays."""

    article_id: int
    revision: int
    url: str
    reason: str


@dataclass(slots=True)
class SourceTally:
    """The pages of one source."""

    name: str
    #: How many samples are collected.
    sample_count: int = 2
    page_count: int = 0
    #: Pages whose text and facts stay as they are.
    same_count: int = 0
    #: Pages whose text changes, and pages of which a fact does: title, authors, a date.
    changed_count: int = 0
    facts_count: int = 0
    removed_count: int = 0
    won_count: int = 0
    reworded_count: int = 0
    words_before: int = 0
    words_after: int = 0
    #: Revisions that a crawl changed while they were read again.
    taken_count: int = 0
    #: Revisions that no longer differ from the one before them: only the reading had made them differ.
    undone_count: int = 0
    #: Name of a fact → pages of which it changes.
    facts: Counter[str] = field(default_factory=Counter)
    #: Reason → lines that are left out for it.
    reasons: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    _last: Outcome | None = field(default=None, repr=False, compare=False)

    @property
    def lost_count(self) -> int:
        """Pages that would be lost, and were left as they were."""
        return len(self.losses)

    def add(self, outcome: Outcome) -> None:
        """Count one page; those of one article come in the order of their revisions."""
        self.page_count += 1
        kept, change = outcome.reread.kept, outcome.change
        self.undone_count += _is_undone(self._last, outcome)
        self._last = outcome
        if outcome.was_taken:
            self.taken_count += 1
        elif change is None:
            failure = outcome.reread.failure
            self.losses.append(Loss(*kept.key, kept.article.url, reason_of(failure) if failure else ""))
        else:
            self._count(change)
            if change.is_of_text and len(self.samples) < self.sample_count:
                self.samples.append(Sample(*kept.key, kept.article.url, change))

    def _count(self, change: ReadingChange) -> None:
        self.same_count += not change
        self.changed_count += change.is_of_text
        self.facts_count += bool(change.facts)
        self.removed_count += len(change.removed)
        self.won_count += len(change.won)
        self.reworded_count += len(change.reworded)
        self.words_before += change.words_before
        self.words_after += change.words_after
        self.facts.update(fact.name for fact in change.facts)
        self.reasons.update(line.reason for line in change.removed if line.reason)


def _is_undone(last: Outcome | None, this: Outcome) -> bool:
    """True where this revision differed from the one before as they were read, and does so no longer."""
    before, kept = this.reread.kept.hash_before, this.reread.kept
    if before is None:
        return False
    was, now = before, before
    if last and last.reread.kept.key == (kept.key[0], kept.key[1] - 1):
        was, now = last.reread.kept.revision.content_hash, _hash_now(last)
    return was != kept.revision.content_hash and now == _hash_now(this)


def _hash_now(outcome: Outcome) -> str:
    draft = outcome.reread.draft
    if draft is None or outcome.was_taken:
        return outcome.reread.kept.revision.content_hash
    return content_hash(draft.title, draft.text)
