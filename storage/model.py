"""What the archive keeps and what it is told: frozen values that cross room borders.

Two types for two moments: `SourceSpec`, `FoundEntry`, `ArticleDraft` and `RawPage` are what arrived;
`Source`, `Seed`, `Entry`, `Article` and `Revision` are what we keep. All times are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

#: A day of the calendar, under a name that no field below has.
Day = date

#: How often a seed is looked at when its source says nothing.
DEFAULT_CHECK_EVERY = timedelta(minutes=15)


class SeedKind(StrEnum):
    """What a seed is, as its content showed: `page` announces other seeds, `section` is a page that lists entries
    itself because it announces none, `article` is its own only entry."""

    feed = "feed"
    sitemap = "sitemap"
    news_sitemap = "news_sitemap"
    page = "page"
    section = "section"
    article = "article"


class SeedOutcome(StrEnum):
    """How one check of a seed ended: the closed list of DESIGN, "nothing fails silently"."""

    new = "new"
    all_known = "all_known"
    not_modified = "not_modified"
    empty = "empty"
    wrong_type = "wrong_type"
    blocked = "blocked"
    denied_by_robots = "denied_by_robots"
    http_error = "http_error"
    network_error = "network_error"
    unreadable = "unreadable"
    extraction_failed = "extraction_failed"

    @property
    def is_failure(self) -> bool:
        """True where the seed could not be read, so that the next check backs off."""
        return self not in (
            SeedOutcome.new,
            SeedOutcome.all_known,
            SeedOutcome.not_modified,
            SeedOutcome.empty,
        )


class FetchOutcome(StrEnum):
    """How one request for a page ended."""

    new = "new"
    revised = "revised"
    unchanged = "unchanged"
    not_modified = "not_modified"
    duplicate = "duplicate"
    no_article = "no_article"
    gone = "gone"
    blocked = "blocked"
    denied_by_robots = "denied_by_robots"
    forbidden_address = "forbidden_address"
    http_error = "http_error"
    network_error = "network_error"
    too_large = "too_large"
    wrong_type = "wrong_type"
    extraction_failed = "extraction_failed"
    #: A seed or robots.txt was read; what it said is told by the seed's own outcome.
    read = "read"

    @property
    def is_failure(self) -> bool:
        """True where no article and no answer about one came of the request."""
        return self not in (
            FetchOutcome.new,
            FetchOutcome.revised,
            FetchOutcome.unchanged,
            FetchOutcome.not_modified,
            FetchOutcome.duplicate,
            FetchOutcome.read,
        )

    @property
    def may_pass(self) -> bool:
        """True where the same request may well succeed later, so that the entry stays pending."""
        return self in (FetchOutcome.http_error, FetchOutcome.network_error, FetchOutcome.blocked)


class EntryState(StrEnum):
    """Where an entry stands in the frontier."""

    pending = "pending"
    done = "done"
    failed = "failed"


@dataclass(frozen=True, slots=True)
class SourceRule:
    """How pages of one source are to be read, as a person said it: CSS or XPath selectors (storage.selectors)."""

    #: Where the story stands, and what in it is none of it.
    body: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    #: The first day on which it holds, and the first on which it holds no longer; None where it has no such end.
    first_day: Day | None = None
    end_day: Day | None = None

    def holds_on(self, day: Day) -> bool:
        """True where articles published on this day are read by the rule."""
        return (self.first_day is None or self.first_day <= day) and (
            self.end_day is None or day < self.end_day
        )


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """A source as somebody declared it."""

    name: str
    title: str | None = None
    homepage: str | None = None
    seeds: tuple[str, ...] = ()
    language: str | None = None
    check_every: timedelta = DEFAULT_CHECK_EVERY
    #: CIDRs that may be crawled for this source although they are not public.
    allow_networks: tuple[str, ...] = ()
    #: How its pages are to be read where the general way fails; all that hold on a day work together.
    rules: tuple[SourceRule, ...] = ()
    #: True for a source of sources.toml, False for one that `newsdesk crawl URL` or `sources add` made.
    is_declared: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A publication we watch."""

    id: int
    spec: SourceSpec
    created_at: datetime

    @property
    def name(self) -> str:
        """The name people use in commands and queries."""
        return self.spec.name


@dataclass(frozen=True, slots=True)
class Validators:
    """The ETag and Last-Modified of a body, and the body's SHA-256 as a second look."""

    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Seed:
    """A URL a crawl starts from, with its due date."""

    id: int
    source_id: int
    url: str
    site: str
    kind: SeedKind | None
    validators: Validators
    next_check_at: datetime
    last_checked_at: datetime | None
    last_outcome: SeedOutcome | None
    last_reason: str | None
    failure_count: int
    #: When it last listed something new; when it was added, as long as it has listed nothing.
    fresh_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SeedCheck:
    """What one check of a seed found, to be kept together with its entries in one transaction."""

    seed_id: int
    outcome: SeedOutcome
    checked_at: datetime
    next_check_at: datetime
    reason: str | None = None
    kind: SeedKind | None = None
    #: None keeps the validators of the last good body.
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """One line of a feed or sitemap as discovery read it."""

    url: str
    canonical_url: str
    site: str
    title: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    authors: tuple[str, ...] = ()
    summary: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A promise of an article in the frontier."""

    id: int
    source_id: int
    found: FoundEntry
    state: EntryState
    outcome: FetchOutcome | None
    reason: str | None
    attempt_count: int
    next_attempt_at: datetime
    first_seen_at: datetime
    article_id: int | None


@dataclass(frozen=True, slots=True)
class DroppedLine:
    """A line of the page that the text leaves out, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The lead picture of an article."""

    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article as extraction read it from a page, before the archive recognises it."""

    source_id: int
    #: The address the page was finally fetched from.
    url: str
    canonical_url: str
    title: str
    text: str
    fetched_at: datetime
    #: Names the rules and the extractor that read the page, so that a re-reading is not taken for an edit.
    method: str
    standfirst: str | None = None
    authors: tuple[str, ...] = ()
    agency: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    #: How exact published_at is: "second", "minute" or "day".
    date_precision: str | None = None
    #: Where published_at came from: "json-ld", "meta", "time", "page", "feed", …
    date_from: str | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: Picture | None = None
    is_free: bool | None = None
    kind: str = "article"
    dropped: tuple[DroppedLine, ...] = ()
    #: The site of `url`; None where it is that of the entry which led here.
    site: str | None = None
    #: What the publisher asks of those who keep the page: "noarchive", "noindex", "tdm".
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as fetched: zstd-compressed bytes, with what is needed to read them again."""

    #: Empty for a page that is not to be kept, because its publisher asks so.
    body_zstd: bytes
    body_hash: str
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """The news text we keep: one per canonical URL, always its newest revision."""

    id: int
    source_id: int
    source: str
    url: str
    canonical_url: str
    title: str
    text: str
    standfirst: str | None
    authors: tuple[str, ...]
    agency: str | None
    published_at: datetime | None
    modified_at: datetime | None
    date_precision: str | None
    date_from: str | None
    first_seen_at: datetime
    fetched_at: datetime
    #: When the text last changed for us; None until the first edit.
    revised_at: datetime | None
    language: str | None
    section: str | None
    tags: tuple[str, ...]
    image: Picture | None
    is_free: bool | None
    kind: str
    method: str
    content_hash: str
    revision_count: int
    #: What the publisher asks of those who keep the page: "noarchive", "noindex", "tdm".
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of an article; number 1 is the first we saw."""

    article_id: int
    number: int
    title: str
    text: str
    standfirst: str | None
    authors: tuple[str, ...]
    modified_at: datetime | None
    fetched_at: datetime
    content_hash: str
    method: str
    dropped: tuple[DroppedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping a draft came to."""

    outcome: FetchOutcome
    article_id: int
    revision_number: int


@dataclass(frozen=True, slots=True)
class Recheck:
    """An article to be looked at again by conditional GET."""

    article_id: int
    source_id: int
    url: str
    site: str
    validators: Validators
    check_count: int


@dataclass(frozen=True, slots=True)
class Fetch:
    """One HTTP request and its outcome."""

    source_id: int
    url: str
    outcome: FetchOutcome
    requested_at: datetime
    duration: timedelta
    run_id: int | None = None
    status: int | None = None
    byte_count: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A site claimed for one owner until the lease ends; its due work is asked for with `visits.work`."""

    site: str
    owner: str
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """What is due at one site now."""

    seeds: tuple[Seed, ...] = ()
    entries: tuple[Entry, ...] = ()
    rechecks: tuple[Recheck, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.seeds or self.entries or self.rechecks)

    @property
    def source_ids(self) -> frozenset[int]:
        """The sources that it belongs to."""
        return frozenset(
            (
                *(seed.source_id for seed in self.seeds),
                *(entry.source_id for entry in self.entries),
                *(recheck.source_id for recheck in self.rechecks),
            )
        )


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """What one run came to for one source."""

    entries_seen: int = 0
    new: int = 0
    revised: int = 0
    unchanged: int = 0
    failed: int = 0
    #: Why, as (reason, count), the most frequent first.
    reasons: tuple[tuple[str, int], ...] = field(default=())
    #: Entries that came to nothing in an earlier run and are not asked for again, as (outcome, count).
    given_up: tuple[tuple[str, int], ...] = field(default=())

    @property
    def skipped(self) -> int:
        """How many listed entries were not asked for, because an earlier run gave them up."""
        return sum(count for _, count in self.given_up)


@dataclass(frozen=True, slots=True)
class Run:
    """The record of one crawl."""

    id: int
    kind: str
    started_at: datetime
    #: None while it goes on, and after it was killed.
    finished_at: datetime | None
    outcome: str | None
    #: What it came to, by name of source.
    counts: Mapping[str, SourceCounts]


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One line of `newsdesk sources list`."""

    source: Source
    seeds: tuple[Seed, ...]
    article_count: int
    pending_count: int
    newest_article_at: datetime | None
